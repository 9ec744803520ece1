package catalog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

func findHS(ctx context.Context, q postgres.Querier, edition string) (map[string]Texts, error) {
	rows, err := q.Query(ctx, `select code, names from hs_codes where edition = @edition`, pgx.NamedArgs{"edition": edition})
	if err != nil {
		return nil, fmt.Errorf("list customs codes: %w", err)
	}
	names := map[string]Texts{}
	var code string
	var name Texts
	_, err = pgx.ForEachRow(rows, []any{&code, &name}, func() error {
		names[code], name = name, nil
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list customs codes: %w", err)
	}
	return names, nil
}

// replaceHS makes an edition's list the given one.
func replaceHS(ctx context.Context, tx postgres.Tx, edition string, codes map[string]Texts) error {
	if _, err := tx.Exec(ctx, `delete from hs_codes where edition = @edition`, pgx.NamedArgs{"edition": edition}); err != nil {
		return fmt.Errorf("clear customs codes: %w", err)
	}
	sorted := sortedKeys(codes)
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"hs_codes"}, []string{"edition", "code", "names"}, pgx.CopyFromSlice(len(sorted), func(i int) ([]any, error) {
		return []any{edition, sorted[i], codes[sorted[i]]}, nil
	}))
	if err != nil {
		return fmt.Errorf("put customs codes: %w", err)
	}
	return nil
}
