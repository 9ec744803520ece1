package office

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// RulesPage is "desk/rules": which requests the office looks at, on which occasion.
type RulesPage struct {
	Occasions []OccasionCard
	Rules     []consultation.Moderation
	Typed     RulesTyped
	Saved     bool
	MayChange bool
	Problem   error
}

// RulesTyped is what a refused form had in it.
type RulesTyped struct{ Occasion, NameEn, NameKo, From, Until, Rule, Company, Supplier, Buyer string }

// OccasionCard is an occasion with the names of its companies.
type OccasionCard struct {
	consultation.Occasion
	Taking []account.Company
	Met    [][2]account.Company // supplier and buyer
}

// Rules shows them: GET /{lang}/desk/rules.
func (h *Handlers) Rules(w http.ResponseWriter, r *http.Request) error {
	return h.writeRules(w, r, http.StatusOK, RulesPage{Saved: r.URL.Query().Has("saved")})
}

// ChangeRules changes one thing; do names it: POST /{lang}/desk/rules.
func (h *Handlers) ChangeRules(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	if err := account.May(account.ViewerFrom(r.Context()), account.KeepRules, account.Object{}); err != nil {
		return err
	}
	form := r.PostForm
	err := h.changeRules(r, form)
	if err == nil {
		return page.SeeOther(w, r, "/desk/rules?saved")
	}
	if !problem.OnForm(err) {
		return err
	}
	text := func(name string) string { return consultation.Clip(strings.ToValidUTF8(form.Get(name), ""), 200) }
	return h.writeRules(w, r, problem.KindOf(err).Status(), RulesPage{Problem: err, Typed: RulesTyped{text("occasion"), text("name_en"), text("name_ko"), text("from"),
		text("until"), text("rule"), text("company"), text("supplier"), text("buyer")}})
}

func (h *Handlers) changeRules(r *http.Request, form url.Values) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	if form.Get("do") == "open" {
		_, err := h.service.OpenOccasion(ctx, v, consultation.Occasion{NameEn: form.Get("name_en"), NameKo: form.Get("name_ko"), Moderation: consultation.Moderation(form.Get("rule")),
			From: dayOf(form.Get("from")), Until: dayOf(form.Get("until"))})
		return err
	}
	id, err := uuid.Parse(form.Get("occasion"))
	if err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	switch form.Get("do") {
	case "join", "leave":
		maker, err := h.companyTyped(r, "company")
		if err != nil {
			return err
		}
		return asField("company", h.service.TakePart(ctx, v, id, maker, form.Get("do") == "join"))
	case "pair", "part":
		supplier, err := h.companyTyped(r, "supplier")
		if err != nil {
			return err
		}
		buyer, err := h.companyTyped(r, "buyer")
		if err != nil {
			return err
		}
		return asField("supplier", h.service.ApprovePair(ctx, v, id, consultation.Sides{Supplier: supplier, Buyer: buyer}, form.Get("do") == "pair"))
	}
	return h.service.SetRule(ctx, v, id, consultation.Moderation(form.Get("rule")))
}

// companyTyped is the company that a field names by its short name, as in the address of its page.
func (h *Handlers) companyTyped(r *http.Request, field string) (account.CompanyID, error) {
	company, err := h.accounts.CompanyBySlug(r.Context(), strings.ToLower(strings.TrimSpace(r.PostForm.Get(field))))
	return company.ID, asField(field, err)
}

// asField is the refusal of a company that is not there, as one about the field that names it.
func asField(field string, err error) error {
	if problem.Is(err, problem.NotFound) {
		return problem.InvalidFields(problem.Field{Name: field, Code: "company_unknown"})
	}
	return err
}

// dayOf is a date of a form, nil for none.
func dayOf(text string) *time.Time {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return nil
	}
	return &at
}

func (h *Handlers) writeRules(w http.ResponseWriter, r *http.Request, status int, body RulesPage) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	all, known, err := h.occasions(ctx, v)
	if err != nil {
		return err
	}
	for _, o := range all {
		card := OccasionCard{Occasion: o}
		for _, id := range o.Makers {
			card.Taking = append(card.Taking, known[id])
		}
		for _, p := range o.Pairs {
			card.Met = append(card.Met, [2]account.Company{known[p.Supplier], known[p.Buyer]})
		}
		body.Occasions = append(body.Occasions, card)
	}
	body.Rules, body.MayChange = consultation.Moderations, account.May(v, account.KeepRules, account.Object{}) == nil
	return h.pages.Write(w, r, status, "desk/rules", "desk.rules_title", body)
}

// occasions are all of them, with the companies that they name.
func (h *Handlers) occasions(ctx context.Context, v account.Viewer) ([]consultation.Occasion, map[account.CompanyID]account.Company, error) {
	all, err := h.service.Occasions(ctx, v)
	if err != nil {
		return nil, nil, err
	}
	var ids []account.CompanyID
	for _, o := range all {
		ids = append(ids, o.Makers...)
		for _, p := range o.Pairs {
			ids = append(ids, p.Supplier, p.Buyer)
		}
	}
	known, err := h.accounts.Companies(ctx, ids)
	return all, known, err
}

// Coming are the programmes that are ahead or on, the next first, with their makers and nothing that only the office knows.
func (h *Handlers) Coming(ctx context.Context) ([]catalog.Programme, error) {
	all, err := h.service.Coming(ctx)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	var ids []account.CompanyID
	for _, o := range all {
		ids = append(ids, o.Makers...)
	}
	known, err := h.accounts.Companies(ctx, ids)
	if err != nil {
		return nil, err
	}
	told := make([]catalog.Programme, len(all))
	for i, o := range all {
		told[i] = catalog.Programme{Names: o.Names(), From: *o.From, Until: *o.Until}
		for _, maker := range o.Makers {
			if company := known[maker]; company.SuspendedAt == nil {
				told[i].Makers = append(told[i].Makers, company)
			}
		}
	}
	return told, nil
}
