package studio

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/etradeoffice/portal/server/page"
)

// ListView is a page of a maker's list of its own products.
type ListView struct {
	Listing
	Chips  []Narrowed // all of the text, then those of each state that has some
	Orders []Narrowed
	Pager  page.Pager
	Moves  []string // of ManyMoves that some of what is found can make
	Ticked bool     // all of the page are chosen
	Tick   string   // query that chooses all of the page, or none
	Made   Made
	Firm   Meter
	Slug   string // of the company, when something is published
}

// Narrowed is a link to the list in another state or order.
type Narrowed struct {
	Value  string
	N      int
	URL    string
	Chosen bool
}

// Made is a move that was made for many, as the page says it.
type Made struct {
	Move        string
	Moved, Left int
	None        bool // nothing was chosen
}

// Rest is what is found beyond the page.
func (v ListView) Rest() bool { return v.Found > len(v.Items) }

// Narrow reports that the list shows some of the products.
func (v ListView) Narrow() bool { return v.Look.Text != "" || v.Look.State != "" }

// query is how an address says what is asked for.
func (l Look) query() url.Values {
	values := url.Values{}
	for name, value := range map[string]string{"q": l.Text, "state": l.State, "sort": l.Sort} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if l.Page > 1 {
		values.Set("page", strconv.Itoa(l.Page))
	}
	return values
}

func (l Look) url() string { return "?" + l.query().Encode() }

// longestText of a search is in characters.
const longestText = 100

func lookFrom(values url.Values) Look {
	text := []rune(strings.TrimSpace(strings.ToValidUTF8(values.Get("q"), "")))
	l := Look{Text: string(text[:min(len(text), longestText)])}
	l.Page, _ = strconv.Atoi(values.Get("page")) // what is no number is the first page
	if state := values.Get("state"); slices.Contains(States, state) {
		l.State = state
	}
	if sort := values.Get("sort"); slices.Contains(Sorts, sort) {
		l.Sort = sort
	}
	return l
}

// List is the maker's own list: GET /{lang}/studio.
func (h *Handlers) List(w http.ResponseWriter, r *http.Request) error {
	viewer, company, err := maker(r)
	if err != nil {
		return err
	}
	asked := r.URL.Query()
	listing, err := h.svc.List(r.Context(), viewer, company, lookFrom(asked))
	if err != nil {
		return err
	}
	firm, err := h.svc.Firm(r.Context(), viewer, company)
	if err != nil {
		return err
	}
	v := listView(listing)
	v.Firm, v.Made = FirmMeter(firm), madeFrom(asked)
	v.tick(asked.Get("tick") != "")
	if listing.States["published"]+listing.States["edited"]+listing.States["changing"] > 0 && !listing.Hidden {
		v.Slug = firm.Slug
	}
	return h.pages.Write(w, r, http.StatusOK, "studio/products", "catalog.studio_title", v)
}

func listView(l Listing) ListView {
	v := ListView{Listing: l}
	at := func(change func(*Look)) string {
		look := l.Look
		look.Page = 1
		change(&look)
		return look.url()
	}
	all := 0
	for _, n := range l.States {
		all += n
	}
	v.Chips = []Narrowed{{N: all, URL: at(func(to *Look) { to.State = "" }), Chosen: l.Look.State == ""}}
	for _, state := range States {
		if n := l.States[state]; n > 0 || state == l.Look.State {
			v.Chips = append(v.Chips, Narrowed{state, n, at(func(to *Look) { to.State = state }), state == l.Look.State})
		}
	}
	for _, sort := range Sorts {
		v.Orders = append(v.Orders, Narrowed{sort, l.Found, at(func(to *Look) { to.Sort = sort }), sort == l.Look.Sort})
	}
	v.Pager = page.PagerAt(l.Look.Page, l.Pages, func(n int) string { return at(func(to *Look) { to.Page = n }) })
	for _, move := range ManyMoves {
		if slices.ContainsFunc(manyMoves[move], func(state string) bool { return l.States[state] > 0 && (l.Look.State == "" || l.Look.State == state) }) {
			v.Moves = append(v.Moves, move)
		}
	}
	return v
}

// tick chooses all of the page, or none.
func (v *ListView) tick(all bool) {
	values := v.Look.query()
	if v.Ticked = all; !all {
		values.Set("tick", "page")
	}
	v.Tick = "?" + values.Encode()
}

// madeFrom is what the address of the page says of a move that was made.
func madeFrom(values url.Values) Made {
	m := Made{Move: values.Get("made")}
	if !slices.Contains(ManyMoves, m.Move) {
		return Made{}
	}
	moved, err := strconv.Atoi(values.Get("moved"))
	meant, err2 := strconv.Atoi(values.Get("of"))
	if err != nil || err2 != nil || moved < 0 || meant < moved {
		return Made{}
	}
	m.Moved, m.Left, m.None = moved, meant-moved, meant == 0
	return m
}

// MoveMany makes a move for the ticked products, or for all that were found: POST /{lang}/studio/many.
func (h *Handlers) MoveMany(w http.ResponseWriter, r *http.Request) error {
	viewer, company, err := maker(r)
	if err != nil {
		return err
	}
	if err := parse(r); err != nil {
		return err
	}
	look, move := lookFrom(r.PostForm), r.PostForm.Get("move")
	many := Many{SKUs: r.PostForm["sku"]}
	if r.PostForm.Get("all") != "" {
		many = Many{All: &look}
	}
	moved, meant, err := h.svc.MoveMany(r.Context(), viewer, company, move, many)
	if err != nil {
		return err
	}
	values := look.query()
	values.Set("made", move)
	values.Set("moved", strconv.Itoa(moved))
	values.Set("of", strconv.Itoa(meant))
	http.Redirect(w, r, "/"+page.FrameFrom(r.Context()).Lang+"/studio?"+values.Encode(), http.StatusSeeOther)
	return nil
}
