package server

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/postgres"
)

func TestOfficesLogShowsWhatWasDoneAndGivesItAsAFile(t *testing.T) {
	h := newHouse(t)
	m := h.meeting()
	h.as("officer", m)
	if got := h.post("/en/desk/duty", url.Values{}); got.status != http.StatusSeeOther {
		t.Fatalf("take the duty: %d", got.status)
	}
	if got := h.post("/en/desk/rules", url.Values{"do": {"rule"}, "occasion": {"00000000-0000-0000-0000-000000000000"}, "rule": {"all"}}); got.status != http.StatusSeeOther {
		t.Fatalf("set the rule: %d", got.status)
	}
	interpreter := h.viewer("interpreter@demo.example")
	if got := h.post("/en/desk/interpreters", url.Values{"user": {interpreter.User.String()}, "tier": {"1"}}); got.status != http.StatusSeeOther {
		t.Fatalf("keep an interpreter: %d", got.status)
	}
	all := h.get("/en/desk/audit")
	for _, want := range []string{"The chain is whole", "took the duty", "changed which requests the Office looks at", "changed what is kept of an interpreter", m.number, "entered what was agreed", "UTC"} {
		if !strings.Contains(all.body, want) {
			t.Errorf("the log says nothing of %q", want)
		}
	}
	for query, want := range map[string]bool{"kind=office": false, "kind=consultation": true, "number=" + strings.ToLower(m.number): true, "company=lumivale": true, "company=nobody": false, "who=officer%40": true, "who=nobody": false,
		"from=2001-01-01&to=2001-01-02": false} {
		got := h.get("/en/desk/audit?" + query)
		if got.status != http.StatusOK || strings.Contains(got.body, "entered what was agreed") != want {
			t.Errorf("%s: %d, the meeting is in it: %v", query, got.status, !want)
		}
	}
	if got := h.get("/en/desk/audit?from=soon"); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `value="soon"`) {
		t.Errorf("a day that is none: %d", got.status)
	}
	table := h.get("/ko/desk/audit.csv?kind=office")
	if lines := strings.Count(table.body, "\r\n"); lines != 4 || !strings.Contains(table.body, "당직을 맡음") || strings.Contains(table.body, m.number) {
		t.Errorf("the file has %d lines:\n%s", lines, table.body)
	}
	if book := h.get("/en/desk/audit.xlsx"); book.status != http.StatusOK || !strings.HasPrefix(book.body, "PK") {
		t.Errorf("the workbook: %d", book.status)
	}
	if err := h.db.Tx(t.Context(), func(tx postgres.Tx) error {
		_, err := tx.Exec(t.Context(), `update office_event set by = (select id from users where email = 'buyer@demo.example') where did = 'duty'`)
		_, flushed := tx.Exec(t.Context(), `select pg_stat_force_next_flush()`) // a session that stays open counts a little later
		return errors.Join(err, flushed)
	}); err != nil {
		t.Fatal(err)
	}
	if got := h.get("/en/desk/audit"); !strings.Contains(got.body, "The chain is broken") {
		t.Error("a changed act is not found")
	}
}
