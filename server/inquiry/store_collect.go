package inquiry

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

// namedFiles are those of the names that a message or an offer to buy has.
func namedFiles(ctx context.Context, q postgres.Querier, names []string) (map[string]bool, error) {
	rows, err := q.Query(ctx, `select blob from inquiry_file where blob = any(@names) union select blob from rfq_file where blob = any(@names)`, pgx.NamedArgs{"names": names})
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
