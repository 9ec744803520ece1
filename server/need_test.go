package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/postgres"
)

func TestBookingGoesWithoutAnInterpreterOnlyByATick(t *testing.T) {
	h, start, _ := bookable(t)
	company, err := h.accounts.CompanyBySlug(t.Context(), "doedol")
	if err != nil {
		t.Fatal(err)
	}
	company.Languages = []string{"ko"}
	if err := h.db.Tx(t.Context(), func(tx postgres.Tx) error { return h.accounts.UpdateCompany(t.Context(), tx, company) }); err != nil {
		t.Fatal(err)
	}
	held := h.post("/en/book/doedol", url.Values{"at": {start.Format(time.RFC3339)}, "length": {"30"}, "key": {"a key"}})
	path := held.header.Get("Location")
	if held.status != http.StatusSeeOther || path == "" {
		t.Fatalf("hold: %d", held.status)
	}
	topic := url.Values{"goal": {"price"}, "language": {"en"}, "message": {"We would like to sell the card in our own country."}, "products": {"DD-RC1E"}}
	if got := h.get(path); !strings.Contains(got.body, `name="without"`) {
		t.Error("step 2 does not say that the sides share no language")
	}
	if got := h.post(path, topic); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `id="pair-error"`) || !strings.Contains(got.body, `name="without"`) {
		t.Errorf("without a word about it: %d", got.status)
	}
	farther := h.post(path+"?from="+start.AddDate(0, 0, 14).Format(time.DateOnly), topic)
	if to := farther.header.Get("Location"); farther.status != http.StatusSeeOther || !strings.Contains(to, "from=") || !strings.Contains(h.get(strings.TrimSuffix(to, "#wishes")).body, "in our own country") {
		t.Errorf("to wishes of other days: %d %q", farther.status, farther.header.Get("Location"))
	}
	topic.Set("without", "1")
	if got := h.post(path, topic); got.status != http.StatusSeeOther || !strings.HasSuffix(got.header.Get("Location"), "/who") {
		t.Errorf("with a tick: %d", got.status)
	}
	if got := h.get(path); !strings.Contains(got.body, `name="without" value="1" checked`) {
		t.Error("the tick is forgotten")
	}
}
