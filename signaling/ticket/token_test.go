package ticket

import (
	"bytes"
	"strings"
	"testing"
)

func TestTokenSaysWhichOneOfItsSessionItIs(t *testing.T) {
	old, now := Keys{Current: bytes.Repeat([]byte("o"), MinKey)}, Keys{Current: bytes.Repeat([]byte("n"), MinKey)}
	both := Keys{Current: now.Current, Previous: old.Current}
	token := Token(old, "room.session", 7)
	if again := Token(old, "room.session", 7); again == token {
		t.Error("two tokens are the same")
	}
	if len(token) > 128 {
		t.Errorf("a token has %d bytes, more than a hello may bring", len(token))
	}
	for name, c := range map[string]struct {
		keys          Keys
		session, text string
		want          int64
	}{
		"own":                    {old, "room.session", token, 7},
		"signed before a change": {both, "room.session", token, 7},
		"of another office":      {now, "room.session", token, 0},
		"of another session":     {old, "room.other", token, 0},
		"with another number":    {old, "room.session", "8" + token[1:], 0},
		"with another word":      {old, "room.session", strings.Replace(token, ".", ".A", 1), 0},
		"a word alone":           {old, "room.session", "oJ0dYh9tQ", 0},
		"empty":                  {old, "room.session", "", 0},
		"numbered nothing":       {old, "room.session", Token(old, "room.session", 0), 0},
	} {
		if got := TokenNumber(c.keys, c.session, c.text); got != c.want {
			t.Errorf("%s: number %d, want %d", name, got, c.want)
		}
	}
}
