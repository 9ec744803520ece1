package intake

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/studio"
)

// Report is what taking an import would do, or why a row would be left out; after an undoing also what it left.
type Report struct {
	New        int         `json:"new"`
	Changed    int         `json:"changed"`
	Same       int         `json:"same"`
	Incomplete int         `json:"incomplete"` // of New and Changed, those that stay drafts
	Pictures   int         `json:"pictures"`   // photographs that products are given
	Errors     []CellError `json:"errors"`     // the first mostErrors, rows with an error before those with a warning
	More       int         `json:"more"`       // errors and warnings beyond them
	Bad        []int       `json:"bad"`        // rows with an error, from 1 after the header
	Left       []Left      `json:"left"`
}

// Left is a product that an undoing did not bring back as it was, since somebody has changed it meanwhile.
type Left struct {
	SKU    string   `json:"sku"`
	Fields []string `json:"fields"` // none: the product is shown by now, and stays
}

// Good is how many rows would change something.
func (r Report) Good() int { return r.New + r.Changed }

// mostErrors are kept of a report.
const mostErrors = 1000

// file is a picture that came with an import.
type file struct {
	Name     string // in lower case; of one in a cell "B5"
	Original string // "" for a refused one
	Bytes    int
	Reason   string // problem.<reason>
}

// put is what a row changes.
type put struct {
	had, next studio.Sheet
	typed     map[string]string
	made      bool
	pictures  []handed
}

// handed is a photograph for a product.
type handed struct {
	file file
	alt  map[string]string
}

// sent is all that an import is read against.
type sent struct {
	own    map[string]studio.Sheet
	others map[string]bool // numbers of other companies' products
	files  []file
	now    time.Time

	codes   *catalog.HSProposer // nil: nothing is proposed
	markets []string            // that the company sells to
}

// check reads every row. Every is called now and then with how many are read.
func (w *Words) check(i Import, to sent, every func(done int)) (Report, []put) {
	report, seen := Report{}, map[string]bool{}
	var puts []put
	album, at := newAlbum(to.files), columnsAt(i.Columns)
	var warnings, hints []CellError
	for n, cells := range i.Cells[1:] {
		if n%every100 == 0 {
			every(n)
		}
		r := &reader{words: w, row: n + 1, cells: cells, at: at}
		p := r.read(i, to, album, seen)
		for _, e := range r.errors {
			if e.Code == "import_asked" {
				hints = append(hints, e)
			} else if e.Warns {
				warnings = append(warnings, e)
			} else {
				report.Errors = append(report.Errors, e)
			}
		}
		switch {
		case r.refused:
			report.Bad = append(report.Bad, n+1)
		case len(p.typed) == 0 && len(p.pictures) == 0 && !p.made:
			report.Same++
		default:
			if p.made {
				report.New++
			} else {
				report.Changed++
			}
			if len(p.next.Faults()) > 0 {
				report.Incomplete++
			}
			report.Pictures += len(p.pictures)
			puts = append(puts, p)
		}
	}
	for _, f := range album.unused() {
		warnings = append(warnings, CellError{Column: -1, Field: "pictures", Code: f.Reason, Typed: f.Name, Warns: true})
	}
	report.Errors = append(append(report.Errors, warnings...), hints...)
	report.More = max(0, len(report.Errors)-mostErrors)
	report.Errors = report.Errors[:len(report.Errors)-report.More]
	return report, puts
}

const every100 = 100

// read is what the row changes; it is refused when something in it is wrong.
func (r *reader) read(i Import, to sent, album *album, seen map[string]bool) put {
	sku := r.sku()
	switch {
	case sku == "":
		r.fail("sku", "cell_missing", "")
		return put{}
	case seen[sku]:
		r.fail("sku", "cell_twice", "")
		return put{}
	case to.others[sku]:
		r.fail("sku", "sku_taken_field", "")
		return put{}
	}
	seen[sku] = true
	had, known := to.own[sku]
	if !known {
		had = studio.NewSheet(i.CompanyID, sku)
		if _, wrong := had.Next.With(map[string]string{"sku": sku}); len(wrong) > 0 {
			r.fail("sku", wrong[0].Code, "")
			return put{}
		}
	}
	if had.Waits() {
		r.fail("sku", "import_waits", "")
		return put{}
	}
	p := put{had: had, made: !known, typed: r.typed(had)}
	p.next = had.Typing(p.typed, to.now)
	if p.made && len(p.next.Next.Name) == 0 {
		r.fail("name_en", "cell_missing", "")
	}
	if r.refused {
		return p
	}
	if p.made || len(p.typed) > 0 {
		r.lacking(p, to)
		r.asked(p, to)
	}
	p.pictures = r.pictures(p, album)
	return p
}

// lacking warns of what stands between the product and the office. For a customs code that nobody has said it has a proposal.
func (r *reader) lacking(p put, to sent) {
	for _, fault := range p.next.Faults() {
		idea := ""
		if fault.Name == "hs6" && to.codes != nil && valueOf(p.next, "hs6") == "" {
			idea = to.codes.Propose(p.next.Next.Name)
		}
		r.warn(fault.Name, missingCode(p.next, fault.Name, fault.Code), idea)
	}
}

// asked warns of certificates that the product's markets, or else its company's, ask for such goods and that nobody has named.
func (r *reader) asked(p put, to sent) {
	next := p.next.Next
	markets := codesIn(next.Details["markets_allowed"])
	if len(markets) == 0 {
		markets = to.markets
	}
	where := map[string][]string{}
	for _, market := range markets {
		for _, ask := range catalog.Asks(market, next.HS6) {
			named := slices.ContainsFunc(next.Certs, func(c catalog.Certificate) bool { return slices.Contains(ask.Families, catalog.Family(c.Scheme)) })
			if family := strings.Join(ask.Families, " / "); !named && !slices.Contains(where[family], market) {
				where[family] = append(where[family], market)
			}
		}
	}
	if len(where) == 0 {
		return
	}
	var missing []string
	for _, family := range slices.Sorted(maps.Keys(where)) {
		missing = append(missing, family+" ("+strings.Join(where[family], ", ")+")")
	}
	r.warn("certificates", "import_asked", "")
	r.errors[len(r.errors)-1].Typed = strings.Join(missing, "; ")
}

func missingCode(s studio.Sheet, name, code string) string {
	if f, ok := catalog.FieldOf(name); ok && s.Value(f) == "" {
		return "cell_missing"
	}
	return code
}

// pictures are the photographs of the row: those that it names, those in its cells, and those whose names begin with its
// number.
func (r *reader) pictures(p put, album *album) []handed {
	var found []handed
	add := func(name string, words map[string]string) {
		f, ok := album.take(name)
		switch {
		case !ok:
			r.note("pictures", "picture_missing", "", true)
			r.errors[len(r.errors)-1].Typed = name
		case f.Reason != "":
			r.note("pictures", f.Reason, "", true)
			r.errors[len(r.errors)-1].Typed = name
		default:
			found = append(found, handed{f, described(p, words, len(found))})
		}
	}
	named := r.picturesNamed()
	if len(album.files) == 0 && len(named) > 0 {
		r.warn("pictures", "picture_missing", "")
		return nil
	}
	for _, one := range named {
		add(one.file, one.alt)
	}
	for _, name := range album.inRow(r.row) {
		add(name, nil)
	}
	if len(named) == 0 {
		for _, name := range album.of(p.next.SKU) {
			add(name, nil)
		}
	}
	if len(found) > 0 && !p.next.Known && len(p.next.Faults()) > 0 {
		r.warn("pictures", "media_early", "")
		return nil
	}
	return found
}

// described is what is to be seen on a photograph: what the table says, else the product's name, as its pages show it.
func described(p put, words map[string]string, n int) map[string]string {
	said := map[string]string{}
	maps.Copy(said, words)
	for _, lang := range languages {
		if said[lang] == "" {
			said[lang] = page.Pick(lang, p.next.Next.Name).Text
			if n > 0 {
				said[lang] += ", " + number(n+1)
			}
		}
	}
	return said
}

func skusOf(w *Words, i Import) []string {
	at := columnsAt(i.Columns)
	var skus []string
	for n, cells := range i.Cells[1:] {
		r := reader{words: w, row: n + 1, cells: cells, at: at}
		skus = append(skus, r.sku())
	}
	slices.Sort(skus)
	return slices.Compact(skus)
}
