package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/schedule"
)

func TestMakerKeepsItsHoursWithoutScript(t *testing.T) {
	var cfg Config
	h := newHouse(t, func(c *Config) { cfg = *c })
	company := h.maker(cfg.Schedule, cfg.Catalog)
	h.user("maker@demo.example", "a long password", account.Grant{Role: account.Supplier, Company: company.ID})
	if in := h.post("/en/sign-in", url.Values{"email": {"maker@demo.example"}, "password": {"a long password"}}); in.status != http.StatusSeeOther {
		t.Fatalf("sign in: %d", in.status)
	}
	seoul, err := schedule.LoadZone("Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	soon := schedule.DateOf(time.Now(), seoul).AddDays(10)
	day, later := soon.String(), soon.AddDays(3).String()
	for _, step := range []struct {
		name  string
		form  url.Values
		shows string
	}{
		{"the week as text", url.Values{"do": {"weekly"}, "text": {"월-금 14시-18시"}}, "mon-fri 14:00-18:00"},
		{"hours that hold for a time", url.Values{"do": {"weekly"}, "text": {"mon 9-10 from " + day + " until " + later}}, "mon 09:00-10:00 from " + day + " until " + later},
		{"the week as cells, which leaves them", url.Values{"do": {"weekly"}, "mode": {"cells"}, "cell": {"2-9", "2-10"}}, "mon 09:00-10:00 from " + day},
		{"the week as cells", url.Values{"do": {"weekly"}, "mode": {"cells"}, "cell": {"2-9", "2-10"}}, "tue 09:00-11:00"},
		{"a different day", url.Values{"do": {"exception"}, "on": {day}, "hours": {"13-15"}, "reason": {"Stocktaking"}}, "Stocktaking"},
		{"a stay", url.Values{"do": {"travel"}, "from": {day}, "until": {later}, "place": {"cologne"}}, `name="from" value="` + day},
		{"early and late", url.Values{"do": {"habits"}, "early": {"07:00"}, "late": {"22:00"}, "before": {"5"}, "after": {"15"}}, `value="22:00"`},
		{"terms", url.Values{"do": {"terms"}, "length": {"20", "60"}, "step": {"20"}, "notice": {"36"}, "window": {"45"}, "cap": {"3"}}, `name="notice" type="number" min="13" max="1440" value="36"`},
		{"holidays", url.Values{"do": {"holidays"}}, "Open it"},
		{"own hours", url.Values{"do": {"weekly"}, "of": {"me"}, "text": {"sat 10-12"}}, "sat 10:00-12:00"},
	} {
		t.Run(step.name, func(t *testing.T) {
			kept := h.post("/en/availability", step.form)
			if kept.status != http.StatusSeeOther {
				t.Fatalf("%d", kept.status)
			}
			page := h.get(kept.header.Get("Location"))
			if page.status != http.StatusOK || !strings.Contains(page.body, step.shows) {
				t.Errorf("%d, and the page shows %q: %v", page.status, step.shows, strings.Contains(page.body, step.shows))
			}
		})
	}
	for _, refused := range []struct {
		name   string
		form   url.Values
		status int
		keeps  string
	}{
		{"unreadable hours", url.Values{"do": {"weekly"}, "text": {"whenever it suits"}}, http.StatusUnprocessableEntity, "whenever it suits"},
		{"a day without a date", url.Values{"do": {"exception"}, "on": {"soon"}, "reason": {"Fair in Milan"}}, http.StatusUnprocessableEntity, "Fair in Milan"},
		{"a stay upon another", url.Values{"do": {"travel"}, "from": {later}, "until": {later}, "place": {"toluca"}}, http.StatusConflict, `value="` + later},
		{"an hour's notice", url.Values{"do": {"terms"}, "length": {"30"}, "step": {"30"}, "notice": {"1"}, "window": {"45"}, "cap": {"77"}}, http.StatusUnprocessableEntity, `value="77"`},
	} {
		t.Run(refused.name, func(t *testing.T) {
			page := h.post("/en/availability", refused.form)
			if page.status != refused.status || !strings.Contains(page.body, refused.keeps) {
				t.Errorf("%d, and what was typed is kept: %v", page.status, strings.Contains(page.body, refused.keeps))
			}
		})
	}
	opened := h.post("/en/availability", url.Values{"do": {"open"}, "on": {day}})
	if page := h.get(opened.header.Get("Location")); strings.Contains(page.body, "Stocktaking") {
		t.Error("the day is still different")
	}
	for see, city := range map[string]string{"cologne": "Cologne", "hai_duong": "Hai Duong", "toluca": "Toluca"} {
		if page := h.get("/ko/availability?see=" + see); page.status != http.StatusOK {
			t.Errorf("what a buyer in %s sees: %d", city, page.status)
		}
	}
}
