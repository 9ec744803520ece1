package catalog

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/etradeoffice/portal/server/locale"
)

const homeCompanies = 6

// HomeView is the first page.
type HomeView struct {
	Companies  []CompanyCard
	Categories []Count
	Total      int
	Dials      []Dial
}

// Dial is a clock face of a city for the home page: what time it is there now.
type Dial struct {
	City   string // key of the sentence place.city_<key>
	Zone   string // IANA
	At     time.Time
	Hour   int // angle of the hour hand, degrees from twelve
	Minute int // angle of the minute hand
	Night  bool
	Office bool // it is the Office's own city
}

// cities are the Office's own city and those of its desks, from east to west.
var cities = []struct{ key, zone string }{
	{"suwon", "Asia/Seoul"},
	{"hai_duong", "Asia/Ho_Chi_Minh"},
	{"cluj", "Europe/Bucharest"},
	{"cologne", "Europe/Berlin"},
	{"toluca", "America/Mexico_City"},
}

func total(counts []Count) (n int) {
	for _, count := range counts {
		n += count.N
	}
	return n
}

func dials(now time.Time) []Dial {
	var all []Dial
	for i, city := range cities {
		zone, err := locale.Zone(city.zone)
		if err != nil {
			continue // a machine without this zone shows one city less
		}
		at := now.In(zone)
		all = append(all, Dial{
			City: city.key, Zone: city.zone, At: at,
			Hour: at.Hour()%12*30 + at.Minute()/2, Minute: at.Minute() * 6,
			Night: at.Hour() < 7 || at.Hour() >= 20, Office: i == 0,
		})
	}
	return all
}

// Choice is one value of a facet as a link that sets or removes it.
type Choice struct {
	Value  string
	N      int
	URL    string // query part, with "?"
	Chosen bool
}

// ProductsView is the search page.
type ProductsView struct {
	Found        Found
	Text         string
	Categories   []Choice
	Certificates []Choice
	Free         Choice
	Chosen       []Choice // what narrows the search now, to remove one by one
	Clear        string   // query part without any filter but the text
	NoIndex      bool     // more than one filter: not for search engines
	Pager        Pager
}

// Pager is what part/pager draws.
type Pager struct {
	Page, Pages int
	Prev, Next  string // empty at the ends
}

// ProductView is one product's page.
type ProductView struct {
	Product Product
	Hours   Hours
	LD      any // JSON-LD
}

// CompaniesView is the list of makers.
type CompaniesView struct{ Companies []CompanyCard }

// CompanyView is one maker's page.
type CompanyView struct {
	Company Company
	LD      any // JSON-LD
}

// URL is the query part that asks for this search, with "?"; "" for the search without any filter.
func (q Query) URL() string {
	values := url.Values{}
	for name, value := range map[string]string{"q": q.Text, "category": q.Category, "certificate": q.Certificate} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if q.FreeThisWeek {
		values.Set("free", "week")
	}
	if q.Page > 1 {
		values.Set("page", strconv.Itoa(q.Page))
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

func viewOf(found Found) ProductsView {
	q := found.Query
	q.Page = 1
	v := ProductsView{Found: found, Text: q.Text, Clear: Query{Text: q.Text}.URL()}
	for _, count := range found.Categories {
		chosen := count.Value == q.Category
		next := q
		next.Category = unless(chosen, count.Value)
		v.Categories = append(v.Categories, Choice{count.Value, count.N, next.URL(), chosen})
	}
	for _, count := range found.Certificates {
		chosen := count.Value == q.Certificate
		next := q
		next.Certificate = unless(chosen, count.Value)
		v.Certificates = append(v.Certificates, Choice{count.Value, count.N, next.URL(), chosen})
	}
	next := q
	next.FreeThisWeek = !q.FreeThisWeek
	v.Free = Choice{"week", found.FreeThisWeek, next.URL(), q.FreeThisWeek}
	for _, choice := range slices.Concat(v.Categories, v.Certificates, []Choice{v.Free}) {
		if choice.Chosen {
			v.Chosen = append(v.Chosen, choice)
		}
	}
	v.NoIndex = len(v.Chosen) > 1 || q.Text != ""
	v.Pager = pagerOf(found)
	return v
}

func unless(chosen bool, value string) string {
	if chosen {
		return ""
	}
	return value
}

func pagerOf(found Found) Pager {
	pager := Pager{Page: found.Query.Page, Pages: found.Pages}
	at := func(page int) string {
		q := found.Query
		q.Page = page
		if q.URL() == "" {
			return "?"
		}
		return q.URL()
	}
	if pager.Page > 1 {
		pager.Prev = at(pager.Page - 1)
	}
	if pager.Page < pager.Pages {
		pager.Next = at(pager.Page + 1)
	}
	return pager
}

// Soon is the minutes until the first free time, from 1 to 120; 0 when it is later or there is none.
func (h Hours) Soon(now time.Time) int {
	if len(h.Next) == 0 {
		return 0
	}
	minutes := int(h.Next[0].Sub(now).Minutes()) + 1
	if minutes < 1 || minutes > 120 {
		return 0
	}
	return minutes
}

// longestText is in characters, of what is typed into the search box.
const longestText = 120

func clean(text string) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " ")
	if utf8.RuneCountInString(text) > longestText {
		text = string([]rune(text)[:longestText])
	}
	return text
}

func known(category string) string {
	if slices.Contains(Categories, category) {
		return category
	}
	return ""
}
