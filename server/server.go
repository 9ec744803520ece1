// Package server is the portal's shell: the route table, what every request passes before its handler (reference,
// limits, origin, session, viewer, language, frame), and how an error becomes a page or a problem. It leaves what the
// pages say and do to the topics.
package server

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/go-redis/redis_rate/v10"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/deal"
	"github.com/etradeoffice/portal/server/inquiry"
	"github.com/etradeoffice/portal/server/intake"
	"github.com/etradeoffice/portal/server/integration"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/media"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/refill"
	"github.com/etradeoffice/portal/server/report"
	"github.com/etradeoffice/portal/server/saved"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/server/settings"
	"github.com/etradeoffice/portal/server/studio"
	"github.com/etradeoffice/portal/server/trust"
	"github.com/etradeoffice/portal/server/walkin"
	"github.com/etradeoffice/portal/server/wanted"
	"github.com/etradeoffice/portal/signaling/control"
)

// Config is what the portal needs to serve.
type Config struct {
	DB           *postgres.DB
	Log          *slog.Logger
	Now          func() time.Time
	Web          Web
	Account      *account.Service
	Integration  *integration.Service
	Trust        *trust.Service
	Catalog      *catalog.Service
	Studio       *studio.Service
	Intake       *intake.Service
	Inquiry      *inquiry.Service
	Saved        *saved.Service
	Wanted       *wanted.Service
	Settings     *settings.Service
	Schedule     *schedule.Service
	Consultation *consultation.Service
	WalkIn       *walkin.Service
	Refill       *refill.Service
	Deal         *deal.Service
	Report       *report.Service
	Rooms        control.Rooms // the live side, for the board
	Media        *media.Service
	Outbox       *mail.Outbox
	Limits       *redis_rate.Limiter // nil: limits are counted in this process alone

	MailSecret     string   // of the mail server that hands over mail to the office; empty: none does
	Secure         bool     // served over TLS: cookies and HSTS say so
	TrustedProxies []string // addresses and ranges whose X-Forwarded-For counts
	LiveOrigins    []string // further origins (wss://host) that the room's page may talk to
	Origin         string   // where people reach the portal, "https://trade.city.example"; for addresses that others keep
	Demo           bool     // one-click sign-ins, /dev/mail and the demo's banner
	OfficeZone     string   // IANA; the zone of visitors who chose none
	OfficeCity     string
}

// Web is the files of the browser's side.
type Web struct {
	Pages  *page.Pages  // in the languages of their sentences
	Assets http.Handler // serves the built files by their hashed URLs
	Worker http.Handler // serves the service worker
}

// Server serves the portal. It starts nothing that would have to be ended.
type Server struct {
	log           *slog.Logger
	now           func() time.Time
	texts         *locale.Texts
	pages         *page.Pages
	copies        *page.Copies   // of pages that visitors share
	mux           *http.ServeMux // of pages
	patterns      []string       // of that mux, in the order of the table
	handler       http.Handler
	accounts      *account.Service
	sessions      *account.Sessions
	secureCookies bool
	liveOrigins   []string
	origin        string
	sitemap       sitemap
	demo          bool
	officeZone    *time.Location
	officeCity    string
	metrics       *metrics
	waiting       func(context.Context, account.Viewer) (mine, queue int, err error) // what waits for the viewer
	atDesk        func(context.Context) (n int, known bool)                          // makers with somebody at the desk
	open          func(from time.Time, days int) []schedule.Window                   // when the office can be reached
	reached       func() consultation.Contact                                        // how
	basket        func(context.Context) (map[string]bool, error)                     // products that the viewer of the context is about to ask for
}

// New builds the portal.
func New(cfg Config) (*Server, error) {
	zone, err := time.LoadLocation(cfg.OfficeZone)
	if err != nil {
		return nil, fmt.Errorf("the office's zone: %w", err)
	}
	strategy, err := clientStrategy(cfg.TrustedProxies)
	if err != nil {
		return nil, err
	}
	s := &Server{
		log: cfg.Log, now: cfg.Now, texts: cfg.Web.Pages.Texts(), pages: cfg.Web.Pages, copies: page.NewCopies(cfg.Now), mux: http.NewServeMux(), accounts: cfg.Account,
		sessions:      account.NewSessions(cfg.DB, cfg.Secure, cfg.Now),
		secureCookies: cfg.Secure, liveOrigins: cfg.LiveOrigins, origin: cfg.Origin, demo: cfg.Demo, officeZone: zone, officeCity: cfg.OfficeCity, metrics: newMetrics(),
	}
	s.sessions.Manager.ErrorFunc = s.fail
	s.handler = identify(strategy, s.observe(s.secure(bound(s.sameOrigin(s.routes(cfg))))))
	return s, nil
}

// ServeHTTP serves one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }
