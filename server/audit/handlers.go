package audit

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

const (
	perPage  = 50
	daysBack = 30 // shown before somebody asks for others
	dayMost  = 3653
)

// Handlers are the log's pages.
type Handlers struct {
	service  *Service
	accounts *account.Service
	pages    *page.Pages
}

// NewHandlers makes them.
func NewHandlers(service *Service, accounts *account.Service, pages *page.Pages) *Handlers {
	return &Handlers{service, accounts, pages}
}

// LogPage is "audit/log".
type LogPage struct {
	Typed   Typed
	Kinds   []string
	Rows    []Row
	Total   int
	Whole   bool // neither the acts nor the sealed moves were changed
	Query   string
	Pager   page.Pager
	Problem error
}

// Typed is the filter as it was typed, dates of the office's wall.
type Typed struct{ From, To, Who, Company, Number, Kind string }

// Row is a line with the names that it needs.
type Row struct {
	Line
	Name  string            // of who acted
	About string            // whom an act is about
	Firm  map[string]string // names by language
	With  map[string]string
	Said  string // the sentence of the reason, or of what was said with an act
	Short string // the first 8 hex digits of the hash
}

// Log shows the lines of a filter: GET /{lang}/desk/audit.
func (h *Handlers) Log(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	if err := account.May(v, account.ReadAudit, account.Object{}); err != nil {
		return err
	}
	typed := typedOf(r.URL.Query())
	filter, refusal := h.filter(&typed)
	body := LogPage{Typed: typed, Kinds: Kinds, Query: typed.query(0), Problem: refusal}
	status := http.StatusOK
	var err error
	if refusal != nil {
		status = problem.KindOf(refusal).Status()
	} else {
		n, _ := strconv.Atoi(r.FormValue("page")) // what is no number is the first
		n = min(max(n, 1), 10_000)
		var found []Line
		if found, body.Total, err = h.service.Lines(ctx, v, filter, perPage, (n-1)*perPage); err != nil {
			return err
		}
		if body.Rows, err = h.rows(ctx, found); err != nil {
			return err
		}
		body.Pager = page.PagerAt(n, max(1, (body.Total+perPage-1)/perPage), typed.query)
	}
	if body.Whole, err = h.service.Whole(ctx, v); err != nil {
		return err
	}
	return h.pages.Write(w, r, status, "audit/log", "audit.title", body)
}

func typedOf(form url.Values) Typed {
	short := func(name string) string {
		text := []rune(form.Get(name))
		return string(text[:min(len(text), 120)])
	}
	return Typed{short("from"), short("to"), short("who"), short("company"), short("number"), short("kind")}
}

// filter reads what was typed; without dates it is the last days, and the days are put into the form.
func (h *Handlers) filter(t *Typed) (Filter, error) {
	today := h.service.Now().In(h.service.Zone)
	if t.To == "" {
		t.To = today.Format(time.DateOnly)
	}
	if t.From == "" {
		t.From = today.AddDate(0, 0, -daysBack).Format(time.DateOnly)
	}
	var wrong []problem.Field
	day := func(name, text string) time.Time {
		at, err := time.ParseInLocation(time.DateOnly, text, h.service.Zone)
		if err != nil || at.Year() < 2000 || at.Year() > 2200 {
			wrong = append(wrong, problem.Field{Name: name, Code: "day_form"})
		}
		return at
	}
	f := Filter{From: day("from", t.From), Until: day("to", t.To).AddDate(0, 0, 1), Who: t.Who, Company: t.Company, Number: t.Number, Kind: t.Kind}
	if wrong == nil && (!f.From.Before(f.Until) || f.Until.Sub(f.From) > dayMost*24*time.Hour) {
		wrong = append(wrong, problem.Field{Name: "to", Code: "day_order"})
	}
	if wrong != nil {
		return f, problem.InvalidFields(wrong...)
	}
	return f, nil
}

// query is the address of a page of the filter; page 0 names none.
func (t Typed) query(n int) string {
	values := url.Values{}
	for name, text := range map[string]string{"from": t.From, "to": t.To, "who": t.Who, "company": t.Company, "number": t.Number, "kind": t.Kind} {
		if text != "" {
			values.Set(name, text)
		}
	}
	if n > 1 {
		values.Set("page", strconv.Itoa(n))
	}
	return "?" + values.Encode()
}

// rows puts the names of people and companies to lines, in two queries.
func (h *Handlers) rows(ctx context.Context, found []Line) ([]Row, error) {
	var people []account.UserID
	var firms []account.CompanyID
	for _, l := range found {
		people, firms = append(people, l.actor(), l.Person), append(firms, l.Company, l.Other)
	}
	people = slices.DeleteFunc(people, func(u account.UserID) bool { return u == (account.UserID{}) })
	users, err := h.accounts.Users(ctx, people)
	if err != nil {
		return nil, err
	}
	companies, err := h.accounts.Companies(ctx, firms)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, len(found))
	for i, l := range found {
		rows[i] = Row{Line: l, Name: users[l.actor()].Name, About: users[l.Person].Name, Said: h.said(l), Short: short(l.Hash)}
		if c, ok := companies[l.Company]; ok {
			rows[i].Firm = c.Names()
		}
		if c, ok := companies[l.Other]; ok {
			rows[i].With = c.Names()
		}
	}
	return rows, nil
}
