package catalog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// upsertProfile keeps a profile. It is public from the moment when it says what the company makes; one that says only what
// nobody reviews is not shown.
func upsertProfile(ctx context.Context, tx postgres.Tx, company account.CompanyID, p Profile, now time.Time) error {
	var published *time.Time
	if len(p.Line) > 0 {
		published = &now
	}
	_, err := tx.Exec(ctx, `
		insert into company_profiles (company_id, line, about, site, sources, business_no, factory_m2, factory_lines, markets, patents,
			turnover_minor, export_minor, currency, distributors, fairs, glossary, mark, details, published_at)
		values (@company, @line, @about, @site, @sources, @business_no, nullif(@factory_m2::int, 0), nullif(@factory_lines::int, 0), @markets, @patents,
			nullif(@turnover::bigint, 0), nullif(@export::bigint, 0), @currency, @distributors, @fairs, @glossary, @mark, @details, @published)
		on conflict (company_id) do update set
			line = excluded.line, about = excluded.about, site = excluded.site, sources = excluded.sources, business_no = excluded.business_no,
			factory_m2 = excluded.factory_m2, factory_lines = excluded.factory_lines, markets = excluded.markets,
			patents = excluded.patents, turnover_minor = excluded.turnover_minor, export_minor = excluded.export_minor,
			currency = excluded.currency, distributors = excluded.distributors, fairs = excluded.fairs, glossary = excluded.glossary, mark = excluded.mark,
			details = excluded.details, published_at = coalesce(company_profiles.published_at, excluded.published_at)`,
		pgx.NamedArgs{
			"company": company, "line": orEmpty(p.Line), "about": orEmpty(p.About), "site": orEmpty(p.Site), "sources": orEmpty(p.Sources), "business_no": p.BusinessNo,
			"factory_m2": p.FactoryM2, "factory_lines": p.FactoryLines, "markets": list(p.Markets), "patents": p.Patents,
			"turnover": p.TurnoverMinor, "export": p.ExportMinor, "currency": p.Currency, "distributors": list(p.Distributors),
			"fairs": list(p.Fairs), "glossary": list(p.Glossary), "mark": p.Mark, "details": orEmpty(p.Details), "published": published,
		})
	if err != nil {
		return fmt.Errorf("put company profile: %w", err)
	}
	return nil
}

func findMaker(ctx context.Context, q postgres.Querier, company account.CompanyID) (Maker, error) {
	rows, err := q.Query(ctx, `select `+makerColumns+` from companies c left join company_profiles cp on cp.company_id = c.id
		where c.id = @company`, pgx.NamedArgs{"company": company})
	if err != nil {
		return Maker{}, fmt.Errorf("find company: %w", err)
	}
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[makerRow])
	if errors.Is(err, pgx.ErrNoRows) {
		return Maker{}, problem.New(problem.NotFound, "company_unknown")
	}
	if err != nil {
		return Maker{}, fmt.Errorf("find company: %w", err)
	}
	return r.maker(), nil
}

// The columns are not null: an absent text or list is an empty one.

func orEmpty(t map[string]string) map[string]string {
	if t == nil {
		return map[string]string{}
	}
	return t
}

func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

func keywords(k map[string][]string) map[string][]string {
	if k == nil {
		return map[string][]string{}
	}
	return k
}

func fallback(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
