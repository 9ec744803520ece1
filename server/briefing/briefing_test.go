package briefing

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
)

func TestGlossaryHasFifteenTermsOfWhateverTheCatalogKnows(t *testing.T) {
	product := catalog.Product{SKU: "LV-CO30", Name: catalog.Texts{"en": "CO2 laser", "ko": "CO2 레이저", "de": "CO2-Laser"},
		Specs: []catalog.Spec{{Name: catalog.Texts{"en": "Wavelength", "ko": "파장"}, Value: catalog.Texts{"en": "10,600 nm"}},
			{Name: catalog.Texts{"en": "Warranty", "ko": "보증"}, Value: catalog.Texts{"en": "24 months"}}},
		Terms: catalog.Terms{MOQ: 5, Warranty: 24, Incoterm: "FCA", Place: catalog.Texts{"en": "Suwon"}}}
	known := []catalog.Term{{Ko: "핸드피스", En: "handpiece"}}
	for name, products := range map[string][]catalog.Product{"no product": nil, "one": {product}, "the same twice": {product, product}} {
		for _, lang := range []string{"ro", "de", "es", "vi", "en"} {
			terms := glossary(products, known, lang)
			if len(terms) < 15 {
				t.Errorf("%s in %s: %d terms", name, lang, len(terms))
			}
			seen := map[string]bool{}
			for _, term := range terms {
				if key := strings.ToLower(term.Term); seen[key] {
					t.Errorf("%s in %s: %q twice", name, lang, term.Term)
				} else {
					seen[key] = true
				}
				if term.Ko == "" {
					t.Errorf("%s in %s: %q without Korean", name, lang, term.Term)
				}
			}
		}
	}
	first := glossary([]catalog.Product{product}, known, "de")
	if first[0].Target != "CO2-Laser" || first[1].Term != "Wavelength" || first[1].Note != "10,600 nm" {
		t.Errorf("begins with %+v", first[:2])
	}
	for _, term := range first {
		if term.Term == "minimum order quantity" && term.Note != "5" || term.Term == "terms of delivery" && term.Note != "FCA Suwon" {
			t.Errorf("%s is noted as %q", term.Term, term.Note)
		}
	}
}

func TestOtherLanguageIsThatOfThePairElseOfTheTalk(t *testing.T) {
	for _, tt := range []struct{ topic, want string }{{"ko-ro en", "ro"}, {"ro-ko en", "ro"}, {"- vi", "vi"}, {"- ko", "en"}} {
		pair, lang, _ := strings.Cut(tt.topic, " ")
		from, to, _ := strings.Cut(pair, "-")
		c := consultation.Consultation{Topic: consultation.Topic{NeedFrom: from, NeedTo: to, Language: lang}}
		if got := other(c); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.topic, got, tt.want)
		}
	}
}

func TestWordsThatNobodyCanReadAreRefused(t *testing.T) {
	long := strings.Repeat("가", wordsMost+1)
	for name, w := range map[string]Words{
		"a note alone":  {Terms: []Term{{ID: uuid.New(), Note: "?"}}},
		"a long word":   {Terms: []Term{{Ko: long}}},
		"many":          {Terms: make([]Term, termsMost+1)},
		"a long agenda": {Agenda: strings.Repeat("a", 2001)},
	} {
		if w.check() == nil {
			t.Errorf("%s passes", name)
		}
	}
	if err := (Words{Terms: []Term{{Term: "laser", Ko: "레이저"}}}).check(); err != nil {
		t.Error(err)
	}
}
