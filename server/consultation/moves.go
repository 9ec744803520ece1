package consultation

import (
	"slices"

	"github.com/etradeoffice/portal/server/problem"
)

// Move is something that changes a consultation's life. Its name stands in the event log, in problems and in the API.
type Move string

// The moves, in the order of a life.
const (
	MoveHold      Move = "hold"
	MoveEnter     Move = "enter"
	MoveRequest   Move = "request"
	MoveApprove   Move = "approve"
	MoveReturn    Move = "return"
	MoveResubmit  Move = "resubmit"
	MoveAccept    Move = "accept"
	MoveConfirm   Move = "confirm"
	MoveDecline   Move = "decline"
	MoveWithdraw  Move = "withdraw"
	MoveExpire    Move = "expire"
	MoveAssign    Move = "assign_interpreter"
	MoveAnswer    Move = "answer_assignment"
	MovePropose   Move = "propose_time"
	MoveAgree     Move = "agree_time"
	MoveRefuse    Move = "refuse_time"
	MoveRetime    Move = "reschedule"
	MoveSuspend   Move = "suspend"
	MoveResume    Move = "resume"
	MoveCancel    Move = "cancel"
	MoveStart     Move = "start"
	MoveEnd       Move = "end"
	MoveMiss      Move = "miss"
	MoveUnmiss    Move = "undo_missed"
	MoveFail      Move = "fail"
	MoveToOutcome Move = "ask_outcome"
	MoveClose     Move = "close"
)

// server is who acts when no person does.
const server Owner = "server"

// rule is one row of the table of moves. An empty To keeps the state.
type rule struct {
	From []State
	To   State
	By   []Owner // sides; server for timers and evidence
}

// parties stands for both sides of the talk.
var parties = []Owner{Buyer, Supplier}

// moves is the table of the life of a consultation (reference: consultation.md section 1).
var moves = map[Move]rule{
	MoveRequest:   {[]State{Draft}, Requested, []Owner{Buyer, Supplier, Office}},
	MoveApprove:   {[]State{Requested}, Offered, []Owner{Office, server}},
	MoveReturn:    {[]State{Requested}, Returned, []Owner{Office}},
	MoveResubmit:  {[]State{Returned}, Requested, parties},
	MoveAccept:    {[]State{Offered}, Accepted, []Owner{Buyer, Supplier, Office}},
	MoveConfirm:   {[]State{Accepted}, Confirmed, []Owner{server}},
	MoveDecline:   {[]State{Requested, Offered}, Declined, []Owner{Office, Buyer, Supplier}},
	MoveWithdraw:  {[]State{Draft, Requested, Returned, Offered}, Withdrawn, parties},
	MoveExpire:    {[]State{Draft, Requested, Returned, Offered}, Expired, []Owner{server}},
	MoveAssign:    {[]State{Requested, Returned, Offered, Accepted, Confirmed, Suspended}, "", []Owner{Office}},
	MoveAnswer:    {[]State{Requested, Returned, Offered, Accepted, Confirmed, Suspended}, "", []Owner{Interpreter, Office}},
	MovePropose:   {[]State{Offered, Confirmed}, "", parties},
	MoveAgree:     {[]State{Offered, Confirmed}, "", parties},
	MoveRefuse:    {[]State{Offered, Confirmed}, "", append([]Owner{server}, parties...)},
	MoveRetime:    {[]State{Requested, Offered, Accepted, Confirmed}, "", []Owner{Office, Buyer, Supplier}},
	MoveSuspend:   {[]State{Confirmed}, Suspended, []Owner{Office, server}},
	MoveResume:    {[]State{Suspended}, Confirmed, []Owner{Office, server}},
	MoveCancel:    {[]State{Accepted, Confirmed, Suspended}, Cancelled, []Owner{Buyer, Supplier, Office, server}},
	MoveStart:     {[]State{Confirmed}, Live, []Owner{server}},
	MoveEnd:       {[]State{Confirmed, Live}, Ended, []Owner{Supplier, Office, server}},
	MoveMiss:      {[]State{Confirmed, Ended}, Missed, []Owner{Office, server}},
	MoveUnmiss:    {[]State{Missed}, Confirmed, []Owner{Office}},
	MoveFail:      {[]State{Confirmed, Live, Ended}, Failed, []Owner{Office}},
	MoveToOutcome: {[]State{Ended}, OutcomeDue, []Owner{Office, server}},
	MoveClose:     {[]State{OutcomeDue}, Closed, []Owner{Buyer, Supplier, Office}},
}

// allows reports whether the side may make the move in this state; the refusal lists what is legal for the side now.
func (m Move) allows(state State, side Owner) error {
	r := moves[m]
	if slices.Contains(r.From, state) && slices.Contains(r.By, side) {
		return nil
	}
	return problem.New(problem.Conflict, "move_illegal", "State", string(state), "Move", string(m)).WithLegal(Legal(state, side)...)
}

// Legal are the moves that a side may make in a state, sorted.
func Legal(state State, side Owner) []string {
	legal := []string{}
	for move, r := range moves {
		if slices.Contains(r.From, state) && slices.Contains(r.By, side) {
			legal = append(legal, string(move))
		}
	}
	slices.Sort(legal)
	return legal
}

// claimsTime reports whether consultations in this state own claims. Later states keep theirs, cut to the real end.
func (s State) claimsTime() bool {
	switch s {
	case Expired, Withdrawn, Declined, Cancelled:
		return false
	default:
		return true
	}
}
