package meeting

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/consultation"
)

func TestCalendarsOnTheWebGetTheSameInstants(t *testing.T) {
	c := ExampleCard(consultation.Confirmed, consultation.Buyer).Consultation
	links := c.CalendarLinks("Lumivale & Söhne", "https://office.example/en/consultations/SW-2026-0010")
	google, err := url.Parse(links.Google)
	if err != nil || google.Query().Get("dates") != "20261126T073000Z/20261126T080000Z" || google.Query().Get("text") != "Lumivale & Söhne" {
		t.Errorf("%s: %v", links.Google, err)
	}
	outlook, err := url.Parse(links.Outlook)
	if q := outlook.Query(); err != nil || q.Get("startdt") != "2026-11-26T07:30:00Z" || q.Get("enddt") != "2026-11-26T08:00:00Z" || strings.Contains(links.Outlook, "+") {
		t.Errorf("%s: %v", links.Outlook, err)
	}
}

func TestWhoCannotCancelAnyMoreIsOfferedAWordToTheOffice(t *testing.T) {
	rules := consultation.DefaultSettings()
	rules.OrganizerPhone = "+82 31 000 0000"
	start := time.Date(2026, 11, 26, 7, 30, 0, 0, time.UTC)
	for _, test := range []struct {
		before time.Duration
		side   consultation.Owner
		comes  bool
		want   bool
	}{
		{25 * time.Hour, consultation.Buyer, true, false}, {24 * time.Hour, consultation.Buyer, true, true}, {time.Hour, consultation.Supplier, true, true},
		{72 * time.Hour, consultation.Interpreter, true, true}, {time.Hour, consultation.Office, false, false},
	} {
		body := Page{Card: Card{Consultation: consultation.Consultation{StartsAt: start, State: consultation.Confirmed}, Side: test.side}}
		if test.comes {
			body.Late = consultation.LateMinutes
		}
		body.cannot(rules, start.Add(-test.before))
		if body.Cannot != test.want || (body.OfficePhone != "") != test.want {
			t.Errorf("%s %s before: %v %q", test.side, test.before, body.Cannot, body.OfficePhone)
		}
	}
}
