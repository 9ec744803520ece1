package refill

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/consultation/consultationtest"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/signaling/control"
	"github.com/etradeoffice/portal/signaling/ticket"
)

// bench is a town with one company that takes one meeting a Thursday: 15:00 to 15:30 in Seoul.
type bench struct {
	t             *testing.T
	db            *postgres.DB
	accounts      *account.Service
	schedule      *schedule.Service
	consultations *consultation.Service
	service       *Service
	company       account.CompanyID
	host, officer account.Viewer
	mu            sync.Mutex
	at            time.Time
	people        int
}

// monday is 10:00 in Seoul, when a bench begins; thursday is the one slot.
var (
	monday   = time.Date(2027, 6, 7, 1, 0, 0, 0, time.UTC)
	thursday = time.Date(2027, 6, 10, 6, 0, 0, 0, time.UTC)
)

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, db: pgtest.Reused(t), at: monday}
	log := slog.New(slog.DiscardHandler)
	queue := jobs.New(b.db, log)
	b.accounts = account.New(b.db, queue, log, b.now)
	b.schedule = schedule.New(b.db, b.now)
	seats := consultation.Seats{Keys: ticket.Keys{Current: make([]byte, ticket.MinKey)}, Socket: "/live/ws"}
	b.consultations = consultation.New(b.db, b.accounts, b.schedule, queue, consultation.DefaultSettings(), seats, log, b.now)
	b.service = New(b.db, b.accounts, b.schedule, b.consultations, queue, DefaultSettings(), log, b.now)
	b.company = b.newCompany(account.SupplierCompany, "Asia/Seoul", "thu 15:00-15:40")
	b.host = b.person("Asia/Seoul", account.Grant{Role: account.Supplier, Company: b.company})
	b.officer = b.person("Asia/Seoul", account.Grant{Role: account.Officer})
	return b
}

func (b *bench) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.at
}

func (b *bench) setNow(at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = at
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) newCompany(kind account.Kind, zone, hours string) account.CompanyID {
	b.t.Helper()
	b.people++
	c, err := b.accounts.CreateCompany(b.t.Context(), account.Company{Slug: fmt.Sprintf("company-%d", b.people), Kind: kind, Country: "KR", City: "Suwon", Zone: zone,
		NameEn: fmt.Sprintf("Company %d", b.people)})
	b.must(err)
	if hours != "" {
		rules, err := schedule.ParseWeekly(hours)
		b.must(err)
		b.must(b.schedule.SetWeekly(b.t.Context(), schedule.Supplier, c.ID.UUID, zone, rules))
	}
	return c.ID
}

func (b *bench) person(zone string, grants ...account.Grant) account.Viewer {
	b.t.Helper()
	b.people++
	u, err := b.accounts.CreateUser(b.t.Context(), account.User{Email: fmt.Sprintf("person%d@demo.example", b.people), Name: fmt.Sprintf("Person %d", b.people),
		Lang: "en", Zone: zone, City: "Town"}, "")
	b.must(err)
	for _, g := range grants {
		b.must(b.accounts.Grant(b.t.Context(), u.ID, g))
	}
	v, err := b.accounts.Viewer(b.t.Context(), u.ID)
	b.must(err)
	return v
}

func (b *bench) buyer() account.Viewer {
	b.t.Helper()
	return b.person("Europe/Berlin", account.Grant{Role: account.Buyer, Company: b.newCompany(account.BuyerCompany, "Europe/Berlin", "")})
}

// meeting is a confirmed consultation on Thursday.
func (b *bench) meeting() consultation.Consultation {
	b.t.Helper()
	c, err := b.consultations.Enter(b.t.Context(), consultation.Entry{Kind: consultation.Programme, Company: b.company, Host: b.host.User, Buyer: b.buyer().User, Start: thursday,
		Length: 30 * time.Minute, By: b.officer.User, Topic: consultation.Topic{Language: "en", Goal: "price"}})
	b.must(err)
	return c
}

// wish is the whole of that Thursday in Berlin.
func wish() Wish {
	day := schedule.Date{Year: 2027, Month: 6, Day: 10}
	return Wish{Zone: "Europe/Berlin", FromDay: day, ToDay: day, FromMin: 0, ToMin: 1440, Length: 30 * time.Minute}
}

func (b *bench) wait(v account.Viewer, standBy bool) Entry {
	b.t.Helper()
	e, err := b.service.Join(b.t.Context(), v, Entry{Company: b.company, Wish: wish(), Language: "en", StandBy: standBy})
	b.must(err)
	return e
}

func (b *bench) turn() {
	b.t.Helper()
	b.must(b.consultations.Sweep(b.t.Context()))
	b.must(b.service.Refill(b.t.Context()))
}

func (b *bench) one(v account.Viewer) Waited {
	b.t.Helper()
	mine, err := b.service.Mine(b.t.Context(), v)
	b.must(err)
	if len(mine) != 1 {
		b.t.Fatalf("%s has %d entries", v.Name, len(mine))
	}
	return mine[0]
}

// arrives has one side of a meeting come into its room.
func (b *bench) arrives(c consultation.Consultation, n int64, side, role string) {
	b.t.Helper()
	b.must(b.consultations.Record(b.t.Context(), control.Fact{Room: c.ID.String(), Epoch: 1, N: n, At: c.StartsAt, Kind: control.Joined, Participant: side, Side: side, Role: role}))
}

// sound checks the invariants of consultations.
func (b *bench) sound() {
	b.t.Helper()
	for _, broken := range consultationtest.Invariants(b.t.Context(), b.db) {
		b.t.Error(broken)
	}
}

func refused(err error) string {
	if refusal, ok := errors.AsType[*problem.Error](err); ok {
		return refusal.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
