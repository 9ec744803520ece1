package catalog

import "testing"

func TestPricesAndCountsAreReadInOneWayOrRefused(t *testing.T) {
	for typed, want := range map[string]int64{
		"12.50": 1250, "12,50": 1250, "1,250": 125000, "1.250,50": 125050, "1,250.50": 125050, "$ 420": 42000, "USD 9.5": 950, "1 500": 150000,
		"1.250": 0, "12,505,0": 0, "0": 0, "-5": 0, "": 0, "cheap": 0,
	} {
		p := NewProduct("P-1")
		wrong := setTiers(&p, "1 | "+typed+" | 0")
		switch {
		case want == 0 && wrong != "tier_price":
			t.Errorf("%q is taken as %+v (%s)", typed, p.Tiers, wrong)
		case want != 0 && (wrong != "" || len(p.Tiers) != 1 || p.Tiers[0].Minor != want):
			t.Errorf("%q: %+v (%s), want %d", typed, p.Tiers, wrong, want)
		}
	}
	moq, _ := FieldOf("moq")
	for typed, want := range map[string]int{"1,500": 1500, "40": 40, "12,50": 0, "1.500": 0, "1e3": 0} {
		p := NewProduct("P-1")
		if code := moq.set(&p, typed); (code == "") != (want > 0) || p.Terms.MOQ != want {
			t.Errorf("%q pieces: %d (%s), want %d", typed, p.Terms.MOQ, code, want)
		}
	}
}

func TestPriceThatWasReadIsTypedAgainAsItWas(t *testing.T) {
	for currency, minors := range map[string][]int64{"USD": {92, 1390050, 1480000}, "KRW": {12000, 1250}} {
		p := NewProduct("P-1")
		p.Terms.Currency = currency
		for _, minor := range minors {
			p.Tiers = []Tier{{From: 1, Minor: minor}}
			again := p
			if code := setTiers(&again, tierRows(p)); code != "" || again.Tiers[0].Minor != minor {
				t.Errorf("%d %s: %q is read as %+v (%s)", minor, currency, tierRows(p), again.Tiers, code)
			}
		}
	}
}
