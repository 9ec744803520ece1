package account

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// bringer is a desk with one company that it brought.
type bringer struct {
	CompanyID CompanyID
	Desk
}

func findBroughtBy(ctx context.Context, q querier, companies []CompanyID) ([]bringer, error) {
	return many[bringer](ctx, q, `
		select company_id, `+deskColumns+` from desk_companies join desks on id = desk_id
		where company_id = any(@companies) order by kind desc, name_en, id`, pgx.NamedArgs{"companies": companies})
}
