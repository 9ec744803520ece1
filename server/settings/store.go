package settings

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// lock has one transaction at a time change the settings; the number has no meaning.
func lock(ctx context.Context, tx postgres.Tx) error {
	if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(4800)`); err != nil {
		return fmt.Errorf("lock the office's settings: %w", err)
	}
	return nil
}

// since is the newest that is newer than a version; false when there is none.
func since(ctx context.Context, q postgres.Querier, version int) (Kept, bool, error) {
	found, err := one(ctx, q, `select version, kept from office_settings where version > @version order by version desc limit 1`, version)
	if problem.Is(err, problem.NotFound) {
		return Kept{}, false, nil
	}
	return found, err == nil, err
}

// as is what was kept as of a version; NotFound when it never was.
func as(ctx context.Context, q postgres.Querier, version int) (Kept, error) {
	return one(ctx, q, `select version, kept from office_settings where version = @version`, version)
}

func one(ctx context.Context, q postgres.Querier, sql string, version int) (k Kept, err error) {
	var number int
	err = q.QueryRow(ctx, sql, pgx.NamedArgs{"version": version}).Scan(&number, &k)
	if errors.Is(err, pgx.ErrNoRows) {
		return k, problem.New(problem.NotFound, "not_found")
	}
	if err != nil {
		return k, fmt.Errorf("read the office's settings: %w", err)
	}
	k.Version = number
	return k, nil
}

func insert(ctx context.Context, tx postgres.Tx, by account.UserID, k Kept) error {
	_, err := tx.Exec(ctx, `insert into office_settings (version, by, kept) values (@version, @by, @kept)`,
		pgx.NamedArgs{"version": k.Version, "by": by, "kept": k})
	if err != nil {
		return fmt.Errorf("insert the office's settings: %w", err)
	}
	return nil
}
