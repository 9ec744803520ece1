package catalog

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/locale"
)

// A search is written as the query part of an address and in words.

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
	return parseQuery(nil, values)
}

func (q Query) values() url.Values {
	values := url.Values{}
	for f, value := range q.Chosen {
		values.Set(string(f), value)
	}
	if q.Text != "" {
		values.Set(q.of().Text, q.Text)
	}
	if q.Sort != q.of().Sorts[0] {
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

// parseQuery reads a search of a list (nil: of products).
func parseQuery(list *List, values map[string][]string) Query {
	first := func(name string) string {
		if given := values[name]; len(given) > 0 {
			return given[0]
		}
		return ""
	}
	number, err := strconv.Atoi(first("page"))
	if err != nil {
		number = 1
	}
	q := Query{list: list, Chosen: map[Facet]string{}, Page: number}
	q.Text, q.Sort = clean(first(q.of().Text)), q.of().Sorts[0]
	for _, f := range q.of().Facets {
		if value := f.known(first(string(f))); value != "" {
			q.Chosen[f] = value
		}
	}
	if sort := Sort(first("sort")); slices.Contains(q.of().Sorts, sort) {
		q.Sort = sort
	}
	return q
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
		parts = append(parts, texts.T(lang, "catalog.facet_"+string(f))+": "+Choice{Facet: f, Value: value}.Said(texts, lang))
	}
	if len(parts) == 0 {
		return texts.T(lang, "catalog.products_title")
	}
	return strings.Join(parts, ", ")
}
