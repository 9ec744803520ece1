package consultation

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/postgres"
)

// notice is an occasion on which people get a mail; locale keys "consultation.mail_<notice>_…".
type notice string

// The notices in the order of a life.
const (
	noticeReceived   notice = "received"
	noticeReturned   notice = "returned"
	noticeOffered    notice = "offered"
	noticeAsked      notice = "asked"
	noticeNudge      notice = "nudge"
	noticeGiven      notice = "given"    // to interpreters: somebody else has it
	noticeReleased   notice = "released" // to an interpreter who had promised: the seat is somebody else's
	noticeAccepted   notice = "accepted"
	noticeConfirmed  notice = "confirmed"
	noticeProposed   notice = "proposed"
	noticeRefused    notice = "refused"
	noticeMoved      notice = "moved"
	noticeDeclined   notice = "declined"
	noticeWithdrawn  notice = "withdrawn"
	noticeExpired    notice = "expired"
	noticeCancelled  notice = "cancelled"
	noticeInvited    notice = "invited" // to colleagues of the buyer
	noticeReminder   notice = "reminder"
	noticeLate       notice = "late"
	noticeMissed     notice = "missed"
	noticeOutcomeDue notice = "outcome_due"
	noticeMinutes    notice = "minutes" // both sides have stated the same
	noticeSuspended  notice = "suspended"
	noticeFailed     notice = "failed"
	noticeNeed       notice = "need" // the office has set who interprets, or that nobody does

	// Who still has to state the outcome.
	noticeOutcomeSupplier notice = "outcome_supplier"
	noticeOutcomeBuyer    notice = "outcome_buyer"
)

// asker and asked stand in readers for whoever made the request and whoever answers it.
const (
	asker Owner = "asker"
	asked Owner = "asked"
	turn  Owner = "turn" // whose turn it is
)

// readers are the sides that a notice goes to.
var readers = map[notice][]Owner{
	noticeReceived:   {asker},
	noticeReturned:   {asker},
	noticeOffered:    {asker, asked},
	noticeAsked:      {Interpreter},
	noticeNudge:      {turn},
	noticeGiven:      {Interpreter},
	noticeReleased:   {Interpreter},
	noticeAccepted:   {Buyer, Supplier},
	noticeConfirmed:  {Buyer, Supplier, Interpreter},
	noticeProposed:   {Buyer, Supplier},
	noticeRefused:    {Buyer, Supplier},
	noticeMoved:      {Buyer, Supplier, Interpreter},
	noticeDeclined:   {asker},
	noticeWithdrawn:  {asked, Interpreter},
	noticeExpired:    {Buyer, Supplier},
	noticeCancelled:  {Buyer, Supplier, Interpreter},
	noticeReminder:   {Buyer, Supplier, Interpreter},
	noticeLate:       {Buyer, Supplier, Interpreter},
	noticeMissed:     {Buyer, Supplier},
	noticeOutcomeDue: {Buyer, Supplier, Interpreter},
	noticeMinutes:    {Buyer, Supplier},
	noticeSuspended:  {Buyer, Supplier, Interpreter},
	noticeFailed:     {Buyer, Supplier, Interpreter},
	noticeNeed:       {Buyer, Supplier},

	noticeOutcomeSupplier: {Supplier},
	noticeOutcomeBuyer:    {Buyer},
}

// along are the notices that also go to whom the buyer brings along.
var along = map[notice]bool{noticeConfirmed: true, noticeInvited: true, noticeMoved: true, noticeCancelled: true, noticeSuspended: true, noticeReminder: true, noticeLate: true}

// turned are the notices whose words tell who asked from who answers: each side has others where the supplier has invited.
var turned = map[notice]bool{noticeOffered: true, noticeAccepted: true, noticeExpired: true}

// sides are the readers of a notice of this consultation.
func (c Consultation) sides(n notice, kind string) []Owner {
	var sides []Owner
	if c.State == Requested && (n == noticeProposed || n == noticeRefused) {
		return []Owner{c.RequestedSide} // the other side does not know of it before the office has let it through
	}
	for _, side := range readers[n] {
		switch side {
		case asker:
			side = c.RequestedSide
		case asked:
			side = c.Counterpart()
		case turn:
			side = c.Owner
			if kind == nudgeExpiring {
				side = Office
			}
		default:
		}
		sides = append(sides, side)
	}
	return sides
}

// letters is the job that writes the mails of one notice. It carries what the move made, so that a later move changes
// nothing in them.
type letters struct {
	Consultation uuid.UUID   `json:"consultation"`
	Version      int         `json:"version"`
	Notice       notice      `json:"notice"`
	From         State       `json:"state"`
	Sequence     int         `json:"sequence"`
	Invited      bool        `json:"invited"`
	StartsAt     time.Time   `json:"starts_at"`
	EndsAt       time.Time   `json:"ends_at"`
	WasAt        *time.Time  `json:"was_at,omitempty"`
	AnswerBy     *time.Time  `json:"answer_by,omitempty"`
	Proposed     *time.Time  `json:"proposed,omitempty"` // another time that a side is asked about
	Asks         Owner       `json:"asks,omitempty"`     // that side
	Which        string      `json:"which,omitempty"`    // of a reminder or nudge
	By           uuid.UUID   `json:"by,omitzero"`        // who caused it and so needs no letter
	Minutes      int         `json:"minutes,omitempty"`
	Need         *Need       `json:"need,omitempty"` // of an interpreter, where the office has set it
	Reason       string      `json:"reason,omitempty"`
	ReasonText   string      `json:"reason_text,omitempty"`
	People       []uuid.UUID `json:"people,omitempty"` // who gets it; empty: whoever has the part then
}

// Kind is the job's name in the queue.
func (letters) Kind() string { return "consultation_letters" }

// kind names the letter among those of one version: locale keys "consultation.mail_<kind>_…" begin with it.
func (j letters) kind() string {
	if j.Which == "" {
		return string(j.Notice)
	}
	return string(j.Notice) + "_" + j.Which
}

// tell has the mails of a notice written after the commit.
func (s *Service) tell(ctx context.Context, tx postgres.Tx, c Consultation, n notice, _ time.Time) error {
	return s.queue.Insert(ctx, tx, lettersOf(c, n))
}

// tellPeople is tell for interpreters by name, with the deadline of their own offer.
func (s *Service) tellPeople(ctx context.Context, tx postgres.Tx, c Consultation, n notice, parts []interpreter.Assignment) error {
	for _, p := range parts {
		job := lettersOf(c, n)
		job.People, job.AnswerBy, job.Reason, job.ReasonText = []uuid.UUID{p.User.UUID}, &p.ExpiresAt, "", ""
		if err := s.queue.Insert(ctx, tx, job); err != nil {
			return err
		}
	}
	return nil
}

// tellProposed is tell for a time that is proposed, with the side that answers it and until when.
func (s *Service) tellProposed(ctx context.Context, tx postgres.Tx, c Consultation, p Proposal) error {
	job := lettersOf(c, noticeProposed)
	job.Proposed, job.Asks, job.AnswerBy = &p.StartsAt, p.asked(c), &p.ExpiresAt
	return s.queue.Insert(ctx, tx, job)
}

// tellMoved is tell for a new time, with the old one.
func (s *Service) tellMoved(ctx context.Context, tx postgres.Tx, c Consultation, was, _ time.Time) error {
	job := lettersOf(c, noticeMoved)
	job.WasAt = &was
	return s.queue.Insert(ctx, tx, job)
}

func lettersOf(c Consultation, n notice) letters {
	for _, side := range c.sides(n, "") { // a mail says no more than the page
		c = c.seenBy(side)
	}
	return letters{Consultation: c.ID.UUID, Version: c.Version, Notice: n, From: c.State, Sequence: c.IcalSequence,
		Invited: c.Invited, StartsAt: c.StartsAt, EndsAt: c.EndsAt, AnswerBy: c.AnswerBy, Reason: c.Reason, ReasonText: c.ReasonText}
}

// reminders are how long before the start people are reminded, and until when the words of each are still true. What comes
// to be sent later than that, after a standstill, is dropped: the next kind is due by then, or will be soon.
var reminders = []struct {
	Kind   string // locale key "consultation.mail_reminder_<kind>"
	Before time.Duration
	Until  time.Duration // before the start; never less than the next kind's Before
}{
	{"week", 7 * 24 * time.Hour, 6 * 24 * time.Hour},
	{"day", 24 * time.Hour, time.Hour}, // its words are those of today where it is sent so late
	{"hour", time.Hour, 30 * time.Minute},
	{"soon", 10 * time.Minute, 0},
}

// tooLate reports whether a kind of reminder of a meeting that begins at start says nothing true any more.
func tooLate(kind string, start, now time.Time) bool {
	for _, r := range reminders {
		if r.Kind == kind {
			return !now.Before(start.Add(-r.Until))
		}
	}
	return true
}

// reminder is one job per consultation, kind and version. When it runs it reads again: another version or state, or a time that
// is past, drops it.
type reminder struct {
	Consultation uuid.UUID `json:"consultation"`
	Version      int       `json:"version"`
	Which        string    `json:"which"`
}

// Kind is the job's name in the queue.
func (reminder) Kind() string { return "consultation_reminder" }

// remind schedules the reminders of a confirmed consultation's version; those whose time is over already are left out.
func (s *Service) remind(ctx context.Context, tx postgres.Tx, c Consultation, now time.Time) error {
	if c.State != Confirmed {
		return nil
	}
	for _, r := range reminders {
		at := c.StartsAt.Add(-r.Before)
		if !at.After(now) {
			continue
		}
		if err := s.queue.Insert(ctx, tx, reminder{c.ID.UUID, c.Version, r.Kind}, at); err != nil {
			return err
		}
	}
	return nil
}
