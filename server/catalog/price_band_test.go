package catalog

import (
	"testing"

	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/web"
)

func TestPricesOfAllCurrenciesStandInBandsOfDollars(t *testing.T) {
	dollars := func(minor int64, currency string) (int64, bool) {
		switch currency {
		case "USD":
			return minor, true
		case "KRW":
			return minor * 100 / 1350, true
		}
		return 0, false
	}
	price := func(minor int64) *int64 { return &minor }
	for _, c := range []struct {
		row  changedRow
		want string
	}{
		{changedRow{FromMinor: price(12_000), Currency: "KRW"}, "10"},
		{changedRow{FromMinor: price(1000), Currency: "USD"}, "10"},
		{changedRow{FromMinor: price(1001), Currency: "USD"}, "100"},
		{changedRow{FromMinor: price(20_000_000), Currency: "KRW"}, bandOver},
		{changedRow{FromMinor: price(900), Currency: "CNY"}, bandOther},
		{changedRow{Currency: "KRW"}, bandOnRequest},
	} {
		if got := c.row.priceBand(dollars); got != c.want {
			t.Errorf("%+v stands in %s, wanted %s", c.row, got, c.want)
		}
	}
}

func TestBandsAreSaidAsTheReaderWritesNumbers(t *testing.T) {
	texts, err := locale.Load(web.Locale())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ lang, price, moq, want string }{
		{"en", "1000", "1000", "First public price: Up to USD 1,000 a unit; Minimum order: Up to 1,000"},
		{"en", "over", "over", "First public price: More than USD 10,000 a unit; Minimum order: More than 1,000"},
		{"de", "10000", "over", "Erster öffentlicher Preis: Bis USD 10.000 je Einheit; Mindestbestellmenge: Mehr als 1.000"},
	} {
		said := Query{Chosen: map[Facet]string{PriceFacet: c.price}}.Describe(texts, c.lang) + "; " + Query{Chosen: map[Facet]string{MOQFacet: c.moq}}.Describe(texts, c.lang)
		if said != c.want {
			t.Errorf("%s: %q, wanted %q", c.lang, said, c.want)
		}
	}
}
