package intake

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

// change is what an import typed into a product, to be taken back.
type change struct {
	SKU    string
	Made   bool
	Was    map[string]string
	Became map[string]string
}

func insertChanges(ctx context.Context, tx postgres.Tx, id ID, changes []change) error {
	rows := make([]pgx.NamedArgs, len(changes))
	for i, c := range changes {
		rows[i] = pgx.NamedArgs{"sku": c.SKU, "made": c.Made, "was": c.Was, "became": c.Became}
	}
	_, err := tx.Exec(ctx, `insert into import_rows (import_id, sku, made, was, became)
		select @id, sku, made, was, became from json_populate_recordset(null::import_rows, @rows::json)`, pgx.NamedArgs{"id": id, "rows": rows})
	if err != nil {
		return fmt.Errorf("keep what an import changed: %w", err)
	}
	return nil
}

func findChanges(ctx context.Context, q postgres.Querier, id ID) ([]change, error) {
	rows, err := q.Query(ctx, `select sku, made, was, became from import_rows where import_id = @id order by sku`, pgx.NamedArgs{"id": id})
	if err != nil {
		return nil, fmt.Errorf("find what an import changed: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[change])
	if err != nil {
		return nil, fmt.Errorf("find what an import changed: %w", err)
	}
	return found, nil
}

// putFile keeps what came of a picture; one of the same name that came before stays.
func putFile(ctx context.Context, q postgres.Querier, id ID, f file) error {
	_, err := q.Exec(ctx, `insert into import_pictures (import_id, name, original, bytes, reason) values (@id, @name, @original, @bytes, @reason) on conflict (import_id, name) do nothing`,
		pgx.NamedArgs{"id": id, "name": f.Name, "original": f.Original, "bytes": f.Bytes, "reason": f.Reason})
	if err != nil {
		return fmt.Errorf("keep a picture's name: %w", err)
	}
	return nil
}

func findFiles(ctx context.Context, q postgres.Querier, id ID) ([]file, error) {
	rows, err := q.Query(ctx, `select name, original, bytes, reason from import_pictures where import_id = @id order by name`, pgx.NamedArgs{"id": id})
	if err != nil {
		return nil, fmt.Errorf("list pictures of an import: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[file])
	if err != nil {
		return nil, fmt.Errorf("list pictures of an import: %w", err)
	}
	return found, nil
}

// dropFiles forgets the pictures: those that products were given are theirs now.
func dropFiles(ctx context.Context, tx postgres.Tx, id ID) error {
	if _, err := tx.Exec(ctx, `delete from import_pictures where import_id = @id`, pgx.NamedArgs{"id": id}); err != nil {
		return fmt.Errorf("forget pictures of an import: %w", err)
	}
	return nil
}
