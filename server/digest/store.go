package digest

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

// readers are the officers and suppliers who have not said that they want none.
func readers(ctx context.Context, q postgres.Querier) ([]reader, error) {
	rows, err := q.Query(ctx, `
		select u.id, u.zone, d.last_day from users u left join digest d on d.user_id = u.id
		where u.disabled_at is null and not coalesce(d.stopped, false)
			and exists (select from grants g where g.user_id = u.id and g.role in ('officer', 'supplier'))
		order by u.id`)
	if err != nil {
		return nil, fmt.Errorf("read readers of digests: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[reader])
}

// take has a day of a reader be looked at once, on whatever node.
func take(ctx context.Context, tx postgres.Tx, who account.UserID, day time.Time, secret string) (kept string, first bool, err error) {
	err = tx.QueryRow(ctx, `
		insert into digest as d (user_id, last_day, secret) values (@who, @day, @secret)
		on conflict (user_id) do update set last_day = excluded.last_day where not d.stopped and (d.last_day is null or d.last_day < excluded.last_day)
		returning secret`, pgx.NamedArgs{"who": who, "day": day, "secret": secret}).Scan(&kept)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("take day of digest: %w", err)
	}
	return kept, true, nil
}

func stopped(ctx context.Context, q postgres.Querier, secret string) (bool, error) {
	rows, err := q.Query(ctx, `select stopped from digest where secret = @secret`, pgx.NamedArgs{"secret": secret})
	if err != nil {
		return false, fmt.Errorf("read digest: %w", err)
	}
	found, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
	if errors.Is(err, pgx.ErrNoRows) {
		return false, problem.New(problem.NotFound, "not_found")
	}
	return found, err
}

func setStopped(ctx context.Context, q postgres.Querier, secret string, stop bool) error {
	tag, err := q.Exec(ctx, `update digest set stopped = @stop where secret = @secret`, pgx.NamedArgs{"secret": secret, "stop": stop})
	if err != nil {
		return fmt.Errorf("stop digest: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return problem.New(problem.NotFound, "not_found")
	}
	return nil
}

func stoppedBy(ctx context.Context, q postgres.Querier, who account.UserID) (bool, error) {
	rows, err := q.Query(ctx, `select coalesce((select stopped from digest where user_id = @who), false)`, pgx.NamedArgs{"who": who})
	if err != nil {
		return false, fmt.Errorf("read digest: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
}

func setStoppedBy(ctx context.Context, q postgres.Querier, who account.UserID, stop bool, secret string) error {
	_, err := q.Exec(ctx, `
		insert into digest (user_id, stopped, secret) values (@who, @stop, @secret) on conflict (user_id) do update set stopped = @stop`,
		pgx.NamedArgs{"who": who, "stop": stop, "secret": secret})
	if err != nil {
		return fmt.Errorf("set digest: %w", err)
	}
	return nil
}
