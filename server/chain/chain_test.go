package chain

import (
	"encoding/hex"
	"testing"
)

func TestNextHashHangsOnEveryPartAndOnTheOneBefore(t *testing.T) {
	first := Next(nil, "a", "b")
	// printf '\0a\0b' | sha256sum
	if got := hex.EncodeToString(first); got != "3d64310d8364dfb1b0070f0c7ab813c2ed68ec750463847dbff0a5fc0e9d3af4" {
		t.Errorf("hash %s", got)
	}
	seen := map[string]bool{string(first): true}
	for _, other := range [][]byte{Next(nil, "a", "c"), Next(nil, "ab"), Next(nil, "a", "b", ""), Next(first, "a", "b")} {
		if seen[string(other)] {
			t.Errorf("%x stands for two histories", other)
		}
		seen[string(other)] = true
	}
}
