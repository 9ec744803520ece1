package postgres

import (
	"context"
	"fmt"
)

// Touched counts the rows of tables that were ever changed or taken out, as the database counts them: a moment after their commit, and
// from nothing again after a crash. It tells who has read a log, to which rows are only added, whether it has to be read again.
// It is not known where the database does not count (track_counts).
func Touched(ctx context.Context, q Querier, tables ...string) (n int64, known bool, err error) {
	err = q.QueryRow(ctx, `
		select coalesce(sum(n_tup_upd + n_tup_del), 0)::bigint, current_setting('track_counts')::boolean
		from pg_stat_user_tables where relid = any($1::text[]::regclass[])`, tables).Scan(&n, &known)
	if err != nil {
		return 0, false, fmt.Errorf("count changes of %v: %w", tables, err)
	}
	return n, known, nil
}
