package inquiry

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/operation"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// InquiryRecord is an inquiry as programs get it.
type InquiryRecord struct {
	ID         string          `json:"id" format:"uuid"`
	State      State           `json:"state" enum:"sent,read,answered,closed,withdrawn"`
	Buyer      string          `json:"buyer" doc:"Name of the asking company"`
	Supplier   string          `json:"supplier" doc:"Slug of the asked company"`
	SentAt     time.Time       `json:"sentAt" doc:"UTC"`
	DueAt      time.Time       `json:"dueAt" doc:"By when the maker owes an answer, UTC"`
	ReadAt     *time.Time      `json:"readAt,omitempty"`
	AnsweredAt *time.Time      `json:"answeredAt,omitempty"`
	EndedAt    *time.Time      `json:"endedAt,omitempty"`
	Alarm      bool            `json:"alarm" doc:"The thread names a bank account that the maker has not registered: do not pay to it"`
	OnHold     bool            `json:"onHold" doc:"One of the two companies is suspended: nothing can be sent until that is lifted"`
	Lines      []LineRecord    `json:"lines"`
	Messages   []MessageRecord `json:"messages,omitempty" doc:"In one inquiry only; addresses are taken out while they are hidden"`
	Legal      []string        `json:"legal" doc:"What you may do now, by the names of the operations"`
}

// LineRecord is a product of an inquiry.
type LineRecord struct {
	Product  string `json:"product" maxLength:"40" doc:"SKU"`
	Quantity int    `json:"quantity" minimum:"1" maximum:"100000000"`
	Unit     string `json:"unit,omitempty" doc:"UN/CEFACT Recommendation 20; that of the product" readOnly:"true"`
	Price    *int64 `json:"price,omitempty" minimum:"1" doc:"Target price of one unit in minor units of the currency"`
	Currency string `json:"currency,omitempty" maxLength:"3" doc:"ISO 4217"`
	Port     string `json:"port,omitempty" maxLength:"60" doc:"Of destination; UN/LOCODE or words"`
	Sample   bool   `json:"sample,omitempty"`
}

// MessageRecord is a message of a thread.
type MessageRecord struct {
	Side  Side      `json:"side" enum:"buyer,supplier,office"`
	Name  string    `json:"name"`
	At    time.Time `json:"at"`
	Lang  string    `json:"lang" doc:"BCP 47"`
	Text  string    `json:"text"`
	Files []string  `json:"files,omitempty" doc:"Names"`
	Alarm bool      `json:"alarm,omitempty"`
	Alike bool      `json:"lookAlike,omitempty" doc:"It names a domain that imitates one of a company that the office knows: do not follow it"`
}

type inquiriesAnswer struct {
	Status int
	Body   struct {
		Items []InquiryRecord `json:"items" doc:"The newest first"`
	}
}

type inquiryAnswer struct{ Body InquiryRecord }

type inquiryInput struct {
	ID string `path:"id" doc:"Of the inquiry"`
}

type sendInput struct {
	Key  string `header:"Idempotency-Key" maxLength:"100" doc:"The same key sends nothing twice"`
	Body struct {
		Message string       `json:"message" maxLength:"4000"`
		Lang    string       `json:"lang,omitempty" maxLength:"10" doc:"Of the message, BCP 47"`
		Lines   []LineRecord `json:"lines" minItems:"1" maxItems:"30" doc:"Of one or many companies; each company gets one inquiry"`
	}
}

type sayInput struct {
	ID   string `path:"id"`
	Key  string `header:"Idempotency-Key" maxLength:"100" doc:"The same key says nothing twice"`
	Body struct {
		Text string `json:"text" maxLength:"4000"`
		Lang string `json:"lang,omitempty" maxLength:"10"`
	}
}

type moveInput struct {
	ID   string `path:"id"`
	Move Move   `path:"move" enum:"close,withdraw,show_contacts,hide_contacts,remind"`
}

// API adds the operations on inquiries and offers to buy.
func (h *Handlers) API(api huma.API) {
	topic := operation.Topic{Tag: "inquiries"}
	op := topic.Op
	huma.Register(api, op("list-inquiries", http.MethodGet, "/inquiries", "Inquiries of your companies"), h.listInquiries)
	huma.Register(api, topic.Creates("send-inquiries", "/inquiries", "Ask one or many makers: one inquiry a company"), h.sendInquiries)
	huma.Register(api, op("read-inquiry", http.MethodGet, "/inquiries/{id}", "One inquiry with its messages; the maker's reading counts"), h.readInquiry)
	huma.Register(api, op("write-inquiry", http.MethodPost, "/inquiries/{id}/messages", "Say something in a thread; the maker's first message answers"), h.writeInquiry)
	huma.Register(api, op("move-inquiry", http.MethodPost, "/inquiries/{id}/moves/{move}", "Close, withdraw, show or hide the own address, remind"), h.moveInquiry)
	h.rfqAPI(api, topic)
}

func (h *Handlers) listInquiries(ctx context.Context, _ *struct{}) (*inquiriesAnswer, error) {
	v := account.ViewerFrom(ctx)
	mine, err := h.service.Mine(ctx, v)
	if err != nil {
		return nil, err
	}
	answer := &inquiriesAnswer{Status: http.StatusOK}
	answer.Body.Items, err = h.records(ctx, v, mine)
	return answer, err
}

func (h *Handlers) sendInquiries(ctx context.Context, in *sendInput) (*inquiriesAnswer, error) {
	v := account.ViewerFrom(ctx)
	b := Basket{Message: in.Body.Message, Lang: in.Body.Lang}
	for _, l := range in.Body.Lines {
		b.Items = append(b.Items, l.item())
	}
	if in.Key == "" {
		in.Key = uuid.NewString()
	}
	made, err := h.service.Send(ctx, v, in.Key, b)
	if err != nil {
		return nil, err
	}
	answer := &inquiriesAnswer{Status: http.StatusCreated}
	answer.Body.Items, err = h.records(ctx, v, made)
	return answer, err
}

func (h *Handlers) readInquiry(ctx context.Context, in *inquiryInput) (*inquiryAnswer, error) {
	id, err := inquiryID(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return h.record(ctx, id)
}

func (h *Handlers) writeInquiry(ctx context.Context, in *sayInput) (*inquiryAnswer, error) {
	id, err := inquiryID(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if in.Key == "" {
		in.Key = uuid.NewString()
	}
	if _, err := h.service.Say(ctx, account.ViewerFrom(ctx), id, Write{Key: in.Key, Text: in.Body.Text, Lang: in.Body.Lang, Way: ByAPI}); err != nil {
		return nil, err
	}
	return h.record(ctx, id)
}

func (h *Handlers) moveInquiry(ctx context.Context, in *moveInput) (*inquiryAnswer, error) {
	id, err := inquiryID(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if _, err := h.service.Act(ctx, account.ViewerFrom(ctx), id, in.Move); err != nil {
		return nil, err
	}
	return h.record(ctx, id)
}

// inquiryID reads an id; one that is none leads visitors to the sign-in as any other would.
func inquiryID(ctx context.Context, text string) (ID, error) {
	id, err := uuid.Parse(text)
	switch {
	case err == nil:
		return ID{id}, nil
	case !account.ViewerFrom(ctx).SignedIn():
		return ID{}, problem.New(problem.SignIn, "sign_in_needed")
	}
	return ID{}, problem.New(problem.NotFound, "not_found")
}

// record is one inquiry with its messages.
func (h *Handlers) record(ctx context.Context, id ID) (*inquiryAnswer, error) {
	v := account.ViewerFrom(ctx)
	t, err := h.service.Thread(ctx, v, id)
	if err != nil {
		return nil, err
	}
	all, err := h.records(ctx, v, []Inquiry{t.Inquiry})
	if err != nil {
		return nil, err
	}
	said, err := h.sayings(page.WithFrame(ctx, page.FrameFrom(ctx)), v, t)
	if err != nil {
		return nil, err
	}
	for _, s := range said {
		m := MessageRecord{Side: s.Side, Name: s.Name, At: s.At.UTC(), Lang: s.Lang, Text: s.Shown, Alarm: s.Alarm, Alike: s.Alike}
		for _, f := range s.Files {
			m.Files = append(m.Files, f.Name)
		}
		all[0].Messages = append(all[0].Messages, m)
	}
	return &inquiryAnswer{all[0]}, nil
}

func (h *Handlers) records(ctx context.Context, v account.Viewer, all []Inquiry) ([]InquiryRecord, error) {
	found, err := h.rows(ctx, v, all)
	if err != nil {
		return nil, err
	}
	var buyers []account.CompanyID
	for _, i := range all {
		buyers = append(buyers, i.BuyerCompany)
	}
	of, err := h.service.Accounts.Companies(ctx, buyers)
	if err != nil {
		return nil, err
	}
	records := make([]InquiryRecord, len(found))
	for n, r := range found {
		records[n] = InquiryRecord{ID: r.ID.String(), State: r.State, Buyer: of[r.BuyerCompany].NameEn, Supplier: r.To.Slug, SentAt: r.SentAt.UTC(), DueAt: r.DueAt.UTC(), ReadAt: r.ReadAt,
			AnsweredAt: r.AnsweredAt, EndedAt: r.EndedAt, Alarm: r.Alarm, OnHold: r.OnHold(), Legal: orEmpty(Operations(r.Legal(r.Side(v))))}
		for _, l := range r.Lines {
			records[n].Lines = append(records[n].Lines, LineRecord{l.SKU, l.Quantity, l.Unit, l.Minor, l.Currency, l.Port, l.Sample})
		}
	}
	return records, nil
}
