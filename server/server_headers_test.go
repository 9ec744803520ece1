package server

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
)

func TestVisitorWithoutALanguageIsLedByTheBrowsersLanguage(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct{ path, accept, want string }{
		{"/sign-in", "ko-KR,ko;q=0.9,en;q=0.8", "/ko/sign-in"},
		{"/sign-in?next=/en/x", "sv,en;q=0.5", "/en/sign-in?next=/en/x"},
		{"/sign-in", "", "/en/sign-in"},
		{"/sign-in", "th", "/en/sign-in"},
		{"/dev/mail", "ko", "/ko/dev/mail"},
	} {
		got := h.get(c.path, "Accept-Language", c.accept)
		if got.status != http.StatusFound || got.header.Get("Location") != c.want {
			t.Errorf("%s with %q: %d to %q, wanted %q", c.path, c.accept, got.status, got.header.Get("Location"), c.want)
		}
		if !strings.Contains(strings.Join(got.header.Values("Vary"), ","), "Accept-Language") {
			t.Errorf("%s: the redirect does not say that it varies", c.path)
		}
	}
}

func TestChosenLanguageWinsOverTheBrowsers(t *testing.T) {
	h := newHouse(t)
	h.post("/en/preferences", url.Values{"lang": {"ko"}, "place": {"cluj"}})
	if got := h.get("/sign-in", "Accept-Language", "en"); got.header.Get("Location") != "/ko/sign-in" {
		t.Errorf("led to %q", got.header.Get("Location"))
	}
	if got := h.get("/ko/preferences"); !strings.Contains(got.body, "클루지나포카") {
		t.Error("a visitor's city is not shown in the language of the page")
	}
	if got := h.post("/en/preferences", url.Values{"lang": {"en"}, "zone": {"Europe/Atlantis"}, "next": {"/en/products"}}); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a zone that is none was answered %d", got.status)
	}
	h.post("/en/preferences", url.Values{"lang": {"en"}, "zone": {"America/Cayenne"}, "next": {"/en/products"}})
	if got := h.get("/en/products"); !strings.Contains(got.body, "Cayenne") {
		t.Error("the zone of the visitor's device is not shown after one click")
	}
}

func TestUnknownPageIsAPageInItsLanguage(t *testing.T) {
	h := newHouse(t)
	for path, sentence := range map[string]string{
		"/ko/nowhere": "페이지를 찾을 수 없습니다", "/en/nowhere": "This page does not exist", "/xx/products/y/z": "This page does not exist",
	} {
		got := h.get(path)
		if got.status != http.StatusNotFound || !strings.Contains(got.body, sentence) {
			t.Errorf("%s: %d without %q", path, got.status, sentence)
		}
	}
}

func TestPagesForbidWhatTheyDoNotNeed(t *testing.T) {
	h := newHouse(t)
	got := h.get("/en/sign-in")
	policy := got.header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "require-trusted-types-for 'script'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the page's policy lacks %s: %s", want, policy)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("the page's policy allows something unsafe: %s", policy)
	}
	if got := got.header.Get("Permissions-Policy"); !strings.Contains(got, "camera=()") {
		t.Errorf("a page without a room may open the camera: %s", got)
	}
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Cross-Origin-Opener-Policy": "same-origin", "Strict-Transport-Security": ""} {
		if got := got.header.Get(name); got != want {
			t.Errorf("%s is %q over plain HTTP, wanted %q", name, got, want)
		}
	}
}

func TestOverTLSCookiesAreBoundToTheHost(t *testing.T) {
	h := newHouse(t, func(c *Config) { c.Secure = true })
	got := h.post("/en/preferences", url.Values{"lang": {"en"}, "place": {"cluj"}})
	cookies := strings.Join(got.header.Values("Set-Cookie"), "\n")
	for _, want := range []string{"__Host-sid=", "__Host-lang=en", "Secure", "HttpOnly", "SameSite=Lax"} {
		if !strings.Contains(cookies, want) {
			t.Errorf("no %s in %s", want, cookies)
		}
	}
	if got.header.Get("Strict-Transport-Security") == "" {
		t.Error("no HSTS")
	}
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	h := newHouse(t)
	h.user("officer@demo.example", "", account.Grant{Role: account.Officer})
	h.post("/en/sign-in/demo", url.Values{"email": {"officer@demo.example"}})
	form := "application/x-www-form-urlencoded"
	for name, headers := range map[string][]string{
		"another site":                       {"Content-Type", form, "Sec-Fetch-Site", "cross-site"},
		"another origin in an older browser": {"Content-Type", form, "Origin", "https://evil.example"},
		"a sibling site":                     {"Content-Type", form, "Sec-Fetch-Site", "same-site"},
		"a cookie that says nothing":         {"Content-Type", form},
	} {
		if got := h.do(http.MethodPost, "/en/sign-out", strings.NewReader(""), headers...); got.status != http.StatusForbidden {
			t.Errorf("%s: %d", name, got.status)
		}
	}
	if page := h.get("/en/preferences"); !strings.Contains(page.body, "Ana Exemplu") {
		t.Error("one of them signed the person out")
	}
}

func TestIdleOfficerIsSignedOut(t *testing.T) {
	var passed atomic.Int64 // requests of others read the clock meanwhile
	began := time.Now()
	h := newHouse(t, func(c *Config) { c.Now = func() time.Time { return began.Add(time.Duration(passed.Load())) } })
	h.user("officer@demo.example", "", account.Grant{Role: account.Officer})
	h.post("/en/sign-in/demo", url.Values{"email": {"officer@demo.example"}})
	for _, step := range []struct {
		pass time.Duration
		in   bool
	}{{20 * time.Minute, true}, {29 * time.Minute, true}, {31 * time.Minute, false}} {
		passed.Add(int64(step.pass))
		if in := strings.Contains(h.get("/en/preferences").body, "Ana Exemplu"); in != step.in {
			t.Errorf("after %v more: signed in is %v", step.pass, in)
		}
	}
}

func TestForwardedAddressCountsOnlyFromATrustedProxy(t *testing.T) {
	for name, c := range map[string]struct {
		proxies []string
		want    string
	}{
		"no proxy":    {nil, "127.0.0.1"},
		"our proxy":   {[]string{"127.0.0.0/8"}, "203.0.113.9"},
		"other proxy": {[]string{"10.0.0.0/8"}, "127.0.0.1"},
	} {
		strategy, err := clientStrategy(c.proxies)
		if err != nil {
			t.Fatal(err)
		}
		got := strategy.ClientIP(http.Header{"X-Forwarded-For": {"198.51.100.1, 203.0.113.9"}}, "127.0.0.1:4000")
		if got != c.want {
			t.Errorf("%s: %q, wanted %q", name, got, c.want)
		}
	}
}

func TestAPISpeaksProblems(t *testing.T) {
	h := newHouse(t)
	user := h.user("ana@restaura.example", "")
	token, err := h.accounts.TokenCreate(t.Context(), user.ID, "test", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if got := h.get("/api/v1/me", "Authorization", "Bearer "+token); got.status != http.StatusOK || !strings.Contains(got.body, "ana@restaura.example") {
		t.Errorf("with a token: %d %s", got.status, got.body)
	}
	for name, headers := range map[string][]string{
		"nobody": nil, "a wrong token": {"Authorization", "Bearer etrade_wrong"}, "another scheme": {"Authorization", "Basic YTpi"},
	} {
		got := h.get("/api/v1/me", append(headers, "Accept-Language", "ko")...)
		var problem ProblemBody
		if err := json.Unmarshal([]byte(got.body), &problem); err != nil {
			t.Fatalf("%s: %v in %s", name, err, got.body)
		}
		if got.status != http.StatusUnauthorized || got.header.Get("Content-Type") != "application/problem+json" || problem.Status != got.status ||
			problem.Code == "" || !strings.ContainsAny(problem.Detail, "로토") {
			t.Errorf("%s: %d %s %s", name, got.status, got.header.Get("Content-Type"), got.body)
		}
	}
	if got := h.get("/api/v1/nowhere"); got.status != http.StatusNotFound || !strings.Contains(got.body, `"code":"not_found"`) {
		t.Errorf("an unknown operation: %d %s", got.status, got.body)
	}
	if err := h.accounts.TokensRevoke(t.Context(), user.ID); err != nil {
		t.Fatal(err)
	}
	if got := h.get("/api/v1/me", "Authorization", "Bearer "+token); got.status != http.StatusUnauthorized {
		t.Errorf("with a revoked token: %d", got.status)
	}
}

func TestAPIDescribesItself(t *testing.T) {
	h := newHouse(t)
	got := h.get("/api/v1/openapi.json")
	var document struct {
		OpenAPI string                     `json:"openapi"`
		Paths   map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal([]byte(got.body), &document); err != nil {
		t.Fatal(err)
	}
	if got.status != http.StatusOK || !strings.HasPrefix(document.OpenAPI, "3.1") || document.Paths["/api/v1/me"] == nil {
		t.Errorf("%d, OpenAPI %q, %d paths", got.status, document.OpenAPI, len(document.Paths))
	}
}

func TestDemoShowsItsMailInASandbox(t *testing.T) {
	h := newHouse(t)
	h.work()
	h.post("/en/sign-in/mail", url.Values{"email": {"ana@restaura.example"}})
	letter := h.letter("ana@restaura.example")
	if list := h.get("/en/dev/mail"); !strings.Contains(list.body, "ana@restaura.example") {
		t.Error("the list does not show the letter")
	}
	if page := h.get("/en/dev/mail/" + letter.ID); !strings.Contains(page.body, "/en/dev/mail/"+letter.ID+"/html") {
		t.Error("the letter's page does not frame it")
	}
	framed := h.get("/en/dev/mail/" + letter.ID + "/html")
	policy := framed.header.Get("Content-Security-Policy")
	if framed.status != http.StatusOK || !strings.Contains(policy, "sandbox") || !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "allow-scripts") {
		t.Errorf("%d with policy %s", framed.status, policy)
	}
	live := newHouse(t, func(c *Config) { c.Demo = false })
	if got := live.get("/en/dev/mail"); got.status != http.StatusNotFound {
		t.Errorf("outside the demo: %d", got.status)
	}
}
