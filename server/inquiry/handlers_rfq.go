package inquiry

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/trust"
)

// RFQs are the public offers to buy, and the viewer's own: GET /{lang}/rfqs.
func (h *Handlers) RFQs(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	body := RFQListPage{Buyer: v.Is(account.Buyer), Maker: v.Is(account.Supplier), Signed: v.SignedIn()}
	mine, err := h.service.MyRFQs(ctx, v)
	if err != nil {
		return err
	}
	if body.Mine, err = h.rfqRows(ctx, mine); err != nil {
		return err
	}
	found, err := h.service.OpenRFQs(ctx, v)
	if err != nil {
		return err
	}
	// What concerns the viewer stands above already.
	others := slices.DeleteFunc(found, func(o RFQ) bool {
		return slices.ContainsFunc(mine, func(m RFQ) bool { return m.Code == o.Code })
	})
	if body.Open, err = h.rfqRows(ctx, others); err != nil {
		return err
	}
	return h.pages.Write(w, r, http.StatusOK, "rfq/list", "inquiry.rfqs_title", body)
}

func (h *Handlers) rfqRows(ctx context.Context, all []RFQ) ([]RFQRow, error) {
	ids := make([]account.CompanyID, len(all))
	for n, r := range all {
		ids[n] = r.BuyerCompany
	}
	of, err := h.companies(ctx, ids)
	if err != nil {
		return nil, err
	}
	now := h.service.clock()
	rows := make([]RFQRow, len(all))
	for n, r := range all {
		rows[n] = RFQRow{r, of[r.BuyerCompany], r.Takes(now)}
	}
	return rows, nil
}

// NewRFQ is the empty form: GET /{lang}/rfqs/new.
func (h *Handlers) NewRFQ(w http.ResponseWriter, r *http.Request) error {
	v := account.ViewerFrom(r.Context())
	company, _ := v.Company(account.Buyer)
	if err := account.May(v, account.PostRFQ, account.Object{Buyer: company}); err != nil {
		return err
	}
	form := RFQForm{Unit: "H87", Frequency: "once", Currency: "USD", Lang: page.FrameFrom(r.Context()).Lang, Languages: []string{page.FrameFrom(r.Context()).Lang},
		Deadline: h.service.clock().In(h.service.Zone).AddDate(0, 0, 21).Format(time.DateOnly)}
	return h.form(w, r, http.StatusOK, RFQFormPage{Form: form})
}

// PostRFQ keeps it, as a draft or for the office: POST /{lang}/rfqs.
func (h *Handlers) PostRFQ(w http.ResponseWriter, r *http.Request) error {
	return h.written(w, r, "", func(form RFQForm) (RFQ, error) {
		return h.service.Post(r.Context(), account.ViewerFrom(r.Context()), keyOf(r), form)
	})
}

// written keeps what the form says with its files and hands it to the office if that was asked; or it shows the form
// again, with makers found or what was wrong.
func (h *Handlers) written(w http.ResponseWriter, r *http.Request, code string, keep func(RFQForm) (RFQ, error)) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	files, closed, err := FilesOfForm(r)
	defer closed()
	form, done := readRFQForm(r), "draft"
	body := RFQFormPage{Code: code, Form: form, Find: r.PostFormValue("find"), FilesLost: len(files) > 0}
	if err == nil && r.PostFormValue("do") == ActFind {
		if err := account.May(v, account.PostRFQ, account.Object{}); !v.SignedIn() || problem.Is(err, problem.Forbidden) {
			return err
		}
		return h.form(w, r, http.StatusOK, body)
	}
	made := RFQ{Code: code}
	if err == nil {
		made, err = keep(form)
	}
	if err == nil && made.State == Draft {
		body.Code, body.FilesLost = made.Code, false
		err = h.service.SetFiles(ctx, v, made.Code, idsIn(r.PostForm["drop"]), files)
	}
	if err == nil && r.PostFormValue("do") == ActSubmit && made.State == Draft {
		done = ActSubmit
		made, err = h.service.MoveRFQ(ctx, v, made.Code, ActSubmit, "")
	}
	if shown(err) {
		body.Problem = err
		return h.form(w, r, problem.KindOf(err).Status(), body)
	}
	if err != nil {
		return err
	}
	return see(w, r, "/rfqs/"+made.Code+"?done="+done)
}

// EditRFQ is the form of a draft: GET /{lang}/rfqs/{code}/edit.
func (h *Handlers) EditRFQ(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	own, err := h.service.ownRFQ(ctx, account.ViewerFrom(ctx), r.PathValue("code"))
	if err != nil {
		return err
	}
	if own.State != Draft {
		return see(w, r, "/rfqs/"+own.Code)
	}
	of, err := h.companies(ctx, idsOf(own.Chosen))
	if err != nil {
		return err
	}
	var slugs []string
	for _, c := range of {
		slugs = append(slugs, c.Slug)
	}
	return h.form(w, r, http.StatusOK, RFQFormPage{Code: own.Code, Form: FormOf(own, h.service.Zone, slugs), Note: own.Note})
}

func readRFQForm(r *http.Request) RFQForm {
	v := r.PostFormValue
	f := RFQForm{Title: v("title"), HS: v("hs"), Keywords: v("keywords"), Specification: v("specification"), Quantity: v("quantity"), Unit: v("unit"), Frequency: v("frequency"),
		Price: v("price"), Currency: v("currency"), Incoterm: v("incoterm"), Place: v("place"), Port: v("port"), Certificates: v("certificates"), Lang: v("lang"), Deadline: v("deadline"),
		Languages: r.PostForm["languages"], Companies: r.PostForm["companies"], Audience: Public, Level: v("level"), NDA: v("nda") == "yes"}
	if v("audience") == Chosen {
		f.Audience = Chosen
	}
	return f
}

// idsIn are the ids among texts.
func idsIn(texts []string) []uuid.UUID {
	var ids []uuid.UUID
	for _, text := range texts {
		if id, err := uuid.Parse(text); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

func (h *Handlers) form(w http.ResponseWriter, r *http.Request, status int, body RFQFormPage) error {
	body.Units, body.Frequencies, body.Currencies, body.Incoterms, body.Languages = Units, Frequencies, locale.Currencies, catalog.Incoterms, Languages
	body.Most = h.service.clock().Add(h.service.Settings.DeadlineMost)
	body.Levels, body.FileMost, body.FilesMost = RFQLevels, int(h.service.Settings.FileMost>>20), h.service.Settings.FilesMost
	var err error
	if body.Pick, err = h.pick(r.Context(), body.Find, body.Form.Companies); err != nil {
		return err
	}
	if body.Code != "" {
		if body.Files, err = h.service.OwnFiles(r.Context(), account.ViewerFrom(r.Context()), body.Code); err != nil {
			return err
		}
	}
	return h.pages.Write(w, r, status, "rfq/form", "inquiry.rfq_form_title", body)
}

// RFQ is one offer: GET /{lang}/rfqs/{code}.
func (h *Handlers) RFQ(w http.ResponseWriter, r *http.Request) error {
	return h.rfq(w, r, http.StatusOK, RFQPage{Done: doneOf(r), Form: QuoteForm{Currency: "USD", Incoterm: "FOB", Sample: "paid"}})
}

// ActOnRFQ does one thing with an offer: POST /{lang}/rfqs/{code}/{act}.
func (h *Handlers) ActOnRFQ(w http.ResponseWriter, r *http.Request) error {
	ctx, v, code, act := r.Context(), account.ViewerFrom(r.Context()), r.PathValue("code"), r.PathValue("act")
	var err error
	body := RFQPage{}
	if act != "revise" {
		body.Note = r.PostFormValue("note")
	}
	switch act {
	case "revise":
		return h.written(w, r, code, func(form RFQForm) (RFQ, error) { return h.service.Revise(ctx, v, code, form) })
	case "quote":
		value := r.PostFormValue
		body.Form = QuoteForm{SKU: value("sku"), Price: value("price"), Currency: value("currency"), Incoterm: value("incoterm"), Place: value("place"), Freight: value("freight"),
			Insurance: value("insurance"), MOQ: value("moq"), LeadDays: value("lead_days"), ValidUntil: value("valid_until"), Sample: value("sample"), Text: value("quote_text")}
		_, err = h.service.Quote(ctx, v, code, body.Form)
	default:
		_, err = h.service.MoveRFQ(ctx, v, code, act, body.Note)
	}
	if shown(err) {
		body.Problem = err
		return h.rfq(w, r, problem.KindOf(err).Status(), body)
	}
	if err != nil {
		return err
	}
	return see(w, r, "/rfqs/"+code+"?done="+act)
}

func (h *Handlers) rfq(w http.ResponseWriter, r *http.Request, status int, body RFQPage) error {
	ctx, v, s := r.Context(), account.ViewerFrom(r.Context()), h.service
	var err error
	if body.RFQ, err = s.RFQ(ctx, v, r.PathValue("code")); err != nil {
		return err
	}
	of, err := h.companies(ctx, append(idsOf(body.Chosen), body.BuyerCompany))
	if err != nil {
		return err
	}
	body.From, body.Takes = of[body.BuyerCompany], body.RFQ.Takes(s.clock())
	supplier, maker := v.Company(account.Supplier)
	switch {
	case v.On(account.Buyer, body.BuyerCompany):
		body.Role, body.OwnHeld = Buyer, body.Held
	case v.Is(account.Officer):
		body.Role = Office
	case maker:
		body.Role = Supplier
	}
	if body.Files, body.MayOpen, err = s.RFQFiles(ctx, v, body.RFQ); err != nil {
		return err
	}
	if body.Role == Buyer || body.Role == Office {
		for _, id := range idsOf(body.Chosen) {
			body.For = append(body.For, of[id])
		}
	} else {
		body.RFQ.Note = ""
	}
	body.MayModerate = account.May(v, account.ModerateRFQ, body.Object(account.CompanyID{})) == nil
	if err := h.quotes(r, &body, supplier); err != nil {
		return err
	}
	return h.pages.Write(w, r, status, "rfq/page", "inquiry.rfq_title", body, "Title", body.Title)
}

func (h *Handlers) quotes(r *http.Request, body *RFQPage, supplier account.CompanyID) error {
	ctx, v, s := r.Context(), account.ViewerFrom(r.Context()), h.service
	found, err := s.Quotes(ctx, v, body.RFQ)
	if err != nil {
		return err
	}
	body.Currencies, body.Incoterms, body.Samples = locale.Currencies, catalog.Incoterms, SampleTerms
	if body.Role == Supplier {
		if len(found) > 0 {
			body.Mine = &found[0]
		}
		if body.OwnHeld, err = s.holds(ctx, supplier); err != nil {
			return err
		}
		body.MayQuote = body.Takes && body.RFQ.For(supplier) && !body.OwnHeld
		body.Products, err = s.Catalog.Products(ctx, supplier)
		return err
	}
	body.Sort, body.Sorts, body.RateLines, body.RateSource, body.RateOn = "usd", Sorts, s.Rates.Lines, s.Rates.Source, s.Rates.On
	if by := r.URL.Query().Get("sort"); slices.Contains(Sorts, by) {
		body.Sort = by
	}
	var makers []account.CompanyID
	var goods []string
	for _, q := range found {
		makers, goods = append(makers, q.Supplier), append(goods, q.SKU)
	}
	of, err := h.companies(ctx, makers)
	if err != nil {
		return err
	}
	names, err := s.Catalog.Names(ctx, goods)
	if err != nil {
		return err
	}
	fast, err := s.Speeds(ctx, makers)
	if err != nil {
		return err
	}
	standings, err := trust.Standings(ctx, s.DB, s.clock(), makers...)
	if err != nil {
		return err
	}
	for _, row := range s.Rates.Grid(found, body.Sort) {
		body.Grid = append(body.Grid, QuoteRow{row, of[row.Supplier], standings[row.Supplier], names[row.SKU], fast[row.Supplier]})
	}
	return nil
}
