package server

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

func TestPasswordSignsInAndOut(t *testing.T) {
	h := newHouse(t)
	h.user("ana@restaura.example", "correct horse battery")

	wrong := h.post("/en/sign-in", url.Values{"email": {"ana@restaura.example"}, "password": {"wrong horse"}})
	if wrong.status != http.StatusUnprocessableEntity || !strings.Contains(wrong.body, `value="ana@restaura.example"`) {
		t.Fatalf("a wrong password: %d, the typed address kept: %v", wrong.status, strings.Contains(wrong.body, "ana@restaura.example"))
	}
	in := h.post("/en/sign-in", url.Values{"email": {" ANA@restaura.example "}, "password": {"correct horse battery"}, "next": {"/en/preferences"}})
	if in.status != http.StatusSeeOther || in.header.Get("Location") != "/en/preferences" {
		t.Fatalf("sign-in: %d to %q", in.status, in.header.Get("Location"))
	}
	if page := h.get("/en/preferences"); !strings.Contains(page.body, "Ana Exemplu") || !strings.Contains(page.header.Get("Cache-Control"), "no-store") {
		t.Errorf("signed in, the page shows the name and is not stored: %q", page.header.Get("Cache-Control"))
	}
	if out := h.post("/en/sign-out", nil); out.status != http.StatusSeeOther || out.header.Get("Clear-Site-Data") == "" {
		t.Errorf("sign-out: %d, Clear-Site-Data %q", out.status, out.header.Get("Clear-Site-Data"))
	}
	if page := h.get("/en/preferences"); strings.Contains(page.body, "Ana Exemplu") {
		t.Error("after the sign-out the page still knows the person")
	}
}

func TestSessionTokenChangesAtSignInAndIsStoredHashed(t *testing.T) {
	h := newHouse(t)
	h.user("ana@restaura.example", "correct horse battery")
	h.post("/en/preferences", url.Values{"lang": {"en"}, "place": {"cluj"}})
	before := h.cookie("sid")
	h.post("/en/sign-in", url.Values{"email": {"ana@restaura.example"}, "password": {"correct horse battery"}})
	after := h.cookie("sid")
	if before == "" || after == "" || before == after {
		t.Fatalf("the cookie before %q and after %q the sign-in", before, after)
	}
	var plain int
	if err := h.db.QueryRow(t.Context(), `select count(*) from sessions where token = any($1)`, []string{before, after}).Scan(&plain); err != nil {
		t.Fatal(err)
	}
	if plain != 0 {
		t.Error("the table of sessions holds a cookie's value")
	}
}

func (h *house) cookie(name string) string {
	h.t.Helper()
	at, err := url.Parse(h.server.URL)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, cookie := range h.browser.Jar.Cookies(at) {
		if cookie.Name == name {
			return cookie.Value
		}
	}
	return ""
}

var (
	sixDigits = regexp.MustCompile(`\b\d{6}\b`)
	linkToken = regexp.MustCompile(`/sign-in/link\?token=([\w-]+)`)
)

func TestNewcomerRegistersWithACodeFromTheMail(t *testing.T) {
	h := newHouse(t)
	h.work()
	asked := h.post("/en/sign-in/mail", url.Values{"email": {"new@buyer.example"}, "next": {"/en/book/lumivale"}})
	if asked.status != http.StatusSeeOther || asked.header.Get("Location") != "/en/sign-in/code" {
		t.Fatalf("asking for a code: %d to %q", asked.status, asked.header.Get("Location"))
	}
	code := sixDigits.FindString(h.letter("new@buyer.example").Text)
	used := h.post("/en/sign-in/code", url.Values{"code": {code[:3] + " " + code[3:]}})
	if used.status != http.StatusSeeOther || !strings.HasPrefix(used.header.Get("Location"), "/en/register") {
		t.Fatalf("using the code: %d to %q", used.status, used.header.Get("Location"))
	}
	refused := h.post("/en/register", url.Values{"name": {""}, "company": {"Neu GmbH"}, "country": {"DE"}, "place": {"berlin"}})
	if refused.status != http.StatusUnprocessableEntity || !strings.Contains(refused.body, `value="Neu GmbH"`) {
		t.Fatalf("a form without a name: %d", refused.status)
	}
	done := h.post("/en/register", url.Values{"name": {"Max Muster"}, "company": {"Neu GmbH"}, "country": {"DE"}, "place": {"berlin"}, "next": {"/en/book/lumivale"}})
	if done.status != http.StatusSeeOther || done.header.Get("Location") != "/en/book/lumivale" {
		t.Fatalf("registration: %d to %q", done.status, done.header.Get("Location"))
	}
	user, err := h.accounts.UserByEmail(t.Context(), "new@buyer.example")
	if err != nil {
		t.Fatal(err)
	}
	viewer, err := h.accounts.Viewer(t.Context(), user.ID)
	if err != nil || !viewer.Is(account.Buyer) || viewer.Zone != "Europe/Berlin" || viewer.City != "Berlin" {
		t.Errorf("the new buyer is %+v (%v)", viewer, err)
	}
}

func TestLinkIsConsumedOnceAndOnlyByAPost(t *testing.T) {
	h := newHouse(t)
	h.work()
	h.user("ana@restaura.example", "")
	h.post("/ko/sign-in/mail", url.Values{"email": {"ana@restaura.example"}})
	token := linkToken.FindStringSubmatch(h.letter("ana@restaura.example").Text)[1]
	for range 2 {
		if seen := h.get("/ko/sign-in/link?token=" + token); seen.status != http.StatusOK || seen.header.Get("Referrer-Policy") != "no-referrer" {
			t.Fatalf("looking at the link: %d, referrer %q", seen.status, seen.header.Get("Referrer-Policy"))
		}
	}
	elsewhere := h.newBrowser() // a link may be opened on another machine
	h.browser = elsewhere
	if first := h.post("/ko/sign-in/link", url.Values{"token": {token}}); first.status != http.StatusSeeOther || first.header.Get("Location") != "/ko/consultations" {
		t.Errorf("first use: %d to %q", first.status, first.header.Get("Location"))
	}
	h.browser = h.newBrowser()
	if again := h.post("/ko/sign-in/link", url.Values{"token": {token}}); again.status != http.StatusGone {
		t.Errorf("second use: %d", again.status)
	}
}

func TestAskingForACodeTellsNobodyWhoHasAnAccount(t *testing.T) {
	h := newHouse(t)
	h.user("ana@restaura.example", "")
	known := h.post("/en/sign-in/mail", url.Values{"email": {"ana@restaura.example"}})
	unknown := h.post("/en/sign-in/mail", url.Values{"email": {"nobody@restaura.example"}})
	if known.status != unknown.status || known.header.Get("Location") != unknown.header.Get("Location") {
		t.Errorf("known: %d %q, unknown: %d %q", known.status, known.header.Get("Location"), unknown.status, unknown.header.Get("Location"))
	}
}

func TestFifthWrongCodeEndsTheRequest(t *testing.T) {
	h := newHouse(t)
	h.work()
	id, err := h.accounts.RequestCode(t.Context(), "ana@restaura.example", "en", "")
	if err != nil {
		t.Fatal(err)
	}
	code := sixDigits.FindString(h.letter("ana@restaura.example").Text)
	wrong := "000000"
	if code == wrong {
		wrong = "000001"
	}
	for try := 1; try <= 5; try++ {
		want := problem.Invalid
		if try == 5 {
			want = problem.Gone
		}
		if _, err := h.accounts.UseCode(t.Context(), id, wrong); !problem.Is(err, want) {
			t.Fatalf("wrong try %d: %v", try, err)
		}
	}
	if _, err := h.accounts.UseCode(t.Context(), id, code); !problem.Is(err, problem.Gone) {
		t.Errorf("the right code after five wrong ones: %v", err)
	}
}

func TestPasswordsOfOneAddressAreLimited(t *testing.T) {
	h := newHouse(t)
	var last answer
	for range 11 {
		last = h.post("/en/sign-in", url.Values{"email": {"ana@restaura.example"}, "password": {"guess number n"}})
	}
	if last.status != http.StatusTooManyRequests || last.header.Get("Retry-After") == "" {
		t.Errorf("the eleventh guess: %d, Retry-After %q", last.status, last.header.Get("Retry-After"))
	}
}

func TestDemoSignInExistsInTheDemoOnly(t *testing.T) {
	h := newHouse(t, func(c *Config) { c.Demo = false })
	h.user("officer@demo.example", "", account.Grant{Role: account.Officer})
	if in := h.post("/en/sign-in/demo", url.Values{"email": {"officer@demo.example"}}); in.status != http.StatusNotFound {
		t.Errorf("without the demo: %d", in.status)
	}
	demo := newHouse(t)
	demo.user("officer@demo.example", "", account.Grant{Role: account.Officer})
	demo.user("ana@restaura.example", "")
	if in := demo.post("/en/sign-in/demo", url.Values{"email": {"ana@restaura.example"}}); in.status != http.StatusNotFound {
		t.Errorf("somebody who is none of the demo's people: %d", in.status)
	}
	if in := demo.post("/en/sign-in/demo", url.Values{"email": {"officer@demo.example"}}); in.status != http.StatusSeeOther || in.header.Get("Location") != "/en/desk/queue" {
		t.Errorf("the demo's officer: %d to %q", in.status, in.header.Get("Location"))
	}
}

func TestNextLeadsNowhereElse(t *testing.T) {
	h := newHouse(t)
	h.user("officer@demo.example", "", account.Grant{Role: account.Officer})
	for _, next := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "/en//evil.example\r\nX: y", "/xx/products", "javascript:alert(1)", "/en/../..//evil.example"} {
		h.browser = h.newBrowser()
		in := h.post("/en/sign-in/demo", url.Values{"email": {"officer@demo.example"}, "next": {next}})
		target, err := url.Parse(in.header.Get("Location"))
		if err != nil || target.Host != "" || !strings.HasPrefix(target.Path, "/en") {
			t.Errorf("next %q leads to %q", next, in.header.Get("Location"))
		}
	}
}
