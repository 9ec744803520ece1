package ticket

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestCallCountsForWhatItSaysAndForSecondsOnly(t *testing.T) {
	keys := Keys{Current: bytes.Repeat([]byte("n"), MinKey)}
	newer := Keys{Current: bytes.Repeat([]byte("o"), MinKey), Previous: keys.Current}
	now := time.Date(2026, 6, 15, 9, 0, 0, 0, time.UTC)
	call := Call{Method: "POST", Path: "/live/node/orders", Client: "203.0.113.9", Body: []byte("{}")}
	text := call.Sign(keys, now)
	for name, accepted := range map[string]error{
		"same key":       call.Check(keys, text, now.Add(Leeway)),
		"key before":     call.Check(newer, text, now),
		"clock before":   call.Check(keys, text, now.Add(-Leeway)),
		"signed by both": call.Check(newer, call.Sign(newer, now), now),
	} {
		if accepted != nil {
			t.Errorf("%s: %v", name, accepted)
		}
	}
	ticketText := Mint(keys, Claims{Room: "r", Participant: "p", Exp: now.Add(Life)})
	at, _, _ := strings.Cut(text, ".")
	for name, refused := range map[string]error{
		"too old":          call.Check(keys, text, now.Add(Leeway+time.Millisecond)),
		"too new":          call.Check(keys, text, now.Add(-Leeway-time.Millisecond)),
		"other method":     Call{"GET", call.Path, call.Client, call.Body}.Check(keys, text, now),
		"other path":       Call{call.Method, "/live/node/board", call.Client, call.Body}.Check(keys, text, now),
		"other client":     Call{call.Method, call.Path, "198.51.100.1", call.Body}.Check(keys, text, now),
		"other body":       Call{call.Method, call.Path, call.Client, []byte("{ }")}.Check(keys, text, now),
		"other key":        call.Check(Keys{Current: bytes.Repeat([]byte("x"), MinKey)}, text, now),
		"a ticket's words": call.Check(keys, at+"."+ticketText, now),
		"nothing":          call.Check(keys, "", now),
		"no signature":     call.Check(keys, at, now),
	} {
		if !errors.Is(refused, ErrInvalid) {
			t.Errorf("%s: %v", name, refused)
		}
	}
}
