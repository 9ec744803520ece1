package consultation

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

func upsertPhone(ctx context.Context, tx postgres.Tx, id ID, phone string) error {
	_, err := tx.Exec(ctx, `insert into contact (consultation_id, phone) values (@id, @phone) on conflict (consultation_id) do update set phone = excluded.phone`,
		pgx.NamedArgs{"id": id, "phone": phone})
	if err != nil {
		return fmt.Errorf("keep phone: %w", err)
	}
	return nil
}

func phoneOf(ctx context.Context, q querier, id ID) (string, error) {
	rows, err := q.Query(ctx, `select phone from contact where consultation_id = @id`, pgx.NamedArgs{"id": id})
	if err != nil {
		return "", fmt.Errorf("read phone: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

// carryBeside moves what stands beside one draft to what comes in its place.
func carryBeside(ctx context.Context, tx postgres.Tx, from, to ID) error {
	for _, sql := range []string{`update colleague set consultation_id = @to where consultation_id = @from`, `
		update consultation_file set consultation_id = @to where consultation_id = @from`} {
		if _, err := tx.Exec(ctx, sql, pgx.NamedArgs{"from": from, "to": to}); err != nil {
			return fmt.Errorf("carry what stands beside a draft: %w", err)
		}
	}
	return nil
}
