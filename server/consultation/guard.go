package consultation

import (
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/problem"
)

// guard is what a move that the table allows still asks for: whose part it is, and the time. It gives the code of the
// refusal and its placeholders, or "".
func (s Settings) guard(c Consultation, m Move, side Owner, now time.Time) (code string, args []any) {
	party := slices.Contains(parties, side)
	switch only := moves[m].Only; {
	case party && only == asker && side != c.RequestedSide, party && only == asked && side != c.Counterpart():
		return "not_your_turn", nil
	}
	switch m {
	case MoveCancel:
		if party && !s.MayCancel(c.StartsAt, side, now) {
			return "cancel_late", []any{"Hours", int(s.FreeCancel.Hours())}
		}
	case MoveWaive, MoveAnswer:
		if c.InterpreterState == NoInterpreter {
			return "move_illegal", []any{"Move", string(m)}
		}
	case MoveNeed:
		if !now.Before(c.StartsAt) {
			return "move_illegal", []any{"Move", string(m)}
		}
	case MoveRefuse:
		if c.State == Requested && side != c.Owner {
			return "not_your_turn", nil // only the office proposes then, and it has the turn while nothing is open
		}
	case MovePropose, MoveSuggest, MoveAgree:
		if m == MoveAgree && c.State == Requested && side != c.Owner {
			return "not_your_turn", nil
		}
		if !now.Before(c.StartsAt.Add(-s.ProposalEnd)) {
			return "move_late", []any{"Hours", int(s.ProposalEnd.Hours())}
		}
	case MoveMiss:
		if after := s.missedAfter(c); side == Office && now.Before(c.StartsAt.Add(after)) {
			return "miss_early", []any{"Minutes", int(after.Minutes())}
		}
	case MoveEnd:
		if from, _ := s.JoinWindow(c, Office); side != server && now.Before(from) {
			return "end_early", nil
		}
	case MoveFail:
		if from, _ := s.JoinWindow(c, Office); now.Before(from) {
			return "fail_early", nil
		}
	case MoveUnmiss, MoveReopen:
		// A meeting that is missed while its time runs goes on; one that is over waits for the office's word.
		if (m == MoveUnmiss) != now.Before(c.EndsAt) {
			return "move_illegal", []any{"Move", string(m)}
		}
	}
	return "", nil
}

// MayCancel reports whether it is early enough for a side to call a meeting off by itself; interpreters never do.
func (s Settings) MayCancel(start time.Time, side Owner, now time.Time) bool {
	return side != Interpreter && now.Before(start.Add(-s.FreeCancel))
}

// missedAfter is how long after the start a side counts as missing; cells of a programme are short.
func (s Settings) missedAfter(c Consultation) time.Duration {
	if c.Kind == Programme {
		return s.MissedAfterCell
	}
	return s.MissedAfter
}

// Legal are the moves that a side may make in a consultation now, sorted: those of the table that no guard refuses.
func (s Settings) Legal(c Consultation, side Owner, now time.Time) []string {
	return slices.DeleteFunc(Legal(c.State, side), func(m string) bool {
		code, _ := s.guard(c, Move(m), side, now)
		return code != ""
	})
}

// MayRetime reports whether a side's page of the consultation lets it choose another time now, at once or by a proposal.
func (s Settings) MayRetime(c Consultation, side Owner, now time.Time) bool {
	legal := s.Legal(c, side, now)
	return slices.Contains(legal, string(MovePropose)) || side == c.RequestedSide && slices.Contains(legal, string(MoveRetime))
}

// permit is nil where a side may make the move now; else the refusal names the state and what is legal.
func (s Settings) permit(c Consultation, m Move, side Owner, now time.Time) error {
	if !moves[m].open(c.State, side) {
		return s.conflict(c, side, now, "move_illegal", "Move", string(m))
	}
	if code, args := s.guard(c, m, side, now); code != "" {
		return s.conflict(c, side, now, code, args...)
	}
	return nil
}

// conflict is a refusal that the state of a consultation explains: it names it, and what the side may do instead.
func (s Settings) conflict(c Consultation, side Owner, now time.Time, code string, args ...any) *problem.Error {
	return problem.New(problem.Conflict, code, args...).In(string(c.State)).WithLegal(Operations(s.Legal(c, side, now))...)
}
