// Package walkin owns "ask to talk now": the ring of a buyer at a supplier's desk, its queue and its limits, the city desk
// that is rung when nobody answers, and what a supplier says about being rung. An answer makes a consultation, which from
// then on is the consultation's own. Who is at the desk is the live side's to say (control.Presence); who has not tried camera
// and microphone within a day is nowhere (ready.go).
package walkin

import (
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/schedule"
)

// ID names a ring (UUIDv7).
type ID struct{ uuid.UUID }

// State is where a ring stands.
//
//	idle ─▶ ringing ─▶ answered ─▶ lobby ─▶ live ─▶ ended
//	  └▶ queued ─▲  └▶ office_took ─▲
//	queued ringing ─▶ declined | timeout | caller_left
//
// Ringing rings the company, or the office: when the company has not answered, and at once for a caller whom the office
// sees first. The moves between them are in moves.go.
type State string

// The states in the order of a life, then the ways out. Idle is before there is a ring.
const (
	Idle       State = ""
	Queued     State = "queued"
	Ringing    State = "ringing"
	Answered   State = "answered"
	OfficeTook State = "office_took"
	Lobby      State = "lobby"
	Live       State = "live"
	Ended      State = "ended"
	Declined   State = "declined"
	TimedOut   State = "timeout"
	CallerLeft State = "caller_left"
)

// Side is who acts on a ring.
type Side string

// The sides; Server acts when no person does, on time and on evidence.
const (
	Nobody Side = ""
	Caller Side = "caller"
	Member Side = "supplier"
	Office Side = "office"
	Server Side = "server"
)

// Whom a ring rings.
const (
	RingsCompany = "company"
	RingsOffice  = "office"
)

// Why the office comes before the company.
const (
	GateLevel    = "level"    // nobody has vouched for the caller's company
	GateLanguage = "language" // no common language, and no interpreter is free now
)

// How a ring came out, for the report.
const (
	OutcomeAnswered   = "answered"
	OutcomeOffice     = "office"
	OutcomeBooked     = "booked"
	OutcomeDeclined   = "declined"
	OutcomeUnanswered = "unanswered"
	OutcomeLeft       = "left"
)

// Ring is one "ask to talk now". Instants are UTC.
type Ring struct {
	ID            ID
	Caller        account.UserID
	CallerCompany account.CompanyID
	Supplier      account.CompanyID
	State         State
	Version       int // +1 a move
	Rings         string
	Gate          string
	FirstAsk      bool // not handed over from another company
	StopsAt       time.Time
	Key           string // idempotency
	Talk
	Course
	Seat
}

// Talk is what the caller wants to talk about, and how.
type Talk struct {
	Language string // of the talk, BCP 47
	NeedFrom string // the interpreter's pair, BCP 47; empty for none
	NeedTo   string
	SKU      string `db:"sku"` // the product whose page the caller came from
	Note     string // text that the caller left
}

// Pair is the interpreter's pair, zero for none.
func (t Talk) Pair() schedule.Pair { return schedule.Pair{From: t.NeedFrom, To: t.NeedTo} }

// Course is what has happened to a ring, and when.
type Course struct {
	AskedAt time.Time
	RungAt  *time.Time // since when it rings whom it rings
	EndedAt *time.Time
	Refused []account.UserID // members who said "not now"
	Outcome string
	Reason  string
}

// Seat is what an answer made.
type Seat struct {
	AnsweredAt   *time.Time
	AnsweredBy   account.UserID
	Interpreter  account.UserID
	Consultation uuid.UUID `db:"consultation_id"`
	Number       string    // of the consultation
}

// Waiting reports whether the caller has no answer yet.
func (r Ring) Waiting() bool { return r.State == Queued || r.State == Ringing }

// Talking reports whether somebody has answered and the talk is not over.
func (r Ring) Talking() bool {
	switch r.State {
	case Answered, OfficeTook, Lobby, Live:
		return true
	default:
		return false
	}
}

// Object is the ring as account.May knows it.
func (r Ring) Object() account.Object {
	return account.Object{Supplier: r.Supplier, Buyer: r.CallerCompany}
}

// Side is which part the viewer has in the ring.
func (r Ring) Side(v account.Viewer) Side {
	switch {
	case !v.SignedIn():
		return Nobody
	case v.User == r.Caller:
		return Caller
	case v.On(account.Supplier, r.Supplier):
		return Member
	case v.Is(account.Officer):
		return Office
	}
	return Nobody
}

// Event is one move as it was made.
type Event struct {
	RingID    ID
	Version   int
	At        time.Time
	Actor     string // a person's id, or "server"
	Side      Side
	Move      Move
	FromState State
	ToState   State
	Reason    string
}
