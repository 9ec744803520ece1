package catalog

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// copied is a table that products are copied into: its columns, and by which name the arguments have each.
type copied struct {
	table   string
	columns []string
	named   []string
	rows    [][]any
}

// newCopied takes columns as "name" or, where the argument is called otherwise, "name argument".
func newCopied(table string, columns ...string) *copied {
	c := &copied{table: table, columns: make([]string, len(columns)), named: make([]string, len(columns))}
	for i, column := range columns {
		name, argument, other := strings.Cut(column, " ")
		if !other {
			argument = name
		}
		c.columns[i], c.named[i] = name, argument
	}
	return c
}

func (c *copied) add(args pgx.NamedArgs) {
	row := make([]any, len(c.named))
	for i, name := range c.named {
		row[i] = args[name]
	}
	c.rows = append(c.rows, row)
}

// copyProducts writes new products with all that belongs to them. The arguments are those of upsertProducts, so that a
// column has one meaning.
func copyProducts(ctx context.Context, tx postgres.Tx, puts []put, now time.Time) error {
	products := newCopied("products", "id", "company_id company", "sku", "gtin", "category", "hs6", "hs_edition", "hs_status", "hs_note", "origin",
		"name", "short", "long", "specs", "keywords", "moq", "unit", "currency", "incoterm", "place", "payment", "lead_sample", "lead_first",
		"lead_repeat", "capacity", "port", "port_name", "sample", "warranty", "spare_years", "packing", "note", "details", "pictures",
		"published_at published", "updated_at now")
	index := newCopied("product_index", "product_id product", "tokens", "named")
	photos := newCopied("photos", "id", "product_id new", "position", "state", "name", "whole name", "width", "height", "alt", "created_at now")
	prices := newCopied("price_tiers", "product_id", "from_quantity", "amount_minor", "level")
	certificates := newCopied("certificates", "id", "product_id", "scheme", "family", "scope", "number", "body", "state", "issued_on issued",
		"expires_on expires", "verified_on verified", "verified_by by", "verified_how how", "mandatory", "file", "file_name name")
	for _, p := range puts {
		args := productArgs(p.company, p, now)
		if p.Terms.LeadSample == 0 {
			args["lead_sample"] = nil
		}
		products.add(args)
		index.add(pgx.NamedArgs{"product": p.ID, "tokens": p.index.vector(), "named": p.index.only(inName).vector()})
		for i := range p.Pictures {
			photos.add(photoArgs(p.Product, i, pgx.NamedArgs{"new": p.ID, "state": "ready", "now": now}))
		}
		for _, t := range p.Tiers {
			prices.add(pgx.NamedArgs{"product_id": p.ID, "from_quantity": t.From, "amount_minor": t.Minor, "level": t.Level})
		}
		for _, c := range p.Certs {
			c.ID = CertificateID{newID()}
			certificates.add(certificateArgs(c, pgx.NamedArgs{"product_id": p.ID}))
		}
	}
	for _, c := range []*copied{products, index, photos, prices, certificates} {
		_, err := tx.CopyFrom(ctx, pgx.Identifier{c.table}, c.columns, pgx.CopyFromRows(c.rows))
		if postgres.IsUnique(err) {
			return problem.New(problem.Conflict, "sku_taken").Because(err)
		}
		if err != nil {
			return fmt.Errorf("copy into %s: %w", c.table, err)
		}
	}
	return nil
}

// allowTime lets the statements of a transaction take as long as they do: that of a copy which meets a full list of what the
// index has not taken in yet is long.
func allowTime(ctx context.Context, tx postgres.Tx) error {
	if _, err := tx.Exec(ctx, `set local statement_timeout = 0`); err != nil {
		return fmt.Errorf("allow more time: %w", err)
	}
	return nil
}

func findStocked(ctx context.Context, q postgres.Querier, companies []account.CompanyID) (map[account.CompanyID]bool, error) {
	rows, err := q.Query(ctx, `select c.id from companies c where c.id = any(@companies) and exists (select from products where company_id = c.id)`,
		pgx.NamedArgs{"companies": companies})
	if err != nil {
		return nil, fmt.Errorf("look for products of companies: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[account.CompanyID])
	if err != nil {
		return nil, fmt.Errorf("look for products of companies: %w", err)
	}
	stocked := make(map[account.CompanyID]bool, len(ids))
	for _, id := range ids {
		stocked[id] = true
	}
	return stocked, nil
}
