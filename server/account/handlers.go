package account

import (
	"errors"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Handlers are the pages of signing in and of one's own settings.
type Handlers struct {
	service  *Service
	sessions *Sessions
	limits   *Limiter
	pages    *page.Pages
	client   func(*http.Request) string // address of the person's machine
	cookie   func(lang string) *http.Cookie
	demo     []DemoPerson // empty: no one-click sign-in
	home     Home
}

// HandlersConfig is what the pages need besides the service.
type HandlersConfig struct {
	Sessions *Sessions
	Limits   *Limiter
	Pages    *page.Pages
	Client   func(*http.Request) string     // address of the person's machine, for the limits
	Cookie   func(lang string) *http.Cookie // remembers the language of who is not signed in
	Demo     []DemoPerson                   // one-click sign-ins; leave it empty but in the demo
	Home     Home
}

// Home is where the office is, and so its makers and interpreters.
type Home struct {
	Zone    string // IANA
	City    string
	Country string // ISO 3166-1, where the zone says it; else empty
}

// DemoPerson is one of the demo's sign-ins.
type DemoPerson struct {
	Email string
	Role  Role
}

// DemoPeople are the demo's sign-ins, in the order of the story.
var DemoPeople = []DemoPerson{
	{"buyer@demo.example", Buyer}, {"supplier@demo.example", Supplier}, {"interpreter@demo.example", Interpreter},
	{"officer@demo.example", Officer}, {"partner@demo.example", Partner}, {"operator@demo.example", Operator},
}

// NewHandlers makes the pages.
func NewHandlers(service *Service, cfg HandlersConfig) *Handlers {
	return &Handlers{service, cfg.Sessions, cfg.Limits, cfg.Pages, cfg.Client, cfg.Cookie, cfg.Demo, cfg.Home}
}

// SignInPage is the body of "account/sign_in".
type SignInPage struct {
	Next    string
	Email   string
	ByCode  bool           // the refused form was the one that asks for a mail
	Problem *problem.Error // nil: fresh form
	Demo    []DemoPerson
}

// SignIn shows the ways in. Who is in already goes on.
func (h *Handlers) SignIn(w http.ResponseWriter, r *http.Request) error {
	next := localPath(r.FormValue("next"))
	if v := ViewerFrom(r.Context()); v.SignedIn() {
		return h.onward(w, r, v, next)
	}
	return h.pages.Write(w, r, http.StatusOK, "account/sign_in", "account.sign_in_title", SignInPage{Next: next, Demo: h.demo})
}

// SignInPassword takes address and password.
func (h *Handlers) SignInPassword(w http.ResponseWriter, r *http.Request) error {
	email, next := r.PostFormValue("email"), localPath(r.PostFormValue("next"))
	err := h.allow(r, limitSignInClient, limitSignInEmail, email)
	var user UserID
	if err == nil {
		user, err = h.service.SignInPassword(r.Context(), email, r.PostFormValue("password"))
	}
	if err != nil {
		return h.refuse(w, r, err, "account/sign_in", "account.sign_in_title", func(p *problem.Error) any {
			return SignInPage{Next: next, Email: email, Problem: p, Demo: h.demo}
		})
	}
	return h.enter(w, r, user, next)
}

// SignInDemo signs in as one of the demo's people; without a demo there is no such page.
func (h *Handlers) SignInDemo(w http.ResponseWriter, r *http.Request) error {
	email := r.PostFormValue("email")
	if !slices.ContainsFunc(h.demo, func(p DemoPerson) bool { return p.Email == email }) {
		return problem.New(problem.NotFound, "not_found")
	}
	user, err := h.service.UserByEmail(r.Context(), email)
	if err != nil {
		return err
	}
	return h.enter(w, r, user.ID, localPath(r.PostFormValue("next")))
}

// SignOut ends the session and has the browser forget what it cached.
func (h *Handlers) SignOut(w http.ResponseWriter, r *http.Request) error {
	if err := h.sessions.SignOut(r.Context()); err != nil {
		return err
	}
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	http.Redirect(w, r, "/"+page.FrameFrom(r.Context()).Lang, http.StatusSeeOther)
	return nil
}

// enter makes the session the person's and goes on.
func (h *Handlers) enter(w http.ResponseWriter, r *http.Request, user UserID, next string) error {
	viewer, err := h.service.Viewer(r.Context(), user)
	if err != nil {
		return err
	}
	if err := h.sessions.SignIn(r.Context(), user); err != nil {
		return err
	}
	return h.onward(w, r, viewer, next)
}

func (h *Handlers) onward(w http.ResponseWriter, r *http.Request, v Viewer, next string) error {
	if next == "" {
		next = "/" + page.FrameFrom(r.Context()).Lang + home(v)
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

// home is where a person's work begins.
func home(v Viewer) string {
	switch {
	case v.Is(Officer), v.Is(Operator):
		return "/desk/queue"
	case v.Is(Partner):
		return "/desk/report"
	}
	return "/consultations"
}

// localPath is a path of this portal to go on to, empty when the text names anything else. It is put together anew,
// so that nothing a browser would read as another host gets through.
func localPath(text string) string {
	if !strings.HasPrefix(text, "/") || len(text) > 500 || strings.ContainsAny(text, "\\\r\n\t\x00") {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || path.Clean(u.Path) != u.Path {
		return ""
	}
	lang, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	if !locale.Supported(lang) {
		return ""
	}
	clean := url.URL{Path: u.Path, RawQuery: u.RawQuery}
	return clean.RequestURI()
}

// allow asks the limits of the machine and of the address.
func (h *Handlers) allow(r *http.Request, client, address Limit, email string) error {
	if err := h.limits.Allow(r.Context(), client, network(h.client(r))); err != nil {
		return err
	}
	return h.limits.Allow(r.Context(), address, cleanEmail(email))
}

// refuse draws the form again with what is wrong; what no form can mend goes to the error page.
func (h *Handlers) refuse(w http.ResponseWriter, r *http.Request, err error, name, title string, body func(*problem.Error) any) error {
	refusal, ok := errors.AsType[*problem.Error](err)
	if !ok || !slices.Contains([]problem.Kind{problem.Invalid, problem.Conflict, problem.Gone, problem.TooMany}, refusal.Kind) {
		return err
	}
	if refusal.RetryAfter > 0 {
		w.Header().Set("Retry-After", page.Seconds(refusal.RetryAfter))
	}
	return h.pages.Write(w, r, refusal.Kind.Status(), name, title, body(refusal))
}
