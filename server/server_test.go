package server

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/blob"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/deal"
	"github.com/etradeoffice/portal/server/inquiry"
	"github.com/etradeoffice/portal/server/intake"
	"github.com/etradeoffice/portal/server/integration"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/media"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/server/push"
	"github.com/etradeoffice/portal/server/refill"
	"github.com/etradeoffice/portal/server/report"
	"github.com/etradeoffice/portal/server/saved"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/server/settings"
	"github.com/etradeoffice/portal/server/statement"
	"github.com/etradeoffice/portal/server/studio"
	"github.com/etradeoffice/portal/server/trust"
	"github.com/etradeoffice/portal/server/walkin"
	"github.com/etradeoffice/portal/server/wanted"
	"github.com/etradeoffice/portal/web"
)

// house is a whole portal on a real database, with a browser that keeps cookies and follows no redirect.
type house struct {
	t             *testing.T
	db            *postgres.DB
	queue         *jobs.Queue
	accounts      *account.Service
	consultations *consultation.Service
	deals         *deal.Service
	makers        *studio.Service
	tables        *intake.Service
	calls         *walkin.Service
	asks          *inquiry.Service
	trust         *trust.Service
	outbox        *mail.Outbox
	portal        *Server
	server        *httptest.Server
	browser       *http.Client
	files         blob.Store
	folder        string // where they lie
	media         *media.Service
	settings      *settings.Service
}

func newHouse(t *testing.T, change ...func(*Config)) *house {
	t.Helper()
	return newHouseOn(t, pgtest.Reused(t), change...)
}

// rules are the usual ones, by what the office says of itself.
func (h *house) rules() consultation.Settings {
	rules := consultation.DefaultSettings()
	rules.Contact = func() consultation.Contact {
		kept := h.settings.Kept()
		return consultation.Contact{Phone: kept.Phone, Mail: kept.Mail}
	}
	return rules
}

func newHouseOn(t *testing.T, db *postgres.DB, change ...func(*Config)) *house {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	queue := jobs.New(db, log)
	outbox, err := mail.New(mail.Config{From: "office@office.example", FromName: "Office", Dir: filepath.Join(t.TempDir(), "mail"), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	pages := portalPages(t)
	h := &house{t: t, db: db, queue: queue, outbox: outbox, accounts: account.New(db, queue, log, time.Now)}
	h.accounts.HashCheaply()
	zone, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	h.settings = settings.New(settings.Config{DB: db, Defaults: settings.Kept{Week: settings.UsualWeek(), Mail: "office@office.example"}, Langs: locale.Langs,
		Reasons: consultation.ReasonsOf["decline"], Log: log})
	slots := schedule.New(db, time.Now)
	h.consultations = consultation.New(db, h.accounts, slots, queue, h.rules(), consultation.Seats{}, log, nil)
	h.trust = trust.New(trust.Config{DB: db, Accounts: h.accounts, Jobs: queue, Files: blob.NewFolder(t.TempDir()), Log: log, Now: time.Now, Zone: zone,
		Office: statement.Named{ID: "SW", En: "Suwon e-Trade Office", Ko: "수원시 전자무역청"}, Origin: "http://portal.example", Seal: []byte("a secret of thirty-two bytes here")[:32]})
	h.deals = deal.New(db, h.consultations, time.Now)
	h.folder = filepath.Join(t.TempDir(), "files")
	h.files = blob.NewFolder(h.folder)
	h.media = media.New(media.Config{DB: db, Files: h.files, Queue: queue, Log: log, Now: time.Now})
	goods := catalog.New(catalog.Config{DB: db, Accounts: h.accounts, Log: log, Now: time.Now, NextFree: slots.NextFree})
	h.makers = studio.New(studio.Config{DB: db, Accounts: h.accounts, Trust: h.trust, Catalog: goods, Queue: queue, Files: h.files, Now: time.Now})
	h.tables = intake.New(intake.Config{DB: db, Studio: h.makers, Media: h.media, Files: h.files, Queue: queue, Texts: pages.Texts(), Log: log, Now: time.Now})
	h.calls = walkin.New(walkin.Config{DB: db, Files: h.files, Accounts: h.accounts, Catalog: goods, Schedule: slots, Consultation: h.consultations, Queue: queue,
		Settings: walkin.DefaultSettings(), Log: log, Push: push.New(push.Config{DB: db, Contact: "office@office.example", Log: log})})
	h.asks = inquiry.New(inquiry.Config{DB: db, Accounts: h.accounts, Catalog: goods, Queue: queue, Files: h.files, Log: log, Now: time.Now,
		Working: func(time.Time) bool { return true }, Zone: zone, Keys: [][]byte{make([]byte, 32)}, Settings: inquiry.DefaultSettings()})
	cfg := Config{
		Settings: h.settings, Schedule: slots, Consultation: h.consultations, Deal: h.deals, Report: report.New(h.accounts, h.consultations, h.deals, report.DemoRates(), zone),
		Catalog: goods, Media: h.media, Inquiry: h.asks, WalkIn: h.calls, Studio: h.makers, Intake: h.tables, Trust: h.trust,
		Saved:       saved.New(saved.Config{DB: db, Accounts: h.accounts, Catalog: goods, Queue: queue, Origin: "http://portal.example", Log: log, Now: time.Now}),
		Wanted:      wanted.New(wanted.Config{DB: db, Accounts: h.accounts, Catalog: goods, Queue: queue, Hours: consultation.DefaultSettings().Hours, Origin: "http://portal.example", Log: log, Now: time.Now}),
		Integration: integration.New(db, h.accounts, queue, nil, log, time.Now),
		Refill:      refill.New(db, h.accounts, slots, h.consultations, queue, refill.DefaultSettings(), log, time.Now),
		DB:          db, Log: log, Now: time.Now, Account: h.accounts, Outbox: outbox, Demo: true, OfficeZone: "Asia/Seoul", OfficeCity: "Suwon",
		Web: Web{Pages: pages, Assets: web.Handler(), Worker: web.Worker()},
	}
	for _, c := range change {
		c(&cfg)
	}
	portal, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	h.portal = portal
	h.media.HandleJobs()
	h.tables.HandleJobs()
	h.accounts.HandleJobs(outbox, portal.texts, "http://portal.example")
	h.server = httptest.NewServer(portal)
	t.Cleanup(h.server.Close)
	h.browser = h.newBrowser()
	return h
}

func (h *house) newBrowser() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

type answer struct {
	status int
	header http.Header
	body   string
}

func (h *house) do(method, path string, body io.Reader, headers ...string) answer {
	h.t.Helper()
	request, err := http.NewRequestWithContext(h.t.Context(), method, h.server.URL+path, body)
	if err != nil {
		h.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := h.browser.Do(request)
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(raw)}
}

func (h *house) get(path string, headers ...string) answer {
	h.t.Helper()
	return h.do(http.MethodGet, path, nil, headers...)
}

// post sends a form as a page of the portal would.
func (h *house) post(path string, form url.Values) answer {
	h.t.Helper()
	return h.do(http.MethodPost, path, strings.NewReader(form.Encode()),
		"Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin")
}

func (h *house) user(email, password string, grants ...account.Grant) account.User {
	h.t.Helper()
	user, err := h.accounts.CreateUser(h.t.Context(), account.User{Email: email, Name: "Ana Exemplu", Lang: "en", Zone: "Europe/Bucharest", City: "Cluj-Napoca"}, password)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, grant := range grants {
		if err := h.accounts.Grant(h.t.Context(), user.ID, grant); err != nil {
			h.t.Fatal(err)
		}
	}
	return user
}

// work runs jobs until the test ends.
func (h *house) work() {
	h.t.Helper()
	if err := h.queue.Start(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() {
		if err := h.queue.Stop(context.Background()); err != nil {
			h.t.Error(err)
		}
	})
}

// letter waits for the first mail to an address.
func (h *house) letter(to string) mail.Kept {
	h.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		letters, err := h.outbox.List()
		if err != nil {
			h.t.Fatal(err)
		}
		for _, letter := range letters {
			if letter.To == to {
				return letter
			}
		}
		select {
		case <-tick.C:
		case <-h.t.Context().Done():
			h.t.Fatalf("no mail to %s", to)
		}
	}
}
