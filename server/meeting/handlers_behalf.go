package meeting

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// behalf offers the buyers that the viewer may ask for, if it may ask for any but itself; what was searched for and who was
// chosen stays.
func (h *Handlers) behalf(r *http.Request, body *WhoPage) error {
	v := account.ViewerFrom(r.Context())
	b := Behalf{Office: v.Is(account.Officer), Find: consultation.Clip(r.FormValue("find"), 120)}
	var err error
	switch b.Found, err = h.accounts.Behalf(r.Context(), v, b.Find); problem.KindOf(err) {
	case problem.SignIn, problem.Forbidden, problem.NotFound:
		return nil
	default:
		if err != nil {
			return err
		}
	}
	id, _ := uuid.Parse(r.FormValue("buyer")) // what is no id is nobody's
	b.Chosen = account.UserID{UUID: id}
	for i, f := range b.Found { // names of cities in the page's language
		b.Found[i].City = account.CityName(h.pages.Texts(), page.LangOf(r.Context()), f.City)
	}
	if !b.offers(b.Chosen) {
		b.Chosen = account.UserID{}
		if len(b.Found) == 1 {
			b.Chosen = b.Found[0].People[0].ID
		}
	}
	body.Behalf = &b
	return nil
}

func (b Behalf) offers(who account.UserID) bool {
	return slices.ContainsFunc(b.Found, func(f account.Represented) bool {
		return slices.ContainsFunc(f.People, func(u account.User) bool { return u.ID == who })
	})
}

// asked is the person for whom a form asks: the viewer, zero, unless it asks for somebody else. Who may is the request's to say.
func (h *Handlers) asked(r *http.Request) (account.UserID, error) {
	body := WhoPage{}
	if _, own := account.ViewerFrom(r.Context()).Company(account.Buyer); own {
		return account.UserID{}, nil
	}
	if err := h.behalf(r, &body); err != nil || body.Behalf == nil {
		return account.UserID{}, err
	}
	id, err := uuid.Parse(r.PostForm.Get("buyer"))
	if err != nil {
		return account.UserID{}, problem.InvalidFields(problem.Field{Name: "buyer", Code: "buyer_missing"})
	}
	return account.UserID{UUID: id}, nil
}

// brought are the buyers of the viewer's desks, with how far they are known and what stands of their consultations.
func (h *Handlers) brought(ctx context.Context, v account.Viewer, names Cards, all []consultation.Consultation) ([]DeskBuyer, error) {
	companies, err := h.accounts.Brought(ctx, v)
	if err != nil || len(companies) == 0 {
		return nil, err
	}
	ids := make([]account.CompanyID, len(companies))
	for i, c := range companies {
		ids[i] = c.ID
	}
	now := h.service.Now()
	standings, err := h.service.Trusted(ctx, ids...)
	if err != nil {
		return nil, err
	}
	buyers := make([]DeskBuyer, len(companies))
	for i, c := range companies {
		c.City = account.CityName(names.texts, names.lang, c.City)
		buyers[i] = DeskBuyer{Company: c, Trust: standings[c.ID]}
		buyers[i].count(all, now)
	}
	return buyers, nil
}

// count fills in what stands of the buyer's consultations.
func (b *DeskBuyer) count(all []consultation.Consultation, now time.Time) {
	for _, c := range all {
		switch {
		case c.BuyerCompany != b.ID:
		case !c.Ahead(now):
			b.Past++
		default:
			b.Open++
			if (c.State == consultation.Confirmed || c.State == consultation.Live) && (b.Next == nil || c.StartsAt.Before(*b.Next)) {
				b.Next = &c.StartsAt
			}
		}
	}
}
