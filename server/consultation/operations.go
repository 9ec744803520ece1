package consultation

import "slices"

// operationOf names the operations of the API that are not called like the move which they make: one operation may make
// several, whichever the state allows. A move without an operation of its own has an empty name: a draft has no number yet, and is
// asked for with `create-consultation`.
var operationOf = map[Move]string{
	MoveRequest:   "",
	MoveWithdraw:  "cancel",
	MoveName:      "name-host",
	MoveAssign:    "assign",
	MoveAnswer:    "answer",
	MoveWaive:     "assign",
	MoveNeed:      "set-need",
	MovePropose:   "reschedule",
	MoveSuggest:   "suggest",
	MoveAgree:     "proposal",
	MoveRefuse:    "proposal",
	MoveWish:      "wish",
	MoveUnmiss:    "undo-missed",
	MoveReopen:    "undo-missed",
	MoveToOutcome: "ask-outcome",
	MoveState:     "outcome",
}

// Timely are moves without those about a proposed time that cannot be made: there is one open to answer, or a new one may be proposed.
func Timely(moves []string, open bool) []string {
	return slices.DeleteFunc(moves, func(m string) bool {
		switch Move(m) {
		case MoveAgree, MoveRefuse:
			return !open
		case MovePropose:
			return open
		default:
			return false
		}
	})
}

func without(moves []string, m Move) []string {
	return slices.DeleteFunc(moves, func(one string) bool { return one == string(m) })
}

// Operations are the names under which programs call moves, each once and sorted: POST /api/v1/consultations/{number}/NAME.
func Operations(moves []string) []string {
	names := []string{}
	for _, m := range moves {
		name, other := operationOf[Move(m)]
		if !other {
			name = m
		}
		if name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
