package consultation

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

func files(ctx context.Context, q querier, id ID) ([]File, error) {
	rows, err := q.Query(ctx, `select id, consultation_id, name, kind, bytes, blob from consultation_file where consultation_id = @id order by id`,
		pgx.NamedArgs{"id": id})
	if err != nil {
		return nil, fmt.Errorf("read files: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[File])
}

// namedFiles are those of the names that stand beside a booking.
func namedFiles(ctx context.Context, q querier, names []string) (map[string]bool, error) {
	rows, err := q.Query(ctx, `select distinct blob from consultation_file where blob = any(@names)`, pgx.NamedArgs{"names": names})
	if err != nil {
		return nil, fmt.Errorf("find what names files: %w", err)
	}
	named, name := map[string]bool{}, ""
	_, err = pgx.ForEachRow(rows, []any{&name}, func() error {
		named[name] = true
		return nil
	})
	return named, err
}

func insertFile(ctx context.Context, tx postgres.Tx, f File) error {
	_, err := tx.Exec(ctx, `insert into consultation_file (id, consultation_id, name, kind, bytes, blob) values (@id, @consultation, @name, @kind, @bytes, @blob)`,
		pgx.NamedArgs{"id": f.ID, "consultation": f.ConsultationID, "name": f.Name, "kind": f.Kind, "bytes": f.Bytes, "blob": f.Blob})
	if err != nil {
		return fmt.Errorf("insert file: %w", err)
	}
	return nil
}

func deleteFiles(ctx context.Context, tx postgres.Tx, id ID, ids []uuid.UUID) error {
	if _, err := tx.Exec(ctx, `delete from consultation_file where consultation_id = @id and id = any(@ids)`, pgx.NamedArgs{"id": id, "ids": ids}); err != nil {
		return fmt.Errorf("delete files: %w", err)
	}
	return nil
}
