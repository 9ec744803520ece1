package catalog

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// everything of a company's products as the tables have it, without what is each row's own: ids and the order of coming.
const everything = `
	select jsonb_build_object('product', to_jsonb(p) - array['id', 'company_id', 'sku'], 'tokens', i.tokens::text, 'named', i.named::text,
		'tiers', (select jsonb_agg(to_jsonb(t) - 'product_id' order by t.from_quantity) from price_tiers t where t.product_id = p.id),
		'certificates', (select jsonb_agg(to_jsonb(c) - array['id', 'product_id'] order by c.scheme) from certificates c where c.product_id = p.id),
		'photos', (select jsonb_agg(to_jsonb(f) - array['id', 'product_id'] order by f.position) from photos f where f.product_id = p.id))
	from products p join product_index i on i.product_id = p.id where p.company_id = @company order by p.sku`

func (b *bench) everything(t *testing.T, company account.CompanyID) []map[string]any {
	t.Helper()
	rows, err := b.db.Query(t.Context(), everything, pgx.NamedArgs{"company": company})
	if err != nil {
		t.Fatal(err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[map[string]any])
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// rich has something in every field that a product is put with.
func rich(sku string) Product {
	issued, expires := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2028, 2, 29, 0, 0, 0, 0, time.UTC)
	p := exampleProduct(sku)
	p.GTIN, p.HSNote, p.Origin, p.Long = "9521234001010", Texts{"en": "or 8543.70"}, "KR", Texts{"en": "One.\n\nTwo's \\ three.", "ko": "하나"}
	p.Specs = []Spec{{Name: Texts{"en": "Weight"}, Value: Texts{"en": "58 g"}}}
	p.Keywords = map[string][]string{"de": {"Hautlaser"}}
	p.Terms.LeadSample, p.Terms.Payment, p.Terms.PortName = 5, Texts{"en": "T/T"}, Texts{"ko": "인천항"}
	p.Terms.Sample, p.Terms.Warranty, p.Terms.SpareYears, p.Terms.Packing = Texts{"en": "paid"}, 24, 7, Texts{"en": "crate"}
	p.Note, p.Details = Texts{"en": "Take advice."}, map[string]string{"brand": "Lumi"}
	p.Pictures = []Picture{{Name: "laser-0123456789", Width: 1200, Height: 900, Alt: Texts{"en": "front"}}, {Name: "laser-9876543210", Width: 600, Height: 450}}
	p.Certs = []Certificate{
		{Scheme: "CE-MDR", Scope: Texts{"en": "IIb"}, Number: "DEMO-1", Body: "NB 0000 (demo)", State: Held, IssuedOn: &issued, ExpiresOn: &expires, VerifiedOn: &issued, VerifiedHow: "register", Mandatory: true},
		{Scheme: "KC", State: Pending},
	}
	return p
}

func TestStockedProductIsThatOfThePut(t *testing.T) {
	b := newBench(t)
	put, stocked := b.company(t, "put"), b.company(t, "stocked")
	plain := exampleProduct("B")
	plain.Publishing, plain.Tiers = false, nil
	b.put(t, put, rich("A"))
	b.put(t, put, plain)
	// Names and SKUs are among the words a product is found by, so the two makers and their products are called alike.
	want := b.everything(t, put)
	if len(want) != 2 {
		t.Fatalf("%d products were put", len(want))
	}
	for _, statement := range []string{`update products set sku = 'X' || sku`, `update companies set name_en = 'Maker put' where slug = 'stocked'`} {
		if _, err := b.db.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Stock(t.Context(), []Lot{{stocked, []Product{rich("A"), plain}}}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, b.everything(t, stocked)); diff != "" {
		t.Errorf("put (-) and stocked (+) differ:\n%s", diff)
	}
	if found := b.search(t, Query{Text: "hautlaser"}); found.Total != 2 {
		t.Errorf("a search finds %d of the two", found.Total)
	}
}

func TestStockLeavesWhatIsThere(t *testing.T) {
	b := newBench(t)
	first, second := b.company(t, "first"), b.company(t, "second")
	b.put(t, first, exampleProduct("A"))
	if err := b.Stock(t.Context(), []Lot{{second, []Product{exampleProduct("B"), exampleProduct("A")}}}); !problem.Is(err, problem.Conflict) {
		t.Errorf("a SKU of another company: %v", err)
	}
	stocked, err := b.Stocked(t.Context(), []account.CompanyID{first, second})
	if err != nil || !stocked[first] || stocked[second] {
		t.Errorf("stocked are %v, %v", stocked, err)
	}
}
