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
	MoveAmend     Move = "amend"
	MoveLook      Move = "look_again"
	MoveProlong   Move = "prolong"
	MoveEscalate  Move = "escalate"
	MoveAccept    Move = "accept"
	MoveConfirm   Move = "confirm"
	MoveDecline   Move = "decline"
	MoveWithdraw  Move = "withdraw"
	MoveExpire    Move = "expire"
	MoveName      Move = "name_host"
	MoveAssign    Move = "assign_interpreter"
	MoveAnswer    Move = "answer_assignment"
	MoveWaive     Move = "waive_interpreter"
	MoveNeed      Move = "set_need"
	MovePropose   Move = "propose_time"
	MoveSuggest   Move = "suggest_time"
	MoveAgree     Move = "agree_time"
	MoveRefuse    Move = "refuse_time"
	MoveLapse     Move = "lapse_time"
	MoveWish      Move = "take_wish"
	MoveRetime    Move = "reschedule"
	MoveSuspend   Move = "suspend"
	MoveResume    Move = "resume"
	MoveCancel    Move = "cancel"
	MoveStart     Move = "start"
	MoveExtend    Move = "extend"
	MoveEnd       Move = "end"
	MoveMiss      Move = "miss"
	MoveUnmiss    Move = "undo_missed"
	MoveReopen    Move = "reopen"
	MoveFail      Move = "fail"
	MoveToOutcome Move = "ask_outcome"
	MoveState     Move = "state_outcome"
	MoveClose     Move = "close"
)

// server is who acts when no person does.
const server Owner = "server"

// rule is one row of the table of moves. An empty To keeps the state.
type rule struct {
	From    []State
	To      State
	By      []Owner // sides; server for timers and evidence
	Only    Owner   // of the two sides: asker or asked
	Parties []State // where the two sides may; nil is From
}

// parties stands for both sides of the talk.
var parties = []Owner{Buyer, Supplier}

// pending is the states before both sides have agreed, with a number.
var pending = []State{Requested, Returned, Offered}

// agreed is the states between the counterpart's yes and the room.
var agreed = []State{Accepted, Confirmed, Suspended}

// seatable is the states in which somebody may still be found to interpret.
var seatable = slices.Concat(pending, agreed, []State{Live})

// moves is the table of the life of a consultation (README.md draws it). What else a move asks for, of time above all,
// is in guard.
var moves = map[Move]rule{
	MoveRequest:   {From: []State{Draft}, To: Requested, By: []Owner{Buyer, Supplier, Office}},
	MoveApprove:   {From: []State{Requested}, To: Offered, By: []Owner{Office, server}},
	MoveReturn:    {From: []State{Requested}, To: Returned, By: []Owner{Office, server}},
	MoveResubmit:  {From: []State{Returned}, To: Requested, By: parties, Only: asker},
	MoveAmend:     {From: []State{Requested, Offered}, By: parties, Only: asker},
	MoveLook:      {From: []State{Offered}, To: Requested, By: []Owner{server}},
	MoveProlong:   {From: pending, By: []Owner{Office}},
	MoveEscalate:  {From: []State{Returned, Offered, Accepted, OutcomeDue}, By: []Owner{server}},
	MoveAccept:    {From: []State{Offered}, To: Accepted, By: both(Office), Only: asked},
	MoveConfirm:   {From: []State{Accepted}, To: Confirmed, By: []Owner{server}},
	MoveDecline:   {From: []State{Requested, Offered}, To: Declined, By: both(Office, server), Only: asked, Parties: []State{Offered}},
	MoveWithdraw:  {From: append([]State{Draft}, pending...), To: Withdrawn, By: parties, Only: asker},
	MoveExpire:    {From: append([]State{Draft}, pending...), To: Expired, By: []Owner{server}},
	MoveName:      {From: agreed, By: []Owner{Supplier, Office}},
	MoveAssign:    {From: seatable, By: []Owner{Office}},
	MoveAnswer:    {From: seatable, By: []Owner{Interpreter, Office, server}},
	MoveWaive:     {From: seatable, By: parties},
	MoveNeed:      {From: slices.Concat(pending, agreed), By: []Owner{Office}},
	MovePropose:   {From: []State{Offered, Accepted, Confirmed}, By: parties},
	MoveSuggest:   {From: []State{Requested, Offered}, By: []Owner{Office}},
	MoveAgree:     {From: []State{Requested, Offered, Accepted, Confirmed}, By: parties},
	MoveRefuse:    {From: []State{Requested, Offered, Accepted, Confirmed}, By: parties},
	MoveLapse:     {From: []State{Requested, Offered, Accepted, Confirmed}, By: []Owner{server}},
	MoveWish:      {From: pending, By: both(Office, server), Only: asked, Parties: []State{Offered}},
	MoveRetime:    {From: slices.Concat(pending, agreed), By: both(Office), Only: asker, Parties: []State{Requested, Returned}},
	MoveSuspend:   {From: []State{Confirmed}, To: Suspended, By: []Owner{Office, server}},
	MoveResume:    {From: []State{Suspended}, To: Confirmed, By: []Owner{Office, server}},
	MoveCancel:    {From: agreed, To: Cancelled, By: both(Office, server)},
	MoveStart:     {From: []State{Confirmed}, To: Live, By: []Owner{server}},
	MoveExtend:    {From: []State{Live}, By: []Owner{Office, server}},
	MoveEnd:       {From: []State{Confirmed, Live}, To: Ended, By: []Owner{Supplier, Office, server}},
	MoveMiss:      {From: []State{Confirmed, Ended}, To: Missed, By: []Owner{Office, server}},
	MoveUnmiss:    {From: []State{Missed}, To: Confirmed, By: []Owner{Office}},
	MoveReopen:    {From: []State{Missed}, To: Ended, By: []Owner{Office}},
	MoveFail:      {From: []State{Confirmed, Live, Ended}, To: Failed, By: []Owner{Office}},
	MoveToOutcome: {From: []State{Ended}, To: OutcomeDue, By: []Owner{Office, server}},
	MoveState:     {From: []State{Live, Ended, OutcomeDue}, By: parties},
	MoveClose:     {From: []State{OutcomeDue}, To: Closed, By: both(Office, server)},
}

// both is the two sides of the talk and others.
func both(others ...Owner) []Owner { return append(slices.Clone(parties), others...) }

// open reports whether the table has the move for the side in this state, whichever of the two sides it is.
func (r rule) open(state State, side Owner) bool {
	from := r.From
	if r.Parties != nil && slices.Contains(parties, side) {
		from = r.Parties
	}
	return slices.Contains(from, state) && slices.Contains(r.By, side)
}

// allows reports whether the side may make the move in this state; the refusal lists what is legal for the side now.
func (m Move) allows(state State, side Owner) error {
	if moves[m].open(state, side) {
		return nil
	}
	return problem.New(problem.Conflict, "move_illegal", "Move", string(m)).In(string(state)).WithLegal(Operations(Legal(state, side))...)
}

// Legal are the moves that the table has for a side in a state, sorted. What time and part leave of them in one
// consultation is Settings.Legal.
func Legal(state State, side Owner) []string {
	legal := []string{}
	for move, r := range moves {
		if r.open(state, side) {
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

// Leaves reports whether the move can be made from a state.
func (m Move) Leaves(from State) bool { return slices.Contains(moves[m].From, from) }

// IsParty reports whether it is one of the two sides that talk business.
func (o Owner) IsParty() bool { return slices.Contains(parties, o) }
