package server

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/account"
)

var links = regexp.MustCompile(`<a [^>]*href="(/[^"#]*)`)

func TestEveryLinkOfTheFrameLeadsToAPage(t *testing.T) {
	h := newHouse(t, func(c *Config) { c.Rooms = quietRooms{} })
	h.user("officer@demo.example", "", account.Grant{Role: account.Officer})
	for _, who := range []string{"visitor", "officer"} {
		if who == "officer" {
			h.post("/en/sign-in/demo", url.Values{"email": {"officer@demo.example"}})
		}
		found := map[string]bool{}
		for _, match := range links.FindAllStringSubmatch(h.get("/en").body, -1) {
			found[strings.ReplaceAll(match[1], "&amp;", "&")] = true
		}
		if len(found) < 8 {
			t.Fatalf("the home page shows a %s %d links only", who, len(found))
		}
		for path := range found {
			if got := h.get(path); got.status != http.StatusOK && got.status != http.StatusSeeOther {
				t.Errorf("%s, linked for a %s, answers %d", path, who, got.status)
			}
		}
	}
}
