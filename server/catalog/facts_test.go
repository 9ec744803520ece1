package catalog

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPageShowsTogetherWhatBelongsTogether(t *testing.T) {
	p := Product{Terms: Terms{Currency: "USD"}, Details: map[string]string{
		"carton_height": "580", "carton_length": "640", "carton_width": "520", "gross_kg": "13.5", "outer_quantity": "1",
		"national_code": "9027500000", "national_scheme": "HSK10", "sample_price": "2900", "degrees_from": "-10", "video": "https://maker.example/film",
	}}
	got := map[string]string{}
	for _, section := range Sections {
		for _, f := range p.Shown(section) {
			got[f.Name] = f.Value
		}
	}
	want := map[string]string{"carton_length_all": "640 × 520 × 580 mm", "gross_kg": "13.5", "outer_quantity": "1", "national_code_all": "9027500000 · HSK10", "sample_price": "2900", "degrees_from": "-10"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if facts := p.Shown("terms"); len(facts) != 1 || facts[0].Minor == nil || *facts[0].Minor != 290000 {
		t.Errorf("the price of a sample is no amount: %v", facts)
	}
	if links := p.Links(); len(links) != 1 || links[0] != (Link{"video", "https://maker.example/film"}) {
		t.Errorf("links: %v", links)
	}
}
