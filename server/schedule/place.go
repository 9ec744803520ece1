package schedule

import (
	"context"

	"github.com/etradeoffice/portal/server/postgres"
)

// CountRooms says how many consultations the office can hold at once; 0 does not count them. Each takes a room with its
// supplier's claim. Fewer rooms than before take none from anybody: what has been booked keeps its own.
func (s *Service) CountRooms(ctx context.Context, n int) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error { return s.store.setPlaces(ctx, tx, n) })
}
