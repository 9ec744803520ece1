package interpreter

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// Stage is how far one person's part in a consultation is.
//
//	offered ─▶ accepted ─▶ briefed ─▶ checked_in ─▶ interpreting ─▶ done ─▶ rated
//	   │           └──────────┴────────────┤
//	   └─▶ declined lapsed withdrawn       └─▶ withdrawn no_show
//
// Before it a consultation is in need (somebody is pencilled in) and searching (nobody has an offer); see
// consultation.InterpreterState. Who has not opened the pack may check in all the same: the desk was alarmed.
type Stage string

// The stages in the order of a part.
const (
	Offered      Stage = "offered"
	Accepted     Stage = "accepted"
	Briefed      Stage = "briefed"
	CheckedIn    Stage = "checked_in"
	Interpreting Stage = "interpreting"
	Done         Stage = "done"
	Rated        Stage = "rated"
	Declined     Stage = "declined"
	Lapsed       Stage = "lapsed"
	Withdrawn    Stage = "withdrawn" // the office gave it to somebody else, or the person gave it back
	NoShow       Stage = "no_show"
)

// before are the stages from which each may be entered.
var before = map[Stage][]Stage{
	Offered:      {Declined, Lapsed, Withdrawn},
	Accepted:     {Offered},
	Briefed:      {Accepted},
	CheckedIn:    {Accepted, Briefed},
	Interpreting: {CheckedIn},
	Done:         {Accepted, Briefed, CheckedIn, Interpreting},
	Rated:        {Done, Rated},
	Declined:     {Offered},
	Lapsed:       {Offered},
	Withdrawn:    {Offered, Accepted, Briefed, CheckedIn, Interpreting},
	NoShow:       {Accepted, Briefed},
}

// Holds reports whether the person has said yes and still comes, or came.
func (s Stage) Holds() bool {
	switch s {
	case Accepted, Briefed, CheckedIn, Interpreting, Done, Rated:
		return true
	case Offered, Declined, Lapsed, Withdrawn, NoShow:
	}
	return false
}

// To is whether a part may go on to another stage; the refusal lists where it may go.
func (s Stage) To(next Stage) error {
	if slices.Contains(before[next], s) {
		return nil
	}
	return problem.New(problem.Conflict, "stage_illegal", "Stage", string(s), "Next", string(next)).WithLegal(s.legal()...)
}

func (s Stage) legal() []string {
	legal := []string{}
	for next, from := range before {
		if slices.Contains(from, s) {
			legal = append(legal, string(next))
		}
	}
	slices.Sort(legal)
	return legal
}

// Assignment is one person's part in one consultation.
type Assignment struct {
	Consultation uuid.UUID      `db:"consultation_id"`
	User         account.UserID `db:"user_id"`
	Seat         int            // 1, or 2 where two interpret
	Tier         int            // 0: the office chose by name
	Stage        Stage
	OfferedAt    time.Time
	ExpiresAt    time.Time // of the offer
	AnsweredAt   *time.Time
	BriefedAt    *time.Time
	CheckedInAt  *time.Time
	Stars        *int16
}

// Open reports whether the offer can still be answered.
func (a Assignment) Open(now time.Time) bool { return a.Stage == Offered && now.Before(a.ExpiresAt) }
