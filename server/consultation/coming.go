package consultation

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// The answers about coming; locale keys "letter.said_<answer>".
const (
	SaidComes  = "comes"
	SaidCannot = "cannot"
	SaidLate   = "late"
)

// LateMinutes are how late somebody may say to be: longer is another time.
var LateMinutes = []int{5, 10, 15, 20}

// Said is what somebody says about coming to a confirmed meeting. It moves nothing: who cannot come leaves the office a
// task, who is late has the others told.
type Said struct {
	ConsultationID ID
	Number         string `db:"-"`
	UserID         account.UserID
	StartsAt       time.Time
	Answer         string
	Minutes        int
	Note           string
	SaidAt         time.Time
}

// SayComing keeps what a participant says about the meeting at the time that stands. Who cannot come any more while free
// cancelling is over, or interprets, opens a task for the office: nothing is freed by a word alone.
func (s *Service) SayComing(ctx context.Context, v account.Viewer, said Said) (Consultation, error) {
	var c Consultation
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		var err error
		if c, err = lockNumber(ctx, tx, said.Number); err != nil {
			return err
		}
		if err := c.Permits(v, account.SayComing); err != nil {
			return err
		}
		if err := said.check(); err != nil {
			return err
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		running := c.State == Live && said.Answer == SaidLate // the two sides talk, somebody else is awaited
		if c.State != Confirmed && !running || !now.Before(c.EndsAt) {
			return problem.New(problem.Conflict, "not_confirmed").WithLegal(Operations(Legal(c.State, c.Side(v)))...)
		}
		said.ConsultationID, said.UserID, said.StartsAt, said.SaidAt = c.ID, v.User, c.StartsAt, now
		if said.Answer != SaidLate {
			said.Minutes = 0
		}
		said.Note = Clip(strings.TrimSpace(said.Note), 500)
		if err := upsertComing(ctx, tx, said); err != nil {
			return err
		}
		return s.heard(ctx, tx, c, said)
	})
	return c, err
}

func (said Said) check() error {
	switch {
	case !slices.Contains([]string{SaidComes, SaidCannot, SaidLate}, said.Answer):
		return problem.InvalidFields(problem.Field{Name: "answer", Code: "answer_missing"})
	case said.Answer == SaidLate && !slices.Contains(LateMinutes, said.Minutes):
		return problem.InvalidFields(problem.Field{Name: "minutes", Code: "minutes_missing"})
	}
	return nil
}

// heard is what follows from a word. The room hears of each: somebody may not be late after all.
func (s *Service) heard(ctx context.Context, tx postgres.Tx, c Consultation, said Said) error {
	if err := s.queue.Insert(ctx, tx, lateInRoom{c.ID.UUID}); err != nil {
		return err
	}
	switch said.Answer {
	case SaidCannot:
		return insertTask(ctx, tx, Task{ID: newID().UUID, ConsultationID: c.ID, Kind: TaskCannotCome, UserID: said.UserID, Note: said.Note, OpenedAt: said.SaidAt})
	case SaidLate:
		job := lettersOf(c, noticeLate)
		job.By, job.Minutes, job.Reason, job.ReasonText = said.UserID.UUID, said.Minutes, "", ""
		return s.queue.Insert(ctx, tx, job)
	}
	return nil
}

// WhoComes is what people have said about the meeting at the time that stands.
func (s *Service) WhoComes(ctx context.Context, c Consultation) ([]Said, error) {
	return said(ctx, s.db, c)
}

// The kinds of task; locale keys "letter.task_<kind>".
const (
	TaskDeclined   = "declined_by_mail" // a calendar program's REPLY says no; anybody can write such a mail
	TaskCannotCome = "cannot_come"
	TaskNoReminder = "no_reminder" // the queue lacked a reminder of what begins soon; it was put back
)

// Task is something that mail or reminders leave for an officer to look at.
type Task struct {
	ID             uuid.UUID
	ConsultationID ID
	Number         string
	Kind           string
	UserID         account.UserID // who said so; zero where nobody did
	Note           string
	OpenedAt       time.Time
	DueBy          *time.Time     // nil: within the day
	Assigned       account.UserID // the officer whom it is given to; zero: whoever comes first
}

// Tasks are the open ones, the oldest first; for the office.
func (s *Service) Tasks(ctx context.Context, v account.Viewer) ([]Task, error) {
	if err := account.May(v, account.ReadQueue, account.Object{}); err != nil {
		return nil, err
	}
	return tasks(ctx, s.db, nil)
}

// CloseTasks says that an officer has looked at what was open about a consultation.
func (s *Service) CloseTasks(ctx context.Context, v account.Viewer, number string) (Consultation, error) {
	var c Consultation
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		var err error
		if c, err = lockNumber(ctx, tx, number); err != nil {
			return err
		}
		if err := c.Permits(v, account.CloseTask); err != nil {
			return err
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		return closeTasks(ctx, tx, c.ID, v.User, now)
	})
	return c, err
}
