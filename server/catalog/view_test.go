package catalog

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestFacetLinkSetsAndRemovesItsValue(t *testing.T) {
	v := viewOf(Found{
		Query: Query{Text: "laser", Chosen: map[Facet]string{CategoryFacet: "medical"}, Page: 3}, Pages: 5,
		Facets: map[Facet][]Count{FreeFacet: {{"week", 1}}, CategoryFacet: {{"medical", 2}, {"beauty", 1}}, CertificateFacet: {{"CE", 2}}},
	})
	free, categories, certificates := v.Facets[0].Values, v.Facets[1].Values, v.Facets[2].Values
	for what, c := range map[string]struct{ got, want string }{
		"the chosen category":  {categories[0].URL, "?q=laser"},
		"another category":     {categories[1].URL, "?category=beauty&q=laser"},
		"a certificate":        {certificates[0].URL, "?category=medical&certificate=CE&q=laser"},
		"free this week":       {free[0].URL, "?category=medical&free=week&q=laser"},
		"another order":        {v.Orders[1].URL, "?category=medical&q=laser&sort=newest"},
		"clear":                {v.Clear, "?q=laser"},
		"the previous page":    {v.Pager.Prev, "?category=medical&page=2&q=laser"},
		"the next page":        {v.Pager.Next, "?category=medical&page=4&q=laser"},
		"a search for nothing": {Query{Page: 1}.URL(), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", what, c.got, c.want)
		}
	}
	if len(v.Chosen) != 1 || v.Chosen[0].Value != "medical" {
		t.Errorf("chosen %v", v.Chosen)
	}
}

func TestQueryOfAddressTakesOnlyWhatWeKnow(t *testing.T) {
	q := parseQuery(nil, map[string][]string{"q": {" a  b "}, "category": {"weapons"}, "certificate": {"CE"}, "free": {"week"}, "page": {"x"}})
	want := Query{Text: "a b", Chosen: map[Facet]string{CertificateFacet: "CE", FreeFacet: "week"}, Page: 1}
	if !reflect.DeepEqual(q, want) {
		t.Errorf("query %+v", q)
	}
}

func TestDialsShowEachCitysOwnTime(t *testing.T) {
	all := dials(time.Date(2026, 11, 24, 14, 5, 0, 0, time.UTC))
	want := map[string]struct {
		clock string
		hour  int
		night bool
	}{
		"suwon": {"23:05", 332, true}, "hai_duong": {"21:05", 272, true}, "cluj": {"16:05", 122, false},
		"cologne": {"15:05", 92, false}, "toluca": {"08:05", 242, false},
	}
	if len(all) != len(want) || !all[0].Office {
		t.Fatalf("dials %v", all)
	}
	for _, dial := range all {
		w := want[dial.City]
		if dial.At.Format("15:04") != w.clock || dial.Hour != w.hour || dial.Night != w.night || dial.Minute != 30 {
			t.Errorf("%s: %s, %d°, night %v; want %v", dial.City, dial.At.Format("15:04"), dial.Hour, dial.Night, w)
		}
	}
}

func TestStructuredDataHoldsOnlyPricesThatArePassedOn(t *testing.T) {
	now := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	past := now.AddDate(0, 0, -3)
	p := exampleProduct("A-1")
	p.Tiers = []Tier{{From: 1, Minor: 128}}
	p.Certs = []Certificate{{Scheme: "KC", State: Held}, {Scheme: "RoHS", State: Held, ExpiresOn: &past}, {Scheme: "FDA", State: Pending}}
	text, err := json.Marshal(productLD(p, "en", now, "https://office.example"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"price":"1.28"`, `"priceCurrency":"USD"`, `"codeValue":"901890"`, `"name":"KC"`, `"sku":"A-1"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is not in %s", want, text)
		}
	}
	for _, never := range []string{"RoHS", "FDA"} {
		if strings.Contains(string(text), never) {
			t.Errorf("%s is in %s", never, text)
		}
	}
}
