package demo

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
)

// TestWhatPeopleTypeFindsWhatTheyMean holds a search against the set of cmd/loadtest, over the demo's own products and one that is
// made up of each kind: nine languages, misspelt, inflected, by codes and by synonyms.
func TestWhatPeopleTypeFindsWhatTheyMean(t *testing.T) {
	const least = 0.95 // of what each query should find, on average, among the first ten
	ctx := t.Context()
	o := office(t, pgtest.New(t), t.TempDir(), time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC))
	kinds, err := readKinds()
	if err != nil {
		t.Fatal(err)
	}
	k := known{companies: map[string]account.CompanyID{}, desks: map[string]account.DeskID{}, people: map[string]account.UserID{}}
	for _, write := range []func() error{
		func() error { return o.Catalog.InstallSynonyms(ctx) },
		func() error { return o.writeCompanies(ctx, k) },
		func() error { return o.writeCatalog(ctx, k) },
		func() error { return o.WriteLarge(ctx, Large{Companies: 20, Products: len(kinds)}, func(string) {}) },
	} {
		if err := write(); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.Open("../../loadtest/relevance.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	sum, langs := 0.0, map[string]float64{}
	for _, row := range rows[1:] {
		lang, text, wanted := row[0], row[1], strings.Fields(row[2])
		found, err := o.Catalog.Search(ctx, catalog.Query{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		var missing []string
		for _, one := range wanted {
			sku := one
			if one == strings.ToLower(one) { // a kind: the made-up product of it
				sku = "G-" + strings.ToUpper(one) + "-1"
			}
			if !slices.ContainsFunc(found.Hits[:min(len(found.Hits), 10)], func(h catalog.Hit) bool { return h.SKU == sku }) {
				missing = append(missing, sku)
			}
		}
		recall := 1 - float64(len(missing))/float64(len(wanted))
		if langs[lang]++; recall == 0 {
			t.Errorf("%s: %q finds nothing of what it should: %v", lang, text, missing)
		} else if len(missing) > 0 {
			t.Logf("%s: %q misses %v", lang, text, missing)
		}
		sum += recall
	}
	if n := float64(len(rows) - 1); len(rows)-1 < 120 || len(langs) < 8 || sum/n < least {
		t.Errorf("%.0f queries in %d languages: recall at 10 is %.4f, wanted %.2f", n, len(langs), sum/n, least)
	} else {
		t.Logf("%.0f queries in %d languages: recall at 10 is %.4f", n, len(langs), sum/n)
	}
}
