package walkin

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

// insertFilm keeps the first film of a ring.
func insertFilm(ctx context.Context, tx postgres.Tx, f Film) (bool, error) {
	tag, err := tx.Exec(ctx, `
		insert into ring_film (ring_id, media_type, bytes, sha256, seconds, made_at) values (@ring, @kind, @bytes, @sum, @seconds, @at) on conflict do nothing`,
		pgx.NamedArgs{"ring": f.Ring, "kind": f.Kind, "bytes": f.Bytes, "sum": f.Sum, "seconds": f.Seconds, "at": f.MadeAt})
	if err != nil {
		return false, fmt.Errorf("insert film: %w", err)
	}
	return tag.RowsAffected() == 1, nil
}

// films are those of rings that have one.
func films(ctx context.Context, q postgres.Querier, rings []ID) (map[ID]Film, error) {
	ids := make([]uuid.UUID, len(rings))
	for i, id := range rings {
		ids[i] = id.UUID
	}
	rows, err := q.Query(ctx, `select ring_id, media_type, bytes, sha256, seconds, made_at, seen_at from ring_film where ring_id = any(@ids)`,
		pgx.NamedArgs{"ids": ids})
	if err != nil {
		return nil, fmt.Errorf("read films: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Film])
	if err != nil {
		return nil, fmt.Errorf("read films: %w", err)
	}
	found := map[ID]Film{}
	for _, f := range all {
		found[f.Ring] = f
	}
	return found, nil
}

func seeFilm(ctx context.Context, q postgres.Querier, ring ID, at time.Time) error {
	_, err := q.Exec(ctx, `update ring_film set seen_at = @at where ring_id = @ring and seen_at is null`, pgx.NamedArgs{"ring": ring, "at": at})
	if err != nil {
		return fmt.Errorf("see film: %w", err)
	}
	return nil
}
