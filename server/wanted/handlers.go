package wanted

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Handlers are the pages of what buyers want to be found.
type Handlers struct {
	service *Service
	pages   *page.Pages
}

// NewHandlers makes the pages.
func NewHandlers(service *Service, pages *page.Pages) *Handlers { return &Handlers{service, pages} }

// AskPage is "wanted/ask": the form.
type AskPage struct {
	Typed     Request
	Countries []string
	Due       time.Time
	Problem   error
}

// Form asks what is wanted: GET /{lang}/wanted/new?q=<text of the search>.
func (h *Handlers) Form(w http.ResponseWriter, r *http.Request) error {
	v := account.ViewerFrom(r.Context())
	company, _ := v.Company(account.Buyer)
	if err := account.May(v, account.AskForMaker, account.Object{Buyer: company}); err != nil {
		return err
	}
	market, err := h.service.cfg.Catalog.Market(r.Context(), v)
	if err != nil {
		return err
	}
	typed := []rune(strings.ToValidUTF8(r.FormValue("q"), ""))
	return h.ask(w, r, http.StatusOK, Request{Title: string(typed[:min(len(typed), longestTitle)]), Market: market}, nil)
}

func (h *Handlers) ask(w http.ResponseWriter, r *http.Request, status int, typed Request, refusal error) error {
	return h.pages.Write(w, r, status, "wanted/ask", "wanted.ask_title", AskPage{
		Typed: typed, Countries: account.CountriesByName(h.pages.Texts(), page.FrameFrom(r.Context()).Lang),
		Due: h.service.cfg.Hours.After(h.service.cfg.Now(), answerWithin), Problem: refusal,
	})
}

// Ask takes the form: POST /{lang}/wanted.
func (h *Handlers) Ask(w http.ResponseWriter, r *http.Request) error {
	typed := Request{Title: r.PostFormValue("title"), Details: r.PostFormValue("details"), HS: r.PostFormValue("hs"), Quantity: r.PostFormValue("quantity"), Market: r.PostFormValue("market")}
	key, err := uuid.Parse(r.PostFormValue("key"))
	if err != nil {
		key = uuid.New()
	}
	made, err := h.service.Ask(r.Context(), account.ViewerFrom(r.Context()), key, typed)
	switch problem.KindOf(err) {
	case problem.Invalid, problem.TooMany:
		return h.ask(w, r, problem.KindOf(err).Status(), made, err)
	}
	if err != nil {
		return err
	}
	return page.SeeOther(w, r, "/wanted/"+made.ID.String()+"?done=asked")
}

// MinePage is "wanted/mine": what a company has asked for.
type MinePage struct{ Requests []Request }

// Mine lists them: GET /{lang}/wanted.
func (h *Handlers) Mine(w http.ResponseWriter, r *http.Request) error {
	mine, err := h.service.Mine(r.Context(), account.ViewerFrom(r.Context()))
	if err != nil {
		return err
	}
	return h.pages.Write(w, r, http.StatusOK, "wanted/mine", "wanted.mine_title", MinePage{mine})
}

// RequestPage is "wanted/request": one request with its answer, and for the office the form of the answer.
type RequestPage struct {
	Request
	Names   catalog.Texts // of the buyer's company
	Country string
	Hits    []catalog.Hit // of the answer
	Near    []catalog.Hit // what a search for the title finds: proposals for the office
	Office  bool          // the viewer may answer
	Mine    bool          // the viewer may withdraw
	Typed   string        // SKUs, as typed
	Words   string        // as typed
	Done    bool
	Problem error
}

func requestID(r *http.Request) uuid.UUID {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return uuid.Nil
	}
	return id
}

// Show is one request: GET /{lang}/wanted/{id}.
func (h *Handlers) Show(w http.ResponseWriter, r *http.Request) error {
	return h.show(w, r, http.StatusOK, RequestPage{Done: r.FormValue("done") == "asked"})
}

func (h *Handlers) show(w http.ResponseWriter, r *http.Request, status int, body RequestPage) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	var err error
	if body.Request, err = h.service.Read(ctx, v, requestID(r)); err != nil {
		return err
	}
	company, err := h.service.cfg.Accounts.Company(ctx, body.Company)
	if err != nil {
		return err
	}
	object := account.Object{Buyer: company.ID}
	body.Names, body.Country = company.Names(), company.Country
	body.Office, body.Mine = account.May(v, account.AnswerWanted, object) == nil, account.May(v, account.AskForMaker, object) == nil
	if body.Hits, err = h.service.cfg.Catalog.Cards(ctx, body.Request.SKUs); err != nil {
		return err
	}
	if body.Office && body.State == Open {
		found, err := h.service.cfg.Catalog.Search(ctx, catalog.Query{Text: body.Title})
		if err != nil {
			return err
		}
		body.Near = found.Hits[:min(len(found.Hits), 6)]
	}
	for _, hits := range [][]catalog.Hit{body.Hits, body.Near} {
		h.local(r, hits)
	}
	return h.pages.Write(w, r, status, "wanted/request", "wanted.request_title", body, "Title", body.Title)
}

// local puts cards into the viewer's zone and language.
func (h *Handlers) local(r *http.Request, hits []catalog.Hit) {
	frame := page.FrameFrom(r.Context())
	for i := range hits {
		if frame.Zone != nil {
			hits[i].Hours = hits[i].Hours.Suiting(frame.Zone, 1)
		}
		hits[i].Maker.City = account.CityName(h.pages.Texts(), frame.Lang, hits[i].Maker.City)
	}
}

// Reply is the office's answer: POST /{lang}/wanted/{id}/answer.
func (h *Handlers) Reply(w http.ResponseWriter, r *http.Request) error {
	typed := RequestPage{Typed: r.PostFormValue("skus"), Words: r.PostFormValue("answer")}
	skus := strings.FieldsFunc(strings.ToUpper(typed.Typed), func(c rune) bool { return c == ',' || c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ';' })
	for _, sku := range r.PostForm["pick"] {
		if !slices.Contains(skus, sku) {
			skus = append(skus, sku)
		}
	}
	_, err := h.service.Reply(r.Context(), account.ViewerFrom(r.Context()), requestID(r), typed.Words, skus)
	return h.after(w, r, typed, err, "/desk/wanted?done=answered")
}

// Withdraw takes a request back: POST /{lang}/wanted/{id}/withdraw.
func (h *Handlers) Withdraw(w http.ResponseWriter, r *http.Request) error {
	_, err := h.service.Withdraw(r.Context(), account.ViewerFrom(r.Context()), requestID(r))
	return h.after(w, r, RequestPage{}, err, "/wanted/"+requestID(r).String())
}

// after goes on, or shows the request again with what was refused.
func (h *Handlers) after(w http.ResponseWriter, r *http.Request, typed RequestPage, err error, next string) error {
	switch problem.KindOf(err) {
	case problem.Invalid, problem.Conflict:
		typed.Problem = err
		return h.show(w, r, problem.KindOf(err).Status(), typed)
	}
	if err != nil {
		return err
	}
	return page.SeeOther(w, r, next)
}

// QueuePage is "wanted/queue": what the office has to find.
type QueuePage struct {
	Open  []QueueRow
	Ended []QueueRow
	Done  bool
}

// QueueRow is one request with who asks.
type QueueRow struct {
	Request
	Names catalog.Texts
}

// Queue is the officers' list: GET /{lang}/desk/wanted.
func (h *Handlers) Queue(w http.ResponseWriter, r *http.Request) error {
	open, ended, err := h.service.Queue(r.Context(), account.ViewerFrom(r.Context()))
	if err != nil {
		return err
	}
	var ids []account.CompanyID
	for _, request := range slices.Concat(open, ended) {
		ids = append(ids, request.Company)
	}
	companies, err := h.service.cfg.Accounts.Companies(r.Context(), ids)
	if err != nil {
		return err
	}
	rows := func(of []Request) (all []QueueRow) {
		for _, request := range of {
			all = append(all, QueueRow{request, companies[request.Company].Names()})
		}
		return all
	}
	return h.pages.Write(w, r, http.StatusOK, "wanted/queue", "wanted.queue_title", QueuePage{rows(open), rows(ended), r.FormValue("done") == "answered"})
}
