package meeting

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/locale"
)

// Log is the chain of a consultation's events, as the office reads it.
type Log struct {
	Lines []LogLine
	Whole bool // no event was changed or taken out since it was written
}

// LogLine is one event.
type LogLine struct {
	Version int
	At      time.Time
	Name    string // of the person; empty: the server, or who held the time before signing in
	Role    string
	For     string // side that an officer answered for
	Move    string
	State   string // that it led to
	Reason  string // a code; locale key "consultation.reason_<reason>"
	Hash    string // the first 8 hex digits of the event's SHA-256
}

// log reads the chain with the names of who acted.
func (h *Handlers) log(ctx context.Context, id consultation.ID) (Log, error) {
	found, whole, err := h.service.Events(ctx, id)
	if err != nil {
		return Log{}, err
	}
	people := make([]account.UserID, len(found))
	for i, e := range found {
		people[i] = actorOf(e)
	}
	names, err := h.accounts.Users(ctx, slices.DeleteFunc(slices.Clone(people), func(u account.UserID) bool { return u == (account.UserID{}) }))
	if err != nil {
		return Log{}, err
	}
	l := Log{Whole: whole}
	for i, e := range found {
		line := LogLine{Version: e.Version, At: e.At, Name: names[people[i]].Name, Role: e.Role, Move: e.Move, State: e.ToState, Hash: hex.EncodeToString(e.Hash[:min(4, len(e.Hash))])}
		line.Reason = e.Reason
		if answered, ok := consultation.AnsweredFor(e.Reason); ok {
			line.For, line.Reason, _ = strings.Cut(answered, ".")
		}
		if !h.pages.Texts().Has(locale.Langs[0], "consultation.reason_"+line.Reason) {
			line.Reason = ""
		}
		l.Lines = append(l.Lines, line)
	}
	return l, nil
}

// actorOf is the person who made a move, if it was one who is known: a time can be held before somebody signs in.
func actorOf(e consultation.Event) account.UserID {
	id, err := uuid.Parse(strings.TrimPrefix(e.Actor, holderPrefix))
	if err != nil {
		return account.UserID{}
	}
	return account.UserID{UUID: id}
}
