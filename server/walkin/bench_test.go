package walkin

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/server/trust/trusttest"
	"github.com/etradeoffice/portal/signaling/control"
	"github.com/etradeoffice/portal/signaling/ticket"
)

// bench is a company with two members at the desk, an officer, and buyers as they are needed.
type bench struct {
	t             *testing.T
	db            *postgres.DB
	accounts      *account.Service
	schedule      *schedule.Service
	consultations *consultation.Service
	service       *Service
	desks         *desks
	company       account.CompanyID
	host, mate    account.Viewer
	officer       account.Viewer
	brought       account.DeskID
	mu            sync.Mutex
	at            time.Time
	n             int
}

// desks is presence without a clock; away makes it a Redis that cannot be asked.
type desks struct {
	mu   sync.Mutex
	how  map[string]control.Whereabouts
	away bool
}

func (d *desks) Beat(_ context.Context, _, user string, how control.Whereabouts) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.how[user] = how
	return nil
}

func (d *desks) Of(context.Context, []string) (map[string]control.PresenceState, error) {
	return nil, nil
}

func (d *desks) People(context.Context, string) (map[string]control.Whereabouts, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.away {
		return nil, context.DeadlineExceeded
	}
	copied := map[string]control.Whereabouts{}
	for user, how := range d.how {
		copied[user] = how
	}
	return copied, nil
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, db: pgtest.Reused(t), at: ten, desks: &desks{how: map[string]control.Whereabouts{}}}
	log := slog.New(slog.DiscardHandler)
	queue := jobs.New(b.db, log)
	b.accounts = account.New(b.db, queue, log, b.now)
	b.schedule = schedule.New(b.db, b.now)
	goods := catalog.New(catalog.Config{DB: b.db, Accounts: b.accounts, Log: log, Now: b.now, NextFree: b.schedule.NextFree})
	seats := consultation.Seats{Keys: ticket.Keys{Current: make([]byte, ticket.MinKey)}, Socket: "/live/ws"}
	b.consultations = consultation.New(b.db, b.accounts, b.schedule, queue, consultation.DefaultSettings(), seats, log, b.now)
	b.service = New(Config{DB: b.db, Accounts: b.accounts, Catalog: goods, Schedule: b.schedule, Consultation: b.consultations, Queue: queue,
		Presence: b.desks, Settings: DefaultSettings(), Log: log, Now: b.now})
	b.company = b.newCompany(account.SupplierCompany).ID
	b.must(goods.PutCompany(t.Context(), b.company, catalog.Profile{Line: catalog.Texts{"en": "Lasers"}, Currency: "USD"}))
	b.hours(b.company, "mon-fri 9-18")
	b.host = b.person([]string{"ko", "en"}, account.Grant{Role: account.Supplier, Company: b.company})
	b.mate = b.person([]string{"ko", "en"}, account.Grant{Role: account.Supplier, Company: b.company})
	b.officer = b.person([]string{"ko", "en"}, account.Grant{Role: account.Officer})
	b.says(b.host, control.AtDesk)
	b.says(b.mate, control.AtDesk)
	desk, err := b.accounts.CreateDesk(t.Context(), account.Desk{Slug: "desk", Kind: "sister_city", Country: "RO", City: "Cluj-Napoca", Zone: "Europe/Bucharest", NameEn: "Desk", NameKo: "데스크"})
	b.must(err)
	b.brought = desk.ID
	return b
}

func (b *bench) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.at
}

func (b *bench) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = b.at.Add(d)
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) hours(company account.CompanyID, text string) {
	b.t.Helper()
	rules, err := schedule.ParseWeekly(text)
	b.must(err)
	b.must(b.schedule.SetWeekly(b.t.Context(), schedule.Supplier, company.UUID, "Asia/Seoul", rules))
}

func (b *bench) says(v account.Viewer, state control.PresenceState) {
	b.must(b.desks.Beat(b.t.Context(), "", v.User.String(), control.Whereabouts{State: state}))
}

func (b *bench) newCompany(kind account.Kind) account.Company {
	b.t.Helper()
	b.n++
	c, err := b.accounts.CreateCompany(b.t.Context(), account.Company{Slug: fmt.Sprintf("company-%d", b.n), Kind: kind,
		Country: "KR", City: "Suwon", Zone: "Asia/Seoul", NameEn: fmt.Sprintf("Company %d", b.n)})
	b.must(err)
	return c
}

func (b *bench) person(languages []string, grants ...account.Grant) account.Viewer {
	b.t.Helper()
	b.n++
	u, err := b.accounts.CreateUser(b.t.Context(), account.User{Email: fmt.Sprintf("person%d@demo.example", b.n), Languages: languages,
		Name: fmt.Sprintf("Person %d", b.n), Lang: "en", Zone: "Asia/Seoul", City: "Suwon"}, "")
	b.must(err)
	for _, g := range grants {
		b.must(b.accounts.Grant(b.t.Context(), u.ID, g))
	}
	v, err := b.accounts.Viewer(b.t.Context(), u.ID)
	b.must(err)
	return v
}

// stranger is a buyer whom nobody has vouched for.
func (b *bench) stranger(languages ...string) account.Viewer {
	b.t.Helper()
	if len(languages) == 0 {
		languages = []string{"ro", "en"}
	}
	return b.person(languages, account.Grant{Role: account.Buyer, Company: b.newCompany(account.BuyerCompany).ID})
}

// buyer is one whom a desk has brought and somebody has verified.
func (b *bench) buyer(languages ...string) account.Viewer {
	b.t.Helper()
	v := b.stranger(languages...)
	company, _ := v.Company(account.Buyer)
	b.must(b.accounts.Bring(b.t.Context(), b.brought, company))
	trusttest.Verify(b.t, b.db, company)
	return v
}

func (b *bench) ask(v account.Viewer) Ring {
	b.t.Helper()
	r, err := b.service.Ask(b.t.Context(), v, Ask{Company: b.company, Key: uuid.NewString()})
	b.must(err)
	return r
}

// meets enters a meeting of the bench's company with somebody.
func (b *bench) meets(buyer account.Viewer, after, length time.Duration) consultation.Consultation {
	b.t.Helper()
	c, err := b.consultations.Enter(b.t.Context(), consultation.Entry{Kind: consultation.Programme, Company: b.company, Host: b.host.User, Buyer: buyer.User,
		Start: b.now().Add(after), Length: length, By: b.officer.User})
	b.must(err)
	return c
}

func (b *bench) want(r Ring, err error, state State) Ring {
	b.t.Helper()
	b.must(err)
	if r.State != state {
		b.t.Fatalf("the ring is %s, wanted %s", r.State, state)
	}
	return r
}

func (b *bench) refusal(err error, code string) *problem.Error {
	b.t.Helper()
	refusal, _ := errors.AsType[*problem.Error](err)
	if refusal == nil || refusal.Code != code {
		b.t.Fatalf("refused with %v, wanted %s", err, code)
	}
	return refusal
}

func (b *bench) refused(err error, code string) {
	b.t.Helper()
	_ = b.refusal(err, code)
}

func (b *bench) tells(r Ring, kind, reason string, n int64) {
	b.t.Helper()
	b.must(b.service.Record(b.t.Context(), control.Fact{Room: r.Consultation.String(), Epoch: 1, N: n, At: b.now(), Kind: kind, Reason: reason}))
}
