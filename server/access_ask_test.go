package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const privateWords = "The two sides want to talk about the price of a thousand."

// ask sends one request of the table as somebody.
func (s *scene) ask(who, route string) answer {
	s.t.Helper()
	s.browser = s.browsers[who]
	method, path, _ := strings.Cut(route, " ")
	path = strings.NewReplacer("/saved/lists/{id}", "/saved/lists/"+s.listFor(who, route), apiPrefix+"saved/{id}", apiPrefix+"saved/"+s.listFor(who, route), "/certificates/{id}", "/certificates/"+s.paper, "/studio/import/{id}/{step}", "/studio/import/"+s.table+"/undo", "/studio/import/{id}", "/studio/import/"+s.table,
		"/{lang}/products/{sku}/brochures", "/en/products/DD-NEXT/brochures", "/studio/products/{sku}/certificates/{id}", "/studio/products/DD-NEXT/certificates/"+s.paper, "/studio/products/{sku}/media/brochures", "/studio/products/DD-NEXT/media/brochures", "{brochure}", s.brochure, "/hs/{code}", "/hs/8471", "/export/{format}", "/export/ubl.xml?sku=DD-RC1E", "{code}/files/{file}", s.rfq+"/files/"+s.rfqFile, "/rings/{id}/moves/{move}", "/rings/"+s.ring+"/moves/wave", "/rings/{id}", "/rings/"+s.ring, "/webhooks/{id}", "/webhooks/"+s.webhook, "/studio/products/{sku}", "/studio/products/DRAFT-1", "/desk/products/{sku}", "/desk/products/DRAFT-1", "{endpoint}", s.webhook,
		"/verify/{code}", "/verify/"+s.endorsement, "/endorsements/{code}", "/endorsements/"+s.endorsement, "{act}", "rotate", "{delivery}", "none", "{on}", "2031-03-08", "{from}", "2031-03-09", "{occasion}", "standing", "{reason}", "other", "{officer}", s.third.ID.String(), "{supplier}", "doedol", "{buyer}", "importer", "{lang}", "en", "{section}", "terms", "{to}", "de", "{slug}", "doedol", "{draft}", s.draft, "{number}", s.number, "{sku}", "DD-RC1E", "/inquiries/{id}", "/inquiries/"+s.inquiry, "{code}", s.rfq, "{file}", s.file, "{move}", "hide_contacts", "{id}", "none", "{photo}", "none", "{batch}", "none").Replace(path)
	start := time.Now().UTC().Truncate(time.Hour).AddDate(0, 0, 4)
	switch {
	case method == http.MethodGet && path == apiPrefix+"me/absences":
		return s.get(path + "?from=2031-03-08T00:00:00Z&until=2031-03-09T00:00:00Z")
	case method == http.MethodGet:
		return s.get(path)
	case method == http.MethodDelete:
		return s.do(method, path, nil, "Sec-Fetch-Site", "same-origin")
	case strings.HasPrefix(path, apiPrefix):
		bodies := map[string]any{
			"inquiries": map[string]any{"message": privateWords, "lines": []any{map[string]any{"product": "DD-RC1E", "quantity": 20}}}, "messages": map[string]any{"text": privateWords}, "hide_contacts": nil,
			"rfqs":   map[string]any{"title": "Cards", "specification": privateWords, "quantity": 9, "unit": "H87", "frequency": "once", "currency": "USD", "deadline": "2020-01-01"},
			"quotes": map[string]any{"price": 100, "currency": "USD", "incoterm": "FOB", "place": "Busan", "moq": 1, "leadDays": 9, "validUntil": "2020-01-01", "sample": "free"},
			"saved":  map[string]any{"name": "Spring"}, "rename": map[string]any{"name": "Spring"}, "alerts": map[string]any{"query": "?q=card"}, "replies": map[string]any{"text": "None."},
			"wanted":   map[string]any{"title": "Cards", "details": privateWords, "market": "RO"},
			"waitlist": map[string]any{"fromDay": "2020-01-01", "toDay": "2020-01-01", "fromHour": 8, "toHour": 9, "length": 30}, "none": map[string]any{"yes": true},
			"ties": map[string]any{"company": "rival", "kind": "share"}, "rules": map[string]any{"nameEn": "Day", "nameKo": "날", "from": "2027-03-08", "until": "2027-03-09", "rule": "all"},
			"standing": map[string]any{"rule": "all"}, "notifications": map[string]any{"morning": true, "withoutReminders": []string{"hour"}}, "device-test": map[string]any{"camera": true, "sound": true}, "desk-hours": map[string]any{"anyHour": true, "quietMinutes": 0}, "weekly": map[string]any{"text": "mon 9-18"},
			"2031-03-08": map[string]any{"hours": "14-18"}, "2031-03-09": map[string]any{"until": "2031-03-11", "zone": "Europe/Berlin"}, "habits": map[string]any{"early": 420, "late": 1320, "bufferBefore": 0, "bufferAfter": 10},
			"terms": map[string]any{"lengths": []int{30}, "step": 30, "noticeHours": 24, "windowDays": 60, "dayCap": 0}, "briefing": map[string]any{"agenda": "?", "terms": []any{}},
			"consultation": map[string]any{"start": start, "goal": "price", "language": "en", "message": privateWords, "products": []string{"DD-RC1E"}},
			"escalate":     map[string]any{"text": "?"}, "approvals": map[string]any{"requests": []any{}},
			"consultations": map[string]any{"company": "doedol", "start": start, "length": 30, "goal": "price", "language": "en", "message": privateWords,
				"products": []string{"DD-RC1E"}, "buyer": s.buyer.ID},
			"return": map[string]any{"version": 99, "reason": "other"}, "decline": map[string]any{"version": 99, "reason": "other"},
			"prolong": map[string]any{"version": 99, "reason": "other"}, "suspend": map[string]any{"version": 99, "reason": "emergency"},
			"fail": map[string]any{"version": 99, "reason": "other"}, "accept": map[string]any{"version": 99, "host": s.host.ID},
			"name-host": map[string]any{"version": 99, "host": s.host.ID}, "assign": map[string]any{"version": 99, "interpreter": s.third.ID},
			"answer": map[string]any{"version": 99, "yes": true}, "proposal": map[string]any{"version": 99, "yes": true},
			"reschedule": map[string]any{"version": 99, "start": start}, "suggest": map[string]any{"version": 99, "start": start}, "rebook": map[string]any{"version": 99, "start": start},
			"invite":   map[string]any{"start": start, "goal": "price", "language": "en", "message": privateWords, "products": []string{"DD-RC1E"}},
			"set-need": map[string]any{"version": 99, "pair": "", "reason": "other"}, "question-need": map[string]any{"text": "?"},
			"wish": map[string]any{"version": 99}, "swap": map[string]any{"version": 99, "with": s.number}, "miss": map[string]any{"version": 99}, "resume": map[string]any{"version": 99},
			"undo-missed": map[string]any{"version": 99}, "ask-outcome": map[string]any{"version": 99}, "close": map[string]any{"version": 99},
			"end": map[string]any{"version": 99}, "call": map[string]any{"side": "buyer", "result": "no_answer"},
			"resubmit": map[string]any{"version": 99, "goal": "price", "language": "en", "message": privateWords, "products": []string{"DD-RC1E"}},
			"amend":    map[string]any{"version": 99, "goal": "price", "language": "en", "message": privateWords, "products": []string{"DD-RC1E"}},
			"holds":    map[string]any{"start": start, "length": 30}, "extend": map[string]any{"version": 99}, "say": map[string]any{"text": "?"}, "rate": map[string]any{"stars": 5}, "notes": map[string]any{"text": "?"}, "duty": map[string]any{}, "done": nil,
			"outcome": map[string]any{"stage": "sample"}, "attest": map[string]any{"bothPresent": true, "figures": "none"}, "evidence": map[string]any{"grade": 2, "binding": true, "amount": "10", "currency": "USD", "reference": "order 1"},
			"absences": map[string]any{"from": start, "until": start}, "hours": map[string]any{"hours": "mon 9-18"}, "interpreters": map[string]any{"tier": 1, "domains": []string{}, "qualified": []string{}, "ties": []string{}},
			"invite-colleague": map[string]any{"email": "colleague@people.example"}, "remove-colleague": map[string]any{"id": s.host.ID},
			"approve": map[string]any{"version": 99}, "cancel": map[string]any{"version": 99, "reason": "other"}, "ticket": nil, "rings": map[string]any{}, "leave": nil, "wave": map[string]any{}, "coming": map[string]any{"answer": "late", "minutes": 7}, "webhooks": map[string]any{"url": "https://erp.example.com/hooks"},
		}
		if strings.HasPrefix(path, apiPrefix+"desk/settings/") { // over a version that is gone
			day := map[string]int{"opens": 540, "closes": 1080}
			bodies = map[string]any{"week": map[string]any{"version": 99, "week": slices.Repeat([]any{day}, 7)}, "contact": map[string]any{"version": 99, "phone": "", "mail": "a@b.example"},
				"2031-03-08": map[string]any{"version": 99, "open": true}, "other": map[string]any{"version": 99, "text": "?"}}
		}
		of := path[strings.LastIndexByte(path, '/')+1:]
		if strings.HasPrefix(path, apiPrefix+"desk/interpreters/") {
			of = "interpreters"
		}
		body, err := json.Marshal(bodies[of])
		if err != nil {
			s.t.Fatal(err)
		}
		return s.do(method, path, strings.NewReader(string(body)), "Content-Type", "application/json", "Sec-Fetch-Site", "same-origin")
	}
	return s.post(path, url.Values{"version": {"99"}, "reason": {reasonFor(path)}, "side": {"buyer"}, "result": {"no_answer"}, "host": {s.host.ID.String()}, "interpreter": {s.third.ID.String()},
		"at": {start.Format(time.RFC3339)}, "answer": {"yes"}, "language": {"en"}, "goal": {"price"}, "message": {privateWords},
		"products": {"DD-RC1E"}, "length": {"30"}, "lang": {"en"}, "place": {"cluj"}, "stage": {"interested"}, "grade": {"2"}, "amount": {"10"},
		"currency": {"USD"}, "reference": {"order 1"}, "both_present": {"yes"}, "figures": {"none"}, "mode": {"text"}, "text": {"mon 9-18"}, "sku": {"DD-RC1E"}})
}

// reasonFor is a reason that the form takes.
func reasonFor(path string) string {
	if strings.HasSuffix(path, "/suspend") {
		return "emergency"
	}
	return "other"
}

func (a answer) access() string {
	switch {
	case a.status == http.StatusUnauthorized, a.status == http.StatusSeeOther && strings.Contains(a.header.Get("Location"), "/sign-in"):
		return "S"
	case a.status == http.StatusForbidden:
		return "F"
	case a.status == http.StatusNotFound:
		return "n"
	case a.status >= http.StatusInternalServerError && a.status != http.StatusServiceUnavailable:
		return fmt.Sprint(a.status)
	}
	return "Y"
}
