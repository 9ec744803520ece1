package consultation

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/signaling/control"
)

// lateInRoom is the job that has a room hear who comes later. It reads that when it runs, so that the last word counts.
type lateInRoom struct {
	Consultation uuid.UUID `json:"consultation"`
}

// Kind is the job's name in the queue.
func (lateInRoom) Kind() string { return "consultation_late_in_room" }

// comesAt is when somebody who has said to be late is there: that much after the agreed start, or after the word when it has begun.
func (said Said) comesAt() time.Time {
	from := said.StartsAt
	if said.SaidAt.After(from) {
		from = said.SaidAt
	}
	return from.Add(time.Duration(said.Minutes) * time.Minute)
}

// recallLate tells a room that has opened, at another node perhaps, who has said to be late before.
func (s *Service) recallLate(ctx context.Context, tx postgres.Tx, c Consultation) error {
	words, err := said(ctx, tx, c)
	if err != nil || !slices.ContainsFunc(words, func(w Said) bool { return w.Answer == SaidLate }) {
		return err
	}
	return s.queue.Insert(ctx, tx, lateInRoom{c.ID.UUID})
}

// tellLate carries out the job.
func (s *Service) tellLate(ctx context.Context, rooms control.Rooms, j lateInRoom) error {
	c, err := find(ctx, s.db, ID{j.Consultation})
	if err != nil {
		return err
	}
	late, err := s.latecomers(ctx, c)
	if err != nil {
		return err
	}
	return rooms.Late(ctx, c.ID.String(), late)
}

// latecomers are those who have said to be late and still have their part.
func (s *Service) latecomers(ctx context.Context, c Consultation) ([]control.Latecomer, error) {
	words, err := said(ctx, s.db, c)
	if err != nil {
		return nil, err
	}
	var late []control.Latecomer
	for _, word := range words {
		if word.Answer != SaidLate {
			continue
		}
		v, err := s.accounts.Viewer(ctx, word.UserID)
		if problem.Is(err, problem.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if c.Permits(v, account.SayComing) != nil {
			continue // they have left the company, or somebody else interprets
		}
		role, side := SeatOf(c.Side(v))
		late = append(late, control.Latecomer{ID: word.UserID.String(), Name: v.Name, Role: role, Side: side, Minutes: word.Minutes, At: word.comesAt(), Zone: v.Zone})
	}
	return late, nil
}
