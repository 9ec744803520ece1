package consultation

import "time"

// Deadline is what a page says of the turn that stands: who has to answer until when, and what happens afterwards. It is true
// before the time has passed and after it.
type Deadline struct {
	Who  string // locale keys "consultation.turn_<who>" and, once it has passed, "consultation.passed_<who>"
	By   time.Time
	Over bool
	Then string    // what happens otherwise, locale key "consultation.then_<then>"; empty where nothing is to be said
	At   time.Time // of that
}

// Deadline is the one of a consultation as a side reads it; mine is whether that side has to answer. Nil when nobody has to, or when who asks is an
// interpreter: their offers have times of their own.
func (c Consultation) Deadline(side Owner, mine bool, open *Proposal, now time.Time) *Deadline {
	if c.Owner == Nobody || c.AnswerBy == nil || mine && side == Interpreter && c.Owner != Interpreter {
		return nil
	}
	d := &Deadline{Who: c.waitsWho(mine), By: *c.AnswerBy, Over: !c.AnswerBy.After(now)}
	d.Then, d.At = c.then(d.Over, open)
	return d
}

func (c Consultation) waitsWho(mine bool) string {
	switch {
	case mine && c.State == OutcomeDue:
		return "outcome"
	case mine:
		return "you"
	case c.Owner == Supplier || c.Owner == Buyer:
		return "company"
	default:
		return string(c.Owner)
	}
}

// then is what happens when nobody answers, as sweep.go has it.
func (c Consultation) then(over bool, open *Proposal) (code string, at time.Time) {
	switch c.State {
	case Accepted, Suspended:
		if c.Owner == Office {
			return "cancelled", c.StartsAt
		}
		return "", time.Time{}
	case Requested, Returned, Offered:
	default:
		return "", time.Time{}
	}
	if c.ExpiresAt == nil {
		return "", time.Time{}
	}
	answersTime := open != nil && (open.BySide == Office) == (c.State == Requested) // the turn is the proposal's
	switch {
	case answersTime && c.Owner != Office && !over:
		return "stands", *c.ExpiresAt
	case c.Owner == Office:
		return "freed_at", *c.ExpiresAt
	case !c.ExpiresAt.After(*c.AnswerBy):
		return "freed", *c.ExpiresAt
	case c.State == Returned:
		return "taken_over", *c.ExpiresAt
	case over:
		return "asking", *c.ExpiresAt
	default:
		return "asks", *c.ExpiresAt
	}
}
