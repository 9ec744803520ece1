package catalog

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

type articleRow struct {
	SKU           string
	Name          Texts
	Category      string
	HS6           string
	PublishedAt   *time.Time
	ReviewAskedAt *time.Time
	Note          string
	UpdatedAt     time.Time
	makerRow
}

const articles = `
	select p.sku, p.name, p.category, p.hs6, p.published_at, p.review_asked_at, p.review_note as note, p.updated_at, ` + makerColumns + `
	from products p join companies c on c.id = p.company_id left join company_profiles cp on cp.company_id = c.id `

func articlesOf(ctx context.Context, q postgres.Querier, sql string, args pgx.NamedArgs) ([]Article, error) {
	rows, err := q.Query(ctx, sql, args)
	if err != nil {
		return nil, fmt.Errorf("list products: %w", err)
	}
	found, err := collect[articleRow](rows, "list products")
	all := make([]Article, len(found))
	for i, r := range found {
		all[i] = Article{r.SKU, r.Name, r.Category, r.HS6, r.maker(), r.PublishedAt, r.ReviewAskedAt, r.Note, r.UpdatedAt}
	}
	return all, err
}

func findArticles(ctx context.Context, q postgres.Querier, company account.CompanyID) ([]Article, error) {
	return articlesOf(ctx, q, articles+`where p.company_id = @company order by p.updated_at desc, p.sku limit 5000`, pgx.NamedArgs{"company": company})
}

func findInReview(ctx context.Context, q postgres.Querier) ([]Article, error) {
	return articlesOf(ctx, q, articles+`where p.review_asked_at is not null and p.published_at is null order by p.review_asked_at, p.sku limit 200`, nil)
}

func setReviewAsked(ctx context.Context, q postgres.Querier, company account.CompanyID, skus []string, now time.Time) (int, error) {
	done, err := q.Exec(ctx, `
		update products set review_asked_at = coalesce(review_asked_at, @now), review_note = ''
		where company_id = @company and sku = any(@skus) and published_at is null`,
		pgx.NamedArgs{"company": company, "skus": list(skus), "now": now})
	if err != nil {
		return 0, fmt.Errorf("ask for publication: %w", err)
	}
	return int(done.RowsAffected()), nil
}

func publish(ctx context.Context, tx postgres.Tx, skus []string, now time.Time) (int, error) {
	done, err := tx.Exec(ctx, `
		with shown as (update products set published_at = @now, review_asked_at = null, review_note = ''
			where sku = any(@skus) and review_asked_at is not null and published_at is null returning id)
		update product_index set changed = pg_current_xact_id() where product_id in (select id from shown)`,
		pgx.NamedArgs{"skus": list(skus), "now": now})
	if err != nil {
		return 0, fmt.Errorf("publish products: %w", err)
	}
	return int(done.RowsAffected()), nil
}

func giveBack(ctx context.Context, q postgres.Querier, skus []string, note string) (int, error) {
	done, err := q.Exec(ctx, `
		update products set review_asked_at = null, review_note = @note
		where sku = any(@skus) and review_asked_at is not null and published_at is null`, pgx.NamedArgs{"skus": list(skus), "note": note})
	if err != nil {
		return 0, fmt.Errorf("give products back: %w", err)
	}
	return int(done.RowsAffected()), nil
}
