package server

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// lasts is 1 for what takes away what other rows are about: it comes last.
func lasts(route string) int {
	return strings.Count(route, "sign-out") + strings.Count(route, "DELETE ")
}

func TestEverybodyReachesWhatTheTableSays(t *testing.T) {
	s := newScene(t)
	s.plant()
	routes := slices.Sorted(maps.Keys(access))
	slices.SortStableFunc(routes, func(a, b string) int { return lasts(a) - lasts(b) })
	for _, route := range routes {
		cells := strings.Fields(access[route])
		if len(cells) != len(everybody) {
			t.Errorf("%s has %d cells of %d", route, len(cells), len(everybody))
			continue
		}
		for i, who := range everybody {
			got := s.ask(who, route)
			if got.access() != cells[i] {
				t.Errorf("%s by %s: %d (%s), wanted %s", route, who, got.status, got.access(), cells[i])
			}
			s.hears(who, route, got)
		}
	}
}

func TestEveryRouteAndOperationStandsInTheTable(t *testing.T) {
	h := newHouse(t)
	for _, pattern := range h.portal.patterns {
		if access[pattern] == "" && !strings.HasSuffix(pattern, "/{move}") && !strings.HasSuffix(pattern, "s/{id}/{act}") && !strings.HasSuffix(pattern, "/rfqs/{code}/{act}") {
			t.Errorf("%s has no row in the test", pattern)
		}
	}
	var described struct {
		Paths map[string]map[string]any
	}
	if err := json.Unmarshal([]byte(h.get("/api/v1/openapi.json").body), &described); err != nil {
		t.Fatal(err)
	}
	if len(described.Paths) == 0 {
		t.Fatal("the API describes no operation")
	}
	for path, methods := range described.Paths {
		for method := range methods {
			if route := strings.ToUpper(method) + " " + path; access[route] == "" {
				t.Errorf("%s has no row in the test", route)
			}
		}
	}
}

func TestDeskLearnsWhoMeetsAndWhenAndNoMore(t *testing.T) {
	s := newScene(t)
	for _, route := range []string{"GET /{lang}/consultations/{number}", "GET /api/v1/consultations/{number}"} {
		for who, told := range map[string]bool{"buyer": true, "operator": true, "partner": false} {
			got := s.ask(who, route)
			if got.status != http.StatusOK || !strings.Contains(got.body, s.number) || strings.Contains(got.body, meetingWords) != told {
				t.Errorf("%s by %s: %d, the message shown: %v", route, who, got.status, strings.Contains(got.body, meetingWords))
			}
		}
	}
}

func TestTextThatNoDatabaseHoldsIsMalformed(t *testing.T) {
	h := newHouse(t)
	for _, path := range []string{"/en/products/a%00", "/en/companies/%ff", "/en/book/a%00", "/api/v1/products/a%00", "/api/v1/companies/%ff"} {
		if got := h.get(path); got.status != http.StatusBadRequest {
			t.Errorf("%s: %d", path, got.status)
		}
	}
	if got := h.post("/en/sign-in", url.Values{"email": {"a\x00@b.example"}, "password": {"guess"}}); got.status != http.StatusBadRequest {
		t.Errorf("a sign-in: %d", got.status)
	}
}
