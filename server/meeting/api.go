package meeting

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/operation"
	"github.com/etradeoffice/portal/server/schedule"
)

// Record is a consultation as programs get it.
type Record struct {
	Number      string             `json:"number" example:"SW-2026-0042"`
	State       consultation.State `json:"state"`
	Owner       string             `json:"owner,omitempty" doc:"Whose turn it is: office, supplier, buyer, interpreter"`
	AnswerBy    *time.Time         `json:"answerBy,omitempty" doc:"The owner's deadline"`
	ExpiresAt   *time.Time         `json:"expiresAt,omitempty" doc:"Set while an answer is pending"`
	Version     int                `json:"version" doc:"+1 a move; send it back to act on what you saw"`
	StartsAt    time.Time          `json:"startsAt" doc:"UTC"`
	EndsAt      time.Time          `json:"endsAt" doc:"UTC"`
	Supplier    string             `json:"supplier" doc:"Slug of the company"`
	Buyer       string             `json:"buyer" doc:"Name of the company"`
	Language    string             `json:"language,omitempty" doc:"BCP 47"`
	Pair        string             `json:"pair,omitempty" doc:"Languages of the interpreter" example:"ko-ro"`
	Interpreter string             `json:"interpreter" enum:"none,pencilled,asked,accepted,missing,waived"`
	Goal        string             `json:"goal,omitempty"`
	Message     string             `json:"message,omitempty"`
	Products    []string           `json:"products" doc:"SKUs"`
	Reason      string             `json:"reason,omitempty"`
	Phone       string             `json:"phone,omitempty" doc:"E.164, of who comes for the buyer; to the two sides and the office, where one consultation is read"`
	Colleagues  []Brought          `json:"colleagues,omitempty" doc:"Who comes along with the buyer; to the buyer and the office, where one consultation is read"`
	Files       []FileRecord       `json:"files,omitempty" doc:"Beside the booking, where one consultation is read"`
	Legal       []string           `json:"legal" doc:"Operations that you may call now, as POST /consultations/{number}/NAME" example:"[\"cancel\",\"reschedule\"]"`
}

type recordAnswer struct {
	Status int
	Body   Record
}

type recordsAnswer struct {
	Body struct {
		Consultations []Record `json:"consultations"`
	}
}

type slotsInput struct {
	Slug   string    `path:"slug" maxLength:"80"`
	From   time.Time `query:"from" doc:"First start; now when absent"`
	Days   int       `query:"days" minimum:"1" maximum:"62" default:"14"`
	Length int       `query:"length" minimum:"10" maximum:"240" default:"30" doc:"Minutes"`
	Pair   string    `query:"pair" maxLength:"20" doc:"Only where an interpreter of the pair is free" example:"ko-ro"`
}

type slotsAnswer struct {
	Body struct {
		Zone    string      `json:"zone" doc:"Of the company, IANA"`
		Lengths []int       `json:"lengths" doc:"Minutes that the company offers"`
		Starts  []time.Time `json:"starts" doc:"Free starts, UTC"`
		Reason  string      `json:"reason,omitempty" doc:"Why there is none"`
	}
}

type createInput struct {
	Key  string `header:"Idempotency-Key" maxLength:"255" doc:"The same key with the same body makes one consultation"`
	Body struct {
		Company  string    `json:"company" doc:"Slug"`
		Start    time.Time `json:"start"`
		Length   int       `json:"length" minimum:"10" maximum:"240" doc:"Minutes"`
		Goal     string    `json:"goal" enum:"sample,price,oem,distribution,other"`
		Message  string    `json:"message" minLength:"20" maxLength:"500"`
		Products []string  `json:"products" minItems:"1" maxItems:"10" doc:"SKUs"`
		Language string    `json:"language" example:"en" doc:"BCP 47"`
		Pair     string    `json:"pair,omitempty" maxLength:"20" doc:"An interpreter is needed" example:"ko-ro"`
		Buyer    string    `json:"buyer,omitempty" format:"uuid" doc:"Person of the buyer, when the office or a desk asks for it"`

		Hold   string      `json:"hold,omitempty" format:"uuid" doc:"A hold of yours: its company, start and length count"`
		Wishes []time.Time `json:"wishes,omitempty" maxItems:"3" doc:"Other starts that would suit, the dearest first"`

		Colleagues []string `json:"colleagues,omitempty" maxItems:"3" doc:"Mail addresses of people of the buyer who come along; each gets a link of their own when it is confirmed"`
		Phone      string   `json:"phone,omitempty" maxLength:"40" doc:"Of who comes for the buyer, with the country's code; for the other side and the office"`
	}
}

type numberInput struct {
	Number string `path:"number" maxLength:"40"`
}

type approveInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Version int `json:"version,omitempty" minimum:"0" doc:"Of the record that you saw; 0 for whatever stands"`
	}
}

type cancelInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Version int    `json:"version,omitempty" minimum:"0"`
		Reason  string `json:"reason" enum:"time_does_not_suit,no_longer_needed,cannot_come,other"`
		Text    string `json:"text,omitempty" maxLength:"500" doc:"Words to the other side"`
		For     string `json:"for,omitempty" enum:"supplier,buyer" doc:"On whose wish an officer cancels; late ones count against it"`
	}
}

type ticketAnswer struct {
	Body struct {
		Ticket string `json:"ticket" doc:"Lives for 30 s and works once: the first message on the socket"`
		Socket string `json:"socket" doc:"URL or path of the socket; subprotocol etrade.v1"`
	}
}

// operations are those on consultations.
var operations = operation.Topic{Tag: "consultations"}

// API adds the operations on slots and consultations.
func (h *Handlers) API(api huma.API) {
	h.comingAPI(api)
	h.holdAPI(api)
	h.fileAPI(api)
	h.absenceAPI(api)
	op := operations.Op
	huma.Register(api, op("list-slots", http.MethodGet, "/companies/{slug}/slots", "Free starts of a company"), h.listSlots)
	huma.Register(api, operations.Creates("create-consultation", "/consultations", "Request a consultation"), h.createConsultation)
	huma.Register(api, op("list-consultations", http.MethodGet, "/consultations", "Your consultations, the latest start first; the last 200"), h.listConsultations)
	huma.Register(api, op("read-consultation", http.MethodGet, "/consultations/{number}", "One consultation"), h.readConsultation)
	huma.Register(api, op("approve-consultation", http.MethodPost, "/consultations/{number}/approve", "Let a request through to the company"), h.approveConsultation)
	huma.Register(api, op("cancel-consultation", http.MethodPost, "/consultations/{number}/cancel", "Cancel, or withdraw what is pending"), h.cancelConsultation)
	h.moveAPI(api)
	huma.Register(api, op("get-ticket", http.MethodPost, "/consultations/{number}/ticket", "A ticket into the room"), h.getTicket)
	h.thirdAPI(api)
	h.colleagueAPI(api)
}

func (h *Handlers) listSlots(ctx context.Context, in *slotsInput) (*slotsAnswer, error) {
	company, err := h.catalog.Company(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	from := in.From
	if from.IsZero() {
		from = h.service.Now()
	}
	found, err := h.schedule.Slots(ctx, schedule.SlotQuery{Company: company.ID, From: from, To: from.AddDate(0, 0, in.Days),
		Length: time.Duration(in.Length) * time.Minute, Demand: schedule.Demand{Pair: schedule.ParsePair(in.Pair)}})
	if err != nil {
		return nil, err
	}
	answer := &slotsAnswer{}
	answer.Body.Zone, answer.Body.Lengths, answer.Body.Reason = found.Zone.String(), minutesOf(found.Terms.Lengths), string(found.Reason)
	answer.Body.Starts = consultation.Starts(found.Slots)
	return answer, nil
}

func (h *Handlers) createConsultation(ctx context.Context, in *createInput) (*recordAnswer, error) {
	company, err := h.catalog.Company(ctx, in.Body.Company)
	if err != nil {
		return nil, err
	}
	form := consultation.RequestForm{Key: in.Key, Company: company.ID, Start: in.Body.Start.UTC(), Length: time.Duration(in.Body.Length) * time.Minute}
	pair := schedule.ParsePair(in.Body.Pair)
	form.Topic = consultation.Topic{Language: consultation.OneOf(in.Body.Language, interpreter.Spoken), NeedFrom: pair.From, NeedTo: pair.To, Goal: in.Body.Goal,
		Message: in.Body.Message, Products: in.Body.Products}
	if id, err := uuid.Parse(in.Body.Buyer); err == nil {
		form.Buyer = account.UserID{UUID: id}
	}
	form.Wishes = in.Body.Wishes
	for _, typed := range in.Body.Colleagues {
		email, _ := account.Address(typed)
		form.Beside.Colleagues = append(form.Beside.Colleagues, email)
	}
	if form.Beside.Phone, err = consultation.PhoneOf(in.Body.Phone); err != nil {
		return nil, err
	}
	v := account.ViewerFrom(ctx)
	if in.Body.Hold != "" {
		if form.Opener, err = holder(v); err != nil {
			return nil, err
		}
		if form.Draft, err = parseID(in.Body.Hold); err != nil {
			return nil, err
		}
	}
	if _, err := h.service.BuyerOf(ctx, v, form); err != nil {
		return nil, err
	}
	if err := h.belong(ctx, in.Body.Company, in.Body.Products, nil); err != nil {
		return nil, err
	}
	c, err := h.service.Request(ctx, v, form)
	if err != nil {
		return nil, err
	}
	return h.record(ctx, v, c, company, http.StatusCreated)
}

func (h *Handlers) listConsultations(ctx context.Context, _ *struct{}) (*recordsAnswer, error) {
	v := account.ViewerFrom(ctx)
	mine, err := h.service.Mine(ctx, v)
	if err != nil {
		return nil, err
	}
	answer := &recordsAnswer{}
	answer.Body.Consultations = []Record{}
	var ids []account.CompanyID
	var those []consultation.ID
	for _, c := range mine {
		ids, those = append(ids, c.SupplierCompany, c.BuyerCompany), append(those, c.ID)
	}
	known, err := h.accounts.Companies(ctx, ids)
	if err != nil {
		return nil, err
	}
	open, err := h.service.Proposed(ctx, those...)
	if err != nil {
		return nil, err
	}
	for _, c := range mine {
		answer.Body.Consultations = append(answer.Body.Consultations, h.recordOf(v, c, known[c.SupplierCompany].Slug, known[c.BuyerCompany].NameEn, open[c.ID]))
	}
	return answer, nil
}

func (h *Handlers) readConsultation(ctx context.Context, in *numberInput) (*recordAnswer, error) {
	v := account.ViewerFrom(ctx)
	c, err := h.service.ByNumber(ctx, v, in.Number)
	return h.answer(ctx, v, c, err)
}

func (h *Handlers) approveConsultation(ctx context.Context, in *approveInput) (*recordAnswer, error) {
	v := account.ViewerFrom(ctx)
	c, err := h.service.Approve(ctx, v, consultation.Decision{Number: in.Number, Version: in.Body.Version})
	return h.answer(ctx, v, c, err)
}

func (h *Handlers) cancelConsultation(ctx context.Context, in *cancelInput) (*recordAnswer, error) {
	v := account.ViewerFrom(ctx)
	c, err := h.service.Cancel(ctx, v, consultation.Decision{Number: in.Number, Version: in.Body.Version, Reason: in.Body.Reason, Text: in.Body.Text, For: consultation.Owner(in.Body.For)})
	return h.answer(ctx, v, c, err)
}

func (h *Handlers) getTicket(ctx context.Context, in *numberInput) (*ticketAnswer, error) {
	text, socket, err := h.service.JoinTicket(ctx, account.ViewerFrom(ctx), in.Number)
	if err != nil {
		return nil, err
	}
	answer := &ticketAnswer{}
	answer.Body.Ticket, answer.Body.Socket = text, socket
	return answer, nil
}

func (h *Handlers) answer(ctx context.Context, v account.Viewer, c consultation.Consultation, err error) (*recordAnswer, error) {
	if err != nil {
		return nil, err
	}
	supplier, err := h.accounts.Company(ctx, c.SupplierCompany)
	if err != nil {
		return nil, err
	}
	return h.record(ctx, v, c, catalog.Company{Maker: catalog.Maker{Slug: supplier.Slug}}, http.StatusOK)
}

func (h *Handlers) record(ctx context.Context, v account.Viewer, c consultation.Consultation, supplier catalog.Company, status int) (*recordAnswer, error) {
	buyer, err := h.accounts.Company(ctx, c.BuyerCompany)
	if err != nil {
		return nil, err
	}
	open, err := h.service.Proposed(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	record := h.recordOf(v, c, supplier.Slug, buyer.NameEn, open[c.ID])
	if err := h.beside(ctx, v, c, &record); err != nil {
		return nil, err
	}
	return &recordAnswer{status, record}, nil
}

func (h *Handlers) recordOf(v account.Viewer, c consultation.Consultation, supplier, buyer string, proposed bool) Record {
	return Record{
		Number: c.Number, State: c.State, Owner: string(c.Owner), AnswerBy: c.AnswerBy, ExpiresAt: c.ExpiresAt, Version: c.Version,
		StartsAt: c.StartsAt.UTC(), EndsAt: c.EndsAt.UTC(), Supplier: supplier, Buyer: buyer, Language: c.Language,
		Pair: c.Pair().String(), Interpreter: string(c.InterpreterState), Goal: c.Goal, Message: c.Message, Products: c.Products,
		Reason: c.Reason, Legal: consultation.Operations(consultation.Timely(h.service.Settings().Legal(c, c.Side(v), h.service.Now()), proposed)),
	}
}
