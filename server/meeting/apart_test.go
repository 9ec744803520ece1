package meeting

import "testing"

func TestInterpreterReadsTheHoursOfBothSides(t *testing.T) {
	for _, c := range []struct {
		mine, supplier, buyer string
		other, also           string
	}{
		{"Europe/Bucharest", "Asia/Seoul", "Europe/Bucharest", "Asia/Seoul", ""},
		{"Asia/Seoul", "Asia/Seoul", "Europe/Bucharest", "Europe/Bucharest", ""},
		{"Europe/Berlin", "Asia/Seoul", "Europe/Bucharest", "Europe/Bucharest", "Asia/Seoul"},
		{"Europe/Berlin", "Asia/Seoul", "Asia/Seoul", "Asia/Seoul", ""},
	} {
		card := Card{}
		card.Supplier.Zone, card.Buyer.Zone = c.supplier, c.buyer
		card.apart(c.mine)
		also := ""
		if card.Also != nil {
			also = card.Also.Zone
		}
		if card.Zone != c.other || also != c.also {
			t.Errorf("in %s, of %s and %s: %s and %q", c.mine, c.supplier, c.buyer, card.Zone, also)
		}
	}
}
