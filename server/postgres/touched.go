package postgres

import (
	"context"
	"fmt"
	"sync"
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

// Proof keeps how far a log is proven, so that looking costs what has come since and not years. What is proven is read again once the
// database has counted a change or a removal in one of its tables (Touched), of which a log has none, and when the program starts; what the
// database does not count, such as a change beside it, is found then. It is safe for concurrent use.
type Proof[T any] struct {
	DB     Querier
	Tables []string
	// Follow reports whether what comes after a place that is known to stand stands too, and how far that goes. The zero place is the beginning.
	Follow func(ctx context.Context, q Querier, from T) (until T, whole bool, err error)

	mu      sync.Mutex
	until   T
	touched int64 // what was counted when it was proven
}

// Whole reports whether the log stands as it was written.
func (p *Proof[T]) Whole(ctx context.Context) (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	touched, known, err := Touched(ctx, p.DB, p.Tables...) // before they are read: a change meanwhile counts the next time
	if err != nil {
		return false, err
	}
	var nothing T
	if !known || touched != p.touched {
		p.until = nothing
	}
	until, whole, err := p.Follow(ctx, p.DB, p.until)
	if err != nil || !whole {
		p.until = nothing
		return false, err
	}
	p.until, p.touched = until, touched
	return true, nil
}
