package catalog

import (
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
)

// hall is a catalog of 10,000 products of 200 companies; every seventh product is a laser, every third has a certificate.
func hall(b *testing.B) *bench {
	b.Helper()
	c := newBench(b)
	ids := make([]account.CompanyID, 200)
	for i := range ids {
		ids[i] = c.company(b, fmt.Sprintf("maker-%d", i))
	}
	for _, statement := range []string{
		`insert into products (id, company_id, sku, category, hs6, name, short, moq, unit, currency, incoterm, place, lead_first,
				lead_repeat, capacity, port, published_at, updated_at)
			select gen_random_uuid(), (@companies::uuid[])[1 + n % 200], 'P-' || n, (array['medical', 'beauty', 'wellness', 'components', 'it'])[1 + n % 5],
				'901890', jsonb_build_object('en', 'Thing ' || n, 'ko', '물건 ' || n), '{"en": "Short", "ko": "짧은 글"}', 1, 'H87', 'USD', 'FOB',
				'{"en": "Incheon"}', 10, 10, 5, 'KRINC',
				now() - make_interval(mins => n), now()
			from generate_series(1, 10000) n`,
		`insert into product_index (product_id, tokens, named) select p.id, t.v, t.v from products p, lateral (select
				case when substr(p.sku, 3)::int % 7 = 0 then '''laser'':1A' else '''thing'':1A' end::tsvector as v) t`,
		`insert into price_tiers (product_id, from_quantity, amount_minor) select id, 1, 1000 from products`,
		`insert into certificates (id, product_id, scheme, family, state)
			select gen_random_uuid(), id, 'CE-MDR', 'CE', 'held' from products where substr(sku, 3)::int % 3 = 0`,
		`analyze`,
	} {
		args := []any{pgx.NamedArgs{"companies": ids}}
		if statement == `analyze` {
			args = nil
		}
		if _, err := c.db.Exec(b.Context(), statement, args...); err != nil {
			b.Fatal(err)
		}
	}
	return c
}

func BenchmarkSearch(b *testing.B) {
	c := hall(b)
	for name, q := range map[string]Query{
		"all": {}, "word": {Text: "laser"}, "filtered": {Text: "laser", Chosen: map[Facet]string{CategoryFacet: "medical", CertificateFacet: "CE"}},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				found, err := c.Search(b.Context(), q)
				if err != nil || found.Total == 0 || len(found.Hits) != PageSize {
					b.Fatal(err, found.Total)
				}
			}
		})
	}
	b.Run("product", func(b *testing.B) {
		for b.Loop() {
			if _, err := c.Product(b.Context(), "P-7"); err != nil {
				b.Fatal(err)
			}
		}
	})
}
