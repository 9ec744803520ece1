package account

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// voucher is a desk with one company that it brought.
type voucher struct {
	CompanyID CompanyID
	Desk
}

func findVouchers(ctx context.Context, q querier, companies []CompanyID) ([]voucher, error) {
	return many[voucher](ctx, q, `
		select company_id, `+deskColumns+` from desk_companies join desks on id = desk_id
		where company_id = any(@companies) order by kind desc, name_en, id`, pgx.NamedArgs{"companies": companies})
}
