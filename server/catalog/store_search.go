package catalog

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

// held is the condition on a certificate ce that it counts today, as Certificate.Standing says it.
const held = `ce.state = 'held' and (ce.expires_on is null or ce.expires_on >= @today)`

// hitRow is one card as the database gives it.
type hitRow struct {
	ProductID ProductID
	SKU       string
	Name      Texts
	Short     Texts
	Category  string
	HS6       string
	MOQ       int
	Unit      string
	Currency  string
	Incoterm  string
	Place     Texts
	Families  []string
	Pictures  []Picture
	FromCount *int
	FromMinor *int64
	Origins   []Origin // of the name
	Changed   int64    // transaction of the last change to what a card shows
	makerRow
}

const hitColumns = `
	p.id as product_id, p.sku, p.name, p.short, p.category, p.hs6, p.moq, p.unit, p.currency, p.incoterm, p.place, p.pictures,
	array(select ce.family from certificates ce where ce.product_id = p.id and ` + held + ` group by ce.family order by min(ce.scheme)) as families,
	coalesce((select json_agg(json_build_object('field', o.field, 'lang', o.lang, 'sourceLang', o.source_lang, 'sourceHash', o.source_hash, 'method', o.method,
		'reviewedBy', coalesce(o.reviewed_by, '00000000-0000-0000-0000-000000000000'))) from text_origins o where o.product_id = p.id and o.field = 'name'), '[]') as origins,
	t.from_quantity as from_count, t.amount_minor as from_minor, i.changed::text::bigint as changed, ` + makerColumns

const hitTables = `
	products p join companies c on c.id = p.company_id join product_index i on i.product_id = p.id
	left join company_profiles cp on cp.company_id = c.id
	left join lateral (select from_quantity, amount_minor from price_tiers where product_id = p.id and level = 0
		order by from_quantity limit 1) t on true`

// findHits are the products as cards, in the order of ids. One that was unpublished meanwhile is left out.
func findHits(ctx context.Context, q postgres.Querier, ids []ProductID, today time.Time) ([]Hit, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	wanted := make([]uuid.UUID, len(ids))
	for i, id := range ids {
		wanted[i] = id.UUID
	}
	rows, err := q.Query(ctx, `select `+hitColumns+` from `+hitTables+`
		where p.id = any(@ids) and `+public, pgx.NamedArgs{"ids": wanted, "today": today})
	if err != nil {
		return nil, fmt.Errorf("find cards of products: %w", err)
	}
	found, err := collect[hitRow](rows, "find cards of products")
	slices.SortFunc(found, func(a, b hitRow) int { return slices.Index(ids, a.ProductID) - slices.Index(ids, b.ProductID) })
	return hitsOf(found, today), err
}

// findHitsBySKU are the published products of these SKUs as cards, in their order.
func findHitsBySKU(ctx context.Context, q postgres.Querier, skus []string, today time.Time) ([]Hit, error) {
	if len(skus) == 0 {
		return nil, nil
	}
	rows, err := q.Query(ctx, `select `+hitColumns+` from `+hitTables+`
		where p.sku = any(@skus) and `+public, pgx.NamedArgs{"skus": skus, "today": today})
	if err != nil {
		return nil, fmt.Errorf("find cards by SKU: %w", err)
	}
	found, err := collect[hitRow](rows, "find cards by SKU")
	slices.SortFunc(found, func(a, b hitRow) int { return slices.Index(skus, a.SKU) - slices.Index(skus, b.SKU) })
	return hitsOf(found, today), err
}

// queryHitsOf is the query for a piece of the published products of the company that owner (an SQL expression) names, newest first:
// shownOfCompany of them after @skip.
func queryHitsOf(owner string) string {
	return `select ` + hitColumns + ` from ` + hitTables + `
		where ` + public + ` and p.company_id = ` + owner + `
		order by p.published_at desc, p.sku limit ` + strconv.Itoa(shownOfCompany) + ` offset @skip`
}

const (
	shownOfCompany = 100 // products on one page of a company
	shownRelated   = 4   // others of the same maker on a product's page, and of other makers
)

func findHitsOf(ctx context.Context, q postgres.Querier, company account.CompanyID, today time.Time) ([]Hit, error) {
	rows, err := q.Query(ctx, queryHitsOf(`@company`), pgx.NamedArgs{"company": company, "skip": 0, "today": today})
	if err != nil {
		return nil, fmt.Errorf("find products of company: %w", err)
	}
	found, err := collect[hitRow](rows, "find products of company")
	return hitsOf(found, today), err
}

// findOffered are the newest of a company's products whose numbers or names have all of the words, which are in lower case, without
// some; and how many there are in all.
func findOffered(ctx context.Context, q postgres.Querier, company account.CompanyID, words, but []string, most int, today time.Time) (hits []Hit, total int, err error) {
	const these = ` where ` + public + ` and p.company_id = @company and not p.sku = any(@but) and not exists (
		select from unnest(@words::text[]) word where strpos(lower(concat_ws(' ', p.sku, p.name::text)), word) = 0)`
	args := pgx.NamedArgs{"company": company, "words": list(words), "but": list(but), "most": most, "today": today}
	var found []hitRow
	batch := &pgx.Batch{}
	queue(batch, &found, `select `+hitColumns+` from `+hitTables+these+` order by p.published_at desc, p.sku limit @most`, args)
	batch.Queue(`select count(*) from `+hitTables+these, args).QueryRow(func(row pgx.Row) error { return row.Scan(&total) })
	if err := q.SendBatch(ctx, batch).Close(); err != nil {
		return nil, 0, fmt.Errorf("find products to offer: %w", err)
	}
	return hitsOf(found, today), total, nil
}

func hitsOf(rows []hitRow, today time.Time) []Hit {
	hits := make([]Hit, len(rows))
	for i, row := range rows {
		hits[i] = row.hit(today)
	}
	return hits
}

func (r hitRow) hit(today time.Time) Hit {
	h := Hit{
		id: r.ProductID, changed: r.Changed, day: today,
		SKU: r.SKU, Name: r.Name, Short: r.Short, Category: r.Category, HS6: r.HS6, MOQ: r.MOQ, Unit: r.Unit,
		Currency: r.Currency, Incoterm: r.Incoterm, Place: r.Place, Families: r.Families, Maker: r.maker(), origins: r.Origins,
	}
	if len(r.Pictures) > 0 {
		h.Picture = &r.Pictures[0]
	}
	if r.FromCount != nil && r.FromMinor != nil {
		h.From = &Tier{From: *r.FromCount, Minor: *r.FromMinor}
	}
	return h
}
