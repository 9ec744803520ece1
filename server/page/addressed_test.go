package page

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/etradeoffice/portal/server/locale"
)

func TestPartForAllAddressesReadsAsIfDrawnForEach(t *testing.T) {
	texts, err := locale.Load(fstest.MapFS{"t.en.json": {Data: []byte(`{"t.title": "Title"}`)}, "t.ko.json": {Data: []byte(`{"t.title": "제목"}`)}})
	if err != nil {
		t.Fatal(err)
	}
	const links = `<a href="{{.Origin}}/{{.Lang}}{{.Path}}">{{t "t.title"}}</a>{{range list "de" "vi"}}<a href="/{{.}}{{$.Path}}"></a>{{end}}<i>{{.Person.Name}}</i>`
	p, err := New(texts, fstest.MapFS{
		"frame.html":        {Data: []byte(`{{define "frame"}}{{template "content" .}}{{end}}`)},
		"part/links.html":   {Data: []byte(links)},
		"part/address.html": {Data: []byte(`<a href="/{{.}}"></a>`)},
		"topic/once.html":   {Data: []byte(`{{define "content"}}{{addressed "part/links"}}{{addressed "part/links"}}{{end}}`)},
		"topic/each.html":   {Data: []byte(`{{define "content"}}{{template "part/links" .}}{{template "part/links" .}}{{end}}`)},
	}, func(name string) string { return name })
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range locale.Langs[:2] {
		for _, origin := range []string{"", "https://trade.example", "https://other.example:8443"} {
			for _, path := range []string{"", "/products", `/products?q=a+b&c='x"<>y`, "?next=/x", "/products/LV Q%2F-é", "/a#b"} {
				frame := Frame{Lang: lang, Origin: origin, Path: path}
				var drawn [2]string
				for i, name := range []string{"topic/once", "topic/each"} {
					page, err := p.Draw(WithFrame(t.Context(), frame), name, "t.title", nil)
					if err != nil {
						t.Fatal(err)
					}
					drawn[i] = string(page)
				}
				if drawn[0] != drawn[1] {
					t.Errorf("%s%s in %s: %s, want %s", origin, path, lang, drawn[0], drawn[1])
				}
			}
		}
	}
	named, err := p.Draw(WithFrame(t.Context(), Frame{Lang: "en", Person: Person{Name: "Hana"}}), "topic/once", "t.title", nil)
	if err != nil || strings.Contains(string(named), "Hana") {
		t.Errorf("what all share tells who looked: %s, %v", named, err)
	}
}

func TestNavigationIsSharedByVisitorsOfASection(t *testing.T) {
	visitor := Frame{Path: "/products/LV-1?x=/companies"}
	for what, c := range map[string]struct {
		frame  Frame
		shared bool
	}{
		"another product":           {Frame{Path: "/products/LV-2"}, true},
		"the search":                {Frame{Path: "/products?q=laser"}, true},
		"an empty basket":           {Frame{Path: "/products", Badges: map[string]int{"basket": 0, "queue": 0}}, true},
		"another section":           {Frame{Path: "/companies/lumivale"}, false},
		"a section that begins so":  {Frame{Path: "/products-of-the-year"}, false},
		"a maker at the desk":       {Frame{Path: "/products", Badges: map[string]int{AtDesk: 1}}, false},
		"something in the basket":   {Frame{Path: "/products", Badges: map[string]int{"basket": 1}}, false},
		"somebody who is signed in": {Frame{Path: "/products", Person: Person{Name: "Hana"}}, false},
		"somebody with a role":      {Frame{Path: "/products", Person: Person{Roles: []string{"buyer"}}}, false},
	} {
		if got := c.frame.NavKey() == visitor.NavKey(); got != c.shared {
			t.Errorf("%s: shared is %v", what, got)
		}
		if c.frame.Person.Name != "" && c.frame.NavKey() != "" {
			t.Errorf("%s: theirs is kept as %q", what, c.frame.NavKey())
		}
	}
}

func TestClockIsSharedOnlyByThoseWhoSeeTheSame(t *testing.T) {
	at, seoul := time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC), time.FixedZone("Asia/Seoul", 9*3600)
	visitor := &Frame{Zone: seoul, City: "Suwon"}
	same := visitor.clockKey(at, "Europe/Berlin", "Cologne")
	if got := visitor.clockKey(at.In(seoul), "Europe/Berlin", "Cologne"); got != same {
		t.Errorf("one instant is %q and %q", same, got)
	}
	for what, got := range map[string]string{
		"a minute later":      visitor.clockKey(at.Add(time.Minute), "Europe/Berlin", "Cologne"),
		"another other zone":  visitor.clockKey(at, "Europe/Bucharest", "Cologne"),
		"another other city":  visitor.clockKey(at, "Europe/Berlin", "Bonn"),
		"another own zone":    (&Frame{City: "Suwon"}).clockKey(at, "Europe/Berlin", "Cologne"),
		"another own city":    (&Frame{Zone: seoul, City: "Seoul"}).clockKey(at, "Europe/Berlin", "Cologne"),
		"cities read as one":  (&Frame{Zone: seoul, City: "Suwon\nCo"}).clockKey(at, "Europe/Berlin", "logne"),
		"the header's clocks": Frame{Zone: seoul, City: "Suwon", Now: at}.WallKey(),
	} {
		if got == same {
			t.Errorf("%s: shared as %q", what, got)
		}
	}
	if (Frame{Zone: seoul, City: "Suwon", Now: at}).WallKey() == (Frame{Zone: seoul, City: "Suwon", Now: at.Add(time.Second)}).WallKey() {
		t.Error("the header's clocks stand still")
	}
}

func TestOfficesHoursAreSharedOnlyByThoseWhoReadTheSame(t *testing.T) {
	at, seoul := time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC), time.FixedZone("Asia/Seoul", 9*3600)
	shift := Shift{time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	of := func(now time.Time, city string, shifts ...Shift) string {
		return Frame{Zone: seoul, City: city, Now: now, Opening: Opening{"Asia/Seoul", shifts}}.OpeningKey()
	}
	same := of(at, "Suwon", shift)
	if got := of(at.Add(time.Hour), "Suwon", shift); got != same {
		t.Errorf("an hour later, still open: %q and %q", got, same)
	}
	longer := Shift{shift.From, shift.Until.Add(time.Hour)}
	for what, got := range map[string]string{
		"before it opens": of(shift.From.Add(-time.Second), "Suwon", shift), "another city": of(at, "Seoul", shift),
		"longer": of(at, "Suwon", longer), "no hours": of(at, "Suwon"),
	} {
		if got == same {
			t.Errorf("%s: shared as %q", what, got)
		}
	}
}
