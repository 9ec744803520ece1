package report

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/deal"
)

type question struct {
	From string `query:"from" format:"date" doc:"First day in the office's zone; the year's first when absent"`
	To   string `query:"to" format:"date" doc:"Last day, included; the year's last when absent"`
}

type answer struct{ Body figures }

type figures struct {
	Version   string       `json:"version" doc:"Version of the definitions"`
	From      time.Time    `json:"from"`
	Until     time.Time    `json:"until" doc:"Not included"`
	Requested int          `json:"requested" doc:"Consultations with a number that start in the period"`
	Held      int          `json:"held" doc:"Took place: a principal of each side in the room together for long enough, as measured"`
	Missed    missedCounts `json:"missed"`
	Dropped   int          `json:"dropped" doc:"Declined, withdrawn, expired or cancelled"`
	Open      int          `json:"open"`
	Suppliers int          `json:"suppliers" doc:"Companies with at least one that took place"`
	Buyers    int          `json:"buyers"`
	Estimates []gradeSum   `json:"estimates" doc:"E0 and E1, one estimate a deal"`
	Proven    []gradeSum   `json:"proven" doc:"E2 to E5, binding, one amount a deal"`
	Memoranda []gradeSum   `json:"memoranda" doc:"E2 to E5, not binding"`
}

type missedCounts struct {
	All      int `json:"all"`
	Supplier int `json:"supplier" doc:"The supplier did not come"`
	Buyer    int `json:"buyer"`
	Both     int `json:"both"`
	Unclear  int `json:"unclear"`
}

type gradeSum struct {
	Grade   string   `json:"grade" example:"E1"`
	Deals   int      `json:"deals"`
	Amounts []amount `json:"amounts" doc:"As stated, one a currency"`
	USD     *amount  `json:"usd,omitempty" doc:"All of them at the report's fixed rates; absent when a currency has no rate"`
}

type amount struct {
	Minor    int64  `json:"minor" doc:"In minor units of the currency"`
	Currency string `json:"currency" doc:"ISO 4217"`
}

// API mounts the report's one operation.
func (h *Handlers) API(api huma.API) {
	huma.Register(api, huma.Operation{
		OperationID: "read-report", Method: http.MethodGet, Path: "/api/v1/report", Summary: "Read the figures of a period",
		Description: "For officers and operators the whole office, for a desk the buyers it brought.", Tags: []string{"report"},
	}, h.read)
}

func (h *Handlers) read(ctx context.Context, q *question) (*answer, error) {
	period, err := h.service.Read(q.From, q.To, h.now())
	if err != nil {
		return nil, err
	}
	r, err := h.service.Of(ctx, account.ViewerFrom(ctx), period)
	if err != nil {
		return nil, err
	}
	return &answer{figures{
		Version: Version, From: r.From.UTC(), Until: r.To.UTC(), Requested: r.Requested, Held: r.Held, Dropped: r.Dropped, Open: r.Open,
		Missed:    missedCounts{r.Missed.All(), r.Missed.Supplier, r.Missed.Buyer, r.Missed.Both, r.Missed.Unclear},
		Suppliers: r.Suppliers, Buyers: r.Buyers,
		Estimates: spell(r.Estimates), Proven: spell(r.Proven), Memoranda: spell(r.Memoranda),
	}}, nil
}

func spell(sums []Sum) []gradeSum {
	spelled := make([]gradeSum, 0, len(sums))
	for _, s := range sums {
		g := gradeSum{Grade: s.Grade.String(), Deals: s.Deals}
		for _, a := range s.Amounts {
			g.Amounts = append(g.Amounts, amountOf(a))
		}
		if s.USD != nil {
			usd := amountOf(*s.USD)
			g.USD = &usd
		}
		spelled = append(spelled, g)
	}
	return spelled
}

func amountOf(m deal.Money) amount { return amount{m.Minor, m.Currency} }
