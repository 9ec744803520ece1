package catalog

import (
	"slices"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/problem"
)

func TestCertificateStanding(t *testing.T) {
	now := time.Date(2026, 11, 24, 15, 0, 0, 0, time.UTC)
	on := func(days int) *time.Time {
		day := now.Truncate(24*time.Hour).AddDate(0, 0, days)
		return &day
	}
	for name, c := range map[string]struct {
		certificate Certificate
		want        Standing
		counts      bool
	}{
		"without an end":        {Certificate{State: Held}, Valid, true},
		"far from its end":      {Certificate{State: Held, ExpiresOn: on(61)}, Valid, true},
		"near its end":          {Certificate{State: Held, ExpiresOn: on(20)}, Expiring, true},
		"on its last day":       {Certificate{State: Held, ExpiresOn: on(0)}, Expiring, true},
		"on the day after":      {Certificate{State: Held, ExpiresOn: on(-1)}, Expired, false},
		"pending":               {Certificate{State: Pending}, Awaited, false},
		"pending, with a date":  {Certificate{State: Pending, ExpiresOn: on(300)}, Awaited, false},
		"in test":               {Certificate{State: Testing}, InTest, false},
		"uploaded, not checked": {Certificate{State: Unverified, ExpiresOn: on(300)}, Unproven, false},
	} {
		if got := c.certificate.Standing(now); got != c.want || got.Counts() != c.counts {
			t.Errorf("%s: %s (counts %v), want %s (%v)", name, got, got.Counts(), c.want, c.counts)
		}
	}
}

func TestFamilyOfScheme(t *testing.T) {
	for scheme, want := range map[string]string{
		"CE-MDR": "CE", "CE-EMC/LVD": "CE", "CE": "CE", "CERT": "CERT", "FCC 15B": "FCC", "RoHS 3": "RoHS", "ISO 13485": "ISO 13485",
		"FDA 510(k)": "FDA", "AEC-Q100": "AEC", "KC": "KC",
	} {
		if got := Family(scheme); got != want {
			t.Errorf("Family(%s) = %s, want %s", scheme, got, want)
		}
	}
}

func TestGTINCheckDigit(t *testing.T) {
	for gtin, want := range map[string]bool{
		"9521234001010": true, "9521234011118": true, "9521234001011": false, "96385074": true, "036000291452": true,
		"": false, "12345": false, "952123400101x": false,
	} {
		if gtinOK(gtin) != want {
			t.Errorf("gtinOK(%q) is not %v", gtin, want)
		}
	}
}

func TestProductNamesEveryWrongField(t *testing.T) {
	var names []string
	for _, field := range (Product{SKU: "small", GTIN: "1", HS6: "90.18", Tiers: []Tier{{From: 10, Minor: 1}, {From: 5, Minor: 1}}}).wrong() {
		names = append(names, field.Name)
	}
	want := []string{"sku", "gtin", "category", "hs6", "name", "short", "moq", "lead", "port", "place", "unit", "currency", "incoterm", "capacity", "tiers"}
	if !slices.Equal(names, want) {
		t.Errorf("wrong fields %v, want %v", names, want)
	}
	if fields := exampleProduct("A-1").wrong(); len(fields) > 0 {
		t.Errorf("a good product is refused: %v", fields)
	}
	if fields := (Product{}).wrong(); problem.InvalidFields(fields...).Kind != problem.Invalid {
		t.Error("refusal of a product is not about its fields")
	}
}

func TestTiersMustGrowInQuantityAndNotInPrice(t *testing.T) {
	for name, c := range map[string]struct {
		tiers []Tier
		ok    bool
	}{
		"none": {nil, true}, "one": {[]Tier{{From: 1, Minor: 1}}, true}, "cheaper": {[]Tier{{From: 1, Minor: 9}, {From: 2, Minor: 8}}, true},
		"dearer": {[]Tier{{From: 1, Minor: 8}, {From: 2, Minor: 9}}, false}, "same quantity": {[]Tier{{From: 1, Minor: 9}, {From: 1, Minor: 8}}, false},
		"free": {[]Tier{{From: 1}}, false}, "no quantity": {[]Tier{{Minor: 1}}, false},
	} {
		if ascending(c.tiers) != c.ok {
			t.Errorf("%s: not %v", name, c.ok)
		}
	}
}

func TestMinutesUntilFreeAreSaidOnlyWhenNear(t *testing.T) {
	now := time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC)
	for minutes, want := range map[int]int{-1: 0, 0: 1, 11: 12, 119: 120, 120: 0, 600: 0} {
		if got := (Hours{Next: []time.Time{now.Add(time.Duration(minutes) * time.Minute)}}).Soon(now); got != want {
			t.Errorf("%d minutes ahead says %d, want %d", minutes, got, want)
		}
	}
	if got := (Hours{}).Soon(now); got != 0 {
		t.Errorf("no time says %d", got)
	}
}
