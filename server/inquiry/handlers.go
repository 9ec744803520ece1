package inquiry

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Handlers are the pages of inquiries and offers to buy.
type Handlers struct {
	service  *Service
	sessions *account.Sessions
	pages    *page.Pages
}

// NewHandlers makes them.
func NewHandlers(service *Service, sessions *account.Sessions, pages *page.Pages) *Handlers {
	return &Handlers{service, sessions, pages}
}

const basketKey = "basket"

// Known are the products in the viewer's basket, by SKU.
func (h *Handlers) Known(ctx context.Context) (map[string]bool, error) {
	b := ReadBasket(h.sessions.Manager.GetString(ctx, basketKey))
	if v := account.ViewerFrom(ctx); v.Is(account.Buyer) {
		kept, err := h.service.KeptBasket(ctx, v)
		if err != nil {
			return nil, err
		}
		b = kept.Merge(b, h.service.Settings.BasketMost)
	}
	known := make(map[string]bool, len(b.Items))
	for _, i := range b.Items {
		known[i.SKU] = true
	}
	return known, nil
}

// basket is the person's, with what the browser collected before signing in; a visitor's lies in the session.
func (h *Handlers) basket(ctx context.Context) (Basket, error) {
	visitors := ReadBasket(h.sessions.Manager.GetString(ctx, basketKey))
	v := account.ViewerFrom(ctx)
	if !v.SignedIn() {
		return visitors, nil
	}
	kept, err := h.service.KeptBasket(ctx, v)
	if err != nil || len(visitors.Items) == 0 {
		return kept, err
	}
	kept = kept.Merge(visitors, h.service.Settings.BasketMost)
	return kept, h.keepBasket(ctx, kept)
}

func (h *Handlers) keepBasket(ctx context.Context, b Basket) error {
	if v := account.ViewerFrom(ctx); v.SignedIn() {
		h.sessions.Manager.Remove(ctx, basketKey)
		return h.service.KeepBasket(ctx, v, b)
	}
	if len(b.Items) == 0 {
		h.sessions.Manager.Remove(ctx, basketKey)
		return nil
	}
	h.sessions.Manager.Put(ctx, basketKey, b.String())
	return nil
}

// Basket is what the browser has collected: GET /{lang}/basket.
func (h *Handlers) Basket(w http.ResponseWriter, r *http.Request) error {
	b, err := h.basket(r.Context())
	if err != nil {
		return err
	}
	return h.showBasket(w, r, http.StatusOK, b, nil)
}

// SetBasket adds, keeps, takes out and sends: POST /{lang}/basket. What is typed is kept first, so that nothing is lost by
// signing in or by a refusal.
func (h *Handlers) SetBasket(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	b, err := h.basket(ctx)
	if err != nil {
		return err
	}
	do, sku, _ := strings.Cut(r.PostFormValue("do"), " ")
	if do == "add" || r.PostForm.Has("product") {
		p, err := h.service.Catalog.Product(ctx, r.PostFormValue("product"))
		if err != nil {
			return err
		}
		if !b.Has(p.SKU) && len(b.Items) >= h.service.Settings.BasketMost {
			return h.showBasket(w, r, http.StatusConflict, b, problem.New(problem.Conflict, "basket_full", "Limit", h.service.Settings.BasketMost))
		}
		if err := h.keepBasket(ctx, b.With(p, h.service.Settings.BasketMost)); err != nil {
			return err
		}
		if back := r.PostFormValue("back"); strings.HasPrefix(back, "/products") || strings.HasPrefix(back, "/companies/") || strings.HasPrefix(back, "/compare") || strings.HasPrefix(back, "/saved") {
			return see(w, r, back+"#p-"+url.PathEscape(p.SKU))
		}
		return see(w, r, "/basket#line-"+url.PathEscape(p.SKU))
	}
	for n := range b.Items {
		b.Items[n].take(r.PostForm)
	}
	b.Message, b.Lang = clip(r.PostFormValue("message"), 2*messageMax), r.PostFormValue("lang")
	if do == "remove" {
		b = b.Without(sku)
	}
	if err := h.keepBasket(ctx, b); err != nil {
		return err
	}
	if do != "send" {
		return see(w, r, "/basket")
	}
	if !v.SignedIn() {
		switch _, err := h.service.Ready(ctx, b); {
		case shown(err):
			return h.showBasket(w, r, problem.KindOf(err).Status(), b, err)
		case err != nil:
			return err
		}
		return see(w, r, "/sign-in?next="+url.QueryEscape(path(r, "/basket")))
	}
	made, err := h.service.Send(ctx, v, r.PostFormValue("key"), b)
	if shown(err) || problem.Is(err, problem.Forbidden) && v.Is(account.Buyer) {
		return h.showBasket(w, r, problem.KindOf(err).Status(), b, err)
	}
	if err != nil {
		return err
	}
	if err := h.keepBasket(ctx, Basket{}); err != nil {
		return err
	}
	if len(made) == 1 {
		return see(w, r, "/inquiries/"+made[0].ID.String()+"?done=sent")
	}
	return see(w, r, "/inquiries?sent=1")
}

// take reads what was typed about an item; a form without the item leaves it.
func (i *Item) take(form url.Values) {
	if !form.Has("quantity-" + i.SKU) {
		return
	}
	value := func(name string, most int) string { return clip(strings.TrimSpace(form.Get(name+"-"+i.SKU)), most) }
	i.Quantity, i.Price, i.Currency, i.Port = value("quantity", 20), value("price", 24), value("currency", 3), value("port", 2*portMax)
	i.Sample = form.Get("sample-"+i.SKU) == "yes"
}

func (h *Handlers) showBasket(w http.ResponseWriter, r *http.Request, status int, b Basket, refusal error) error {
	ctx, v, s := r.Context(), account.ViewerFrom(r.Context()), h.service
	body := BasketPage{Message: b.Message, Lang: b.Lang, Languages: Languages, Currencies: locale.Currencies, Signed: v.SignedIn(), Buyer: v.Is(account.Buyer),
		Most: s.Settings.Unanswered, Due: s.due(s.clock()), Problem: refusal}
	if body.Lang == "" {
		body.Lang = page.FrameFrom(ctx).Lang
	}
	var makers []account.CompanyID
	for _, item := range b.Items {
		p, err := s.Catalog.Product(ctx, item.SKU)
		if problem.Is(err, problem.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		at := -1
		for n, g := range body.Groups {
			if g.Maker.ID == p.Maker.ID {
				at = n
			}
		}
		if at < 0 {
			makers = append(makers, p.Maker.ID)
			body.Groups, at = append(body.Groups, BasketGroup{Maker: p.Maker}), len(body.Groups)
		}
		body.Groups[at].Lines = append(body.Groups[at].Lines, BasketLine{item, p})
	}
	fast, err := s.Speeds(ctx, makers)
	if err != nil {
		return err
	}
	for n := range body.Groups {
		body.Groups[n].Speed = fast[body.Groups[n].Maker.ID]
		if err := s.Catalog.Vouch(ctx, &body.Groups[n].Maker); err != nil {
			return err
		}
	}
	if body.Buyer {
		mine, err := s.Mine(ctx, v)
		if err != nil {
			return err
		}
		for _, i := range mine {
			if i.Waits() && i.Buyer == v.User {
				body.Open++
			}
		}
	}
	return h.pages.Write(w, r, status, "inquiry/basket", "inquiry.basket_title", body)
}

// shown reports whether a refusal belongs on the form that was sent, not on a page of its own.
func shown(err error) bool {
	switch problem.KindOf(err) {
	case problem.Invalid, problem.Conflict, problem.TooMany:
		return err != nil
	default:
		return false
	}
}

func path(r *http.Request, rest string) string { return "/" + page.FrameFrom(r.Context()).Lang + rest }

func see(w http.ResponseWriter, r *http.Request, rest string) error {
	http.Redirect(w, r, path(r, rest), http.StatusSeeOther)
	return nil
}

// idOf reads an id of the path. One that is none leads visitors to the sign-in as any other would.
func idOf(r *http.Request, name string) (uuid.UUID, error) {
	id, err := uuid.Parse(r.PathValue(name))
	if err == nil {
		return id, nil
	}
	if !account.ViewerFrom(r.Context()).SignedIn() {
		return id, problem.New(problem.SignIn, "sign_in_needed")
	}
	return id, problem.New(problem.NotFound, "not_found")
}

func keyOf(r *http.Request) string {
	if key := r.PostFormValue("key"); key != "" && len(key) <= 100 {
		return key
	}
	return uuid.NewString()
}

// firstName is a product's name in the page's language.
func (h *Handlers) nameOf(r *http.Request, names catalog.Texts) string {
	return page.Pick(page.FrameFrom(r.Context()).Lang, names).Text
}

// companies are companies by id, their cities in the page's language.
func (h *Handlers) companies(ctx context.Context, ids []account.CompanyID) (map[account.CompanyID]account.Company, error) {
	of, err := h.service.Accounts.Companies(ctx, ids)
	for id, c := range of {
		c.City = account.CityName(h.pages.Texts(), page.FrameFrom(ctx).Lang, c.City)
		of[id] = c
	}
	return of, err
}
