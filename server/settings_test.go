package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestOfficeChangesWhatItSaysAndItIsUsedAtOnce(t *testing.T) {
	h := newHouse(t)
	m := h.meeting()
	h.as("officer", m)
	const page = "/en/desk/settings"
	week := func(version string, more ...string) url.Values {
		form := url.Values{"do": {"week"}, "version": {version}}
		for _, n := range []string{"1", "2", "3", "4"} {
			form.Set("opens-"+n, "08:30")
			form.Set("closes-"+n, "17:30")
		}
		for i := 0; i+1 < len(more); i += 2 {
			form.Set(more[i], more[i+1])
		}
		return form
	}
	keep := func(form url.Values) {
		t.Helper()
		if got := h.post(page, form); got.status != http.StatusSeeOther || got.header.Get("Location") != page+"?done="+map[string]string{"week": "week", "contact": "contact", "day": "day", "no-day": "day", "sentence": "sentence", "built-in": "sentence"}[form.Get("do")] {
			t.Fatalf("%v: %d to %q", form, got.status, got.header.Get("Location"))
		}
	}
	keep(week("0"))
	keep(url.Values{"do": {"contact"}, "version": {"1"}, "phone": {"+82 31 765 4321"}, "mail": {"trade@city.example"}})
	keep(url.Values{"do": {"day"}, "version": {"2"}, "on": {"2031-03-08"}, "open": {"yes"}, "note": {"Fair"}})
	keep(url.Values{"do": {"sentence"}, "version": {"3"}, "in": {"en"}, "reason": {"other"}, "text": {"Please ring us."}})
	shown := h.get(page + "?done=week")
	for _, want := range []string{`value="08:30"`, `value="&#43;82 31 765 4321"`, "Fair", "Please ring us.", "It holds from now on", "Back to the built-in", "public holidays in the next"} {
		if !strings.Contains(shown.body, want) {
			t.Errorf("the page does not show %q", want)
		}
	}
	if kept := h.settings.Kept(); !kept.Week[4].Closed() || kept.Week[0].Opens != 8*60+30 {
		t.Errorf("the week: %+v", kept.Week)
	}
	if got := h.get("/en/letter/gone"); !strings.Contains(got.body, "trade@city.example") {
		t.Errorf("a letter's page does not name the new address: %d", got.status)
	}
	for _, path := range []string{"/en/products", "/ko"} {
		foot := h.get(path).body
		if !strings.Contains(foot, `href="mailto:trade@city.example"`) || !strings.Contains(foot, "&#43;82 31 765 4321</a>") {
			t.Errorf("the foot of %s does not say how the office is reached now", path)
		}
	}
	if log := h.get("/en/desk/audit?kind=office"); !strings.Contains(log.body, "changed what officers send") || !strings.Contains(log.body, "“Please ring us.”") || !strings.Contains(log.body, "mon 09:00-18:00") {
		t.Error("the log does not say what was changed")
	}

	refused := func(form url.Values, status int, wants ...string) {
		t.Helper()
		got := h.post(page, form)
		if got.status != status {
			t.Errorf("%v: %d", form, got.status)
		}
		for _, want := range wants {
			if !strings.Contains(got.body, want) {
				t.Errorf("%v: the refused form lacks %q", form, want)
			}
		}
	}
	refused(week("4", "opens-5", "18:00", "closes-5", "09:00"), http.StatusUnprocessableEntity, `href="#opens-5"`, `name="opens-5" value="18:00"`, "later closing time")
	refused(week("4", "opens-5", "18:00"), http.StatusUnprocessableEntity, "Enter both times", `name="opens-5" value="18:00"`)
	refused(url.Values{"do": {"contact"}, "version": {"4"}, "phone": {"call"}, "mail": {"us"}}, http.StatusUnprocessableEntity, `value="call"`, `value="us"`)
	refused(url.Values{"do": {"day"}, "version": {"4"}, "on": {"soon"}, "note": {"Feast"}}, http.StatusUnprocessableEntity, `value="Feast"`)
	refused(url.Values{"do": {"sentence"}, "version": {"3"}, "in": {"en"}, "reason": {"other"}, "text": {"Write to us."}}, http.StatusConflict, "Write to us.", "Please ring us.", `name="version" value="4"`)
	refused(url.Values{"do": {"nothing"}, "version": {"4"}}, http.StatusBadRequest)
	refused(url.Values{"do": {"week"}, "version": {"last"}}, http.StatusBadRequest)

	keep(url.Values{"do": {"built-in"}, "version": {"4"}, "in": {"en"}, "reason": {"other"}})
	keep(url.Values{"do": {"no-day"}, "version": {"5"}, "on": {"2031-03-08"}})
	if got := h.get(page); strings.Contains(got.body, "Please ring us.") || strings.Contains(got.body, "Fair") {
		t.Error("what was taken back is still shown")
	}
}

func TestProgramsReadAndChangeTheOfficesSettings(t *testing.T) {
	h := newHouse(t)
	h.as("officer", h.meeting())
	const at = "/api/v1/desk/settings"
	send := func(method, path, body string, status int) {
		t.Helper()
		if got := h.do(method, at+path, strings.NewReader(body), "Content-Type", "application/json", "Sec-Fetch-Site", "same-origin"); got.status != status {
			t.Errorf("%s %s: %d %s", method, path, got.status, got.body)
		}
	}
	day := `{"opens":540,"closes":1080}`
	send("PUT", "/week", `{"version":0,"week":[`+strings.Repeat(day+",", 6)+day+`]}`, 204)
	send("PUT", "/contact", `{"version":1,"phone":"","mail":"trade@city.example"}`, 204)
	send("PUT", "/days/2031-03-08", `{"version":2,"open":false,"note":"Feast"}`, 204)
	send("PUT", "/sentences/ko/other", `{"version":3,"text":"연락 주십시오."}`, 204)
	send("PUT", "/contact", `{"version":1,"phone":"","mail":"other@city.example"}`, 409)
	send("PUT", "/contact", `{"version":4,"phone":"","mail":"nobody"}`, 422)
	send("PUT", "/sentences/ko/never", `{"version":4,"text":"?"}`, 404)
	read := h.get(at).body
	for _, want := range []string{`"version":4`, `"mail":"trade@city.example"`, `"on":"2031-03-08","open":false,"note":"Feast"`, `"lang":"ko","reason":"other","text":"연락 주십시오."`} {
		if !strings.Contains(read, want) {
			t.Errorf("the answer lacks %s:\n%s", want, read)
		}
	}
	send("DELETE", "/sentences/ko/other?version=4", "", 204)
	send("DELETE", "/days/2031-03-08?version=5", "", 204)
	if read := h.get(at).body; !strings.Contains(read, `"days":[],`) || !strings.Contains(read, `"sentences":[]`) {
		t.Errorf("taken back:\n%s", read)
	}
}
