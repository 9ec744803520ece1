package media

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// shownNames are the pictures that pages of a product p show.
const shownNames = `array(select jsonb_array_elements_text(jsonb_path_query_array(p.pictures, '$[*].name')))`

// listed is the condition on a product p of a company c that everybody sees it, as the catalog has it.
const listed = `p.published_at is not null and c.suspended_at is null
	and exists (select from company_profiles cp where cp.company_id = c.id and cp.published_at is not null)`

func findProduct(ctx context.Context, q postgres.Querier, sku string) (Product, error) {
	rows, err := q.Query(ctx, `
		select p.id, p.sku, p.name, p.company_id, `+listed+` as published, `+shownNames+` as shown
		from products p join companies c on c.id = p.company_id where p.sku = @sku`, pgx.NamedArgs{"sku": sku})
	if err != nil {
		return Product{}, fmt.Errorf("find product: %w", err)
	}
	return one[Product](rows, "product_unknown")
}

// findTyped are the companies that are typing a product of this SKU.
func findTyped(ctx context.Context, q postgres.Querier, sku string) ([]account.CompanyID, error) {
	rows, err := q.Query(ctx, `select company_id from product_drafts where sku = @sku`, pgx.NamedArgs{"sku": sku})
	if err != nil {
		return nil, fmt.Errorf("find typed product: %w", err)
	}
	companies, err := pgx.CollectRows(rows, pgx.RowTo[account.CompanyID])
	if err != nil {
		return nil, fmt.Errorf("find typed product: %w", err)
	}
	return companies, nil
}

// one is the only row, or NotFound with the code.
func one[T any](rows pgx.Rows, code string) (T, error) {
	found, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[T])
	if errors.Is(err, pgx.ErrNoRows) {
		return found, problem.New(problem.NotFound, code)
	}
	if err != nil {
		return found, fmt.Errorf("read a row: %w", err)
	}
	return found, nil
}

// named are those of the names that a query gives back.
func (s *Service) named(ctx context.Context, sql string, names []string) (map[string]bool, error) {
	rows, err := s.db.Query(ctx, sql, pgx.NamedArgs{"names": names})
	if err != nil {
		return nil, fmt.Errorf("find what names files: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("find what names files: %w", err)
	}
	named := make(map[string]bool, len(found))
	for _, name := range found {
		named[name] = true
	}
	return named, nil
}

func (s *Service) namedOriginals(ctx context.Context, names []string) (map[string]bool, error) {
	return s.named(ctx, `select original from photos where original = any(@names)
		union select original from import_pictures where original = any(@names)
		union select photo->>'original' from photos_past where photo->>'original' = any(@names)`, names)
}

func (s *Service) namedBrochures(ctx context.Context, names []string) (map[string]bool, error) {
	return s.named(ctx, `select original from brochures where original = any(@names)`, names)
}

func (s *Service) namedPictures(ctx context.Context, names []string) (map[string]bool, error) {
	return s.named(ctx, `
		select name from photos where name = any(@names) union select whole from photos where whole = any(@names)
		union select photo->>'whole' from photos_past where photo->>'whole' = any(@names)
		union select mark from company_profiles where mark = any(@names)
		union select asked from unnest(@names::text[]) asked where exists (select from products where jsonb_path_query_array(pictures, '$[*].name') ? asked)`, names)
}

// standing is what a picture's name is to a viewer: whether anything names it, and anything that everybody may see.
type standing struct {
	Known   bool
	Public  bool
	Company []account.CompanyID // whose drafts name it
}

func findStanding(ctx context.Context, q postgres.Querier, name string) (standing, error) {
	var s standing
	err := q.QueryRow(ctx, `
		select exists (select from photos where name = @name or whole = @name)
				or exists (select from products where jsonb_path_query_array(pictures, '$[*].name') ? @name),
			exists (select from products p join companies c on c.id = p.company_id
				where jsonb_path_query_array(p.pictures, '$[*].name') ? @name and `+listed+`)
			or exists (select from company_profiles where mark = @name)`, pgx.NamedArgs{"name": name}).Scan(&s.Known, &s.Public)
	if err != nil {
		return s, fmt.Errorf("find whose picture it is: %w", err)
	}
	if s.Public || !s.Known {
		return s, nil
	}
	rows, err := q.Query(ctx, `select distinct p.company_id from photos ph join products p on p.id = ph.product_id
		where ph.name = @name or ph.whole = @name`, pgx.NamedArgs{"name": name})
	if err != nil {
		return s, fmt.Errorf("find whose picture it is: %w", err)
	}
	if s.Company, err = pgx.CollectRows(rows, pgx.RowTo[account.CompanyID]); err != nil {
		return s, fmt.Errorf("find whose picture it is: %w", err)
	}
	return s, nil
}

func countWaiting(ctx context.Context, q postgres.Querier) (n int, err error) {
	if err := q.QueryRow(ctx, `select count(*) from photos where state = 'waiting'`).Scan(&n); err != nil {
		return 0, fmt.Errorf("count waiting photographs: %w", err)
	}
	return n, nil
}
