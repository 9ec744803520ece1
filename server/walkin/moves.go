package walkin

import (
	"slices"

	"github.com/etradeoffice/portal/server/problem"
)

// Move is something that changes a ring's life. Its name stands in the log of events, in problems and in the API.
type Move string

// The moves, in the order of a life.
const (
	MoveAsk      Move = "ask"
	MoveRing     Move = "ring"     // its turn has come
	MoveAdmit    Move = "admit"    // the office lets a caller through to the company
	MoveAnswer   Move = "answer"   // a member takes it
	MoveTake     Move = "take"     // the office takes it
	MoveRefuse   Move = "refuse"   // one member says "not now"
	MoveEscalate Move = "escalate" // nobody of the company answered: the office is rung
	MoveHandOver Move = "hand_over"
	MoveBook     Move = "book" // the office books a time instead
	MoveDecline  Move = "decline"
	MoveLeave    Move = "leave"
	MoveNote     Move = "leave_text"
	MoveTimeout  Move = "timeout"
	MoveLobby    Move = "enter_lobby"
	MoveLive     Move = "go_live"
	MoveEnd      Move = "end"
)

// rule is one row of the table of moves. An empty To keeps the state.
type rule struct {
	From []State
	To   State
	By   []Side
}

var waiting = []State{Queued, Ringing}

// moves is the table of the life of a ring (reference: consultation.md section 6).
var moves = map[Move]rule{
	MoveRing:     {[]State{Queued}, Ringing, []Side{Server}},
	MoveAdmit:    {[]State{Ringing}, "", []Side{Office}},
	MoveAnswer:   {[]State{Ringing}, Answered, []Side{Member}},
	MoveTake:     {[]State{Ringing}, OfficeTook, []Side{Office}},
	MoveRefuse:   {[]State{Ringing}, "", []Side{Member}},
	MoveEscalate: {[]State{Ringing}, "", []Side{Server}},
	MoveHandOver: {waiting, "", []Side{Office}},
	MoveBook:     {waiting, Ended, []Side{Office}},
	MoveDecline:  {waiting, Declined, []Side{Office}},
	MoveLeave:    {waiting, CallerLeft, []Side{Caller, Server}},
	MoveNote:     {[]State{CallerLeft, TimedOut, Declined}, "", []Side{Caller}},
	MoveTimeout:  {waiting, TimedOut, []Side{Server}},
	MoveLobby:    {[]State{Answered, OfficeTook}, Lobby, []Side{Server}},
	MoveLive:     {[]State{Answered, OfficeTook, Lobby}, Live, []Side{Server}},
	MoveEnd:      {[]State{Answered, OfficeTook, Lobby, Live}, Ended, []Side{Server}},
}

// allows reports whether a side may make the move now; the refusal lists what is legal for it. A ring that the office
// sees first is not the company's to answer.
func (m Move) allows(r Ring, side Side) error {
	if slices.Contains(Legal(r, side), string(m)) {
		return nil
	}
	code := "ring_over"
	switch {
	case r.Talking():
		code = "ring_taken"
	case r.Waiting():
		code = "ring_not_yours"
	}
	return problem.New(problem.Conflict, code, "State", string(r.State)).WithLegal(Operations(Legal(r, side))...)
}

// Legal are the moves that a side may make in a ring as it stands, sorted.
func Legal(r Ring, side Side) []string {
	legal := []string{}
	for move, row := range moves {
		if slices.Contains(row.From, r.State) && slices.Contains(row.By, side) && r.open(move) {
			legal = append(legal, string(move))
		}
	}
	slices.Sort(legal)
	return legal
}

// open is what the state alone does not say.
func (r Ring) open(m Move) bool {
	switch m {
	case MoveAdmit:
		return r.Gate != ""
	case MoveAnswer, MoveRefuse:
		return r.Gate == ""
	case MoveEscalate:
		return r.Rings == RingsCompany
	case MoveNote:
		return r.Note == ""
	case MoveRing:
		return r.Gate == ""
	default:
		return true
	}
}
