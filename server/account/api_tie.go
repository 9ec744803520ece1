package account

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/operation"
	"github.com/etradeoffice/portal/server/problem"
)

// tieRecord is a tie as programs get it.
type tieRecord struct {
	Officer string    `json:"officer" format:"uuid"`
	Name    string    `json:"name" doc:"Of the officer"`
	Company string    `json:"company" doc:"Slug"`
	Kind    TieKind   `json:"kind" enum:"family,share,work"`
	SaidAt  time.Time `json:"saidAt" doc:"UTC"`
}

type tiesAnswer struct{ Body []tieRecord }

type tieInput struct {
	Body struct {
		Officer string  `json:"officer,omitempty" format:"uuid" doc:"You, when absent"`
		Company string  `json:"company" maxLength:"80" doc:"Slug"`
		Kind    TieKind `json:"kind" enum:"family,share,work"`
	}
}

type endTieInput struct {
	Officer string `path:"officer" format:"uuid"`
	Slug    string `path:"slug" maxLength:"80"`
}

// API adds the operations on ties: about a company to which an officer has one, a colleague decides.
func (h *Handlers) API(api huma.API) {
	op := operation.Topic{Tag: "office"}.Op
	huma.Register(api, op("list-ties", http.MethodGet, "/desk/ties", "Which officers have a tie to which company"), h.apiTies)
	huma.Register(api, op("say-tie", http.MethodPost, "/desk/ties", "State a tie of an officer; twice is once"), h.apiSayTie)
	huma.Register(api, op("end-tie", http.MethodDelete, "/desk/ties/{officer}/{slug}", "End a tie; nobody ends the own"), h.apiEndTie)
}

func (h *Handlers) apiTies(ctx context.Context, _ *struct{}) (*tiesAnswer, error) {
	found, err := h.service.Ties(ctx, ViewerFrom(ctx))
	if err != nil {
		return nil, err
	}
	var people []UserID
	var firms []CompanyID
	for _, t := range found {
		people, firms = append(people, t.User), append(firms, t.Company)
	}
	users, err := h.service.Users(ctx, people)
	if err != nil {
		return nil, err
	}
	companies, err := h.service.Companies(ctx, firms)
	answer := &tiesAnswer{Body: []tieRecord{}}
	for _, t := range found {
		answer.Body = append(answer.Body, tieRecord{t.User.String(), users[t.User].Name, companies[t.Company].Slug, t.Kind, t.SaidAt.UTC()})
	}
	return answer, err
}

func (h *Handlers) apiSayTie(ctx context.Context, in *tieInput) (*struct{}, error) {
	v := ViewerFrom(ctx)
	if err := May(v, KeepTies, Object{}); err != nil {
		return nil, err
	}
	officer := v.User
	if in.Body.Officer != "" {
		id, err := uuid.Parse(in.Body.Officer)
		if err != nil {
			return nil, problem.New(problem.NotFound, "user_unknown")
		}
		officer = UserID{id}
	}
	company, err := h.service.CompanyBySlug(ctx, in.Body.Company)
	if err != nil {
		return nil, err
	}
	return nil, h.service.SayTie(ctx, v, Tie{User: officer, Company: company.ID, Kind: in.Body.Kind})
}

func (h *Handlers) apiEndTie(ctx context.Context, in *endTieInput) (*struct{}, error) {
	v := ViewerFrom(ctx)
	id, err := uuid.Parse(in.Officer)
	if err != nil {
		return nil, problem.New(problem.NotFound, "user_unknown")
	}
	if err := May(v, EndTie, Object{People: []UserID{{id}}}); err != nil {
		return nil, err
	}
	company, err := h.service.CompanyBySlug(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return nil, h.service.EndTie(ctx, v, UserID{id}, company.ID)
}
