// Package inquiry owns what buyers ask makers in writing: the basket over several makers, the threads with their files and
// deadlines, public offers to buy (RFQ) with the quotes on them, and the alarm when a thread names a bank account that the
// maker has not registered. It leaves products to catalog, the calendar of working days and the rates to who makes the
// service, and meetings to consultation.
package inquiry

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/problem"
)

// ID names an inquiry (UUIDv7).
type ID struct{ uuid.UUID }

// State is where an inquiry stands:
//
//	sent → read → answered → closed
//	   └──────┴→ withdrawn
//
// A maker may answer without having read it here (by mail), and either side may close at any time.
type State string

// The states.
const (
	Sent      State = "sent"
	Read      State = "read"
	Answered  State = "answered"
	Closed    State = "closed"
	Withdrawn State = "withdrawn"
)

// Move is what somebody does with an inquiry.
type Move string

// The moves. A message and what the office only looks at change no state.
const (
	MoveSend     Move = "send"
	MoveRead     Move = "read"
	MoveMessage  Move = "message"
	MoveAnswer   Move = "answer" // the maker's first message
	MoveClose    Move = "close"
	MoveWithdraw Move = "withdraw"
	MoveShow     Move = "show_contacts"
	MoveHide     Move = "hide_contacts"
	MoveRemind   Move = "remind"
	MoveLook     Move = "look" // by the office
)

// Side is who somebody is in a thread.
type Side string

// The sides.
const (
	Buyer    Side = "buyer"
	Supplier Side = "supplier"
	Office   Side = "office"
	Nobody   Side = ""
)

type step struct {
	From []State
	To   State // "": the state stays
	By   []Side
}

var open = []State{Sent, Read, Answered}

var moves = map[Move]step{
	MoveRead:     {[]State{Sent}, Read, []Side{Supplier}},
	MoveMessage:  {open, "", []Side{Buyer, Supplier, Office}},
	MoveAnswer:   {[]State{Sent, Read}, Answered, []Side{Supplier}},
	MoveClose:    {open, Closed, []Side{Buyer, Supplier, Office}},
	MoveWithdraw: {[]State{Sent, Read}, Withdrawn, []Side{Buyer}},
	MoveShow:     {open, "", []Side{Buyer, Supplier}},
	MoveHide:     {[]State{Sent, Read, Answered, Closed, Withdrawn}, "", []Side{Buyer, Supplier}},
	MoveRemind:   {[]State{Sent, Read}, "", []Side{Office}},
}

// offered are the moves that people choose, in the order of buttons.
var offered = []Move{MoveMessage, MoveClose, MoveWithdraw, MoveShow, MoveHide, MoveRemind}

// Legal are the moves that a side may choose now.
func (i Inquiry) Legal(side Side) []string {
	var legal []string
	for _, m := range offered {
		s := moves[m]
		if !slices.Contains(s.By, side) || !slices.Contains(s.From, i.State) || i.hold(m, side) != nil {
			continue
		}
		if shows := i.shows(side); m == MoveShow && shows || m == MoveHide && !shows {
			continue
		}
		legal = append(legal, string(m))
	}
	return legal
}

// Operations are the names under which programs make moves: the last part of the operation's path. To write is to add to the
// messages.
func Operations(moves []string) []string {
	names := slices.Clone(moves)
	for i, m := range names {
		if m == string(MoveMessage) {
			names[i] = "messages"
		}
	}
	return names
}

// Inquiry is what one buyer asks one maker.
type Inquiry struct {
	ID            ID
	Key           string
	Buyer         account.UserID
	BuyerCompany  account.CompanyID
	Supplier      account.CompanyID
	State         State
	Version       int
	SentAt        time.Time
	DueAt         time.Time
	ReadAt        *time.Time
	AnsweredAt    *time.Time
	EndedAt       *time.Time
	RemindedAt    *time.Time
	BuyerShows    bool
	SupplierShows bool
	BuyerHeld     bool // the buyer's company is suspended
	SupplierHeld  bool // the maker is
}

// Line is one product of an inquiry.
type Line struct {
	SKU      string        `json:"sku"`
	Name     catalog.Texts `json:"name"` // as the product was called then
	Quantity int           `json:"quantity"`
	Unit     string        `json:"unit"`     // UN/CEFACT Recommendation 20
	Minor    *int64        `json:"minor"`    // target price of one unit; nil: none said
	Currency string        `json:"currency"` // ISO 4217
	Port     string        `json:"port"`     // of destination, as typed
	Sample   bool          `json:"sample"`
}

// Object is the inquiry as account.May knows it.
func (i Inquiry) Object() account.Object {
	return account.Object{Buyer: i.BuyerCompany, Supplier: i.Supplier}
}

// Side is who the viewer is in the thread.
func (i Inquiry) Side(v account.Viewer) Side {
	switch {
	case v.On(account.Buyer, i.BuyerCompany):
		return Buyer
	case v.On(account.Supplier, i.Supplier):
		return Supplier
	case v.Is(account.Officer):
		return Office
	}
	return Nobody
}

// Waits reports whether the maker owes an answer.
func (i Inquiry) Waits() bool { return i.State == Sent || i.State == Read }

// Overdue reports whether it owes it for too long. Nothing is owed while the thread is on hold.
func (i Inquiry) Overdue(now time.Time) bool {
	return i.Waits() && !i.OnHold() && now.After(i.DueAt)
}

// Released reports whether each side has agreed that the other sees its addresses.
func (i Inquiry) Released() bool { return i.BuyerShows && i.SupplierShows }

func (i Inquiry) shows(side Side) bool {
	return side == Buyer && i.BuyerShows || side == Supplier && i.SupplierShows
}

// Event is one move as it was made.
type Event struct {
	At    time.Time
	Actor *uuid.UUID
	Side  Side
	Move  Move
	From  State `db:"from_state"`
	To    State `db:"to_state"`
}

// advance makes a move on the value alone; an illegal one is a conflict that lists the legal ones.
func (i *Inquiry) advance(m Move, side Side, by account.UserID, now time.Time) (Event, error) {
	s, from := moves[m], i.State
	if !slices.Contains(s.By, side) || !slices.Contains(s.From, from) {
		return Event{}, problem.New(problem.Conflict, "inquiry_move").In(string(from)).WithLegal(Operations(i.Legal(side))...)
	}
	if refusal := i.hold(m, side); refusal != nil {
		return Event{}, refusal.In(string(from)).WithLegal(Operations(i.Legal(side))...)
	}
	if s.To != "" {
		i.State = s.To
	}
	switch m {
	case MoveRead:
		i.ReadAt = &now
	case MoveAnswer:
		i.AnsweredAt = &now
		if i.ReadAt == nil {
			i.ReadAt = &now
		}
	case MoveClose, MoveWithdraw:
		i.EndedAt = &now
	case MoveShow, MoveHide:
		if side == Buyer {
			i.BuyerShows = m == MoveShow
		} else {
			i.SupplierShows = m == MoveShow
		}
	case MoveRemind:
		i.RemindedAt = &now
	case MoveSend, MoveMessage, MoveLook:
	}
	i.Version++
	return Event{At: now, Actor: &by.UUID, Side: side, Move: m, From: from, To: i.State}, nil
}
