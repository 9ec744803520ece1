package catalog

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

func collect[T any](rows pgx.Rows, what string) ([]T, error) {
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return found, nil
}

// queue adds a query to a batch; its rows are collected when the batch is sent.
func queue[T any](batch *pgx.Batch, into *[]T, sql string, args pgx.NamedArgs) {
	batch.Queue(sql, args).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByName[T])
		return err
	})
}

// makerRow is the company of a product; its columns are makerColumns.
type makerRow struct {
	CompanyID account.CompanyID
	Slug      string
	NameEn    string
	NameKo    string
	City      string
	Zone      string
	Languages []string
	Line      Texts
	Mark      string
	Listed    bool
}

// public is the condition on a product p of a company c with the profile cp that everybody sees it: the office has agreed to it
// and to what its maker says of itself.
const public = `p.published_at is not null and cp.published_at is not null and c.suspended_at is null`

const makerColumns = `c.id as company_id, c.slug, c.name_en, c.name_ko, c.city, c.zone, c.languages,
	coalesce(cp.line, '{}') as line, coalesce(cp.mark, '') as mark, cp.published_at is not null as listed`

func (r makerRow) maker() Maker {
	return Maker{
		ID: r.CompanyID, Slug: r.Slug, Name: Texts{"en": r.NameEn, "ko": r.NameKo}, City: r.City, Zone: r.Zone,
		Languages: r.Languages, Line: r.Line, Mark: r.Mark, Listed: r.Listed,
	}
}

type productRow struct {
	ID         ProductID
	SKU        string
	GTIN       string
	Category   string
	HS6        string
	HSEdition  string
	HSStatus   string
	HSNote     Texts
	Origin     string
	Name       Texts
	Short      Texts
	Long       Texts
	Specs      []Spec
	Keywords   map[string][]string
	MOQ        int
	Unit       string
	Currency   string
	Incoterm   string
	Place      Texts
	Payment    Texts
	LeadSample int
	LeadFirst  int
	LeadRepeat int
	Capacity   int
	Port       string
	PortName   Texts
	Sample     Texts
	Warranty   int
	SpareYears int
	Packing    Texts
	Note       Texts
	Details    map[string]string
	Pictures   []Picture
	UpdatedAt  time.Time
	makerRow
}

const productColumns = `p.id, p.sku, p.gtin, p.category, p.hs6, p.hs_edition, p.hs_status, p.hs_note, p.origin, p.name, p.short, p.long,
	p.specs, p.keywords, p.moq, p.unit, p.currency, p.incoterm, p.place, p.payment, coalesce(p.lead_sample, 0) as lead_sample, p.lead_first,
	p.lead_repeat, p.capacity, p.port, p.port_name, p.sample, p.warranty, p.spare_years, p.packing, p.note, p.details, p.pictures, p.updated_at, ` + makerColumns

// fullProduct is a product with all that its page shows of it.
type fullProduct struct {
	Product
	tiers []Tier
}

// findSheet reads a product with its prices and certificates in one round trip.
func findSheet(ctx context.Context, q postgres.Querier, sku string) (fullProduct, error) {
	const id = `(select id from products where sku = @sku)`
	args := pgx.NamedArgs{"sku": sku}
	var (
		products []productRow
		found    fullProduct
		certs    []CertificateRow
		papers   []Brochure
	)
	batch := &pgx.Batch{}
	queue(batch, &products, `
		select `+productColumns+`
		from products p join companies c on c.id = p.company_id left join company_profiles cp on cp.company_id = c.id
		where p.sku = @sku and `+public, args)
	queue(batch, &found.tiers, `select from_quantity as "from", amount_minor as minor, level from price_tiers
		where product_id = `+id+` order by from_quantity`, args)
	queue(batch, &certs, `select `+CertificateColumns+` from certificates ce
		where ce.product_id = `+id+` order by ce.state = 'held' desc, ce.scheme`, args)
	queue(batch, &found.Origins, `select `+originColumns+` from text_origins o where o.product_id = `+id, args)
	queue(batch, &papers, `select id, lang, bytes, '' as file_name from brochures where product_id = `+id+` and shown_at is not null order by lang, created_at`, args)
	if err := q.SendBatch(ctx, batch).Close(); err != nil {
		return fullProduct{}, fmt.Errorf("find product: %w", err)
	}
	if len(products) == 0 {
		return fullProduct{}, problem.New(problem.NotFound, "product_unknown")
	}
	origins := found.Origins
	found.Product = products[0].product()
	found.Origins, found.Brochures = origins, papers
	for _, cert := range certs {
		found.Certs = append(found.Certs, Certificate(cert))
	}
	return found, nil
}

func (r productRow) product() Product {
	return Product{
		ID: r.ID, SKU: r.SKU, GTIN: r.GTIN, Category: r.Category, HS6: r.HS6, HSEdition: r.HSEdition, HSStatus: r.HSStatus,
		HSNote: r.HSNote, Origin: r.Origin, Name: r.Name, Short: r.Short, Long: r.Long, Specs: r.Specs, Keywords: r.Keywords,
		Terms: Terms{
			MOQ: r.MOQ, Unit: r.Unit, Currency: r.Currency, Incoterm: r.Incoterm, Place: r.Place, Payment: r.Payment,
			LeadSample: r.LeadSample, LeadFirst: r.LeadFirst, LeadRepeat: r.LeadRepeat, Capacity: r.Capacity, Port: r.Port, PortName: r.PortName,
			Sample: r.Sample, Warranty: r.Warranty, SpareYears: r.SpareYears, Packing: r.Packing,
		},
		Note: r.Note, Details: someOf(r.Details), Pictures: r.Pictures, UpdatedAt: r.UpdatedAt, Maker: r.maker(),
	}
}

// someOf is nil for an empty map, so that a product reads as it was put.
func someOf(m map[string]string) map[string]string {
	if len(m) == 0 {
		return nil
	}
	return m
}

// NamesOf are the names of published products by SKU; one that is not published, or not there, is left out.
func NamesOf(ctx context.Context, q postgres.Querier, skus []string) (map[string]Texts, error) {
	rows, err := q.Query(ctx, `select sku, name from products where sku = any(@skus) and published_at is not null`, pgx.NamedArgs{"skus": skus})
	if err != nil {
		return nil, fmt.Errorf("find names of products: %w", err)
	}
	names := map[string]Texts{}
	var sku string
	var name Texts
	_, err = pgx.ForEachRow(rows, []any{&sku, &name}, func() error {
		names[sku], name = name, nil
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find names of products: %w", err)
	}
	return names, nil
}
