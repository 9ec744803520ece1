package catalog

import (
	"cmp"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/locale"
)

const homeCompanies = 6

// HomeView is the first page.
type HomeView struct {
	Open       []CompanyCard // for consultation now
	Next       []CompanyCard // those that come next
	Categories []Count
	Total      int
	Dials      []Dial
	Vouchers   []Voucher
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
	Facet  Facet
	Value  string
	Name   Texts // of a customs chapter; nil where the value has a sentence of its own
	N      int
	URL    string // query part, with "?"
	Chosen bool
	Mine   bool // it is the viewer's own market or region
}

// Key is the sentence of the value, which may say "N"; empty for countries and where the value speaks for itself.
func (c Choice) Key() string {
	switch c.Facet {
	case FreeFacet:
		return "catalog.free_this_week"
	case DeskFacet:
		return "catalog.desk_now"
	case CategoryFacet:
		return "catalog.category_" + c.Value
	case RegionFacet:
		return "catalog.region_" + c.Value
	case LanguageFacet:
		return "catalog.language_" + c.Value
	case MOQFacet, PriceFacet:
		return bandKey(c.Facet, c.Value)
	}
	return ""
}

func bandKey(f Facet, value string) string {
	switch value {
	case bandOver:
		return "catalog." + string(f) + "_over"
	case bandOnRequest:
		return "catalog.price_on_request"
	}
	return "catalog." + string(f) + "_up_to"
}

// Describe says a search in words: its text, then its filters.
func (q Query) Describe(texts *locale.Texts, lang string) string {
	var parts []string
	if q.Text != "" {
		parts = append(parts, texts.T(lang, "catalog.quoted", "Text", q.Text))
	}
	for _, f := range Facets {
		value := q.Chosen[f]
		if value == "" {
			continue
		}
		said := value
		if f == FitFacet || f == MarketFacet {
			said = texts.Country(lang, value)
		}
		if key := (Choice{Facet: f, Value: value}).Key(); key != "" {
			said = texts.T(lang, key, "N", value)
		}
		parts = append(parts, texts.T(lang, "catalog.facet_"+string(f))+": "+said)
	}
	if len(parts) == 0 {
		return texts.T(lang, "catalog.products_title")
	}
	return strings.Join(parts, ", ")
}

// Choices are one facet's.
type Choices struct {
	Facet  Facet
	Values []Choice
	Open   bool // one of them is chosen, or they are among the first that people look for
}

// Order is one order of the results as a link.
type Order struct {
	Sort   Sort
	URL    string
	Chosen bool
}

// ProductsView is the search page.
type ProductsView struct {
	Found     Found
	Text      string
	Facets    []Choices
	Orders    []Order
	Chosen    []Choice // what narrows the search now, to remove one by one
	Clear     string   // query part without any filter but the text
	NoIndex   bool     // more than one filter: not for search engines
	Drops     []Choice // filters to remove when nothing fits, with how many products there would be
	Markets   []string // that FitFacet can be asked for, by name in the page's language
	Market    string   // the chosen one, or the viewer's own
	Carried   []Carried
	Path      string // of this search below the language, to come back to
	Alert     string // query part that can be followed
	Pager     Pager
	Corrected string // query part that asks for the mended text
}

// Carried is one part of the search that a form takes along.
type Carried struct{ Name, Value string }

// Pager is what part/pager draws.
type Pager struct {
	Page, Pages int
	Prev, Next  string // empty at the ends
}

// ProductView is one product's page.
type ProductView struct {
	Product Product
	Hours   Hours
	LD      any     // JSON-LD
	Market  string  // the viewer's own; empty when it is not known
	Asked   []Proof // what that market asks for
	Path    string  // of this page below the language, to come back to
}

// Proof is a certificate that a market asks for, with what the product holds of it.
type Proof struct {
	Ask
	Held string // family; empty: none
}

// proofs holds the certificates of a product against what a market asks for in its chapter.
func proofs(p Product, market string) []Proof {
	var all []Proof
	for _, ask := range Asks(market, p.HS6) {
		proof := Proof{Ask: ask}
		for _, c := range p.Certs {
			if family := Family(c.Scheme); proof.Held == "" && slices.Contains(ask.Families, family) && c.Standing(p.Today).Counts() {
				proof.Held = family
			}
		}
		all = append(all, proof)
	}
	return all
}

// CompaniesView is the list of makers.
type CompaniesView struct {
	Text      string // that their names have; "": all
	Companies []CompanyCard
	Total     int
	Pager     Pager
}

// CompanyView is one maker's page.
type CompanyView struct {
	Company Company
	LD      any    // JSON-LD
	Path    string // of this page below the language, to come back to
}

// URL is the query part that asks for this search, with "?"; "" for the search without any filter.
func (q Query) URL() string {
	values := q.values()
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

// ParseQuery reads what URL writes; what is no query is a search for everything.
func ParseQuery(address string) Query {
	values, err := url.ParseQuery(strings.TrimPrefix(address, "?"))
	if err != nil {
		return Query{Page: 1}
	}
	return parseQuery(values)
}

func (q Query) values() url.Values {
	values := url.Values{}
	for f, value := range q.Chosen {
		values.Set(string(f), value)
	}
	if q.Text != "" {
		values.Set("q", q.Text)
	}
	if q.Sort != ByRelevance {
		values.Set("sort", string(q.Sort))
	}
	if q.Page > 1 {
		values.Set("page", strconv.Itoa(q.Page))
	}
	return values
}

// with is the query with one facet's value, or without one when it is empty.
func (q Query) with(f Facet, value string) Query {
	chosen := maps.Clone(q.Chosen)
	if chosen == nil {
		chosen = map[Facet]string{}
	}
	chosen[f] = value
	if value == "" {
		delete(chosen, f)
	}
	q.Chosen = chosen
	return q
}

// firstOpen are the facets that stand open before anything is chosen.
var firstOpen = []Facet{FreeFacet, DeskFacet, CategoryFacet, CertificateFacet, FitFacet}

func viewOf(found Found) ProductsView {
	q := found.Query
	q.Page = 1
	v := ProductsView{Found: found, Text: q.Text, Clear: Query{Text: q.Text}.URL()}
	if found.Corrected != "" {
		mended := q
		mended.Text = found.Corrected
		v.Corrected = mended.URL()
	}
	for _, f := range Facets {
		choices := Choices{Facet: f, Open: q.Chosen[f] != "" || slices.Contains(firstOpen, f)}
		for _, count := range found.Facets[f] {
			choice := Choice{Facet: f, Value: count.Value, N: count.N, Chosen: count.Value == q.Chosen[f]}
			if f == ChapterFacet {
				choice.Name = HSName(count.Value)
			}
			choice.URL = q.with(f, unless(choice.Chosen, count.Value)).URL()
			choice.Mine = q.Home != "" && (f == FitFacet && count.Value == q.Home || f == RegionFacet && count.Value == regionOf[q.Home])
			choices.Values = append(choices.Values, choice)
			if choice.Chosen {
				v.Chosen = append(v.Chosen, choice)
				if n := found.Without[f]; found.Total == 0 && n > 0 {
					choice.N = n
					v.Drops = append(v.Drops, choice)
				}
			}
		}
		if len(choices.Values) > 0 || f == FitFacet {
			v.Facets = append(v.Facets, choices)
		}
	}
	for _, sort := range Sorts {
		next := q
		next.Sort = sort
		v.Orders = append(v.Orders, Order{sort, next.URL(), sort == q.Sort})
	}
	v.NoIndex = len(v.Chosen) > 1 || q.Text != "" || q.Sort != ByRelevance
	v.Market = cmp.Or(q.Chosen[FitFacet], q.Home)
	v.Carried = carried(q.with(FitFacet, ""))
	v.Path = "/products" + found.Query.URL()
	v.Alert = Query{Text: q.Text, Chosen: q.Chosen}.URL()
	v.Pager = pagerOf(found)
	return v
}

// carried are the parts of a query's address, by name.
func carried(q Query) []Carried {
	values := q.values()
	var all []Carried
	for _, name := range sortedKeys(values) {
		all = append(all, Carried{name, values.Get(name)})
	}
	return all
}

func unless(chosen bool, value string) string {
	if chosen {
		return ""
	}
	return value
}

func pagerOf(found Found) Pager {
	return pagerAt(found.Query.Page, found.Pages, func(page int) string {
		q := found.Query
		q.Page = page
		if q.URL() == "" {
			return "?"
		}
		return q.URL()
	})
}

func pagerAt(page, pages int, at func(page int) string) Pager {
	pager := Pager{Page: page, Pages: pages}
	if page > 1 {
		pager.Prev = at(page - 1)
	}
	if page < pages {
		pager.Next = at(page + 1)
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

// formOf is what the values of facets without a fixed list can look like.
var formOf = map[Facet]*regexp.Regexp{
	ChapterFacet:     regexp.MustCompile(`^[0-9]{2}$`),
	CertificateFacet: regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 .-]{0,39}$`),
}

// Languages are those that makers can say they speak (BCP 47).
var Languages = []string{"ko", "en", "zh", "ja", "es", "de", "ro", "vi", "ru", "fr", "it", "pt"}

// known is a value that its facet can have; "" for another, so that an old or mistyped address shows more, never nothing.
func (f Facet) known(value string) string {
	values := fixed[f]
	switch f {
	case MarketFacet:
		values = account.Countries
	case FitFacet:
		values = Markets
	case LanguageFacet:
		values = Languages
	}
	if values != nil && !slices.Contains(values, value) || values == nil && !formOf[f].MatchString(value) {
		return ""
	}
	return value
}
