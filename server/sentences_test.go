package server

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/settings"
)

// TestSentenceOfAReasonGoesOutInTheLanguageOfWhoGetsIt declines for a reader of German: with the built-in sentence, with the office's
// own one in German, and never with one that the office has in English only.
func TestSentenceOfAReasonGoesOutInTheLanguageOfWhoGetsIt(t *testing.T) {
	s := newScene(t)
	ctx := t.Context()
	if _, err := s.db.Exec(ctx, `update users set lang = 'de' where id = $1`, s.buyer.ID); err != nil {
		t.Fatal(err)
	}
	from := time.Now().UTC().AddDate(0, 0, 5).Truncate(time.Hour)
	s.browser = s.browsers["buyer"]
	starts, _ := s.call(http.MethodGet, "companies/doedol/slots?from="+from.Format(time.RFC3339), nil, http.StatusOK)["starts"].([]any)
	declined := func(start any) (said string) {
		t.Helper()
		s.browser = s.browsers["buyer"]
		asked := s.call(http.MethodPost, "consultations", map[string]any{"company": "doedol", "start": start, "length": 30, "goal": "price", "language": "en",
			"message": privateWords, "products": []string{"DD-RC1E"}}, http.StatusCreated)
		number, _ := asked["number"].(string)
		s.browser = s.browsers["officer"]
		if got := s.post("/en/consultations/"+number+"/decline", url.Values{"reason": {"other"}}); got.status != http.StatusSeeOther {
			t.Fatalf("declined: %d %s", got.status, got.body)
		}
		if err := s.db.QueryRow(ctx, `select reason_text from consultation where number = $1`, number).Scan(&said); err != nil {
			t.Fatal(err)
		}
		return said
	}
	keep := func(version int, lang, text string) {
		t.Helper()
		s.browser = s.browsers["officer"]
		s.call(http.MethodPut, "desk/settings/sentences/"+lang+"/other", map[string]any{"version": version, "text": text}, http.StatusNoContent)
	}
	builtIn := s.portal.texts.T("de", settings.BuiltIn("other"))
	keep(0, "en", "Please ring us.")
	if said := declined(starts[0]); said != builtIn || said == s.portal.texts.T("en", settings.BuiltIn("other")) {
		t.Errorf("with a sentence of the office in English the reader of German gets %q, wanted %q", said, builtIn)
	}
	keep(1, "de", "Bitte rufen Sie uns an.")
	if said := declined(starts[len(starts)-1]); said != "Bitte rufen Sie uns an." {
		t.Errorf("with one in German they get %q", said)
	}
}
