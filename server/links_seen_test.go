package server

import (
	"net/http"
	"strings"
	"testing"
)

// The record of the links is read by the office with its figures, by each side in words and of its own people only, and by
// nobody else; the report counts it and gives it as a table.
func TestRecordOfLinksIsShownToEachAsItConcernsThem(t *testing.T) {
	h := newHouse(t)
	m := h.meeting()
	at := "/en/consultations/" + m.number
	const figures, theirs, blocked = "Round trip 287 ms", "This link was weak for 4.0 min", "direct media were closed"
	for who, want := range map[string]struct{ figures, theirs bool }{"officer": {true, true}, "buyer": {false, true}, "supplier": {false, false}} {
		h.as(who, m)
		page := h.get(at)
		if page.status != http.StatusOK || !strings.Contains(page.body, "How the connections were") {
			t.Fatalf("%s: %d, without the record", who, page.status)
		}
		if strings.Contains(page.body, figures) != want.figures || strings.Contains(page.body, theirs) != want.theirs || strings.Contains(page.body, blocked) != want.theirs {
			t.Errorf("%s reads figures: %v, the buyer's fault: %v", who, strings.Contains(page.body, figures), strings.Contains(page.body, theirs))
		}
		if says := strings.Contains(page.body, "points to the buyer"); says != want.figures {
			t.Errorf("%s is told whom the record points to: %v", who, says)
		}
	}
	h.as("officer", m)
	page := h.get("/en/desk/report?" + lastWeeks())
	for _, want := range []string{`data-figure="links"><p class="tile-number">2<`, `data-figure="links-direct"><p class="tile-number">1<`, `data-figure="links-theirs"><p class="tile-number">1<`} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the report lacks %s", want)
		}
	}
	table := h.get("/en/desk/report/links.csv?" + lastWeeks())
	if table.status != http.StatusOK || !strings.HasPrefix(table.header.Get("Content-Type"), "text/csv") || strings.Count(table.body, m.number) != 2 || !strings.Contains(table.body, "theirs") {
		t.Errorf("the table: %d\n%s", table.status, table.body)
	}
	if strings.Contains(table.body, "@") {
		t.Error("the table names persons")
	}
	h.as("partner", m)
	if page := h.get("/en/desk/report?" + lastWeeks()); strings.Contains(page.body, `data-figure="links"`) {
		t.Error("a desk reads how other people's links were")
	}
}
