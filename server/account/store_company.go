package account

import (
	"context"

	"github.com/jackc/pgx/v5"
)

func updateCompany(ctx context.Context, q querier, c Company) error {
	_, err := q.Exec(ctx, `
		update companies set name_en = @name_en, name_ko = @name_ko, languages = @languages, founded = @founded, staff = @staff where id = @id`,
		pgx.NamedArgs{"id": c.ID, "name_en": c.NameEn, "name_ko": c.NameKo, "languages": orEmpty(c.Languages), "founded": c.Founded, "staff": c.Staff})
	return wrap("update company", err)
}

func updateBuyer(ctx context.Context, q querier, c Company) error {
	_, err := q.Exec(ctx, `
		update companies set languages = @languages, interests = @interests, founded = @founded, staff = @staff, details = @details where id = @id`,
		pgx.NamedArgs{"id": c.ID, "languages": orEmpty(c.Languages), "interests": orEmpty(c.Interests), "founded": c.Founded, "staff": c.Staff, "details": c.Details})
	return wrap("update buyer", err)
}
