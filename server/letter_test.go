package server

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var feedAddress = regexp.MustCompile(`/calendar/[A-Za-z0-9_-]{43}\.ics`)

func TestFeedIsReadWithoutASessionUntilItIsRevoked(t *testing.T) {
	s := newScene(t)
	s.browser = s.browsers["buyer"]
	s.post("/en/calendar", url.Values{"do": {"make"}})
	address := feedAddress.FindString(s.get("/en/calendar").body)
	if address == "" {
		t.Fatal("the page does not show the address")
	}
	if again := s.get("/en/calendar"); feedAddress.MatchString(again.body) {
		t.Error("the page shows the address a second time")
	}
	s.browser = s.newBrowser()
	got := s.get(address)
	if got.status != http.StatusOK || got.header.Get("Content-Type") != "text/calendar; charset=utf-8" || got.header.Get("Cache-Control") != "no-store" ||
		!strings.Contains(got.body, s.number) || strings.Contains(got.body, privateWords) {
		t.Errorf("%d %v\n%s", got.status, got.header, got.body)
	}
	for _, wrong := range []string{address[:len(address)-4], "/calendar/.ics", "/calendar/" + s.number + ".ics"} {
		if got := s.get(wrong); got.status != http.StatusNotFound {
			t.Errorf("%s: %d", wrong, got.status)
		}
	}
	s.browser = s.browsers["buyer"]
	s.post("/en/calendar", url.Values{"do": {"revoke"}})
	if got := s.get(address); got.status != http.StatusNotFound {
		t.Errorf("after it was revoked: %d", got.status)
	}
}

func TestIncomingMailNeedsTheMailServersSecret(t *testing.T) {
	const mail = "From: a@b.example\r\nSubject: Hello\r\n\r\nWhen do we meet?\r\n"
	closed := newHouse(t)
	if got := closed.do(http.MethodPost, "/hooks/mail", strings.NewReader(mail), "Authorization", "Bearer "); got.status != http.StatusNotFound {
		t.Errorf("without a secret in the settings: %d", got.status)
	}
	h := newHouse(t, func(c *Config) { c.MailSecret = "a secret of twenty bytes" })
	for header, want := range map[string]int{
		"": http.StatusUnauthorized, "Bearer ": http.StatusUnauthorized, "Bearer a secret of twenty byte": http.StatusUnauthorized,
		"Basic a secret of twenty bytes": http.StatusUnauthorized, "Bearer a secret of twenty bytes": http.StatusNoContent,
	} {
		if got := h.do(http.MethodPost, "/hooks/mail", strings.NewReader(mail), "Authorization", header); got.status != want {
			t.Errorf("with %q: %d, want %d", header, got.status, want)
		}
	}
	if got := h.do(http.MethodPost, "/hooks/mail", strings.NewReader(strings.Repeat("a", filesLimit+1)), "Authorization", "Bearer a secret of twenty bytes"); got.status != http.StatusRequestEntityTooLarge {
		t.Errorf("a mail of more than 1 MB: %d", got.status)
	}
}

func TestLetterPageIsAKeyThatGoesNowhere(t *testing.T) {
	h := newHouse(t)
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		got := h.do(method, "/ko/letter/nobody-knows-this", strings.NewReader(""), "Sec-Fetch-Site", "same-origin", "Content-Type", "application/x-www-form-urlencoded")
		if got.status != http.StatusGone || got.header.Get("Referrer-Policy") != "no-referrer" || got.header.Get("Cache-Control") != "no-store" ||
			!strings.Contains(got.body, "/ko/sign-in") {
			t.Errorf("%s: %d %v", method, got.status, got.header)
		}
	}
}
