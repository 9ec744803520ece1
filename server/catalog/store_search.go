package catalog

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

// facet names one part of a filter, for counting without it.
type facet int

const (
	byCategory facet = iota
	byFamily
)

// filter is a search as the store asks it.
type filter struct {
	text     string // a tsquery, see tsquery
	typed    bool   // something was typed; with an empty text it can match nothing
	category string
	family   string
	onlyFree bool
	free     []account.CompanyID // companies with a free slot this week
	today    time.Time           // midnight UTC
}

func (f filter) without(part facet) filter {
	switch part {
	case byCategory:
		f.category = ""
	case byFamily:
		f.family = ""
	}
	return f
}

// held is the condition on a certificate ce that it counts today, as Certificate.Standing says it.
const held = `ce.state = 'held' and (ce.expires_on is null or ce.expires_on >= @today)`

// where is the condition on products p of companies c. Conditions that do not apply are left out, so that the planner
// sees only those that do.
func (f filter) where() (string, pgx.NamedArgs) {
	conditions := []string{`p.published_at is not null`, `c.suspended_at is null`}
	args := pgx.NamedArgs{"today": f.today}
	if f.typed {
		if f.text == "" {
			conditions = append(conditions, `false`)
		} else {
			conditions = append(conditions, `p.tokens @@ @text::tsquery`)
			args["text"] = f.text
		}
	}
	if f.category != "" {
		conditions = append(conditions, `p.category = @category`)
		args["category"] = f.category
	}
	if f.family != "" {
		conditions = append(conditions, `exists (select from certificates ce where ce.product_id = p.id and ce.family = @family and `+held+`)`)
		args["family"] = f.family
	}
	if f.onlyFree {
		conditions = append(conditions, `p.company_id = any(@free)`)
		args["free"] = uuids(f.free)
	}
	return strings.Join(conditions, " and "), args
}

func uuids(companies []account.CompanyID) [][16]byte {
	ids := make([][16]byte, len(companies))
	for i, company := range companies {
		ids[i] = company.UUID
	}
	return ids
}

// found is what one search brings, in one round trip.
type found struct {
	hits     []Hit
	halls    []hallCount // under all filters but the category
	families []Count     // under all filters but the certificate
}

// hallCount is one category with how many products it has, and how many of them are of companies that are free.
type hallCount struct {
	Value string
	N     int
	Free  int
}

func (f found) counts() []Count {
	counts := make([]Count, len(f.halls))
	for i, hall := range f.halls {
		counts[i] = Count{hall.Value, hall.N}
	}
	return counts
}

// total is how many products there are in the category, in all when it is empty.
func (f found) total(category string) (n int) {
	for _, hall := range f.halls {
		if category == "" || hall.Value == category {
			n += hall.N
		}
	}
	return n
}

func (f found) free(category string) (n int) {
	for _, hall := range f.halls {
		if category == "" || hall.Value == category {
			n += hall.Free
		}
	}
	return n
}

func search(ctx context.Context, q postgres.Querier, f filter, offset int) (found, error) {
	var all found
	var hits []hitRow
	batch := &pgx.Batch{}
	queueHits(batch, &hits, f, PageSize, offset)
	queueHalls(batch, &all.halls, f.without(byCategory))
	queueFamilies(batch, &all.families, f.without(byFamily))
	if err := q.SendBatch(ctx, batch).Close(); err != nil {
		return found{}, fmt.Errorf("search products: %w", err)
	}
	all.hits = hitsOf(hits)
	return all, nil
}

func queueHalls(batch *pgx.Batch, into *[]hallCount, f filter) {
	where, args := f.where()
	args["free"] = uuids(f.free)
	queue(batch, into, `
		select p.category as value, count(*) as n, count(*) filter (where p.company_id = any(@free)) as free
		from products p join companies c on c.id = p.company_id
		where `+where+` group by p.category`, args)
}

func queueFamilies(batch *pgx.Batch, into *[]Count, f filter) {
	where, args := f.where()
	queue(batch, into, `
		select ce.family as value, count(distinct p.id) as n
		from products p join companies c on c.id = p.company_id
		join certificates ce on ce.product_id = p.id and `+held+`
		where `+where+` group by ce.family order by n desc, value`, args)
}

func countHalls(ctx context.Context, q postgres.Querier) ([]Count, error) {
	rows, err := q.Query(ctx, `
		select p.category as value, count(*) as n from products p join companies c on c.id = p.company_id
		where p.published_at is not null and c.suspended_at is null group by p.category`)
	if err != nil {
		return nil, fmt.Errorf("count categories: %w", err)
	}
	return collect[Count](rows, "count categories")
}

// hitRow is one card as the database gives it.
type hitRow struct {
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
	makerRow
}

const hitColumns = `
	p.sku, p.name, p.short, p.category, p.hs6, p.moq, p.unit, p.currency, p.incoterm, p.place, p.pictures,
	array(select ce.family from certificates ce where ce.product_id = p.id and ` + held + ` group by ce.family order by min(ce.scheme)) as families,
	t.from_quantity as from_count, t.amount_minor as from_minor, ` + makerColumns

const hitTables = `
	products p join companies c on c.id = p.company_id
	left join company_profiles cp on cp.company_id = c.id
	left join lateral (select from_quantity, amount_minor from price_tiers where product_id = p.id and level = 0
		order by from_quantity limit 1) t on true`

func queueHits(batch *pgx.Batch, into *[]hitRow, f filter, limit, offset int) {
	where, args := f.where()
	args["limit"], args["offset"] = limit, offset
	order := `p.published_at desc, p.sku`
	if f.text != "" {
		order = `ts_rank(p.tokens, @text::tsquery) desc, ` + order
	}
	queue(batch, into, `select `+hitColumns+` from `+hitTables+` where `+where+` order by `+order+` limit @limit offset @offset`, args)
}

// queryHitsOf is the query for the published products of the company that owner (an SQL expression) names, newest first.
func queryHitsOf(owner string) string {
	return `select ` + hitColumns + ` from ` + hitTables + `
		where p.published_at is not null and c.suspended_at is null and p.company_id = ` + owner + `
		order by p.published_at desc, p.sku limit 100`
}

func findHitsOf(ctx context.Context, q postgres.Querier, company account.CompanyID, today time.Time) ([]Hit, error) {
	rows, err := q.Query(ctx, queryHitsOf(`@company`), pgx.NamedArgs{"company": company, "today": today})
	if err != nil {
		return nil, fmt.Errorf("find products of company: %w", err)
	}
	found, err := collect[hitRow](rows, "find products of company")
	return hitsOf(found), err
}

func hitsOf(rows []hitRow) []Hit {
	hits := make([]Hit, len(rows))
	for i, row := range rows {
		hits[i] = row.hit()
	}
	return hits
}

func (r hitRow) hit() Hit {
	h := Hit{
		SKU: r.SKU, Name: r.Name, Short: r.Short, Category: r.Category, HS6: r.HS6, MOQ: r.MOQ, Unit: r.Unit,
		Currency: r.Currency, Incoterm: r.Incoterm, Place: r.Place, Families: r.Families, Maker: r.maker(),
	}
	if len(r.Pictures) > 0 {
		h.Picture = &r.Pictures[0]
	}
	if r.FromCount != nil && r.FromMinor != nil {
		h.From = &Tier{From: *r.FromCount, Minor: *r.FromMinor}
	}
	return h
}
