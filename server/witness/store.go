package witness

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

// partners are the people of the partners' desks.
func partners(ctx context.Context, q postgres.Querier) ([]reader, error) {
	rows, err := q.Query(ctx, `
		select u.name, u.email as mail, u.lang, u.zone from users u
		where u.disabled_at is null and exists (select from grants g where g.user_id = u.id and g.role = 'partner')
		order by u.id`)
	if err != nil {
		return nil, fmt.Errorf("read the partners' people: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[reader])
}

// take has an address get a root once, from whatever node.
func take(ctx context.Context, tx postgres.Tx, until time.Time, mail string) (first bool, err error) {
	tag, err := tx.Exec(ctx, `insert into root_letter (until, mail) values (@until, @mail) on conflict do nothing`,
		pgx.NamedArgs{"until": until, "mail": mail})
	if err != nil {
		return false, fmt.Errorf("take root: %w", err)
	}
	return tag.RowsAffected() == 1, nil
}
