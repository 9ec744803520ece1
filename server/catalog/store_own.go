package catalog

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

// findOwned are products of a company, or with nil of all, drafts too, by SKU, each as PutProduct would take it again; with
// skus those alone.
func findOwned(ctx context.Context, q postgres.Querier, company *account.CompanyID, skus []string) (map[string]Product, error) {
	found, err := findWhole(ctx, q, `(@company::uuid is null or p.company_id = @company) and (@skus::text[] is null or p.sku = any(@skus))`, pgx.NamedArgs{"company": company, "skus": skus})
	owned := make(map[string]Product, len(found))
	for _, p := range found {
		owned[p.SKU] = p
	}
	return owned, err
}

// findOutlines are those of findOwned with what Outlines promises.
func findOutlines(ctx context.Context, q postgres.Querier, company *account.CompanyID, skus []string) (map[string]Product, error) {
	const where = `(@company::uuid is null or p.company_id = @company) and (@skus::text[] is null or p.sku = any(@skus))`
	args := pgx.NamedArgs{"company": company, "skus": skus}
	var products []struct {
		ID       ProductID
		SKU      string
		Name     Texts
		Pictures []Picture
		Listed   bool
	}
	var papers []struct {
		ProductID ProductID
		Brochure
	}
	batch := &pgx.Batch{}
	queue(batch, &products, `select p.id, p.sku, p.name, p.pictures, cp.published_at is not null as listed from products p
		left join company_profiles cp on cp.company_id = p.company_id where `+where, args)
	queue(batch, &papers, shownBrochures+where+` order by b.lang, b.created_at`, args)
	if err := q.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("find outlines of products: %w", err)
	}
	shown := make(map[ProductID][]Brochure, len(papers))
	for _, paper := range papers {
		shown[paper.ProductID] = append(shown[paper.ProductID], paper.Brochure)
	}
	found := make(map[string]Product, len(products))
	for _, p := range products {
		found[p.SKU] = Product{ID: p.ID, SKU: p.SKU, Name: p.Name, Pictures: p.Pictures, Brochures: shown[p.ID], Maker: Maker{Listed: p.Listed}}
	}
	return found, nil
}

// shownBrochures are what buyers see of products p; a condition on them follows.
const shownBrochures = `select b.product_id, b.id, b.lang, b.bytes, b.file_name from brochures b join products p on p.id = b.product_id
		where b.shown_at is not null and `

func findOwnedOne(ctx context.Context, q postgres.Querier, sku string) ([]Product, error) {
	return findWhole(ctx, q, `p.sku = @sku`, pgx.NamedArgs{"sku": sku})
}

// findWhole are the products under a condition with all prices and certificates, by SKU.
func findWhole(ctx context.Context, q postgres.Querier, where string, args pgx.NamedArgs) ([]Product, error) {
	var products []productRow
	var tiers []struct {
		ProductID ProductID
		Tier
	}
	var certs []struct {
		ProductID ProductID
		CertificateRow
	}
	var origins []struct {
		ProductID ProductID
		Origin
	}
	var papers []struct {
		ProductID ProductID
		Brochure
	}
	batch := &pgx.Batch{}
	queue(batch, &products, `select `+productColumns+` from products p join companies c on c.id = p.company_id
		left join company_profiles cp on cp.company_id = c.id where `+where+` order by p.sku`, args)
	queue(batch, &tiers, `select t.product_id, t.from_quantity as "from", t.amount_minor as minor, t.level from price_tiers t
		join products p on p.id = t.product_id where `+where+` order by t.from_quantity`, args)
	queue(batch, &certs, `select ce.product_id, `+CertificateColumns+`
		from certificates ce join products p on p.id = ce.product_id where `+where+` order by ce.scheme`, args)
	queue(batch, &origins, `select o.product_id, `+originColumns+` from text_origins o join products p on p.id = o.product_id
		where `+where+` order by o.field, o.lang`, args)
	queue(batch, &papers, shownBrochures+where+` order by b.lang, b.created_at`, args)
	if err := q.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("find whole products: %w", err)
	}
	found := make([]Product, len(products))
	byID := make(map[ProductID]*Product, len(products))
	for i, row := range products {
		found[i] = row.product()
		byID[found[i].ID] = &found[i]
	}
	for _, tier := range tiers {
		byID[tier.ProductID].Tiers = append(byID[tier.ProductID].Tiers, tier.Tier)
	}
	for _, cert := range certs {
		byID[cert.ProductID].Certs = append(byID[cert.ProductID].Certs, Certificate(cert.CertificateRow))
	}
	for _, origin := range origins {
		byID[origin.ProductID].Origins = append(byID[origin.ProductID].Origins, origin.Origin)
	}
	for _, paper := range papers {
		byID[paper.ProductID].Brochures = append(byID[paper.ProductID].Brochures, paper.Brochure)
	}
	return found, nil
}

// findPublished are the published products of a company.
func findPublished(ctx context.Context, q postgres.Querier, company account.CompanyID) ([]Product, error) {
	return findWhole(ctx, q, `p.company_id = @company and p.published_at is not null`, pgx.NamedArgs{"company": company})
}

type stateRow struct {
	SKU           string
	CompanyID     account.CompanyID
	PublishedAt   *time.Time
	ReviewAskedAt *time.Time
	ReviewNote    string
	PausedFrom    *time.Time
	ArchivedAt    *time.Time
	UpdatedAt     time.Time
}

// findStates are where a company's products stand; of all companies when company is nil, then those of the SKUs alone.
// They are locked until the transaction ends when lock is set.
func findStates(ctx context.Context, q postgres.Querier, company *account.CompanyID, skus []string, lock bool) ([]Standpoint, error) {
	sql := `select sku, company_id, published_at, review_asked_at, review_note, paused_from, archived_at, updated_at from products
		where (@company::uuid is null or company_id = @company) and (@skus::text[] is null or sku = any(@skus)) order by sku`
	if lock {
		sql += ` for update`
	}
	rows, err := q.Query(ctx, sql, pgx.NamedArgs{"company": company, "skus": skus})
	if err != nil {
		return nil, fmt.Errorf("find states of products: %w", err)
	}
	found, err := collect[stateRow](rows, "find states of products")
	states := make([]Standpoint, len(found))
	for i, r := range found {
		states[i] = Standpoint(r)
	}
	return states, err
}

func setPicturesShown(ctx context.Context, tx postgres.Tx, shown map[string][]Picture) error {
	if len(shown) == 0 {
		return nil
	}
	rows := make([]pgx.NamedArgs, 0, len(shown))
	for sku, pictures := range shown {
		rows = append(rows, pgx.NamedArgs{"sku": sku, "pictures": list(pictures)})
	}
	_, err := tx.Exec(ctx, `
		with shown as (update products p set pictures = t.pictures from json_populate_recordset(null::products, @rows::json) t where p.sku = t.sku returning p.id)
		update product_index set changed = pg_current_xact_id() where product_id in (select id from shown)`, pgx.NamedArgs{"rows": rows})
	if err != nil {
		return fmt.Errorf("show pictures: %w", err)
	}
	return nil
}

// setStates writes where products stand and has the shelves read them again.
func setStates(ctx context.Context, tx postgres.Tx, all []Standpoint) error {
	if len(all) == 0 {
		return nil
	}
	rows := make([]pgx.NamedArgs, len(all))
	for i, s := range all {
		rows[i] = pgx.NamedArgs{"sku": s.SKU, "published_at": s.PublishedAt, "review_asked_at": s.ReviewAskedAt, "review_note": s.ReviewNote, "paused_from": s.PausedFrom, "archived_at": s.ArchivedAt}
	}
	_, err := tx.Exec(ctx, `
		with moved as (update products p set published_at = t.published_at, review_asked_at = t.review_asked_at, review_note = t.review_note,
				paused_from = t.paused_from, archived_at = t.archived_at
			from json_populate_recordset(null::products, @rows::json) t where p.sku = t.sku returning p.id)
		update product_index set changed = pg_current_xact_id() where product_id in (select id from moved)`, pgx.NamedArgs{"rows": rows})
	if err != nil {
		return fmt.Errorf("move products: %w", err)
	}
	return nil
}

// findShown are published products of the company of a slug, or with "" those of the SKUs.
func findShown(ctx context.Context, q postgres.Querier, slug string, skus []string) ([]Product, error) {
	return findWhole(ctx, q, `exists (select from companies c join company_profiles cp on cp.company_id = c.id
			where c.id = p.company_id and `+public+` and (@slug = '' or c.slug = @slug)) and (@slug <> '' or p.sku = any(@skus))`,
		pgx.NamedArgs{"slug": slug, "skus": list(skus)})
}
