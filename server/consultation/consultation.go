// Package consultation owns the record of one meeting from request to closed outcome: its states and who may move it,
// the queue of the office, the interpreter's assignment, mails and invites, the ticket into the room, and attendance made
// from what rooms report. It leaves time and claims to schedule, and what the sides agreed to deal.
package consultation

import (
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/schedule"
)

// ID names a consultation inside (UUIDv7); people see the number.
type ID struct{ uuid.UUID }

// State is where a consultation stands.
//
//	draft ─▶ requested ─▶ offered ─▶ accepted ─▶ confirmed ─▶ live ─▶ ended ─▶ outcome_due ─▶ closed
//	              ⇅                                  ⇅           └─▶ failed └─▶ missed | failed
//	           returned                          suspended
//	draft requested returned offered ─▶ expired | withdrawn      requested offered ─▶ declined
//	accepted confirmed suspended ─▶ cancelled
//
// The moves between them are in moves.go.
type State string

// The states in the order of a life, then the ways out.
const (
	Draft      State = "draft"
	Requested  State = "requested"
	Returned   State = "returned"
	Offered    State = "offered"
	Accepted   State = "accepted"
	Confirmed  State = "confirmed"
	Suspended  State = "suspended"
	Live       State = "live"
	Ended      State = "ended"
	OutcomeDue State = "outcome_due"
	Closed     State = "closed"
	Missed     State = "missed"
	Failed     State = "failed"
	Expired    State = "expired"
	Withdrawn  State = "withdrawn"
	Declined   State = "declined"
	Cancelled  State = "cancelled"
)

// Owner is whose turn it is; empty when nobody has to act.
type Owner string

// The owners.
const (
	Nobody      Owner = ""
	Office      Owner = "office"
	Supplier    Owner = "supplier"
	Buyer       Owner = "buyer"
	Interpreter Owner = "interpreter"
	BothSides   Owner = "both" // supplier and buyer: the outcome
)

// InterpreterState is how far the third seat is.
type InterpreterState string

// The states: none is needed, pencilled holds a claim without having asked, missing is wanted and not found.
const (
	NoInterpreter        InterpreterState = "none"
	InterpreterPencilled InterpreterState = "pencilled"
	InterpreterAsked     InterpreterState = "asked"
	InterpreterAccepted  InterpreterState = "accepted"
	InterpreterMissing   InterpreterState = "missing"
	InterpreterWaived    InterpreterState = "waived"
)

// The kinds of consultation. Walk-ins and programme cells enter at confirmed.
const (
	Booked    = "booked"
	WalkIn    = "walk_in"
	Programme = "programme"
)

// Consultation is the record of one meeting. Instants are UTC.
type Consultation struct {
	ID        ID
	Number    string // for life: "SW-2026-0042"; empty for a draft
	Kind      string
	State     State
	Owner     Owner
	Version   int // +1 a move
	StartsAt  time.Time
	EndsAt    time.Time
	CreatedAt time.Time
	Clock
	Parties
	Topic
	Verdict
	Holder
	Invite
	Held
	Third
}

// Clock is the deadlines.
type Clock struct {
	AnswerBy  *time.Time // the owner's
	ExpiresAt *time.Time // set exactly while pending
	Extended  bool       // the one extension is used
}

// Parties is who meets. Zero ids are not known yet.
type Parties struct {
	SupplierID       schedule.ResourceID
	BuyerID          schedule.ResourceID
	InterpreterID    schedule.ResourceID
	SupplierCompany  account.CompanyID
	BuyerCompany     account.CompanyID
	BuyerUser        account.UserID // the principal who comes for the buyer
	HostUser         account.UserID // the principal who comes for the supplier
	InterpreterUser  account.UserID
	RequestedBy      account.UserID
	RequestedSide    Owner // Buyer or Supplier
	SupplierZone     string
	BuyerZone        string
	InterpreterState InterpreterState
}

// Topic is what the meeting is about.
type Topic struct {
	Language string   // of the talk, BCP 47
	NeedFrom string   // the interpreter's pair, BCP 47; empty for none
	NeedTo   string   //
	Goal     string   // one of Goals
	Message  string   // 20 to 500 characters
	Products []string // SKUs
}

// Pair is the interpreter's pair, zero for none.
func (t Topic) Pair() schedule.Pair { return schedule.Pair{From: t.NeedFrom, To: t.NeedTo} }

// Verdict is the reason of the last return, decline or cancellation: a code of Reasons and free words.
type Verdict struct {
	Reason     string
	ReasonText string
}

// Holder is who holds a draft before anybody signed in.
type Holder struct {
	Opener string // a random name kept in the browser's session, or a person's id
	Typed  Typed
}

// Typed is what a visitor typed in step 3; it is kept until the code has arrived.
type Typed struct {
	Email   string `json:"email,omitempty"`
	Name    string `json:"name,omitempty"`
	Company string `json:"company,omitempty"`
	Country string `json:"country,omitempty"`
	City    string `json:"city,omitempty"`
	Zone    string `json:"zone,omitempty"`
	Phone   string `json:"phone,omitempty"` // as it was typed
}

// Invite is the calendar entry: one UID for life, a sequence that rises with each change that is sent.
type Invite struct {
	IcalUID      string `db:"ical_uid"`
	IcalSequence int
	Invited      bool // a REQUEST was sent, so a CANCEL may follow
}

// Held is what happened in the room.
type Held struct {
	LiveAt  *time.Time
	EndedAt *time.Time
}

// Goals are what a buyer may want; locale keys "consultation.goal_<goal>".
var Goals = []string{"sample", "price", "oem", "distribution", "other"}

// Pending reports whether the consultation waits for an answer and so has an expiry.
func (c Consultation) Pending() bool {
	switch c.State {
	case Draft, Requested, Returned, Offered:
		return true
	default:
		return false
	}
}

// Length is the agreed elapsed time.
func (c Consultation) Length() time.Duration { return c.EndsAt.Sub(c.StartsAt) }

// Window is the agreed interval without buffers.
func (c Consultation) Window() schedule.Window {
	return schedule.Window{Start: c.StartsAt, End: c.EndsAt}
}

// Object is the consultation as account.May knows it.
func (c Consultation) Object() account.Object {
	o := account.Object{Supplier: c.SupplierCompany, Buyer: c.BuyerCompany}
	for _, id := range append([]account.UserID{c.InterpreterUser, c.SecondUser}, c.Asked...) {
		if id != (account.UserID{}) {
			o.People = append(o.People, id)
		}
	}
	return o
}

// Side is which part the viewer has in the consultation: the buyer's, the supplier's, the interpreter's or the office's;
// Nobody for others.
func (c Consultation) Side(v account.Viewer) Owner {
	switch {
	case !v.SignedIn():
		return Nobody
	case v.On(account.Supplier, c.SupplierCompany):
		return Supplier
	case v.On(account.Buyer, c.BuyerCompany) && c.BuyerCompany != (account.CompanyID{}):
		return Buyer
	case v.Is(account.Interpreter) && c.interprets(v.User):
		return Interpreter
	case v.Is(account.Officer):
		return Office
	}
	return Nobody
}

// Counterpart is the side that answers the request.
func (c Consultation) Counterpart() Owner {
	if c.RequestedSide == Supplier {
		return Buyer
	}
	return Supplier
}

// LacksInterpreter reports whether the third seat keeps the consultation from being confirmed.
func (c Consultation) LacksInterpreter() bool {
	switch c.InterpreterState {
	case NoInterpreter, InterpreterAccepted, InterpreterWaived:
		return false
	case InterpreterPencilled, InterpreterAsked, InterpreterMissing:
		return true
	}
	return true
}

// Minutes is the agreed elapsed time in minutes.
func (c Consultation) Minutes() int { return int(c.Length() / time.Minute) }

// Ahead reports whether the consultation is not over: its time is to come, or it is under way.
func (c Consultation) Ahead(now time.Time) bool {
	return c.EndsAt.After(now) && c.State.claimsTime() || c.State == Live
}

// Badge is the state as its badge says it; locale key "consultation.state_<badge>". An invitation is accepted by the buyer.
func (c Consultation) Badge() string {
	if c.State == Accepted && c.RequestedSide == Supplier {
		return "accepted_buyer"
	}
	return string(c.State)
}

// Sides are two companies that meet, may meet or have met.
type Sides struct{ Supplier, Buyer account.CompanyID }
