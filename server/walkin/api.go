package walkin

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/operation"
	"github.com/etradeoffice/portal/server/problem"
)

// RingRecord is a ring as programs get it.
type RingRecord struct {
	ID           string     `json:"id" format:"uuid"`
	State        State      `json:"state" enum:"queued,ringing,answered,office_took,lobby,live,ended,declined,timeout,caller_left"`
	Rings        string     `json:"rings" enum:"company,office" doc:"Whom it rings, or rang last"`
	Gate         string     `json:"gate,omitempty" enum:"level,language" doc:"Why the office comes before the company"`
	Version      int        `json:"version" doc:"+1 a move"`
	Supplier     string     `json:"supplier" doc:"Slug of the company"`
	Caller       string     `json:"caller" doc:"Name of the calling company"`
	Product      string     `json:"product,omitempty" doc:"SKU"`
	Language     string     `json:"language,omitempty" doc:"Of the talk, BCP 47"`
	AskedAt      time.Time  `json:"askedAt" doc:"UTC"`
	AnsweredAt   *time.Time `json:"answeredAt,omitempty"`
	EndedAt      *time.Time `json:"endedAt,omitempty"`
	StopsAt      time.Time  `json:"stopsAt" doc:"Hard stop of the talk, as far as known"`
	Before       int        `json:"before,omitempty" doc:"Rings and talks before this one"`
	WaitSeconds  *int       `json:"waitSeconds,omitempty" doc:"Honest guess; absent when nobody can say"`
	Consultation string     `json:"consultation,omitempty" doc:"Number of what the answer made"`
	Outcome      string     `json:"outcome,omitempty" enum:"answered,office,booked,declined,unanswered,left"`
	Legal        []string   `json:"legal" doc:"What you may do now, by the names of the operations"`
}

type ringAnswer struct {
	Status int
	Body   RingRecord
}

type askRingInput struct {
	Slug string `path:"slug" maxLength:"80"`
	Key  string `header:"Idempotency-Key" maxLength:"255" doc:"The same key gives the same ring"`
	Body struct {
		Product string `json:"product,omitempty" maxLength:"40" doc:"SKU that the talk is about"`
	}
}

type ringInput struct {
	ID string `path:"id" format:"uuid"`
}

type ringsInput struct {
	From time.Time `query:"from" doc:"First instant; 30 days ago when absent"`
	To   time.Time `query:"to" doc:"Instant after the last; now when absent"`
}

type ringsAnswer struct {
	Body struct {
		Rings         int          `json:"rings"`
		Answered      int          `json:"answered" doc:"By companies"`
		Office        int          `json:"office" doc:"Taken by the office"`
		Booked        int          `json:"booked"`
		Declined      int          `json:"declined"`
		Unanswered    int          `json:"unanswered"`
		Left          int          `json:"left"`
		MedianSeconds *int         `json:"medianSeconds,omitempty" doc:"From asking to the answer"`
		Items         []RingRecord `json:"items" doc:"The newest first"`
	}
}

// rings are the operations on who asks to talk now.
var rings = operation.Topic{Tag: "walk-in"}

// API adds the operations on rings.
func (h *Handlers) API(api huma.API) {
	op := rings.Op
	huma.Register(api, rings.Creates("ask-to-talk", "/companies/{slug}/rings", "Ask a company to talk now"), h.askRing)
	huma.Register(api, op("list-rings", http.MethodGet, "/rings", "Rings of a time and their figures"), h.listRings)
	huma.Register(api, op("read-ring", http.MethodGet, "/rings/{id}", "One ring; the caller's reading keeps it ringing"), h.readRing)
	huma.Register(api, op("answer-ring", http.MethodPost, "/rings/{id}/answer", "Answer a ring: the first one gets it"), h.answerRing)
	huma.Register(api, op("keep-device-test", http.MethodPut, "/device-test", "Keep how your test of camera and microphone came out: only who has tested is rung"), h.keepTest)
	h.filmAPI(api)
	h.moveAPI(api)
	huma.Register(api, op("leave-ring", http.MethodPost, "/rings/{id}/leave", "Hang up before an answer"), h.leaveRing)
}

func (h *Handlers) askRing(ctx context.Context, in *askRingInput) (*ringAnswer, error) {
	company, err := h.service.Accounts.CompanyBySlug(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	if in.Key == "" {
		in.Key = uuid.NewString()
	}
	r, err := h.service.Ask(ctx, account.ViewerFrom(ctx), Ask{Company: company.ID, SKU: in.Body.Product, Key: in.Key})
	return h.record(ctx, r, err, http.StatusCreated)
}

func (h *Handlers) readRing(ctx context.Context, in *ringInput) (*ringAnswer, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	r, err := h.service.Touch(ctx, account.ViewerFrom(ctx), id)
	return h.record(ctx, r, err, http.StatusOK)
}

func (h *Handlers) answerRing(ctx context.Context, in *ringInput) (*ringAnswer, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	r, err := h.service.Answer(ctx, account.ViewerFrom(ctx), id)
	return h.record(ctx, r, err, http.StatusOK)
}

func (h *Handlers) leaveRing(ctx context.Context, in *ringInput) (*ringAnswer, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	r, err := h.service.Leave(ctx, account.ViewerFrom(ctx), id)
	return h.record(ctx, r, err, http.StatusOK)
}

func (h *Handlers) listRings(ctx context.Context, in *ringsInput) (*ringsAnswer, error) {
	if in.To.IsZero() {
		in.To = h.service.clock().Add(time.Minute)
	}
	if in.From.IsZero() {
		in.From = in.To.AddDate(0, 0, -pastDays)
	}
	v := account.ViewerFrom(ctx)
	found, f, err := h.service.Report(ctx, v, in.From, in.To)
	if err != nil {
		return nil, err
	}
	answer := &ringsAnswer{}
	b := &answer.Body
	b.Rings, b.Answered, b.Office, b.Booked, b.Declined, b.Unanswered, b.Left = f.Rings, f.Answered, f.Office, f.Booked, f.Declined, f.Unanswered, f.Left
	if f.Median > 0 {
		seconds := int(f.Median.Seconds())
		b.MedianSeconds = &seconds
	}
	b.Items, err = h.records(ctx, v, found)
	return answer, err
}

func (in *ringInput) id() (ID, error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return ID{}, problem.New(problem.NotFound, "not_found")
	}
	return ID{id}, nil
}

func (h *Handlers) record(ctx context.Context, r Ring, err error, status int) (*ringAnswer, error) {
	if err != nil {
		return nil, err
	}
	all, err := h.records(ctx, account.ViewerFrom(ctx), []Ring{r})
	if err != nil {
		return nil, err
	}
	one := all[0]
	if r.State == Queued {
		before, wait, known, err := h.service.Place(ctx, r)
		if err != nil {
			return nil, err
		}
		one.Before = before
		if seconds := int(wait.Seconds()); known {
			one.WaitSeconds = &seconds
		}
	}
	return &ringAnswer{status, one}, nil
}

func (h *Handlers) records(ctx context.Context, v account.Viewer, rings []Ring) ([]RingRecord, error) {
	var ids []account.CompanyID
	for _, r := range rings {
		ids = append(ids, r.Supplier, r.CallerCompany)
	}
	of, err := h.service.Accounts.Companies(ctx, ids)
	if err != nil {
		return nil, err
	}
	all := make([]RingRecord, len(rings))
	for i, r := range rings {
		all[i] = RingRecord{ID: r.ID.String(), State: r.State, Rings: r.Rings, Gate: r.Gate, Version: r.Version, Supplier: of[r.Supplier].Slug,
			Caller: of[r.CallerCompany].NameEn, Product: r.SKU, Language: r.Language, AskedAt: r.AskedAt.UTC(), AnsweredAt: r.AnsweredAt, EndedAt: r.EndedAt,
			StopsAt: r.StopsAt.UTC(), Consultation: r.Number, Outcome: r.Outcome, Legal: Operations(Legal(r, r.Side(v)))}
	}
	return all, nil
}
