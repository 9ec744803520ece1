package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/trust/trusttest"
)

func TestWhoVouchesStandsWhereMakersStandSideBySide(t *testing.T) {
	s := newScene(t)
	maker, err := s.accounts.CompanyBySlug(t.Context(), "doedol")
	if err != nil {
		t.Fatal(err)
	}
	s.browser = s.browsers["supplier"]
	quote := url.Values{"price": {"17"}, "currency": {"USD"}, "incoterm": {"FOB"}, "place": {"Incheon"}, "moq": {"10"}, "lead_days": {"20"},
		"valid_until": {time.Now().AddDate(0, 1, 0).Format(time.DateOnly)}, "sample": {"paid"}}
	if sent := s.post("/en/rfqs/"+s.rfq+"/quote", quote); sent.status != http.StatusSeeOther {
		t.Fatalf("quoted: %d", sent.status)
	}
	s.browser = s.browsers["buyer"]
	if added := s.post("/en/basket", url.Values{"product": {"DD-RC1E"}}); added.status != http.StatusSeeOther {
		t.Fatalf("into the basket: %d", added.status)
	}
	says := func(sentence, not string, paths ...string) {
		t.Helper()
		for _, path := range paths {
			if got := s.get(path); !strings.Contains(got.body, sentence) || strings.Contains(got.body, not) {
				t.Errorf("%s: %d, does not say %q alone", path, got.status, sentence)
			}
		}
	}
	verified, none := "Verified by the office", "Not verified by the office"
	beside := []string{"/en/compare?p=DD-RC1E", "/api/v1/compare?sku=DD-RC1E", "/en/basket", "/en/rfqs/" + s.rfq}
	says(none, verified, beside...)
	const among = "/en/companies?level=verified"
	if listed := strings.Contains(s.get(among).body, "/en/companies/doedol\""); listed {
		t.Error("a maker that nobody has verified is listed among those that the office has")
	}
	trusttest.Verify(t, s.db, maker.ID)
	if listed := strings.Contains(s.get(among).body, "/en/companies/doedol\""); !listed {
		t.Error("a maker is verified and not listed among those that are")
	}
	says(verified, none, append(beside, "/en/products?q=card")...)
}
