package consultation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

func findFeed(ctx context.Context, q querier, user account.UserID) (*FeedState, error) {
	rows, err := q.Query(ctx, `select created_at, read_at from calendar_feed where user_id = @user`, pgx.NamedArgs{"user": user})
	if err != nil {
		return nil, fmt.Errorf("read feed: %w", err)
	}
	found, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[FeedState])
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("read feed: %w", err)
	}
	return &found, nil
}

func upsertFeed(ctx context.Context, db *postgres.DB, user account.UserID, hash []byte, now time.Time) error {
	_, err := db.Exec(ctx, `
		insert into calendar_feed (user_id, hash, created_at) values (@user, @hash, @now)
		on conflict (user_id) do update set hash = excluded.hash, created_at = excluded.created_at, read_at = null`,
		pgx.NamedArgs{"user": user, "hash": hash, "now": now})
	if err != nil {
		return fmt.Errorf("make feed: %w", err)
	}
	return nil
}

func deleteFeed(ctx context.Context, db *postgres.DB, user account.UserID) error {
	_, err := db.Exec(ctx, `delete from calendar_feed where user_id = @user`, pgx.NamedArgs{"user": user})
	if err != nil {
		return fmt.Errorf("revoke feed: %w", err)
	}
	return nil
}

// readFeed is whose feed has this secret, and notes that it is read.
func readFeed(ctx context.Context, q querier, hash []byte, now time.Time) (account.UserID, error) {
	rows, err := q.Query(ctx, `update calendar_feed set read_at = @now where hash = @hash returning user_id`, pgx.NamedArgs{"hash": hash, "now": now})
	if err != nil {
		return account.UserID{}, fmt.Errorf("read feed: %w", err)
	}
	user, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[account.UserID])
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return account.UserID{}, problem.New(problem.NotFound, "not_found")
	case err != nil:
		return account.UserID{}, fmt.Errorf("read feed: %w", err)
	}
	return user, nil
}
