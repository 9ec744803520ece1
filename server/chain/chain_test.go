package chain

import (
	"encoding/hex"
	"slices"
	"testing"
	"time"
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

func TestHistoryIsWholeUntilARowIsChangedOrMissing(t *testing.T) {
	at := time.Date(2026, 11, 26, 9, 0, 0, 1234, time.UTC)
	var rows []Entry
	var prev []byte
	for i, move := range []string{"hold", "request", "approve"} {
		e := Entry{Version: i + 1, At: at, Actor: "server", Move: move}.Sealed("c1", prev)
		rows, prev = append(rows, e), e.Hash
	}
	if !Whole("c1", rows) || !Whole("c1", nil) {
		t.Fatal("an untouched history is not whole")
	}
	changed := slices.Clone(rows)
	changed[1].Reason = "another"
	for name, other := range map[string][]Entry{"a changed row": changed, "without the first": rows[1:], "without the middle": {rows[0], rows[2]}} {
		if Whole("c1", other) {
			t.Errorf("%s passes", name)
		}
	}
	if Whole("c2", rows) {
		t.Error("another thing's history passes")
	}
}
