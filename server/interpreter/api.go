package interpreter

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/operation"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// ProfileRecord is an interpreter as programs get one.
type ProfileRecord struct {
	ID           string           `json:"id" format:"uuid" doc:"Of the person"`
	Name         string           `json:"name"`
	City         string           `json:"city,omitempty"`
	Zone         string           `json:"zone" doc:"IANA"`
	Hours        string           `json:"hours" example:"mon-fri 9-18" doc:"Weekly, on the wall of the zone"`
	Tier         int              `json:"tier" minimum:"1" maximum:"2" doc:"1 is asked at once, 2 after a wait"`
	Languages    []languageRecord `json:"languages"`
	Domains      []string         `json:"domains"`
	Qualified    []string         `json:"qualified" doc:"Domains of which the office has seen a paper"`
	NDAOn        string           `json:"ndaOn,omitempty" doc:"Date; who has signed nothing is not asked"`
	NDAUntil     string           `json:"ndaUntil,omitempty" doc:"Date"`
	ClearedUntil string           `json:"clearedUntil,omitempty" doc:"Date"`
	Ties         []string         `json:"ties" doc:"Slugs of companies with whose meetings they are never asked"`
}

type languageRecord struct {
	From  string `json:"from" example:"ko"`
	To    string `json:"to" example:"ro"`
	Level string `json:"level" enum:"native,work,basic" doc:"Into the language"`
}

type profileAnswer struct{ Body ProfileRecord }

type profilesAnswer struct {
	Body struct {
		Interpreters []ProfileRecord `json:"interpreters"`
	}
}

type hoursInput struct {
	Body struct {
		Hours string `json:"hours" maxLength:"500" example:"mon-fri 9-12 14-18"`
	}
}

type changeInput struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Tier         int              `json:"tier" minimum:"1" maximum:"2"`
		Languages    []languageRecord `json:"languages,omitempty" maxItems:"50" doc:"As before, when absent"`
		Domains      []string         `json:"domains" maxItems:"20"`
		Qualified    []string         `json:"qualified" maxItems:"20"`
		NDAOn        string           `json:"ndaOn,omitempty" format:"date"`
		NDAUntil     string           `json:"ndaUntil,omitempty" format:"date"`
		ClearedUntil string           `json:"clearedUntil,omitempty" format:"date"`
		Ties         []string         `json:"ties" maxItems:"100" doc:"Slugs"`
	}
}

// API adds the operations on profiles and hours of interpreters.
func (h *Handlers) API(api huma.API) {
	op := operation.Topic{Tag: "interpreters"}.Op
	huma.Register(api, op("read-own-profile", http.MethodGet, "/me/interpreting", "Your profile and hours as an interpreter"), h.apiOwn)
	huma.Register(api, op("set-own-hours", http.MethodPut, "/me/interpreting/hours", "Replace your weekly hours"), h.apiHours)
	huma.Register(api, op("list-interpreters", http.MethodGet, "/desk/interpreters", "The office's interpreters"), h.apiList)
	huma.Register(api, op("change-interpreter", http.MethodPut, "/desk/interpreters/{id}", "Say what the office knows of an interpreter; what was promised stays"), h.apiChange)
}

func (h *Handlers) apiOwn(ctx context.Context, _ *struct{}) (*profileAnswer, error) {
	u, err := h.me(ctx)
	if err != nil {
		return nil, err
	}
	return h.profileOf(ctx, u)
}

func (h *Handlers) apiHours(ctx context.Context, in *hoursInput) (*struct{}, error) {
	u, err := h.me(ctx)
	if err != nil {
		return nil, err
	}
	rules, err := schedule.ParseWeekly(in.Body.Hours)
	if err != nil {
		return nil, err
	}
	return nil, h.service.schedule.SetWeekly(ctx, schedule.Interpreter, u.ID.UUID, u.Zone, rules)
}

func (h *Handlers) apiList(ctx context.Context, _ *struct{}) (*profilesAnswer, error) {
	if err := account.May(account.ViewerFrom(ctx), account.EditInterpreter, account.Object{}); err != nil {
		return nil, err
	}
	users, err := h.accounts.Interpreters(ctx)
	if err != nil {
		return nil, err
	}
	answer := &profilesAnswer{}
	answer.Body.Interpreters = []ProfileRecord{}
	for _, u := range users {
		one, err := h.profileOf(ctx, u)
		if err != nil {
			return nil, err
		}
		answer.Body.Interpreters = append(answer.Body.Interpreters, one.Body)
	}
	return answer, nil
}

func (h *Handlers) apiChange(ctx context.Context, in *changeInput) (*profileAnswer, error) {
	v := account.ViewerFrom(ctx)
	if err := account.May(v, account.EditInterpreter, account.Object{}); err != nil {
		return nil, err
	}
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return nil, problem.New(problem.NotFound, "not_found")
	}
	u, err := h.accounts.User(ctx, account.UserID{UUID: id})
	if err != nil {
		return nil, err
	}
	p, err := h.service.Profile(ctx, u.ID)
	if err != nil {
		return nil, err
	}
	b := in.Body
	p.Tier, p.Domains, p.Qualified = b.Tier, b.Domains, b.Qualified
	if b.Languages != nil {
		p.Languages = nil
		for _, l := range b.Languages {
			p.Languages = append(p.Languages, Language{schedule.Pair{From: l.From, To: l.To}, l.Level})
		}
	}
	p.NDAOn, p.NDAUntil, p.ClearedUntil = date(b.NDAOn), date(b.NDAUntil), date(b.ClearedUntil)
	if p.Ties, err = h.ties(ctx, b.Ties); err != nil {
		return nil, err
	}
	if err := h.service.Set(ctx, v, u.Zone, p); err != nil {
		return nil, err
	}
	return h.profileOf(ctx, u)
}

func (h *Handlers) profileOf(ctx context.Context, u account.User) (*profileAnswer, error) {
	row, err := h.row(ctx, u)
	if err != nil {
		return nil, err
	}
	r := ProfileRecord{ID: u.ID.String(), Name: row.Name, City: row.City, Zone: row.Zone, Hours: row.Hours, Tier: row.Tier, Languages: []languageRecord{},
		Domains: append([]string{}, row.Domains...), Qualified: append([]string{}, row.Qualified...), Ties: append([]string{}, row.slugs...)}
	for name, to := range map[string]*string{"nda_on": &r.NDAOn, "nda_until": &r.NDAUntil, "cleared_until": &r.ClearedUntil} {
		*to = row.DateOf(name)
	}
	for _, l := range row.Profile.Languages {
		r.Languages = append(r.Languages, languageRecord{l.From, l.To, l.Level})
	}
	return &profileAnswer{r}, nil
}

// date is a typed date, nil for none.
func date(text string) *time.Time {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return nil
	}
	return &at
}
