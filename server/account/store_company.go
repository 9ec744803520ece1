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
