package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/etradeoffice/portal/server/consultation"
)

// closesTask has an officer escalate a consultation and take what came of it out of the queue.
func (s *scene) closesTask() {
	s.t.Helper()
	s.browser = s.browsers["officer"]
	waiting := func() (tasks []string) {
		s.t.Helper()
		var rows []struct{ Number, Task string }
		if err := json.Unmarshal([]byte(s.get(apiPrefix+"desk/queue?source=escalation").body), &rows); err != nil {
			s.t.Fatal(err)
		}
		for _, row := range rows {
			if row.Number == s.number {
				tasks = append(tasks, row.Task)
			}
		}
		return tasks
	}
	s.call(http.MethodPost, "consultations/"+s.number+"/escalate", map[string]any{"text": "May it be moved?"}, http.StatusOK)
	open := waiting()
	if len(open) != 1 {
		s.t.Fatalf("tasks after an escalation: %v", open)
	}
	for range 2 { // what is done stays so
		s.call(http.MethodPost, "desk/tasks/"+open[0]+"/done", nil, http.StatusNoContent)
		if left := waiting(); len(left) != 0 {
			s.t.Errorf("tasks after closing: %v", left)
		}
	}
}

// unblocks has a maker block the caller's company and let it ring again.
func (s *scene) unblocks() {
	s.t.Helper()
	ask := func(wanted int) map[string]any {
		s.t.Helper()
		s.browser = s.browsers["buyer"]
		return s.call(http.MethodPost, "companies/doedol/rings", map[string]any{}, wanted)
	}
	s.browser = s.browsers["supplier"]
	s.call(http.MethodPost, "rings/"+s.ring+"/moves/block", nil, http.StatusOK)
	s.browser = s.browsers["buyer"]
	s.call(http.MethodPost, "rings/"+s.ring+"/leave", nil, http.StatusOK)
	refused := ask(http.StatusConflict)
	s.browser = s.browsers["supplier"]
	if list := fmt.Sprint(s.call(http.MethodGet, "desk-hours/blocks", nil, http.StatusOK)["items"]); !strings.Contains(list, "company:importer") {
		s.t.Errorf("blocked are %s", list)
	}
	s.call(http.MethodDelete, "desk-hours/blocks/importer", nil, http.StatusNoContent)
	if again := ask(http.StatusCreated); again["state"] != "ringing" {
		s.t.Errorf("blocked %v, and then %v", refused, again)
	}
}

// rates has a side say how the meeting was interpreted; the last word counts.
func (h *house) rates(m met) {
	h.t.Helper()
	h.as("buyer", m)
	for _, stars := range []int{2, 4} {
		h.call(http.MethodPost, "consultations/"+m.number+"/rate", map[string]any{"stars": stars}, http.StatusNoContent)
	}
	h.call(http.MethodPost, "consultations/"+m.number+"/rate", map[string]any{"stars": 6}, http.StatusUnprocessableEntity)
	var stars, rated int
	if err := h.db.QueryRow(h.t.Context(), `select max(stars), count(stars) from assignment`).Scan(&stars, &rated); err != nil || stars != 4 || rated != 1 {
		h.t.Errorf("%d stars in %d ratings (%v)", stars, rated, err)
	}
}

// The states in which there is something to do, and the sides that people are on.
var (
	states = []consultation.State{consultation.Draft, consultation.Requested, consultation.Returned, consultation.Offered, consultation.Accepted,
		consultation.Confirmed, consultation.Suspended, consultation.Live, consultation.Ended, consultation.OutcomeDue, consultation.Missed}
	sides = []consultation.Owner{consultation.Buyer, consultation.Supplier, consultation.Interpreter, consultation.Office}
)

// callable fails where a consultation's list of what is legal names no operation of the API.
func (h *house) callable() {
	h.t.Helper()
	described := h.call(http.MethodGet, "openapi.json", nil, http.StatusOK)
	paths, _ := described["paths"].(map[string]any)
	known := 0
	for _, state := range states {
		for _, side := range sides {
			names := consultation.Operations(consultation.Legal(state, side))
			for _, name := range names {
				operation, _ := paths["/api/v1/consultations/{number}/"+name].(map[string]any)
				if operation["post"] == nil {
					h.t.Errorf("%s by %s: the API has no operation %q", state, side, name)
				}
				known++
			}
			if state == consultation.Requested && side == consultation.Buyer && (!slices.Contains(names, "cancel") || slices.Contains(names, "withdraw")) {
				h.t.Errorf("a requester may %v", names)
			}
		}
	}
	if known == 0 {
		h.t.Error("nothing is ever legal")
	}
}

// spoken fails where a page would have no words for a move or for what waits for the office.
func (h *house) spoken() {
	h.t.Helper()
	say := func(key string) {
		for _, lang := range []string{"en", "ko"} {
			if !h.portal.texts.Has(lang, key) {
				h.t.Errorf("%s has no %q", lang, key)
			}
		}
	}
	for _, state := range states {
		for _, side := range slices.Concat(sides, []consultation.Owner{"server"}) {
			for _, move := range consultation.Legal(state, side) {
				say("consultation.can_" + move)
			}
		}
	}
	for i, source := range consultation.Sources {
		say("desk.source_" + source)
		say("desk.filter_source_" + source)
		if i >= slices.Index(consultation.Sources, consultation.TaskEscalation) {
			say("desk.about_" + source)
			say("letter.task_" + source)
		}
	}
}
