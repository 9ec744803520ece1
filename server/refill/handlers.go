package refill

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Handlers are the pages of who waits and who stands by.
type Handlers struct {
	service *Service
	catalog *catalog.Service
	pages   *page.Pages
	// goOn lets the browser go on with a draft that is held under a name.
	goOn func(ctx context.Context, opener string)
}

// NewHandlers makes the pages.
func NewHandlers(service *Service, goods *catalog.Service, pages *page.Pages, goOn func(ctx context.Context, opener string)) *Handlers {
	return &Handlers{service, goods, pages, goOn}
}

// JoinPage is "refill/join": the form of who wants to wait for a time of a company.
type JoinPage struct {
	Company catalog.Company
	Lengths []int // minutes
	Pairs   []string
	Typed   Typed
	Hours   []int
	Free    []time.Time // on the company's page already
	Problem error
}

// Typed is the form.
type Typed struct {
	FromDay  string
	ToDay    string
	FromHour int
	ToHour   int
	Length   int
	Pair     string
	Product  string
	StandBy  bool
}

// Form asks when somebody would come: GET /{lang}/companies/{slug}/waitlist.
func (h *Handlers) Form(w http.ResponseWriter, r *http.Request) error {
	body, err := h.form(r)
	if err != nil {
		return err
	}
	today := schedule.DateOf(h.service.clock(), page.ZoneOf(r.Context()))
	body.Typed = Typed{FromDay: today.AddDays(1).String(), ToDay: today.AddDays(14).String(), FromHour: 8, ToHour: 20, Length: body.Lengths[0],
		Pair: r.FormValue("pair"), Product: r.FormValue("product")}
	return h.pages.Write(w, r, http.StatusOK, "refill/join", "refill.join_title", body)
}

func (h *Handlers) form(r *http.Request) (JoinPage, error) {
	v := account.ViewerFrom(r.Context())
	buyer, _ := v.Company(account.Buyer)
	if err := account.May(v, account.JoinWaitlist, account.Object{Buyer: buyer}); err != nil {
		return JoinPage{}, err
	}
	company, err := h.catalog.Company(r.Context(), r.PathValue("slug"))
	if err != nil {
		return JoinPage{}, err
	}
	body := JoinPage{Company: company}
	terms, err := h.service.schedule.Terms(r.Context(), company.ID)
	if err != nil {
		return body, err
	}
	for _, length := range terms.Lengths {
		body.Lengths = append(body.Lengths, int(length/time.Minute))
	}
	pairs, err := h.service.schedule.Pairs(r.Context())
	for _, p := range pairs {
		if p.From == "ko" {
			body.Pairs = append(body.Pairs, p.From+"-"+p.To)
		}
	}
	for hour := range 25 {
		body.Hours = append(body.Hours, hour)
	}
	return body, err
}

func typedOf(form url.Values) Typed {
	number := func(name string) int {
		n, err := strconv.Atoi(form.Get(name))
		if err != nil {
			return -1
		}
		return n
	}
	t := Typed{FromDay: form.Get("from_day"), ToDay: form.Get("to_day"), FromHour: number("from_hour"), ToHour: number("to_hour"), Length: number("length"),
		Pair: form.Get("pair"), Product: form.Get("product"), StandBy: form.Get("stand_by") != ""}
	if len(t.Product) > 40 || len(t.Pair) > 20 {
		t.Product, t.Pair = "", ""
	}
	return t
}

// entry reads a form on the wall of a zone.
func (t Typed) entry(company account.CompanyID, zone *time.Location) (Entry, error) {
	from, wrongFrom := schedule.ParseDate(t.FromDay)
	to, wrongTo := schedule.ParseDate(t.ToDay)
	if wrongFrom != nil || wrongTo != nil {
		return Entry{}, problem.InvalidFields(problem.Field{Name: "to_day", Code: "waitlist_days"})
	}
	if t.FromHour < 0 || t.FromHour > 24 || t.ToHour < 0 || t.ToHour > 24 || t.Length < 0 || t.Length > 240 {
		return Entry{}, problem.InvalidFields(problem.Field{Name: "to_hour", Code: "waitlist_hours"})
	}
	e := Entry{Company: company, StandBy: t.StandBy, Language: "en", Wish: Wish{Zone: zone.String(), FromDay: from, ToDay: to, FromMin: t.FromHour * 60, ToMin: t.ToHour * 60,
		Length: time.Duration(t.Length) * time.Minute}}
	if from, to, ok := strings.Cut(t.Pair, "-"); ok {
		e.Pair, e.Language = schedule.Pair{From: from, To: to}, to
	}
	if t.Product != "" {
		e.Products = []string{t.Product}
	}
	return e, nil
}

// Join puts the viewer on the list: POST /{lang}/companies/{slug}/waitlist.
func (h *Handlers) Join(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	body, err := h.form(r)
	if err != nil {
		return err
	}
	body.Typed = typedOf(r.PostForm)
	e, err := body.Typed.entry(body.Company.ID, page.ZoneOf(r.Context()))
	if err == nil {
		_, err = h.service.Join(r.Context(), account.ViewerFrom(r.Context()), e)
	}
	switch problem.KindOf(err) {
	case problem.Invalid, problem.Conflict, problem.TooMany:
		body.Problem, body.Free = err, near(err)
		return h.pages.Write(w, r, problem.KindOf(err).Status(), "refill/join", "refill.join_title", body)
	}
	if err != nil {
		return err
	}
	return page.SeeOther(w, r, "/waitlist?done=join")
}

// ListPage is "refill/list": what the viewer waits for, and what is kept or offered now.
type ListPage struct {
	Waits   []WaitCard
	Asked   []StandbyCard
	Done    string
	Problem error
}

// WaitCard is an entry with its company.
type WaitCard struct {
	Waited
	Name  map[string]string
	Slug  string
	City  string
	Zone  string
	Place int       // in the company's list, from 1
	From  time.Time // midday of the first and last day, for their names
	To    time.Time
}

// StandbyCard is an offer that waits for the viewer's yes.
type StandbyCard struct {
	Standby
	Side string
	With map[string]string
}

// List is what the viewer waits for: GET /{lang}/waitlist.
func (h *Handlers) List(w http.ResponseWriter, r *http.Request) error {
	body := ListPage{}
	if done := r.FormValue("done"); done == "join" || acts[done] {
		body.Done = done
	}
	return h.list(w, r, http.StatusOK, body)
}

func (h *Handlers) list(w http.ResponseWriter, r *http.Request, status int, body ListPage) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	mine, err := h.service.Mine(ctx, v)
	if err != nil {
		return err
	}
	asked, err := h.service.Asked(ctx, v)
	if err != nil {
		return err
	}
	for _, waited := range mine {
		company, err := h.service.accounts.Company(ctx, waited.Company)
		if err != nil {
			return err
		}
		card := WaitCard{Waited: waited, Name: company.Names(), Slug: company.Slug, Zone: company.Zone, City: account.CityName(h.pages.Texts(), page.FrameFrom(ctx).Lang, company.City), Place: waited.Ahead + 1}
		card.From, card.To = noon(waited.Wish.FromDay), noon(waited.Wish.ToDay)
		body.Waits = append(body.Waits, card)
	}
	for _, b := range asked {
		card, err := h.standbyCard(ctx, v, b)
		if err != nil {
			return err
		}
		body.Asked = append(body.Asked, card)
	}
	return h.pages.Write(w, r, status, "refill/list", "refill.list_title", body)
}

func noon(d schedule.Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC)
}

var acts = map[string]bool{"take": true, "pass": true, "leave": true}

// Act takes what is kept, passes it on, or leaves the list: POST /{lang}/waitlist/{id}/{act}.
func (h *Handlers) Act(w http.ResponseWriter, r *http.Request) error {
	ctx, v, act := r.Context(), account.ViewerFrom(r.Context()), r.PathValue("act")
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil || !acts[act] {
		id = uuid.Nil
	}
	if act == "take" {
		e, o, err := h.service.Take(ctx, v, id)
		if problem.Is(err, problem.Conflict) {
			return h.list(w, r, http.StatusConflict, ListPage{Problem: err})
		}
		if err != nil {
			return err
		}
		company, err := h.service.accounts.Company(ctx, e.Company)
		if err != nil {
			return err
		}
		h.goOn(ctx, o.Opener)
		query := ""
		if len(e.Products) > 0 {
			query = "?product=" + url.QueryEscape(e.Products[0])
		}
		return page.SeeOther(w, r, "/book/"+company.Slug+"/"+o.Draft.String()+query)
	}
	do := h.service.Leave
	if act == "pass" {
		do = h.service.Pass
	}
	err = do(ctx, v, id)
	if problem.Is(err, problem.Conflict) {
		return h.list(w, r, http.StatusConflict, ListPage{Problem: err})
	}
	if err != nil {
		return err
	}
	return page.SeeOther(w, r, "/waitlist?done="+act)
}
