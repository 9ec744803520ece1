package trust

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

const flagColumns = `id, company_id, code, reason, by_user, at, confirmed_by, cleared_by, settled_at`

func findFlags(ctx context.Context, q postgres.Querier, id account.CompanyID) ([]Flag, error) {
	return many[Flag](ctx, q, `select `+flagColumns+` from trust_flags where company_id = @id order by at, id`, pgx.NamedArgs{"id": id})
}

func insertFlag(ctx context.Context, q postgres.Querier, f Flag) error {
	return exec(ctx, q, "warn", `insert into trust_flags (id, company_id, code, reason, by_user, at) values (@id, @company, @code, @reason, @by, @at)`,
		pgx.NamedArgs{"id": f.ID, "company": f.CompanyID, "code": f.Code, "reason": f.Reason, "by": f.ByUser, "at": f.At})
}

func settleFlag(ctx context.Context, q postgres.Querier, company account.CompanyID, id uuid.UUID, by account.UserID, confirm bool, now time.Time) error {
	tag, err := q.Exec(ctx, `
		update trust_flags set confirmed_by = case when @confirm then @by::uuid end, cleared_by = case when not @confirm then @by::uuid end, settled_at = @now
		where id = @id and company_id = @company and cleared_by is null and (confirmed_by is null or not @confirm)`,
		pgx.NamedArgs{"id": id, "company": company, "by": by, "confirm": confirm, "now": now})
	if err != nil {
		return fmt.Errorf("settle warning: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return problem.New(problem.NotFound, "not_found")
	}
	return nil
}

func countConfirmed(ctx context.Context, q postgres.Querier, id account.CompanyID) (int, error) {
	counts, err := column[int](ctx, q, `select count(*) from trust_flags where company_id = @id and confirmed_by is not null`, pgx.NamedArgs{"id": id})
	if err != nil {
		return 0, err
	}
	return counts[0], nil
}

// findDomains are the websites of the other companies that are verified.
func findDomains(ctx context.Context, q postgres.Querier, but account.CompanyID) ([]string, error) {
	return column[string](ctx, q, `select distinct website from verifications where website <> '' and company_id <> @id and state in ('verified', 'recheck') order by website`,
		pgx.NamedArgs{"id": but})
}

func findListed(ctx context.Context, q postgres.Querier, folded []string) ([]Listed, error) {
	return many[Listed](ctx, q, `
		select n.name, n.list, l.dated, n.reason from watch_names n join watch_lists l on l.name = n.list where n.folded = any(@folded) order by n.list, n.name`,
		pgx.NamedArgs{"folded": orEmpty(folded)})
}

func findLists(ctx context.Context, q postgres.Querier) ([]List, error) {
	return many[List](ctx, q, `
		select name, dated, imported_at, (select count(*) from watch_names n where n.list = l.name) as names from watch_lists l order by name`, nil)
}

func replaceList(ctx context.Context, tx postgres.Tx, l List, rows []listedName) error {
	args := pgx.NamedArgs{"name": l.Name, "dated": l.Dated, "at": l.ImportedAt}
	if err := exec(ctx, tx, "replace list", `
		insert into watch_lists (name, dated, imported_at) values (@name, @dated, @at)
		on conflict (name) do update set dated = excluded.dated, imported_at = excluded.imported_at`, args); err != nil {
		return err
	}
	if err := exec(ctx, tx, "replace list", `delete from watch_names where list = @name`, args); err != nil {
		return err
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"watch_names"}, []string{"list", "folded", "name", "reason"},
		pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) { return []any{l.Name, rows[i].folded, rows[i].name, rows[i].reason}, nil }))
	if err != nil {
		return fmt.Errorf("write list: %w", err)
	}
	return nil
}

// findDue are the verifications whose time has come: nobody answered, a year has gone by, or a licence has run out.
func findDue(ctx context.Context, q postgres.Querier, now time.Time) ([]Case, error) {
	return many[Case](ctx, q, `
		select `+caseColumns+` from verifications v
		where state = 'needs_info' and due_at < @now or state = 'verified' and (verified_until <= @now
			or exists (select 1 from trust_checks c where c.company_id = v.company_id and c.replaced_at is null and c.expires_at <= @now and c.kind = any(@licences)))
		order by company_id for update skip locked limit 100`, pgx.NamedArgs{"now": now, "licences": licences})
}
