package consultation

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/signaling/ticket"
)

func TestTicketSaysWhatCompanyAndOfficeAreCalledInEachLanguage(t *testing.T) {
	b := newBench(t)
	b.service.settings.OfficeNames = map[string]string{"en": "Suwon e-Trade Office", "ko": "수원시 전자무역청"}
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, interpreted())
	b.setNow(c.StartsAt.Add(-5 * time.Minute))
	supplier, err := b.accounts.Company(t.Context(), b.company)
	b.must(err)
	for name, one := range map[string]struct {
		who   account.Viewer
		names map[string]string
	}{
		"supplier": {b.supplier, map[string]string{"en": supplier.NameEn, "ko": supplier.NameKo}},
		"officer":  {b.officer, b.service.settings.OfficeNames},
		"hand":     {b.hand(c), b.service.settings.OfficeNames},
	} {
		text, _, err := b.service.JoinTicket(t.Context(), one.who, c.Number)
		b.must(err)
		claims, err := ticket.Verify(b.service.seats.Keys, text, b.now())
		b.must(err)
		if diff := cmp.Diff(one.names, claims.CompanyNames); diff != "" || claims.Company != one.names["en"] || one.names["ko"] == "" {
			t.Errorf("%s: %q, %s", name, claims.Company, diff)
		}
	}
}
