package consultation

import (
	"strconv"
	"time"

	"github.com/etradeoffice/portal/server/chain"
)

// Event is one move as it was made. Events of a consultation are chained by hashes, so that none can be changed or
// taken out unseen.
type Event struct {
	ConsultationID ID
	Version        int
	At             time.Time
	Actor          string // a person's id, or "server"
	Role           string
	Move           string
	FromState      string
	ToState        string
	Reason         string
	PrevHash       []byte
	Hash           []byte
}

// sealed is the event with its hash after the one before it. Times count in microseconds, as the table keeps them.
func (e Event) sealed(prev []byte) Event {
	e.At = e.At.UTC().Truncate(time.Microsecond)
	e.PrevHash = prev
	if prev == nil {
		e.PrevHash = []byte{}
	}
	e.Hash = chain.Next(e.PrevHash, e.ConsultationID.String(), strconv.Itoa(e.Version), e.At.Format(time.RFC3339Nano), e.Actor, e.Role, e.Move,
		e.FromState, e.ToState, e.Reason)
	return e
}

// intact reports whether the chain of a consultation's events, in order, is whole.
func intact(events []Event) bool {
	prev := []byte{}
	for i, e := range events {
		if e.Version != i+1 || string(e.sealed(prev).Hash) != string(e.Hash) {
			return false
		}
		prev = e.Hash
	}
	return true
}
