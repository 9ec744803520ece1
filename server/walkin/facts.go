package walkin

import (
	"context"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/signaling/control"
)

// Record stores what a room reports with the consultation, and moves the ring that made it along. It implements
// control.Facts; a fact that comes again changes nothing.
func (s *Service) Record(ctx context.Context, f control.Fact) error {
	if err := s.Consultation.Record(ctx, f); err != nil {
		return err
	}
	id, err := uuid.Parse(f.Room)
	if err != nil {
		return nil // the consultation has logged it
	}
	var r Ring
	err = s.DB.Tx(ctx, func(tx postgres.Tx) error {
		if r, err = lockByConsultation(ctx, tx, id); err != nil {
			return err
		}
		move := r.told(f)
		if move == "" {
			return nil
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		return s.step(ctx, tx, &r, move, bySystem, "", now)
	})
	switch {
	case problem.Is(err, problem.NotFound):
		return nil // no walk-in
	case err != nil:
		return err
	case r.State != Ended:
		return nil
	}
	s.tell(ctx, r)
	return s.next(ctx, r.Supplier)
}

// told is the move that a fact makes in a ring, "" for none. A room that emptied before the hard stop may fill again.
func (r Ring) told(f control.Fact) Move {
	switch {
	case f.Kind == control.Opened && (r.State == Answered || r.State == OfficeTook):
		return MoveLobby
	case f.Kind == control.Live && r.Talking() && r.State != Live:
		return MoveLive
	case f.Kind == control.Ended && r.Talking() && (f.Reason != "empty" || !f.At.Before(r.StopsAt)):
		return MoveEnd
	}
	return ""
}
