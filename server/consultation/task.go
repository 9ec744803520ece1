package consultation

import (
	"context"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/audit"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// The kinds of tasks beside those that mail and reminders leave; each is a source of the office's queue.
const (
	TaskEscalation = "escalation"  // an officer gives it to the one on duty
	TaskBriefing   = "briefing"    // the interpreter has not opened the pack
	TaskZone       = "zone_change" // the rules of a zone changed: the agreed wall time moved
	TaskAlarm      = "alarm"       // a side is missing
)

// OpenTask puts a task into the office's queue, in the transaction of its cause. One of the kind and person that stands open
// already keeps the earlier deadline; without one the queue gives it a few hours.
func OpenTask(ctx context.Context, tx postgres.Tx, t Task) error {
	t.ID = newID().UUID
	return insertTask(ctx, tx, t)
}

// DoneTask is an officer's word that a task is dealt with. One that is done already stays so.
func (s *Service) DoneTask(ctx context.Context, v account.Viewer, id uuid.UUID) (Consultation, error) {
	var c Consultation
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		t, err := lockTask(ctx, tx, id)
		if err != nil {
			return hidden(v, err)
		}
		if c, err = find(ctx, tx, t.ConsultationID); err != nil {
			return err
		}
		if err := account.May(v, account.CloseTask, c.Object()); err != nil {
			return err
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		done, err := doneTask(ctx, tx, id, v.User, now)
		if err != nil || !done {
			return err
		}
		return audit.Note(ctx, tx, audit.Act{By: v.User, Did: audit.Task, Consultation: c.ID.UUID, Person: t.UserID, Said: t.Kind})
	})
	return c, err
}

// hidden is what somebody gets who asks for something that is not there: who may never look at such things is told so.
func hidden(v account.Viewer, err error) error {
	if refusal := account.May(v, account.CloseTask, account.Object{}); refusal != nil {
		return refusal
	}
	return err
}

// Escalate gives a consultation to the officer on duty, with words. It moves nothing and extends no deadline.
func (s *Service) Escalate(ctx context.Context, v account.Viewer, number, words string) (Consultation, error) {
	var c Consultation
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		locked, err := lockNumber(ctx, tx, number)
		if err != nil {
			return hidden(v, err)
		}
		c = locked
		if err := account.May(v, account.WriteNote, account.Object{}); err != nil {
			return err
		}
		if Legal(c.State, Office) == nil || !c.Open() {
			return problem.New(problem.Conflict, "nothing_to_escalate", "State", string(c.State)).WithLegal(Operations(Legal(c.State, Office))...)
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		duty, err := onDuty(ctx, tx)
		if err != nil {
			return err
		}
		due := now.Add(s.settings.DutyAnswer)
		if c.AnswerBy != nil {
			due = earlier(due, *c.AnswerBy)
		}
		return OpenTask(ctx, tx, Task{Kind: TaskEscalation, ConsultationID: c.ID, UserID: v.User, DueBy: &due, Assigned: duty.Officer, Note: words, OpenedAt: now})
	})
	return c, err
}

// Open reports whether something about the consultation can still be decided.
func (c Consultation) Open() bool {
	switch c.State {
	case Draft, Closed, Failed, Expired, Withdrawn, Declined, Cancelled:
		return false
	default:
		return true
	}
}
