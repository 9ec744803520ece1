package catalog

import (
	"slices"
	"testing"

	"github.com/etradeoffice/portal/server/account"
)

func TestEveryCountryLiesInOneRegion(t *testing.T) {
	for _, country := range account.Countries {
		if region := regionOf[country]; !slices.Contains(Regions, region) {
			t.Errorf("%s lies in %q", country, region)
		}
	}
	for region := range regionCountries {
		if !slices.Contains(Regions, region) {
			t.Errorf("%s is no region of the page", region)
		}
	}
}

func TestSchemesNameMarketsAndChaptersThatExist(t *testing.T) {
	for market, chapters := range asks {
		if !slices.Contains(account.Countries, market) {
			t.Errorf("%s is no country that forms offer", market)
		}
		for chapter, asked := range chapters {
			if HSName(chapter) == nil {
				t.Errorf("%s: chapter %s has no name", market, chapter)
			}
			for _, ask := range asked {
				if len(ask.Families) == 0 || ask.Why["en"] == "" || ask.Why["ko"] == "" {
					t.Errorf("%s, %s: %+v", market, chapter, ask)
				}
				for _, family := range ask.Families {
					if Family(family) != family {
						t.Errorf("%s is a scheme of the family %s", family, Family(family))
					}
				}
			}
		}
	}
	if len(Asks("DE", "851770")) != 2 || Asks("DE", "90")[0].Families[0] != "CE" || Asks("NZ", "901890") != nil || Asks("DE", "") != nil {
		t.Error("Germany asks for two things of chapter 85, and nothing is known of New Zealand")
	}
}

func TestProofsSayWhatIsHeldToday(t *testing.T) {
	gone := today.AddDate(0, 0, -2)
	p := Product{HS6: "851770", Today: today, Certs: []Certificate{{Scheme: "CE-RED", State: Held}, {Scheme: "RoHS", State: Held, ExpiresOn: &gone}}}
	got := proofs(p, "DE")
	if len(got) != 2 || got[0].Held != "CE" || got[1].Held != "" {
		t.Errorf("proofs %+v", got)
	}
}

func TestMarketFilterFindsWhatHoldsItsCertificates(t *testing.T) {
	b := newBench(t)
	company := b.company(t, "maker")
	for sku, schemes := range map[string][]string{"A-1": {"CE-MDR"}, "A-2": {"KC"}} {
		p := exampleProduct(sku)
		for _, scheme := range schemes {
			p.Certs = append(p.Certs, Certificate{Scheme: scheme, State: Held})
		}
		b.put(t, company, p)
	}
	if found := b.search(t, Query{Home: "DE"}); found.Total != 2 || !slices.Equal(found.Facets[FitFacet], []Count{{"DE", 1}}) || !slices.Equal(found.Facets[RegionFacet], []Count{{"europe", 2}}) {
		t.Errorf("facets %v", found.Facets)
	}
	if found := b.search(t, Query{Chosen: map[Facet]string{FitFacet: "DE"}}); skus(found.Hits) != "A-1 " {
		t.Errorf("found %s", skus(found.Hits))
	}
	found := b.search(t, Query{Text: "laser", Chosen: map[Facet]string{FitFacet: "KR", RegionFacet: "europe"}})
	if found.Total != 0 || found.Without[FitFacet] != 2 || found.Without[RegionFacet] != 0 {
		t.Errorf("found %d, without %v", found.Total, found.Without)
	}
}
