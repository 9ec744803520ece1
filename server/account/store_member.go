package account

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
)

func hasGrant(ctx context.Context, q querier, user UserID, g Grant) (bool, error) {
	args := pgx.NamedArgs{"user": user, "role": g.Role, "company": nil}
	if g.Company != (CompanyID{}) {
		args["company"] = g.Company
	}
	rows, err := q.Query(ctx, `select exists (select from grants where user_id = @user and role = @role and company_id is not distinct from @company::uuid)`, args)
	if err != nil {
		return false, fmt.Errorf("query: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
}

func deleteGrant(ctx context.Context, q querier, user UserID, g Grant) error {
	_, err := q.Exec(ctx, `delete from grants where user_id = @user and role = @role and company_id = @company`,
		pgx.NamedArgs{"user": user, "role": g.Role, "company": g.Company})
	return wrap("delete grant", err)
}

func lockCompany(ctx context.Context, q querier, id CompanyID) error {
	_, err := q.Exec(ctx, `select from companies where id = @id for update`, pgx.NamedArgs{"id": id})
	return wrap("lock company", err)
}

// freeSlug is the slug, or with the least number behind it that nobody has.
func freeSlug(ctx context.Context, q querier, slug string) (string, error) {
	rows, err := q.Query(ctx, `select slug from companies where slug = @slug or slug ~ ('^' || @slug || '-[0-9]+$')`, pgx.NamedArgs{"slug": slug})
	if err != nil {
		return "", fmt.Errorf("query: %w", err)
	}
	taken, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return "", fmt.Errorf("collect: %w", err)
	}
	free := slug
	for n := 2; slices.Contains(taken, free); n++ {
		free = fmt.Sprintf("%s-%d", slug, n)
	}
	return free, nil
}
