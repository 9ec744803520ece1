package schedule

import (
	"strings"
	"time"

	"github.com/google/uuid"
)

// ResourceID names one bookable thing. Zero is none.
type ResourceID int64

// Kind is what a resource is.
type Kind string

// The kinds. A supplier's owner is its company; buyers, interpreters and officers are owned by the person.
const (
	Supplier    Kind = "supplier"
	Buyer       Kind = "buyer"
	Interpreter Kind = "interpreter"
	Officer     Kind = "officer"
	Place       Kind = "place"
)

// Resource is one bookable thing. The buffers lie inside its claims. A supplier has one of its own and one more for each
// member who keeps hours: these are its hosts, and each can be booked.
type Resource struct {
	ID           ResourceID
	Kind         Kind
	Owner        uuid.UUID
	Member       *uuid.UUID // nil: the owner's own
	Zone         string     // IANA
	KeepsHours   bool       // false: free whenever not claimed
	BufferBefore time.Duration
	BufferAfter  time.Duration
	EarlyMin     *int16 // minute of the day; see Calendar
	LateMin      *int16
}

// Padded is the interval that the resource is claimed for.
func (r Resource) Padded(w Window) Window { return w.Pad(r.BufferBefore, r.BufferAfter) }

// Pair is a direction that an interpreter works in, as BCP 47 language tags.
type Pair struct {
	From, To string
}

// newResource is a resource with the habits of its kind.
func newResource(kind Kind, owner uuid.UUID, zone string) Resource {
	r := Resource{Kind: kind, Owner: owner, Zone: zone}
	switch kind {
	case Supplier, Interpreter:
		r.KeepsHours = true
		r.BufferAfter = 10 * time.Minute
	case Buyer, Officer, Place:
	}
	return r
}

// ParsePair reads a pair as it is written, "ko-de"; what is none is the empty pair.
func ParsePair(text string) Pair {
	from, to, ok := strings.Cut(text, "-")
	if !ok || len(text) > 20 {
		return Pair{}
	}
	return Pair{From: from, To: to}
}

// String writes a pair as ParsePair reads it, the empty pair as "".
func (p Pair) String() string {
	if p == (Pair{}) {
		return ""
	}
	return p.From + "-" + p.To
}
