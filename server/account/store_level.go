package account

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

// SetSuspended is Suspend inside a transaction of somebody who decides it.
func SetSuspended(ctx context.Context, q postgres.Querier, id CompanyID, suspended bool, now time.Time) error {
	_, err := q.Exec(ctx, `update companies set suspended_at = case when @suspended then coalesce(suspended_at, @now) end where id = @id`,
		pgx.NamedArgs{"id": id, "suspended": suspended, "now": now})
	return wrap("suspend company", err)
}

func deleteGrants(ctx context.Context, q querier, who UserID, company CompanyID) error {
	_, err := q.Exec(ctx, `delete from grants where user_id = @user and company_id = @company`, pgx.NamedArgs{"user": who, "company": company})
	return wrap("take roles away", err)
}
