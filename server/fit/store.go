package fit

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

// givenUp counts for each buyer what it cancelled after it was agreed, and what it did not come to, since an instant.
func givenUp(ctx context.Context, q postgres.Querier, buyers []account.CompanyID, since time.Time) (map[account.CompanyID]past, error) {
	rows, err := q.Query(ctx, `
		select c.buyer_company, count(*) filter (where e.move = 'cancel' and e.role = 'buyer'),
			count(*) filter (where e.move = 'miss' and c.state = 'missed' and e.reason in ('buyer', 'both'))
		from consultation c join consultation_event e on e.consultation_id = c.id
		where c.buyer_company = any(@buyers) and e.move in ('cancel', 'miss') and e.at >= @since
		group by c.buyer_company`, pgx.NamedArgs{"buyers": buyers, "since": since})
	if err != nil {
		return nil, fmt.Errorf("count what was given up: %w", err)
	}
	found := map[account.CompanyID]past{}
	var company account.CompanyID
	var p past
	_, err = pgx.ForEachRow(rows, []any{&company, &p.Cancelled, &p.Missed}, func() error { found[company] = p; return nil })
	if err != nil {
		return nil, fmt.Errorf("count what was given up: %w", err)
	}
	return found, nil
}
