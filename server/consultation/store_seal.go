package consultation

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

// insertSeal adds a seal; that of another node stays.
func insertSeal(ctx context.Context, tx postgres.Tx, s Seal, now time.Time) error {
	_, err := tx.Exec(ctx, `insert into consultation_seal (until, heads, root, made_at) values (@until, @heads, @root, @now) on conflict do nothing`,
		pgx.NamedArgs{"until": s.Until, "heads": s.Heads, "root": s.Root, "now": now})
	if err != nil {
		return fmt.Errorf("insert seal: %w", err)
	}
	return nil
}

// lastSeal is zero when there is none.
func lastSeal(ctx context.Context, q querier) (Seal, error) {
	found, err := newestSeals(ctx, q, 1)
	if err != nil || len(found) == 0 {
		return Seal{}, err
	}
	return found[0], nil
}

// newestSeals are the last so many, the newest first.
func newestSeals(ctx context.Context, q querier, most int) ([]Seal, error) {
	return sealed(q.Query(ctx, `select until, heads, root from consultation_seal order by until desc limit @most`, pgx.NamedArgs{"most": most}))
}

func seals(ctx context.Context, q querier) ([]Seal, error) {
	return sealed(q.Query(ctx, `select until, heads, root from consultation_seal order by until`))
}

// sealsAfter are the seals of days after an instant.
func sealsAfter(ctx context.Context, q querier, after time.Time) ([]Seal, error) {
	return sealed(q.Query(ctx, `select until, heads, root from consultation_seal where until > @after order by until`, pgx.NamedArgs{"after": after}))
}

func sealed(rows pgx.Rows, err error) ([]Seal, error) {
	if err != nil {
		return nil, fmt.Errorf("read seals: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Seal])
}

// headsBetween are the last events of a time in [from, to), one a consultation, by its id.
func headsBetween(ctx context.Context, q querier, from, to time.Time) ([]head, error) {
	rows, err := q.Query(ctx, `
		select distinct on (consultation_id) consultation_id, hash from consultation_event
		where at >= @from and at < @to order by consultation_id, version desc`, pgx.NamedArgs{"from": from, "to": to})
	if err != nil {
		return nil, fmt.Errorf("read the last events: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[head])
}
