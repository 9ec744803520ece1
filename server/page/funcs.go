package page

import (
	"errors"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/problem"
)

// funcs are what templates may call, all in the page's language and the viewer's zone:
//
//	t "topic.key" "Name" .Name          the sentence of a key; "Count" chooses the plural form
//	texts "live."                       all sentences whose key begins so, for a script: <script type="application/json">{{texts "live."}}</script>
//	asset "app.css"                     hashed URL of a built file
//	path "/products" ...                "/en/products"; further arguments are appended as they are
//	lang                                the interface language, for the lang attribute
//	day .At   shortday .At   hour .At   "Tue 24 Nov 2026", "Tue 24 Nov", "16:30"
//	date .On                            a calendar day as day writes it, in no zone: "Tue 24 Nov 2026"
//	clock .At .OtherZone .OtherCity     a locale.Clock (two walls): {{template "part/clock" (clock .At .Zone .City)}}
//	offered   inself .Tag               the languages of the menu; "Deutsch": a language in itself
//	unreviewed   unlisted               whether nobody has reviewed the page's language; whether nobody is led to it
//	dir .Lang                           "ltr" or "rtl"
//	country .Code                       "South Korea": the name of an ISO 3166-1 alpha-2 code
//	number .N                           1,500,000
//	left .At                            whole seconds until then by the office's clock, at least 0: data-left of a countdown, as browsers' clocks may be wrong
//	moment .At                          "Thu 26 Nov 2026, 19:00 Suwon": a deadline in the viewer's zone, with its city
//	money .Minor .Currency              "USD 1,500,000"; minor units
//	pick .Texts                         of a map language -> text the best one, as {Text, Lang, Foreign}
//	under .Path "/products"             whether the path is that page or one below it
//	paragraphs .Text                    the parts of a text between its empty lines
//	icon "clock"                        an inline reference to the SVG sprite, hidden from readers
//	sentence .Problem                   the sentence of a refusal (error or *problem.Error)
//	wrong .Problem "email"              the sentence of what is wrong with one field, or ""
//	faults .Problem                     all wrong fields as {Name, Text}, for the summary on top of a form
//	once "part/x" .Key .Data            a part, drawn once for all that have the same key: it must show nothing that the key does not name
//	each "part/x" .Pieces               the part of each of the pieces, drawn once for all pieces that have the same key
//	addressed "part/x"                  a part that shows the page's own address in links and else nothing but the language, drawn once for all addresses
//	clockkey .At .OtherZone .OtherCity  a key that names what clock gives
//	dict "Key" value ...                a map, to hand several values to a part
//	list a b c                          a slice
func (p *Pages) funcs(lang string, pen *pen) template.FuncMap {
	texts := p.texts
	return template.FuncMap{
		"t":        func(key string, args ...any) string { return texts.T(lang, key, args...) },
		"texts":    func(prefix string) map[string]string { return texts.Under(lang, prefix) },
		"asset":    p.asset,
		"lang":     func() string { return lang },
		"path":     func(parts ...any) string { return "/" + lang + joined(parts) },
		"day":      func(at time.Time) string { return texts.Day(lang, at.In(pen.frame.zone())) },
		"shortday": func(at time.Time) string { return texts.ShortDay(lang, at.In(pen.frame.zone())) },
		"date":     func(on time.Time) string { return texts.Day(lang, on) },
		"hour":     func(at time.Time) string { return texts.Hour(lang, at.In(pen.frame.zone())) },
		"moment": func(at time.Time) string {
			here := at.In(pen.frame.zone())
			return texts.T(lang, "time.moment", "Day", texts.Day(lang, here), "Hour", texts.Hour(lang, here), "City", pen.frame.city())
		},
		"left": func(at time.Time) int { return int(max(0, (at.Sub(pen.frame.now())+time.Second-1)/time.Second)) },
		"clock": func(at time.Time, otherZone, otherCity string) locale.Clock {
			return texts.Clock(lang, at, pen.frame.zone(), pen.frame.City, otherZone, otherCity)
		},
		"dir":        locale.Dir,
		"offered":    func() []string { return locale.Offered },
		"inself":     locale.NameOf,
		"unreviewed": func() bool { return locale.StateOf(lang) == locale.Translated },
		"unlisted":   func() bool { return locale.StateOf(lang) == locale.Draft },
		"country":    func(code string) string { return texts.Country(lang, code) },
		"number":     func(n any) (string, error) { return number(texts, lang, n) },
		"money":      func(minor int64, code string) string { return texts.Money(lang, minor, code) },
		"pick":       func(of map[string]string) Picked { return Pick(lang, of) },
		"say":        func(of map[string]string) template.HTML { return say(lang, of) },
		"under":      under,
		"paragraphs": paragraphs,
		"icon":       p.icon,
		"sentence":   func(err any) string { return sentence(texts, lang, err) },
		"wrong":      func(err any, field string) string { return wrong(texts, lang, err, field) },
		"faults":     func(err any) []Fault { return faults(texts, lang, err) },
		"once":       func(name, key string, data any) (template.HTML, error) { return p.once(pen, lang, name, key, data) },
		"each":       func(name string, pieces []Piece) (template.HTML, error) { return p.each(pen, lang, name, pieces) },
		"addressed":  func(name string) (template.HTML, error) { return p.addressed(pen, name) },
		"clockkey": func(at time.Time, otherZone, otherCity string) string {
			return pen.frame.clockKey(at, otherZone, otherCity)
		},
		"dict": dict,
		"list": func(items ...any) []any { return items },
	}
}

func (f *Frame) zone() *time.Location {
	if f == nil || f.Zone == nil {
		return time.UTC
	}
	return f.Zone
}

// clockKey names what a locale.Clock of these shows.
func (f *Frame) clockKey(at time.Time, otherZone, otherCity string) string {
	return strconv.FormatInt(at.Unix(), 36) + " " + f.zone().String() + " " + otherZone + " " + f.city() + "\n" + otherCity
}

func (f *Frame) now() time.Time {
	if f == nil {
		return time.Time{}
	}
	return f.Now
}

func (f *Frame) city() string {
	if f == nil {
		return ""
	}
	return f.City
}

func joined(parts []any) string {
	var b strings.Builder
	for _, part := range parts {
		switch text := part.(type) {
		case string:
			b.WriteString(text)
		case *string: // what may be missing; a template has looked
			b.WriteString(*text)
		default:
			fmt.Fprint(&b, part)
		}
	}
	return strings.TrimSuffix(b.String(), "/")
}

func number(texts *locale.Texts, lang string, n any) (string, error) {
	switch n := n.(type) {
	case int:
		return texts.Number(lang, int64(n)), nil
	case *int:
		if n == nil {
			return "", nil
		}
		return texts.Number(lang, int64(*n)), nil
	case int32:
		return texts.Number(lang, int64(n)), nil
	case int64:
		return texts.Number(lang, n), nil
	}
	return "", fmt.Errorf("number of a %T", n)
}

// under reports whether a path (with or without a query) is the page at, or one below it.
func under(path, at string) bool {
	path, _, _ = strings.Cut(path, "?")
	return path == at || strings.HasPrefix(path, at+"/")
}

// paragraphs are the parts of a text between its empty lines.
func paragraphs(text string) []string {
	var found []string
	for part := range strings.SplitSeq(text, "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			found = append(found, part)
		}
	}
	return found
}

// icon refers to one symbol of the sprite; words beside it carry the meaning.
func (p *Pages) icon(name string) template.HTML {
	escaped := template.HTMLEscapeString(p.asset("icons.svg") + "#" + name)
	return template.HTML(`<svg class="icon" aria-hidden="true" focusable="false"><use href="` + escaped + `"></use></svg>`)
}

func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("dict needs key, value pairs")
	}
	values := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		key, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict has a %T for a key", pairs[i])
		}
		values[key] = pairs[i+1]
	}
	return values, nil
}

// Picked is one text of several languages.
type Picked struct {
	Text    string
	Lang    string // of the text, for its lang attribute
	Foreign bool   // it is in another language than the page: say so beside it
}

// Pick takes of the texts (language: text) the one in the page's language, then English, then Korean, then any by
// name, so that no field is empty while somebody wrote it in some language.
func Pick(lang string, of map[string]string) Picked {
	base, _, _ := strings.Cut(lang, "-")
	for _, candidate := range []string{lang, base, "en", "ko"} {
		if of[candidate] != "" {
			return Picked{of[candidate], candidate, candidate != lang && candidate != base}
		}
	}
	best := Picked{}
	for candidate, text := range of {
		if text != "" && (best.Lang == "" || candidate < best.Lang) {
			best = Picked{text, candidate, true}
		}
	}
	return best
}

// Fault is what is wrong with one field of a refused form.
type Fault struct {
	Name string // of the input, and its id
	Text string
}

func refusal(err any) *problem.Error {
	if e, ok := err.(error); ok {
		if p, ok := errors.AsType[*problem.Error](e); ok {
			return p
		}
	}
	return nil
}

func sentence(texts *locale.Texts, lang string, err any) string {
	p := refusal(err)
	if p == nil {
		return ""
	}
	return texts.T(lang, "problem."+p.Code, p.Args...)
}

func faults(texts *locale.Texts, lang string, err any) []Fault {
	p := refusal(err)
	if p == nil {
		return nil
	}
	found := make([]Fault, 0, len(p.Fields))
	for _, field := range p.Fields {
		found = append(found, Fault{field.Name, texts.T(lang, "problem."+field.Code, p.Args...)})
	}
	return found
}

func wrong(texts *locale.Texts, lang string, err any, field string) string {
	for _, fault := range faults(texts, lang, err) {
		if fault.Name == field {
			return fault.Text
		}
	}
	return ""
}
