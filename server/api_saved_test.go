package server

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestProgramKeepsListsAndFollowsSearches(t *testing.T) {
	h := shop(t)
	h.user("ana@people.example", "a long enough secret")
	if in := h.post("/en/sign-in", url.Values{"email": {"ana@people.example"}, "password": {"a long enough secret"}}); in.status != http.StatusSeeOther {
		t.Fatalf("sign in: %d", in.status)
	}
	call := func(method, path, body string) answer {
		return h.do(method, path, strings.NewReader(body), "Content-Type", "application/json", "Sec-Fetch-Site", "same-origin")
	}
	var list struct {
		ID       string
		Products int
		SKUs     []string
	}
	made := call(http.MethodPost, "/api/v1/saved", `{"name":"Spring"}`)
	if err := json.Unmarshal([]byte(made.body), &list); err != nil || made.status != http.StatusCreated {
		t.Fatalf("make a list: %d %s, %v", made.status, made.body, err)
	}
	at := "/api/v1/saved/" + list.ID
	if again := call(http.MethodPost, "/api/v1/saved", `{"name":"Spring"}`); again.status != http.StatusUnprocessableEntity || !strings.Contains(again.body, "saved_name_taken") {
		t.Errorf("a second list of the name: %d %s", again.status, again.body)
	}
	for range 2 {
		if put := call(http.MethodPut, at+"/products/LV-1", ""); put.status != http.StatusNoContent {
			t.Errorf("save: %d %s", put.status, put.body)
		}
	}
	if none := call(http.MethodPut, at+"/products/NO-1", ""); none.status != http.StatusNotFound {
		t.Errorf("a product that is none: %d", none.status)
	}
	renamed := call(http.MethodPost, at+"/rename", `{"name":"Summer"}`)
	if err := json.Unmarshal([]byte(renamed.body), &list); err != nil || list.Products != 1 || len(list.SKUs) != 1 || list.SKUs[0] != "LV-1" || !strings.Contains(renamed.body, "Summer") {
		t.Errorf("the list: %d %s, %v", renamed.status, renamed.body, err)
	}
	followed := call(http.MethodPost, "/api/v1/alerts", `{"query":"?q=laser"}`)
	var alerts struct {
		Items []struct{ ID, Query, Words string }
	}
	if err := json.Unmarshal([]byte(followed.body), &alerts); err != nil || followed.status != http.StatusCreated || len(alerts.Items) != 1 || alerts.Items[0].Query != "?q=laser" {
		t.Fatalf("follow: %d %s, %v", followed.status, followed.body, err)
	}
	for _, path := range []string{at + "/products/LV-1", "/api/v1/alerts/" + alerts.Items[0].ID, at} {
		if gone := call(http.MethodDelete, path, ""); gone.status != http.StatusNoContent {
			t.Errorf("DELETE %s: %d %s", path, gone.status, gone.body)
		}
	}
	if left := h.get("/api/v1/saved"); !strings.Contains(left.body, `"items":[]`) {
		t.Errorf("after all is gone: %s", left.body)
	}
	if side := h.get("/api/v1/compare?sku=LV-1,NO-1"); side.status != http.StatusOK || !strings.Contains(side.body, `"gone":["NO-1"]`) || !strings.Contains(side.body, `"row":"Maker"`) {
		t.Errorf("compare: %d %s", side.status, side.body)
	}
}
