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

func upsertProfile(ctx context.Context, tx postgres.Tx, company account.CompanyID, p Profile, now time.Time) error {
	_, err := tx.Exec(ctx, `
		insert into company_profiles (company_id, line, about, site, business_no, factory_m2, factory_lines, markets, patents,
			turnover_minor, export_minor, currency, distributors, glossary, mark, details, published_at)
		values (@company, @line, @about, @site, @business_no, nullif(@factory_m2::int, 0), nullif(@factory_lines::int, 0), @markets, @patents,
			nullif(@turnover::bigint, 0), nullif(@export::bigint, 0), @currency, @distributors, @glossary, @mark, @details, @now)
		on conflict (company_id) do update set
			line = excluded.line, about = excluded.about, site = excluded.site, business_no = excluded.business_no,
			factory_m2 = excluded.factory_m2, factory_lines = excluded.factory_lines, markets = excluded.markets,
			patents = excluded.patents, turnover_minor = excluded.turnover_minor, export_minor = excluded.export_minor,
			currency = excluded.currency, distributors = excluded.distributors, glossary = excluded.glossary, mark = excluded.mark,
			details = excluded.details, published_at = coalesce(company_profiles.published_at, excluded.published_at)`,
		pgx.NamedArgs{
			"company": company, "line": p.Line, "about": orEmpty(p.About), "site": orEmpty(p.Site), "business_no": p.BusinessNo,
			"factory_m2": p.FactoryM2, "factory_lines": p.FactoryLines, "markets": list(p.Markets), "patents": p.Patents,
			"turnover": p.TurnoverMinor, "export": p.ExportMinor, "currency": p.Currency, "distributors": list(p.Distributors),
			"glossary": list(p.Glossary), "mark": p.Mark, "details": orEmpty(p.Details), "now": now,
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

func findSKUs(ctx context.Context, q postgres.Querier, company account.CompanyID) ([]string, error) {
	rows, err := q.Query(ctx, `select sku from products where company_id = @company and published_at is not null order by sku`,
		pgx.NamedArgs{"company": company})
	if err != nil {
		return nil, fmt.Errorf("list products: %w", err)
	}
	skus, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list products: %w", err)
	}
	return skus, nil
}

// put is a product on its way into the tables.
type put struct {
	Product
	company   account.CompanyID
	index     document
	published *time.Time
}

// upsertProducts writes products with their prices, certificates and index rows in one round trip. One whose SKU another
// company has is a Conflict.
func upsertProducts(ctx context.Context, tx postgres.Tx, company account.CompanyID, puts []put, now time.Time) ([]ProductID, error) {
	ids := make([]ProductID, len(puts))
	batch := &pgx.Batch{}
	for i, p := range puts {
		queueProduct(batch, company, p, now, &ids[i])
		queuePhotos(batch, company, p.Product, now)
		queuePrices(batch, company, p.Product)
		queueCertificates(batch, company, p.Product)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("put products: %w", err)
	}
	for i, id := range ids {
		if id == (ProductID{}) {
			return nil, problem.New(problem.Conflict, "sku_taken", "SKU", puts[i].SKU)
		}
	}
	index := &pgx.Batch{}
	for i, p := range puts {
		queueIndex(index, ids[i], p.index.vector())
	}
	if err := tx.SendBatch(ctx, index).Close(); err != nil {
		return nil, fmt.Errorf("index products: %w", err)
	}
	return ids, nil
}

// putIndex writes what a search finds a product by.
func putIndex(ctx context.Context, tx postgres.Tx, product ProductID, vector string) error {
	batch := &pgx.Batch{}
	queueIndex(batch, product, vector)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("index product: %w", err)
	}
	return nil
}

func queueIndex(batch *pgx.Batch, product ProductID, vector string) {
	batch.Queue(`
		insert into product_index (product_id, tokens, named) values (@product, @tokens::text::tsvector, ts_filter(@tokens::text::tsvector, '{a}'))
		on conflict (product_id) do update set tokens = excluded.tokens, named = excluded.named, changed = pg_current_xact_id()`,
		pgx.NamedArgs{"product": product, "tokens": vector})
}

func queueProduct(batch *pgx.Batch, company account.CompanyID, p put, now time.Time, id *ProductID) {
	batch.Queue(`
		insert into products (id, company_id, sku, gtin, category, hs6, hs_edition, hs_status, hs_note, origin, name, short, long, specs,
			keywords, moq, unit, currency, incoterm, place, payment, lead_sample, lead_first, lead_repeat, capacity, port, port_name, sample,
			warranty, spare_years, packing, note, details, pictures, published_at, updated_at)
		values (@id, @company, @sku, @gtin, @category, @hs6, @hs_edition, @hs_status, @hs_note, @origin, @name, @short, @long, @specs,
			@keywords, @moq, @unit, @currency, @incoterm, @place, @payment, nullif(@lead_sample::int, 0), @lead_first, @lead_repeat, @capacity, @port, @port_name,
			@sample, @warranty, @spare_years, @packing, @note, @details, @pictures, @published, @now)
		on conflict (sku) do update set
			gtin = excluded.gtin, category = excluded.category, hs6 = excluded.hs6, hs_edition = excluded.hs_edition,
			hs_status = excluded.hs_status, hs_note = excluded.hs_note, origin = excluded.origin, name = excluded.name,
			short = excluded.short, long = excluded.long, specs = excluded.specs, keywords = excluded.keywords, moq = excluded.moq,
			unit = excluded.unit, currency = excluded.currency, incoterm = excluded.incoterm, place = excluded.place,
			payment = excluded.payment, lead_sample = excluded.lead_sample, lead_first = excluded.lead_first,
			lead_repeat = excluded.lead_repeat, capacity = excluded.capacity, port = excluded.port, port_name = excluded.port_name, sample = excluded.sample,
			warranty = excluded.warranty, spare_years = excluded.spare_years, packing = excluded.packing, note = excluded.note, details = excluded.details,
			updated_at = excluded.updated_at,
			published_at = coalesce(products.published_at, excluded.published_at)
		where products.company_id = excluded.company_id
		returning id`,
		productArgs(company, p, now)).Query(func(rows pgx.Rows) error {
		_, err := pgx.ForEachRow(rows, []any{id}, func() error { return nil })
		return err
	})
}

// productArgs are the columns of products.
func productArgs(company account.CompanyID, p put, now time.Time) pgx.NamedArgs {
	return pgx.NamedArgs{
		"id": p.ID, "company": company, "sku": p.SKU, "gtin": p.GTIN, "category": p.Category, "hs6": p.HS6,
		"hs_edition": fallback(p.HSEdition, "HS2022"), "hs_status": fallback(p.HSStatus, "self"), "hs_note": orEmpty(p.HSNote),
		"origin": fallback(p.Origin, "KR"), "name": p.Name, "short": p.Short, "long": orEmpty(p.Long), "specs": list(p.Specs),
		"keywords": keywords(p.Keywords), "moq": p.Terms.MOQ, "unit": p.Terms.Unit, "currency": p.Terms.Currency,
		"incoterm": p.Terms.Incoterm, "place": p.Terms.Place, "payment": orEmpty(p.Terms.Payment),
		"lead_sample": p.Terms.LeadSample, "lead_first": p.Terms.LeadFirst, "lead_repeat": p.Terms.LeadRepeat,
		"capacity": p.Terms.Capacity, "port": p.Terms.Port, "port_name": orEmpty(p.Terms.PortName), "sample": orEmpty(p.Terms.Sample), "warranty": p.Terms.Warranty,
		"spare_years": p.Terms.SpareYears, "packing": orEmpty(p.Terms.Packing), "note": orEmpty(p.Note), "details": orEmpty(p.Details),
		"pictures": list(p.Pictures), "published": p.published, "now": now,
	}
}

// own is the product of a SKU, if it is the company's.
const own = `(select id from products where sku = @sku and company_id = @company)`

// queuePhotos writes the pictures that a new product begins with. A product that has been there keeps its own; see media.
func queuePhotos(batch *pgx.Batch, company account.CompanyID, p Product, now time.Time) {
	for i := range p.Pictures {
		batch.Queue(`
			insert into photos (id, product_id, position, state, name, whole, width, height, alt, created_at)
			select @id, p.id, @position, 'ready', @name, @name, @width, @height, @alt, @now from `+own+` p
			where p.id = @new`, photoArgs(p, i, pgx.NamedArgs{"new": p.ID, "sku": p.SKU, "company": company, "now": now}))
	}
}

// photoArgs are the columns of photos for the nth picture of a product.
func photoArgs(p Product, n int, more pgx.NamedArgs) pgx.NamedArgs {
	picture := p.Pictures[n]
	for key, value := range map[string]any{
		"id": newID(), "position": n + 1, "name": picture.Name, "width": picture.Width, "height": picture.Height, "alt": orEmpty(picture.Alt),
	} {
		more[key] = value
	}
	return more
}

func queuePrices(batch *pgx.Batch, company account.CompanyID, p Product) {
	batch.Queue(`delete from price_tiers where product_id = `+own, pgx.NamedArgs{"sku": p.SKU, "company": company})
	if len(p.Tiers) == 0 {
		return
	}
	var from, level []int
	var minor []int64
	for _, tier := range p.Tiers {
		from, minor, level = append(from, tier.From), append(minor, tier.Minor), append(level, tier.Level)
	}
	batch.Queue(`
		insert into price_tiers (product_id, from_quantity, amount_minor, level)
		select p.id, t.* from `+own+` p, unnest(@from::int[], @minor::bigint[], @level::smallint[]) t`,
		pgx.NamedArgs{"sku": p.SKU, "company": company, "from": from, "minor": minor, "level": level})
}

func queueCertificates(batch *pgx.Batch, company account.CompanyID, p Product) {
	batch.Queue(`delete from certificates where product_id = `+own+` and not id = any(@ids)`, pgx.NamedArgs{"sku": p.SKU, "company": company, "ids": certificateIDs(p.Certs)})
	for _, c := range p.Certs {
		if c.ID == (CertificateID{}) {
			c.ID = CertificateID{newID()}
		}
		batch.Queue(`
			insert into certificates (id, product_id, scheme, family, scope, number, body, state, issued_on, expires_on, verified_on, verified_by,
				verified_how, mandatory, file, file_name)
			select @id, p.id, @scheme, @family, @scope, @number, @body, @state, @issued, @expires, @verified, @by, @how, @mandatory, @file, @name from `+own+` p
			on conflict (id) do update set scheme = excluded.scheme, family = excluded.family, scope = excluded.scope, number = excluded.number,
				body = excluded.body, state = excluded.state, issued_on = excluded.issued_on, expires_on = excluded.expires_on,
				verified_on = excluded.verified_on, verified_by = excluded.verified_by, verified_how = excluded.verified_how,
				mandatory = excluded.mandatory, file = excluded.file, file_name = excluded.file_name`,
			certificateArgs(c, pgx.NamedArgs{"sku": p.SKU, "company": company}))
	}
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
