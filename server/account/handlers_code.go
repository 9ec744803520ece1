package account

import (
	"net/http"
	"net/url"

	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// CodePage is the body of "account/code": the form for the six digits.
type CodePage struct {
	Email   string
	Problem *problem.Error
}

// AskCode sends a mail with a code and a link.
func (h *Handlers) AskCode(w http.ResponseWriter, r *http.Request) error {
	email, next := r.PostFormValue("email"), localPath(r.PostFormValue("next"))
	if err := h.SendCode(r, email, next); err != nil {
		return h.refuse(w, r, err, "account/sign_in", "account.sign_in_title", func(p *problem.Error) any {
			return SignInPage{Next: next, Email: email, ByCode: true, Problem: p, Demo: h.demo}
		})
	}
	return h.to(w, r, "/sign-in/code")
}

// SendCode has the code mailed, within the limits of address and machine, and notes in the browser that it asked. Pages
// that ask for a code in the middle of something else use it with TakeCode.
func (h *Handlers) SendCode(r *http.Request, email, next string) error {
	ctx := r.Context()
	if err := h.allow(r, limitCodeClient, limitCodeEmail, email); err != nil {
		return err
	}
	id, err := h.service.RequestCode(ctx, email, page.FrameFrom(ctx).Lang, next)
	if err != nil {
		return err
	}
	h.sessions.Asked(ctx, id, cleanEmail(email))
	return nil
}

// TakeCode consumes the code that this browser asked for, within the limits; Gone when it asked for none.
func (h *Handlers) TakeCode(r *http.Request, code string) (Entry, error) {
	id, _, ok := h.sessions.AskedFor(r.Context())
	if !ok {
		return Entry{}, problem.New(problem.Gone, "code_dead")
	}
	if err := h.limits.Allow(r.Context(), limitUseCodeClient, network(h.client(r))); err != nil {
		return Entry{}, err
	}
	return h.service.UseCode(r.Context(), id, code)
}

// Code shows the form for the code, to the browser that asked for one.
func (h *Handlers) Code(w http.ResponseWriter, r *http.Request) error {
	_, email, ok := h.sessions.AskedFor(r.Context())
	if !ok {
		return h.to(w, r, "/sign-in")
	}
	return h.pages.Write(w, r, http.StatusOK, "account/code", "account.code_title", CodePage{Email: email})
}

// UseCode signs in with the code from the mail.
func (h *Handlers) UseCode(w http.ResponseWriter, r *http.Request) error {
	_, email, ok := h.sessions.AskedFor(r.Context())
	if !ok {
		return h.to(w, r, "/sign-in")
	}
	entry, err := h.TakeCode(r, r.PostFormValue("code"))
	if err != nil {
		return h.refuse(w, r, err, "account/code", "account.code_title", func(p *problem.Error) any {
			return CodePage{Email: email, Problem: p}
		})
	}
	return h.proven(w, r, entry)
}

// LinkPage is the body of "account/link": one button. Mail programs that fetch links in advance consume nothing.
type LinkPage struct {
	Token   string
	Email   string // whom the link signs in
	Other   string // who is signed in here now, where that is somebody else
	Problem *problem.Error
}

// Link shows the button of the link in the mail.
func (h *Handlers) Link(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Cache-Control", "no-store")
	body := LinkPage{Token: r.URL.Query().Get("token")}
	email, err := h.service.LinkEmail(r.Context(), body.Token)
	switch {
	case err == nil:
		body.Email = email
	case !problem.Is(err, problem.Gone): // a dead link says so when its button is pressed
		return err
	}
	if v := ViewerFrom(r.Context()); v.SignedIn() && v.Email != body.Email {
		body.Other = v.Email
	}
	return h.pages.Write(w, r, http.StatusOK, "account/link", "account.link_title", body)
}

// UseLink signs in with the link.
func (h *Handlers) UseLink(w http.ResponseWriter, r *http.Request) error {
	err := h.limits.Allow(r.Context(), limitUseCodeClient, network(h.client(r)))
	var entry Entry
	if err == nil {
		entry, err = h.service.UseLink(r.Context(), r.PostFormValue("token"))
	}
	if err != nil {
		return h.refuse(w, r, err, "account/link", "account.link_title", func(p *problem.Error) any {
			return LinkPage{Problem: p}
		})
	}
	return h.proven(w, r, entry)
}

// proven signs in the owner of the address, or asks a newcomer who they are.
func (h *Handlers) proven(w http.ResponseWriter, r *http.Request, entry Entry) error {
	if entry.User != (UserID{}) {
		return h.enter(w, r, entry.User, localPath(entry.Next))
	}
	if err := h.sessions.Proven(r.Context(), entry.Email); err != nil {
		return err
	}
	return h.to(w, r, "/register?next="+url.QueryEscape(entry.Next))
}

// RegisterPage is the body of "account/register".
type RegisterPage struct {
	Email     string
	Next      string
	Typed     Registration
	Place     string // key of the chosen city
	Countries []string
	Places    []Place
	Problem   *problem.Error
}

// Register asks a newcomer with a proven address for name, company, country and city.
func (h *Handlers) Register(w http.ResponseWriter, r *http.Request) error {
	email := h.sessions.ProvenEmail(r.Context())
	if email == "" {
		return h.to(w, r, "/sign-in")
	}
	return h.pages.Write(w, r, http.StatusOK, "account/register", "account.register_title",
		RegisterPage{Email: email, Next: localPath(r.FormValue("next")), Countries: CountriesByName(h.pages.Texts(), page.FrameFrom(r.Context()).Lang), Places: Places})
}

// RegisterBuyer makes the account and signs in.
func (h *Handlers) RegisterBuyer(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	email := h.sessions.ProvenEmail(ctx)
	if email == "" {
		return h.to(w, r, "/sign-in")
	}
	lang := page.FrameFrom(ctx).Lang
	place, _ := PlaceOf(r.PostFormValue("place"))
	typed := Registration{Name: r.PostFormValue("name"), Company: r.PostFormValue("company"), Country: r.PostFormValue("country"),
		Zone: place.Zone, Lang: lang}
	if place.Key != "" {
		typed.City = h.pages.Texts().T(lang, "place.city_"+place.Key)
	}
	next := localPath(r.PostFormValue("next"))
	err := h.limits.Allow(ctx, limitRegister, network(h.client(r)))
	var user UserID
	if err == nil {
		user, err = h.service.Register(ctx, email, typed)
	}
	if err != nil {
		return h.refuse(w, r, err, "account/register", "account.register_title", func(p *problem.Error) any {
			return RegisterPage{Email: email, Next: next, Typed: typed, Place: place.Key, Countries: CountriesByName(h.pages.Texts(), lang), Places: Places, Problem: p}
		})
	}
	return h.enter(w, r, user, next)
}

// to leads to a page in the language of this one.
func (h *Handlers) to(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, "/"+page.FrameFrom(r.Context()).Lang+path, http.StatusSeeOther)
	return nil
}
