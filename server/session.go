package server

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// handlerFunc is the form of every handler of the portal.
type handlerFunc func(w http.ResponseWriter, r *http.Request) error

// page serves HTML: with the session, the viewer, the language and the frame in the request's context.
func (s *Server) page(h handlerFunc) http.Handler { return s.visit(false, h) }

// livePage is a page whose script may use camera and microphone and talk to the live nodes.
func (s *Server) livePage(h handlerFunc) http.Handler { return s.visit(true, h) }

// sharedAddress is how long an address (bytes) may be whose page is kept.
const sharedAddress = 300

// sharedPage is a page that visitors without a session share: one is given what another's request has drawn, where the handler
// says that it may be (page.Lasts). Whoever has a session gets a page of their own. The key has all that the page of such a visitor
// depends on beside what its handler watches: the address with its language, where the portal is reached, which stands in the page for
// programs, and what every page says around its content.
func (s *Server) sharedPage(within time.Duration, h handlerFunc) http.Handler {
	own := s.page(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lang, _ := s.split(r.URL.Path)
		_, err := r.Cookie(s.sessions.Manager.Cookie.Name)
		if lang == "" || err == nil || len(r.RequestURI) > sharedAddress {
			own.ServeHTTP(w, r)
			return
		}
		tls := r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https"
		s.copies.Serve(w, r, strings.Join([]string{strconv.FormatBool(tls), r.Host, r.RequestURI, s.around(r.Context())}, " "), within, func(header http.Header) {
			s.keepChoice(w, r, lang)
			s.pageHeaders(header, false, false)
		}, own)
	})
}

// around names what the frame of every visitor's page says at the moment: who can be talked to, when the office is there, and how it is
// reached.
func (s *Server) around(ctx context.Context) string {
	n, known := s.atDesk(ctx)
	opening, now, reach := s.opening(), s.now(), s.reached()
	said := []string{strconv.FormatBool(known), strconv.Itoa(n), strconv.FormatBool(opening.Open(now)), strconv.FormatBool(opening.Far(now)), reach.Phone, reach.Mail}
	for _, shift := range opening.Shifts {
		said = append(said, strconv.FormatInt(shift.From.Unix(), 36), strconv.FormatInt(shift.Until.Unix(), 36))
	}
	return strings.Join(said, " ")
}

func (s *Server) visit(live bool, h handlerFunc) http.Handler {
	return s.sessions.Manager.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		viewer, err := s.viewer(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		ctx := account.WithViewer(r.Context(), viewer)
		lang, _ := s.split(r.URL.Path)
		known := lang != "" || r.PathValue("lang") == ""
		if lang == "" {
			lang = s.preferred(r, viewer.Lang)
		} else if !viewer.SignedIn() {
			s.keepChoice(w, r, lang)
		}
		zone, city := s.place(r, viewer)
		frame := s.frame(r, viewer, lang, zone, city)
		if frame.Badges, err = s.badges(ctx, viewer); err != nil {
			s.fail(w, r, err)
			return
		}
		r = r.WithContext(page.WithFrame(ctx, frame))
		s.pageHeaders(w.Header(), live, viewer.SignedIn())
		handle := h
		if !known {
			handle = s.elsewhere // "/products" met the pattern "/{lang}"
		}
		if err := handle(w, r); err != nil {
			s.fail(w, r, err)
		}
	}))
}

// badges are the counts in the navigation: what waits for the viewer.
func (s *Server) badges(ctx context.Context, viewer account.Viewer) (map[string]int, error) {
	mine, queue, err := s.waiting(ctx, viewer)
	if err != nil {
		return nil, err
	}
	counts := map[string]int{"consultations": mine, "queue": queue}
	if !viewer.SignedIn() || viewer.Is(account.Buyer) {
		if n, known := s.atDesk(ctx); known {
			counts[page.AtDesk] = n
		}
		basket, err := s.basket(ctx)
		if err != nil {
			return nil, err
		}
		counts["basket"] = len(basket)
	}
	return counts, nil
}

// visitor is whose session a request outside the pages carries.
func (s *Server) visitor(r *http.Request) (account.Viewer, error) {
	cookie, err := r.Cookie(s.sessions.Manager.Cookie.Name)
	if err != nil {
		return account.Viewer{}, nil // without one it is nobody's
	}
	ctx, err := s.sessions.Manager.Load(r.Context(), cookie.Value)
	if err != nil {
		return account.Viewer{}, err
	}
	return s.viewer(r.WithContext(ctx))
}

// file serves what is the same for everybody: no session is looked at.
func (s *Server) file(h handlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

// program serves the API: a bearer token or the session says who asks.
func (s *Server) program(next http.Handler) http.Handler {
	return s.sessions.Manager.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		viewer, err := s.caller(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		ctx := account.WithViewer(r.Context(), viewer)
		lang := s.preferred(r, "")
		r = r.WithContext(page.WithFrame(ctx, s.frame(r, viewer, lang, s.officeZone, s.officeCity)))
		w.Header().Add("Vary", "Authorization, Accept-Language")
		next.ServeHTTP(w, r)
	}))
}

// caller is whom an API request comes from. A token that is wrong is refused, never taken for a visitor.
func (s *Server) caller(r *http.Request) (account.Viewer, error) {
	header := r.Header.Get("Authorization")
	if header == "" {
		return s.viewer(r)
	}
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return account.Viewer{}, problem.New(problem.SignIn, "token_refused")
	}
	return s.accounts.TokenViewer(r.Context(), strings.TrimSpace(token))
}

// viewer is whose session the request carries, a visitor when it carries none, an old one or one of an account that
// is gone.
func (s *Server) viewer(r *http.Request) (account.Viewer, error) {
	ctx := r.Context()
	id, ok := s.sessions.User(ctx)
	if !ok {
		return account.Viewer{}, nil
	}
	viewer, err := s.accounts.Viewer(ctx, id)
	if problem.Is(err, problem.NotFound) {
		return account.Viewer{}, s.sessions.SignOut(ctx)
	}
	if err != nil {
		return account.Viewer{}, err
	}
	fresh, err := s.sessions.Fresh(ctx, viewer)
	if err != nil || !fresh {
		return account.Viewer{}, err
	}
	return viewer, nil
}

// frame is what every page shows around its content, with times in this zone and city.
func (s *Server) frame(r *http.Request, viewer account.Viewer, lang string, zone *time.Location, city string) page.Frame {
	_, rest := s.split(r.URL.Path)
	if rest == "/" {
		rest = ""
	}
	if r.URL.RawQuery != "" && safe(r.Method) {
		rest += "?" + r.URL.RawQuery
	}
	return page.Frame{
		Lang: lang, Origin: s.origin, Path: rest, Zone: zone, City: account.CityName(s.texts, lang, city),
		Person: page.Person{Name: viewer.Name, Roles: roles(viewer)},
		Demo:   s.demo, Token: uuid.NewString(), Now: s.now(), Opening: s.opening(), Reach: page.Reach(s.reached()),
	}
}

// opening is when the office can be reached in the week from now on; where it is closed all week, when it opens again.
func (s *Server) opening() page.Opening {
	o, now := page.Opening{Zone: s.officeZone.String()}, s.now()
	week := s.open(now, 7)
	if len(week) == 0 {
		later := s.open(now, 31)
		week = later[:min(len(later), 1)]
	}
	for _, w := range week {
		o.Shifts = append(o.Shifts, page.Shift{From: w.Start, Until: w.End})
	}
	return o
}

func roles(viewer account.Viewer) []string {
	var names []string
	seen := map[account.Role]bool{}
	for _, grant := range viewer.Grants {
		if !seen[grant.Role] {
			seen[grant.Role] = true
			names = append(names, string(grant.Role))
		}
	}
	return names
}

// place is the zone and city for a viewer: their own, what the visitor chose, or the office's.
func (s *Server) place(r *http.Request, viewer account.Viewer) (*time.Location, string) {
	name, city := viewer.Zone, viewer.City
	if !viewer.SignedIn() {
		name, city = s.sessions.Place(r.Context())
	}
	if name != "" {
		if zone, err := locale.Zone(name); err == nil {
			return zone, city
		}
	}
	return s.officeZone, s.officeCity
}

// frameLang is the language of a request, whether or not it has got its frame.
func (s *Server) frameLang(r *http.Request) string {
	if lang := page.FrameFrom(r.Context()).Lang; lang != "" {
		return lang
	}
	if lang, _ := s.split(r.URL.Path); lang != "" {
		return lang
	}
	return s.preferred(r, "")
}

// rememberLang is the cookie that keeps the language of who is not signed in, a year.
func (s *Server) rememberLang(lang string) *http.Cookie {
	return &http.Cookie{Name: s.langCookie(), Value: lang, Path: "/", MaxAge: 365 * 24 * 3600,
		Secure: s.secureCookies, HttpOnly: true, SameSite: http.SameSiteLaxMode}
}
