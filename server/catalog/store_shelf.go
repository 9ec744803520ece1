package catalog

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

// changedRow is what a shelf holds of a product, as the database gives it.
type changedRow struct {
	ID          ProductID
	Ord         int32
	CompanyID   account.CompanyID
	Category    string
	HS6         string
	MOQ         int
	FromMinor   *int64 // first public price
	Currency    string
	Families    []string
	Until       []*time.Time // last day of each, nil: no end
	PublishedAt *time.Time
	Changed     int64
}

// priceBand is by whole US dollars, so that prices in all currencies stand in the same bands.
func (r changedRow) priceBand(dollars Dollars) string {
	if r.FromMinor == nil {
		return bandOnRequest
	}
	cents, known := dollars(*r.FromMinor, r.Currency)
	if !known {
		return bandOther
	}
	const dollar = 100 // cents
	return band(int((cents+dollar-1)/dollar), priceBands)
}

type changedMaker struct {
	ID        account.CompanyID
	NameEn    string
	Hidden    bool
	Markets   []string
	Languages []string
}

// findChanged reads the products that have changed since a snapshot (pg_snapshot as text; firstSnapshot: all), and all makers when
// something has that pages show, or when they are asked for, and hands them over in pieces. It gives the snapshot to ask from the
// next time: what was not yet committed now is asked for again then.
func findChanged(ctx context.Context, q postgres.Querier, since string, asked bool, take func([]changedRow, []changedMaker)) (snapshot string, err error) {
	var rows []changedRow
	var makers []changedMaker
	var last int32
	args := pgx.NamedArgs{"since": since, "asked": asked || since == firstSnapshot}
	batch := &pgx.Batch{}
	batch.Queue(`select pg_current_snapshot()::text, coalesce((select max(ord) from product_index), 0)`).
		QueryRow(func(row pgx.Row) error { return row.Scan(&snapshot, &last) })
	if since != firstSnapshot {
		queue(batch, &rows, changedRows+`i.changed >= pg_snapshot_xmin(@since::text::pg_snapshot)`, args)
	}
	queue(batch, &makers, `
		select c.id, c.name_en, c.suspended_at is not null or cp.published_at is null as hidden, cp.markets, c.languages
		from companies c join company_profiles cp on cp.company_id = c.id where c.kind = 'supplier' and (@asked::boolean or `+changedSince+`)`, args)
	if err := q.SendBatch(ctx, batch).Close(); err != nil {
		return "", fmt.Errorf("read products for the shelf: %w", err)
	}
	take(rows, makers)
	if since == firstSnapshot {
		err = findFirst(ctx, q, last, take)
	}
	return snapshot, err
}

// shelfPiece is how many products the first reading of a shelf asks for at once, so that no statement of it is long.
const shelfPiece = 10_000

// findFirst hands over all products up to a number.
func findFirst(ctx context.Context, q postgres.Querier, last int32, take func([]changedRow, []changedMaker)) error {
	for after := int32(0); after < last; after += shelfPiece {
		found, err := q.Query(ctx, changedRows+`i.ord > @after and i.ord <= @upto order by i.ord`, pgx.NamedArgs{"after": after, "upto": after + shelfPiece})
		if err != nil {
			return fmt.Errorf("read products for the shelf: %w", err)
		}
		rows, err := collect[changedRow](found, "read products for the shelf")
		if err != nil {
			return err
		}
		take(rows, nil)
	}
	return nil
}

const changedRows = `
	select p.id, i.ord, p.company_id, p.category, p.hs6, p.moq, p.currency, p.published_at, i.changed::text::bigint as changed,
		(select amount_minor from price_tiers where product_id = p.id and level = 0 order by from_quantity limit 1) as from_minor,
		coalesce(ce.families, '{}') as families, coalesce(ce.until, '{}') as until
	from product_index i join products p on p.id = i.product_id
	left join lateral (select array_agg(family order by scheme) as families, array_agg(expires_on order by scheme) as until
		from certificates where product_id = p.id and state = 'held') ce on true
	where `

const (
	// namedMost is about how many products' names are read; of a larger catalog every second one, every third, and so on.
	namedMost = 200_000
	// namedPiece is how many of them one statement reads, so that none is long.
	namedPiece = 25_000
)

// findNamed are the words of products' names with how many of the products that were read have them. Words without spaces are
// not among them.
func findNamed(ctx context.Context, q postgres.Querier) (map[string]int, error) {
	var last int
	if err := q.QueryRow(ctx, `select coalesce(max(ord), 0) from product_index`).Scan(&last); err != nil {
		return nil, fmt.Errorf("list words of names: %w", err)
	}
	named := map[string]int{}
	step := last/namedMost + 1
	for after := 0; after < last; after += namedPiece * step {
		names := fmt.Sprintf(`select named from product_index where ord > %d and ord <= %d and ord %% %d = 0`, after, after+namedPiece*step, step)
		rows, err := q.Query(ctx, `select word, ndoc from ts_stat(@names) where word ~ '^[^0-9]{4,}$'`, pgx.NamedArgs{"names": names})
		if err != nil {
			return nil, fmt.Errorf("list words of names: %w", err)
		}
		var word string
		var n int
		_, err = pgx.ForEachRow(rows, []any{&word, &n}, func() error {
			named[word] += n
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("list words of names: %w", err)
		}
	}
	return named, nil
}
