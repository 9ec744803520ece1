package inquiry

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/operation"
)

// item is the line as a form would have it, so that both go through the same rules.
func (l LineRecord) item() Item {
	i := Item{SKU: l.Product, Quantity: strconv.Itoa(l.Quantity), Currency: l.Currency, Port: l.Port, Sample: l.Sample}
	if i.Currency == "" {
		i.Currency = "USD"
	}
	if l.Price != nil {
		i.Price = locale.PlainMoney(*l.Price, i.Currency)
	}
	return i
}

// RFQRecord is an offer to buy as programs get it. It holds no address.
type RFQRecord struct {
	Code          string    `json:"code"`
	State         RFQState  `json:"state" enum:"draft,moderated,open,closed,expired"`
	Country       string    `json:"country" doc:"Of the buyer, ISO 3166-1"`
	Lang          string    `json:"lang" doc:"Of title and specification, BCP 47"`
	Title         string    `json:"title"`
	Specification string    `json:"specification"`
	HS            string    `json:"hs,omitempty" doc:"HS 2022"`
	Keywords      []string  `json:"keywords,omitempty"`
	Quantity      int       `json:"quantity"`
	Unit          string    `json:"unit" doc:"UN/CEFACT Recommendation 20"`
	Frequency     string    `json:"frequency" enum:"once,monthly,quarterly,yearly"`
	Price         *int64    `json:"price,omitempty" doc:"Target price of one unit, minor units"`
	Currency      string    `json:"currency"`
	Incoterm      string    `json:"incoterm,omitempty"`
	Place         string    `json:"place,omitempty"`
	Port          string    `json:"port,omitempty"`
	Certificates  []string  `json:"certificates,omitempty"`
	Languages     []string  `json:"languages,omitempty"`
	Level         int       `json:"level" doc:"Of trust, from which on makers see it who are not chosen; 0: everybody"`
	Deadline      time.Time `json:"deadline"`
	OnHold        bool      `json:"onHold" doc:"Its company is suspended: nobody can answer until that is lifted"`
	Legal         []string  `json:"legal" doc:"What may be done with it in this state"`
}

// QuoteRecord is a quote.
type QuoteRecord struct {
	Supplier   string `json:"supplier,omitempty" doc:"Slug" readOnly:"true"`
	Product    string `json:"product,omitempty" maxLength:"40" doc:"SKU of your catalog"`
	Price      int64  `json:"price" minimum:"1" doc:"Of one unit, minor units of the currency"`
	Currency   string `json:"currency" maxLength:"3"`
	Incoterm   string `json:"incoterm" maxLength:"3" doc:"Incoterms 2020"`
	Place      string `json:"place" maxLength:"60"`
	Freight    *int64 `json:"freight,omitempty" minimum:"0" doc:"Part of the price"`
	Insurance  *int64 `json:"insurance,omitempty" minimum:"0" doc:"Part of the price"`
	MOQ        int    `json:"moq" minimum:"1"`
	LeadDays   int    `json:"leadDays" minimum:"1"`
	ValidUntil string `json:"validUntil" format:"date"`
	Sample     string `json:"sample" enum:"free,paid,refunded,none"`
	Text       string `json:"text,omitempty" maxLength:"4000"`
	USD        *int64 `json:"usd,omitempty" readOnly:"true" doc:"Cents at the printed rate"`
	FOB        *int64 `json:"fob,omitempty" readOnly:"true" doc:"Cents, as FOB; absent when the terms do not say enough"`
	OnHold     bool   `json:"onHold,omitempty" readOnly:"true" doc:"The maker is suspended; such quotes stand last, out of the order"`
}

type rfqsAnswer struct {
	Body struct {
		Items []RFQRecord `json:"items" doc:"The soonest deadline first"`
	}
}

type rfqAnswer struct{ Body RFQRecord }

type codeInput struct {
	Code string `path:"code" maxLength:"40"`
}

type quotesAnswer struct {
	Body struct {
		Rates  []string      `json:"rates" doc:"As printed"`
		Source string        `json:"source"`
		On     time.Time     `json:"on"`
		Items  []QuoteRecord `json:"items" doc:"All for the buyer and the office; a maker gets its own"`
	}
}

type quoteInput struct {
	Code string `path:"code" maxLength:"40"`
	Body QuoteRecord
}

type quoteAnswer struct {
	Status int
	Body   QuoteRecord
}

type rfqInput struct {
	Key  string `header:"Idempotency-Key" maxLength:"100"`
	Body struct {
		Title         string   `json:"title" maxLength:"120"`
		Specification string   `json:"specification" maxLength:"4000"`
		Lang          string   `json:"lang,omitempty" maxLength:"10"`
		HS            string   `json:"hs,omitempty" maxLength:"7"`
		Quantity      int      `json:"quantity" minimum:"1"`
		Unit          string   `json:"unit" maxLength:"3"`
		Frequency     string   `json:"frequency" enum:"once,monthly,quarterly,yearly"`
		Price         *int64   `json:"price,omitempty" minimum:"1"`
		Currency      string   `json:"currency" maxLength:"3"`
		Incoterm      string   `json:"incoterm,omitempty" maxLength:"3"`
		Place         string   `json:"place,omitempty" maxLength:"60"`
		Port          string   `json:"port,omitempty" maxLength:"60"`
		Deadline      string   `json:"deadline" format:"date" doc:"The day's end at the office"`
		Level         int      `json:"level,omitempty" minimum:"0" maximum:"4" doc:"Only makers from this level of trust on; with companies it has no effect"`
		Companies     []string `json:"companies,omitempty" maxItems:"50" doc:"Slugs of the makers that it is for; none: all"`
	}
}

func (h *Handlers) rfqAPI(api huma.API, topic operation.Topic) {
	op := topic.Op
	huma.Register(api, op("list-rfqs", http.MethodGet, "/rfqs", "Public offers to buy that can be answered"), h.listRFQs)
	huma.Register(api, topic.Creates("post-rfq", "/rfqs", "Offer to buy: goes to the office first"), h.postRFQ)
	huma.Register(api, op("read-rfq", http.MethodGet, "/rfqs/{code}", "One offer to buy"), h.readRFQ)
	huma.Register(api, op("list-quotes", http.MethodGet, "/rfqs/{code}/quotes", "Quotes on an offer, as far as you may see them"), h.listQuotes)
	huma.Register(api, topic.Creates("quote-rfq", "/rfqs/{code}/quotes", "Answer an offer; takes the place of your earlier quote"), h.quoteRFQ)
}

func (h *Handlers) listRFQs(ctx context.Context, _ *struct{}) (*rfqsAnswer, error) {
	found, err := h.service.OpenRFQs(ctx, account.ViewerFrom(ctx))
	if err != nil {
		return nil, err
	}
	answer := &rfqsAnswer{}
	answer.Body.Items, err = h.rfqRecords(ctx, found)
	return answer, err
}

func (h *Handlers) readRFQ(ctx context.Context, in *codeInput) (*rfqAnswer, error) {
	r, err := h.service.RFQ(ctx, account.ViewerFrom(ctx), in.Code)
	return h.rfqRecord(ctx, r, err)
}

func (h *Handlers) postRFQ(ctx context.Context, in *rfqInput) (*rfqAnswer, error) {
	b, v := in.Body, account.ViewerFrom(ctx)
	f := RFQForm{Title: b.Title, Specification: b.Specification, Lang: b.Lang, HS: b.HS, Quantity: strconv.Itoa(b.Quantity), Unit: b.Unit, Frequency: b.Frequency, Currency: b.Currency,
		Incoterm: b.Incoterm, Place: b.Place, Port: b.Port, Deadline: b.Deadline, Companies: b.Companies, Level: strconv.Itoa(b.Level)}
	if b.Price != nil {
		f.Price = locale.PlainMoney(*b.Price, b.Currency)
	}
	if in.Key == "" {
		in.Key = uuid.NewString()
	}
	r, err := h.service.Post(ctx, v, in.Key, f)
	if err == nil && r.State == Draft {
		r, err = h.service.MoveRFQ(ctx, v, r.Code, ActSubmit, "")
	}
	return h.rfqRecord(ctx, r, err)
}

func (h *Handlers) rfqRecord(ctx context.Context, r RFQ, err error) (*rfqAnswer, error) {
	if err != nil {
		return nil, err
	}
	all, err := h.rfqRecords(ctx, []RFQ{r})
	if err != nil {
		return nil, err
	}
	return &rfqAnswer{all[0]}, nil
}

func (h *Handlers) rfqRecords(ctx context.Context, found []RFQ) ([]RFQRecord, error) {
	all, err := h.rfqRows(ctx, found)
	if err != nil {
		return nil, err
	}
	records := make([]RFQRecord, len(all))
	for n, r := range all {
		records[n] = RFQRecord{r.Code, r.State, r.From.Country, r.Lang, r.Title, r.Specification, r.HS, r.Keywords, r.Quantity, r.Unit, r.Frequency, r.Minor, r.Currency,
			r.Incoterm, r.Place, r.Port, r.Certificates, r.Languages, r.Level, r.Deadline.UTC(), r.Held, orEmpty(r.Legal())}
	}
	return records, nil
}

func (h *Handlers) listQuotes(ctx context.Context, in *codeInput) (*quotesAnswer, error) {
	v := account.ViewerFrom(ctx)
	r, err := h.service.RFQ(ctx, v, in.Code)
	if err != nil {
		return nil, err
	}
	found, err := h.service.Quotes(ctx, v, r)
	if err != nil {
		return nil, err
	}
	rates, answer := h.service.Rates, &quotesAnswer{}
	answer.Body.Rates, answer.Body.Source, answer.Body.On = orEmpty(rates.Lines), rates.Source, rates.On.UTC()
	answer.Body.Items, err = h.quoteRecords(ctx, rates.Grid(found, "usd"))
	return answer, err
}

func (h *Handlers) quoteRFQ(ctx context.Context, in *quoteInput) (*quoteAnswer, error) {
	b := in.Body
	f := QuoteForm{SKU: b.Product, Price: locale.PlainMoney(b.Price, b.Currency), Currency: b.Currency, Incoterm: b.Incoterm, Place: b.Place, MOQ: strconv.Itoa(b.MOQ),
		LeadDays: strconv.Itoa(b.LeadDays), ValidUntil: b.ValidUntil, Sample: b.Sample, Text: b.Text}
	if b.Freight != nil {
		f.Freight = locale.PlainMoney(*b.Freight, b.Currency)
	}
	if b.Insurance != nil {
		f.Insurance = locale.PlainMoney(*b.Insurance, b.Currency)
	}
	q, err := h.service.Quote(ctx, account.ViewerFrom(ctx), in.Code, f)
	if err != nil {
		return nil, err
	}
	all, err := h.quoteRecords(ctx, h.service.Rates.Grid([]Quote{q}, "usd"))
	if err != nil {
		return nil, err
	}
	return &quoteAnswer{http.StatusCreated, all[0]}, nil
}

func (h *Handlers) quoteRecords(ctx context.Context, grid []GridRow) ([]QuoteRecord, error) {
	var makers []account.CompanyID
	for _, g := range grid {
		makers = append(makers, g.Supplier)
	}
	of, err := h.service.Accounts.Companies(ctx, makers)
	records := make([]QuoteRecord, len(grid))
	for n, g := range grid {
		records[n] = QuoteRecord{of[g.Supplier].Slug, g.SKU, g.Minor, g.Currency, g.Incoterm, g.Place, g.Freight, g.Insurance, g.MOQ, g.LeadDays,
			g.ValidUntil.Format(time.DateOnly), g.Sample, g.Text, g.USD, g.FOB, g.Held}
	}
	return records, err
}
