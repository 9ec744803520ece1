package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/consultation"
)

// TestProgramBringsFilesToABookingAndItsPeopleReadThem goes the way of a file by programs alone: beside a hold, away again, and
// read once the consultation is asked for, by whom the rules of a booking's files name.
func TestProgramBringsFilesToABookingAndItsPeopleReadThem(t *testing.T) {
	s := newScene(t)
	type object = map[string]any
	call := func(who, method, path string, body any, wanted int) object {
		t.Helper()
		s.browser = s.browsers[who]
		return s.call(method, path, body, wanted)
	}
	from := time.Now().UTC().AddDate(0, 0, 5).Truncate(time.Hour)
	starts, _ := call("buyer", http.MethodGet, "companies/doedol/slots?from="+from.Format(time.RFC3339), nil, http.StatusOK)["starts"].([]any)
	if len(starts) == 0 {
		t.Fatal("no time is free")
	}
	held := call("buyer", http.MethodPost, "companies/doedol/holds", object{"start": starts[0], "length": 30}, http.StatusCreated)
	beside := "holds/" + held["id"].(string) + "/files"
	put := func(who, name, content string) answer {
		t.Helper()
		s.browser = s.browsers[who]
		return s.do(http.MethodPost, apiPrefix+beside+"?name="+url.QueryEscape(name), strings.NewReader(content), "Content-Type", "application/octet-stream", "Sec-Fetch-Site", "same-origin")
	}
	list := func(who, path string, wanted int) (names, ids []string) {
		t.Helper()
		all, _ := call(who, http.MethodGet, path, nil, wanted)["files"].([]any)
		for _, one := range all {
			f, _ := one.(object)
			names, ids = append(names, f["name"].(string)), append(ids, f["id"].(string))
		}
		return names, ids
	}

	most := int(s.asks.Settings.FileMost)
	whole := plainPDF + strings.Repeat(" ", most-len(plainPDF))
	for _, c := range []struct {
		who, name, content string
		status             int
		code               string
	}{
		{"buyer", "price-list.pdf", "MZ\x90\x00 a program", http.StatusUnprocessableEntity, "inquiry_file_kind"},
		{"buyer", "nothing.pdf", "", http.StatusBadRequest, "malformed"},
		{"buyer", "large.pdf", whole + " ", http.StatusUnprocessableEntity, "inquiry_file_large"},
		{"buyer", "larger.pdf", whole + strings.Repeat(" ", 1<<10), http.StatusRequestEntityTooLarge, "too_large"},
		{"other buyer", "mine.pdf", plainPDF, http.StatusNotFound, "not_found"},
		{"officer", "ours.pdf", plainPDF, http.StatusNotFound, "not_found"},
		{"visitor", "mine.pdf", plainPDF, http.StatusUnauthorized, "sign_in_needed"},
		{"buyer", "../도면 1.pdf", plainPDF, http.StatusCreated, ""},
		{"buyer", "as-large-as-may-be.pdf", whole, http.StatusCreated, ""},
		{"buyer", "third.pdf", plainPDF, http.StatusCreated, ""},
		{"buyer", "fourth.pdf", plainPDF, http.StatusUnprocessableEntity, "inquiry_files"},
	} {
		if got := put(c.who, c.name, c.content); got.status != c.status || !strings.Contains(got.body, c.code) {
			t.Errorf("%s by %s: %d %s, wanted %d %s", c.name, c.who, got.status, got.body, c.status, c.code)
		}
	}
	names, ids := list("buyer", beside, http.StatusOK)
	if len(ids) != 3 || names[0] != "도면 1.pdf" {
		t.Fatalf("beside the hold: %v", names)
	}
	list("other buyer", beside, http.StatusNotFound)
	call("other buyer", http.MethodDelete, beside+"/"+ids[1], nil, http.StatusNotFound)
	for range 2 { // what is away stays so
		call("buyer", http.MethodDelete, beside+"/"+ids[1], nil, http.StatusNoContent)
	}

	asked := call("buyer", http.MethodPost, "consultations", object{"company": "doedol", "start": starts[0], "length": 30, "goal": "price", "language": "en",
		"message": privateWords, "products": []string{"DD-RC1E"}, "hold": held["id"]}, http.StatusCreated)
	number := asked["number"].(string)
	if got := put("buyer", "late.pdf", plainPDF); got.status != http.StatusConflict {
		t.Errorf("a file after the request: %d %s", got.status, got.body)
	}
	list("buyer", beside, http.StatusConflict)
	call("buyer", http.MethodDelete, beside+"/"+ids[0], nil, http.StatusConflict)

	there := "consultations/" + number + "/files"
	reads := func(when string, want map[string]int) {
		t.Helper()
		for who, status := range want {
			s.browser = s.browsers[who]
			got := s.get(apiPrefix + there + "/" + ids[0])
			if got.status != status {
				t.Errorf("%s %s reads a file: %d %s, wanted %d", when, who, got.status, got.body, status)
			}
			if got.status == http.StatusOK && (got.body != plainPDF || got.header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment")) {
				t.Errorf("%s %s reads %d bytes, %v", when, who, len(got.body), got.header)
			}
		}
	}
	nobody := map[string]int{"visitor": 401, "other buyer": 404, "other supplier": 404, "interpreter": 404, "partner": 404, "other partner": 404, "operator": 404}
	reads("requested,", nobody)
	reads("requested,", map[string]int{"buyer": 200, "officer": 200, "supplier": 404})
	if _, there := list("officer", there, http.StatusOK); len(there) != 2 {
		t.Errorf("the office is told of %v", there)
	}
	if told, _ := list("partner", there, http.StatusOK); len(told) != 0 {
		t.Errorf("the buyer's desk is told of %v", told)
	}
	if c := call("officer", http.MethodPost, "consultations/"+number+"/approve", object{}, http.StatusOK); c["state"] != string(consultation.Offered) {
		t.Fatalf("let through: %v", c["state"])
	}
	reads("offered,", nobody)
	reads("offered,", map[string]int{"buyer": 200, "officer": 200, "supplier": 200})
	s.browser = s.browsers["buyer"]
	if gone := s.get(apiPrefix + there + "/" + ids[1]); gone.status != http.StatusNotFound {
		t.Errorf("one that was taken away: %d", gone.status)
	}
}
