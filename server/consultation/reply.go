package consultation

import (
	"context"
	"strconv"
	"strings"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/ical"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// TakeReply takes a mail that came to the office's address. The REPLY of a calendar program that declines opens a task for
// the office: a mail proves nothing, so it frees no time and tells nobody. What is no such reply is left alone.
func (s *Service) TakeReply(ctx context.Context, raw []byte) error {
	calendar, err := mail.IncomingCalendar(raw)
	if err != nil || len(calendar) == 0 {
		return err
	}
	answer, err := ical.ReadReply(calendar)
	if err != nil || answer.Status != "DECLINED" {
		return nil
	}
	c, err := findUID(ctx, s.db, answer.UID)
	if problem.Is(err, problem.NotFound) {
		s.log.Info("reply to an unknown event", "uid", answer.UID)
		return nil
	}
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		now, err := s.instant(ctx, tx)
		if err != nil || !now.Before(c.EndsAt) || !c.inCalendar() || c.EndedAt != nil {
			return err
		}
		task := Task{ID: newID().UUID, ConsultationID: c.ID, Kind: TaskDeclined, OpenedAt: now}
		if task.UserID, err = s.participant(ctx, c, answer.Address); err != nil {
			return err
		}
		if task.UserID == (account.UserID{}) {
			task.Note = Clip(answer.Address, 200)
		}
		if answer.Sequence < c.IcalSequence {
			task.Note = strings.TrimSpace(task.Note + " (SEQUENCE " + strconv.Itoa(answer.Sequence) + " < " + strconv.Itoa(c.IcalSequence) + ")")
		}
		return insertTask(ctx, tx, task)
	})
}

// participant is who of the meeting has this address, zero for nobody.
func (s *Service) participant(ctx context.Context, c Consultation, address string) (account.UserID, error) {
	people, err := s.accounts.Users(ctx, []account.UserID{c.BuyerUser, c.HostUser, c.InterpreterUser})
	if err != nil {
		return account.UserID{}, err
	}
	for id, u := range people {
		if strings.EqualFold(u.Email, address) {
			return id, nil
		}
	}
	return account.UserID{}, nil
}
