package server

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// call asks the API as whoever is signed in, with a body of JSON, and fails for another status than the wanted one.
func (h *house) call(method, path string, body any, wanted int) map[string]any {
	h.t.Helper()
	text := ""
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			h.t.Fatal(err)
		}
		text = string(raw)
	}
	got := h.do(method, apiPrefix+path, strings.NewReader(text), "Content-Type", "application/json", "Sec-Fetch-Site", "same-origin")
	if got.status != wanted {
		h.t.Fatalf("%s %s: %d %s", method, path, got.status, got.body)
	}
	answer := map[string]any{}
	if got.body != "" {
		if err := json.Unmarshal([]byte(got.body), &answer); err != nil {
			h.t.Fatalf("%s %s: %v in %s", method, path, err, got.body)
		}
	}
	return answer
}

// TestProgramDoesWhatPagesDoAboutConsultations goes through operations that pages had before programs.
func TestProgramDoesWhatPagesDoAboutConsultations(t *testing.T) {
	s := newScene(t)
	call := func(who, method, path string, body any, wanted int) map[string]any {
		t.Helper()
		s.browser = s.browsers[who]
		return s.call(method, path, body, wanted)
	}
	type body = map[string]any
	text := func(answer body, name string) string {
		value, _ := answer[name].(string)
		return value
	}

	from := time.Now().UTC().AddDate(0, 0, 5).Truncate(time.Hour)
	free := call("other buyer", http.MethodGet, "companies/doedol/slots?from="+from.Format(time.RFC3339), nil, http.StatusOK)
	starts, _ := free["starts"].([]any)
	if len(starts) < 2 {
		t.Fatalf("no time is free: %v", free)
	}
	first := call("other buyer", http.MethodPost, "companies/doedol/holds", body{"start": starts[0], "length": 30}, http.StatusCreated)
	call("buyer", http.MethodPost, "companies/doedol/holds", body{"start": starts[0], "length": 30}, http.StatusConflict)
	call("buyer", http.MethodPost, "holds/"+text(first, "id")+"/extend", nil, http.StatusNotFound)
	longer := call("other buyer", http.MethodPost, "holds/"+text(first, "id")+"/extend", nil, http.StatusOK)
	if longer["extended"] != true || text(longer, "expiresAt") <= text(first, "expiresAt") {
		t.Errorf("extended: %v after %v", longer, first)
	}
	ask := body{"company": "doedol", "start": starts[0], "length": 30, "goal": "price", "language": "en", "message": privateWords, "products": []string{"DD-RC1E"}, "hold": first["id"]}
	asked := call("other buyer", http.MethodPost, "consultations", ask, http.StatusCreated)
	if asked["state"] != "requested" || asked["startsAt"] != starts[0] {
		t.Errorf("asked with a hold: %v", asked)
	}
	second := call("buyer", http.MethodPost, "companies/doedol/holds", body{"start": starts[len(starts)-1], "length": 30}, http.StatusCreated)
	call("buyer", http.MethodDelete, "holds/"+text(second, "id"), nil, http.StatusNoContent)
	call("buyer", http.MethodDelete, "holds/"+text(second, "id"), nil, http.StatusConflict)

	mine := call("buyer", http.MethodGet, "consultations", nil, http.StatusOK)
	if list, _ := mine["consultations"].([]any); len(list) != 1 || !strings.Contains(s.get(apiPrefix+"consultations").body, s.number) {
		t.Errorf("the buyer's: %v", mine)
	}

	call("officer", http.MethodPost, "desk/duty", body{"note": "The scanner is broken."}, http.StatusNoContent)
	call("officer", http.MethodPost, "desk/notes", body{"text": "Andina calls back at four."}, http.StatusNoContent)
	call("officer", http.MethodPost, "consultations/"+s.number+"/notes", body{"text": "Called, no answer."}, http.StatusNoContent)
	if duty := call("operator", http.MethodGet, "desk/duty", nil, http.StatusOK); duty["officer"] == nil || duty["since"] == nil {
		t.Errorf("on duty: %v", duty)
	}
	for path, words := range map[string]string{"desk/notes": "The scanner is broken.", "consultations/" + s.number + "/notes": "Called, no answer."} {
		if got := s.get(apiPrefix + path).body; !strings.Contains(got, words) {
			t.Errorf("%s: %s", path, got)
		}
	}

	meets, err := time.Parse(time.RFC3339, text(call("buyer", http.MethodGet, "consultations/"+s.number, nil, http.StatusOK), "startsAt"))
	if err != nil {
		t.Fatal(err)
	}
	day := meets.Truncate(24 * time.Hour)
	during := "from=" + day.Format(time.RFC3339) + "&until=" + day.AddDate(0, 0, 1).Format(time.RFC3339)
	inTheWay := func() []any {
		list, _ := call("interpreter", http.MethodGet, "me/absences?"+during, nil, http.StatusOK)["conflicts"].([]any)
		return list
	}
	if all := inTheWay(); len(all) != 1 {
		t.Errorf("in the way of an absence: %v", all)
	}
	call("interpreter", http.MethodPost, "me/absences", body{"from": day, "until": day.AddDate(0, 0, 1)}, http.StatusNoContent)
	if all := inTheWay(); len(all) != 0 {
		t.Errorf("after the absence: %v", all)
	}

	call("interpreter", http.MethodPut, "me/interpreting/hours", body{"hours": "mon-thu 10-16"}, http.StatusNoContent)
	call("interpreter", http.MethodPut, "me/interpreting/hours", body{"hours": "whenever"}, http.StatusUnprocessableEntity)
	own := call("interpreter", http.MethodGet, "me/interpreting", nil, http.StatusOK)
	if !strings.Contains(text(own, "hours"), "10") {
		t.Errorf("hours: %v", own)
	}
	know := body{"tier": 2, "domains": []string{"it"}, "qualified": []string{}, "ndaOn": "2026-01-31", "ties": []string{"rival"}}
	changed := call("officer", http.MethodPut, "desk/interpreters/"+text(own, "id"), know, http.StatusOK)
	if changed["ndaOn"] != "2026-01-31" || changed["tier"] != 2.0 || len(changed["ties"].([]any)) != 1 {
		t.Errorf("changed: %v", changed)
	}
	know["ties"] = []string{"nobody"}
	call("officer", http.MethodPut, "desk/interpreters/"+text(own, "id"), know, http.StatusUnprocessableEntity)

	if early := call("officer", http.MethodGet, "consultations/"+s.number+"/outcome", nil, http.StatusConflict); early["code"] != "outcome_too_early" {
		t.Errorf("the outcome before the meeting: %v", early)
	}
	call("buyer", http.MethodPost, "consultations/"+s.number+"/outcome", body{"stage": "sample"}, http.StatusConflict)
	s.closesTask()
	s.unblocks()
	s.callable()
	s.spoken()
}
