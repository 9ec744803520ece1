package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// put is a product on its way into the tables.
type put struct {
	Product
	company   account.CompanyID
	index     document
	published *time.Time
}

// written is a table that products are written into, with the columns that a put fills. Rows are by column.
type written struct {
	table   string
	columns []string
}

var (
	productsWritten = written{"products", strings.Fields(`id company_id sku gtin category hs6 hs_edition hs_status hs_note origin name short long specs keywords
		moq unit currency incoterm place payment lead_sample lead_first lead_repeat capacity port port_name sample warranty spare_years packing note details
		pictures published_at updated_at`)}
	indexWritten        = written{"product_index", strings.Fields(`product_id tokens named`)}
	photosWritten       = written{"photos", strings.Fields(`id product_id position state name whole width height alt created_at`)}
	pricesWritten       = written{"price_tiers", strings.Fields(`product_id from_quantity amount_minor level`)}
	certificatesWritten = written{"certificates", strings.Fields(`id product_id scheme family scope source number body state issued_on expires_on verified_on verified_by
		verified_how mandatory file file_name`)}
)

// insert is the statement that writes @rows, a list of objects, whole: however many products, PostgreSQL plans and starts it
// once.
func (w written) insert() string {
	columns := strings.Join(w.columns, ", ")
	return fmt.Sprintf(`insert into %[1]s (%[2]s) select %[2]s from json_populate_recordset(null::%[1]s, @rows::json)`, w.table, columns)
}

// anew is what an insert that met a row there sets: all columns but these.
func (w written) anew(but ...string) string {
	var set []string
	for _, column := range w.columns {
		if !slices.Contains(but, column) {
			set = append(set, column+" = excluded."+column)
		}
	}
	return strings.Join(set, ", ")
}

var (
	upsertProduct = productsWritten.insert() + ` on conflict (sku) do update set ` +
		productsWritten.anew("id", "company_id", "sku", "pictures", "published_at") + `, published_at = coalesce(products.published_at, excluded.published_at)
		where products.company_id = excluded.company_id returning sku, id`
	upsertIndex = indexWritten.insert() + ` on conflict (product_id) do update set tokens = excluded.tokens, named = excluded.named, changed = pg_current_xact_id()`

	upsertCertificate = certificatesWritten.insert() + ` on conflict (id) do update set ` + certificatesWritten.anew("id", "product_id")
)

// rowsOf are products as rows of the tables. The pictures that a new product begins with are photographs from then on; see
// media.
type rowsOf struct{ products, index, photos, prices, certificates []pgx.NamedArgs }

func (r *rowsOf) add(p put, now time.Time) {
	r.products = append(r.products, productRowOf(p, now))
	r.index = append(r.index, indexRowOf(p.ID, p.index))
	for n := range p.Pictures {
		r.photos = append(r.photos, photoRowOf(p.Product, n, now))
	}
	r.addParts(p)
}

// addParts adds what belongs to a product and is written anew each time.
func (r *rowsOf) addParts(p put) {
	for _, t := range p.Tiers {
		r.prices = append(r.prices, pgx.NamedArgs{"product_id": p.ID, "from_quantity": t.From, "amount_minor": t.Minor, "level": t.Level})
	}
	for _, c := range p.Certs {
		r.certificates = append(r.certificates, certificateRowOf(p.ID, c))
	}
}

// upsertProducts writes products with their prices, certificates and index rows in two round trips, however many. One whose
// SKU another company has is a Conflict.
func upsertProducts(ctx context.Context, tx postgres.Tx, puts []put, now time.Time) ([]ProductID, error) {
	ids, err := upsertMain(ctx, tx, puts, now)
	if err != nil {
		return nil, err
	}
	var rows rowsOf
	kept := make([]uuid.UUID, 0, len(puts))
	for i, p := range puts {
		if ids[i] == p.ID { // it is new
			for n := range p.Pictures {
				rows.photos = append(rows.photos, photoRowOf(p.Product, n, now))
			}
		}
		p.ID = ids[i]
		rows.index = append(rows.index, indexRowOf(p.ID, p.index))
		rows.addParts(p)
		for _, c := range p.Certs {
			kept = append(kept, c.ID.UUID)
		}
	}
	args := pgx.NamedArgs{"ids": uuidsOf(ids), "kept": kept}
	batch := &pgx.Batch{}
	batch.Queue(`delete from price_tiers where product_id = any(@ids)`, args)
	batch.Queue(`delete from certificates where product_id = any(@ids) and not id = any(@kept)`, args)
	for _, one := range []struct {
		sql  string
		rows []pgx.NamedArgs
	}{{photosWritten.insert(), rows.photos}, {pricesWritten.insert(), rows.prices}, {upsertCertificate, rows.certificates}, {upsertIndex, rows.index}} {
		if len(one.rows) > 0 {
			batch.Queue(one.sql, pgx.NamedArgs{"rows": one.rows})
		}
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("put products: %w", err)
	}
	return ids, nil
}

// upsertMain writes the products' own rows and tells their ids.
func upsertMain(ctx context.Context, tx postgres.Tx, puts []put, now time.Time) ([]ProductID, error) {
	rows := make([]pgx.NamedArgs, len(puts))
	for i, p := range puts {
		rows[i] = productRowOf(p, now)
	}
	found, err := tx.Query(ctx, upsertProduct, pgx.NamedArgs{"rows": rows})
	if err != nil {
		return nil, fmt.Errorf("put products: %w", err)
	}
	bySKU := make(map[string]ProductID, len(puts))
	var sku string
	var id ProductID
	if _, err := pgx.ForEachRow(found, []any{&sku, &id}, func() error { bySKU[sku] = id; return nil }); err != nil {
		return nil, fmt.Errorf("put products: %w", err)
	}
	ids := make([]ProductID, len(puts))
	for i, p := range puts {
		id, written := bySKU[p.SKU]
		if !written {
			return nil, problem.New(problem.Conflict, "sku_taken", "SKU", p.SKU)
		}
		ids[i] = id
	}
	return ids, nil
}

// putIndex writes what a search finds products by.
func putIndex(ctx context.Context, tx postgres.Tx, found map[ProductID]document) error {
	rows := make([]pgx.NamedArgs, 0, len(found))
	for id, document := range found {
		rows = append(rows, indexRowOf(id, document))
	}
	if _, err := tx.Exec(ctx, upsertIndex, pgx.NamedArgs{"rows": rows}); err != nil {
		return fmt.Errorf("index products: %w", err)
	}
	return nil
}

func productRowOf(p put, now time.Time) pgx.NamedArgs {
	var leadSample *int
	if p.Terms.LeadSample != 0 {
		leadSample = &p.Terms.LeadSample
	}
	return pgx.NamedArgs{
		"id": p.ID, "company_id": p.company, "sku": p.SKU, "gtin": p.GTIN, "category": p.Category, "hs6": p.HS6,
		"hs_edition": fallback(p.HSEdition, "HS2022"), "hs_status": fallback(p.HSStatus, "self"), "hs_note": orEmpty(p.HSNote),
		"origin": fallback(p.Origin, "KR"), "name": p.Name, "short": p.Short, "long": orEmpty(p.Long), "specs": list(p.Specs),
		"keywords": keywords(p.Keywords), "moq": p.Terms.MOQ, "unit": p.Terms.Unit, "currency": p.Terms.Currency,
		"incoterm": p.Terms.Incoterm, "place": p.Terms.Place, "payment": orEmpty(p.Terms.Payment),
		"lead_sample": leadSample, "lead_first": p.Terms.LeadFirst, "lead_repeat": p.Terms.LeadRepeat,
		"capacity": p.Terms.Capacity, "port": p.Terms.Port, "port_name": orEmpty(p.Terms.PortName), "sample": orEmpty(p.Terms.Sample), "warranty": p.Terms.Warranty,
		"spare_years": p.Terms.SpareYears, "packing": orEmpty(p.Terms.Packing), "note": orEmpty(p.Note), "details": orEmpty(p.Details),
		"pictures": list(p.Pictures), "published_at": p.published, "updated_at": now,
	}
}

func indexRowOf(id ProductID, index document) pgx.NamedArgs {
	return pgx.NamedArgs{"product_id": id, "tokens": index.vector(), "named": index.only(inName).vector()}
}

// photoRowOf is the nth picture of a product.
func photoRowOf(p Product, n int, now time.Time) pgx.NamedArgs {
	picture := p.Pictures[n]
	return pgx.NamedArgs{
		"id": newID(), "product_id": p.ID, "position": n + 1, "state": "ready", "name": picture.Name, "whole": picture.Name,
		"width": picture.Width, "height": picture.Height, "alt": orEmpty(picture.Alt), "created_at": now,
	}
}

func certificateRowOf(product ProductID, c Certificate) pgx.NamedArgs {
	if c.ID == (CertificateID{}) {
		c.ID = CertificateID{newID()}
	}
	var by *account.UserID
	if c.VerifiedBy != (account.UserID{}) {
		by = &c.VerifiedBy
	}
	return pgx.NamedArgs{
		"id": c.ID, "product_id": product, "scheme": c.Scheme, "family": Family(c.Scheme), "scope": orEmpty(c.Scope), "source": c.Source, "number": c.Number, "body": c.Body,
		"state": c.State, "issued_on": c.IssuedOn, "expires_on": c.ExpiresOn, "verified_on": c.VerifiedOn, "verified_by": by,
		"verified_how": c.VerifiedHow, "mandatory": c.Mandatory, "file": c.File, "file_name": c.FileName,
	}
}

func uuidsOf(ids []ProductID) []uuid.UUID {
	plain := make([]uuid.UUID, len(ids))
	for i, id := range ids {
		plain[i] = id.UUID
	}
	return plain
}
