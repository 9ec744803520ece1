package consultation

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// counted is how many consultations are in each state that is not an end, and how many numbers were given so far. Both
// halves of the count are covered by indexes of open consultations.
func counted(ctx context.Context, q querier) (map[State]int64, int64, error) {
	rows, err := q.Query(ctx, `
		select state, count(*) as n from consultation where expires_at is not null and state in ('draft', 'requested', 'returned', 'offered') group by state
		union all
		select state, count(*) from consultation where state in ('accepted', 'confirmed', 'suspended', 'live', 'ended') group by state
		union all
		select '', case when is_called then last_value else 0 end from consultation_serial`)
	if err != nil {
		return nil, 0, fmt.Errorf("count consultations: %w", err)
	}
	type line struct {
		State State
		N     int64
	}
	lines, err := pgx.CollectRows(rows, pgx.RowToStructByName[line])
	if err != nil {
		return nil, 0, fmt.Errorf("count consultations: %w", err)
	}
	open := map[State]int64{}
	for _, l := range lines {
		open[l.State] = l.N
	}
	return open, open[""], nil
}
