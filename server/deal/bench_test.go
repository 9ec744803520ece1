package deal

import (
	"log/slog"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/signaling/control"
)

// bench is an office with one maker, one importer, an interpreter and an officer, and a clock that the test moves.
type bench struct {
	t                                                 *testing.T
	db                                                *postgres.DB
	clock                                             time.Time
	accounts                                          *account.Service
	consultations                                     *consultation.Service
	deals                                             *Service
	maker                                             account.Company
	supplier, buyer, interpreter, officer, bystanders account.Viewer
}

var tuesday = time.Date(2026, 6, 9, 6, 0, 0, 0, time.UTC)

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, db: pgtest.Reused(t), clock: tuesday}
	now := func() time.Time { return b.clock }
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	queue := jobs.New(b.db, log)
	times := schedule.New(b.db, now)
	b.accounts = account.New(b.db, queue, log, now)
	b.consultations = consultation.New(b.db, b.accounts, times, queue, consultation.DefaultSettings(), consultation.Seats{}, log, now)
	b.deals = New(b.db, b.consultations, now)
	b.maker = b.company("lumivale", account.SupplierCompany, "Asia/Seoul")
	importer := b.company("restaura", account.BuyerCompany, "Europe/Bucharest")
	elsewhere := b.company("elsewhere", account.BuyerCompany, "Europe/Berlin")
	rules, err := schedule.ParseWeekly("mon-fri 09:00-18:00")
	if err == nil {
		err = times.SetWeekly(t.Context(), schedule.Supplier, b.maker.ID.UUID, "Asia/Seoul", rules)
	}
	b.must(err)
	b.supplier = b.person("garam@lumivale.example", account.Grant{Role: account.Supplier, Company: b.maker.ID})
	b.buyer = b.person("ana@restaura.example", account.Grant{Role: account.Buyer, Company: importer.ID})
	b.bystanders = b.person("max@elsewhere.example", account.Grant{Role: account.Buyer, Company: elsewhere.ID})
	b.interpreter = b.person("i01@office.example", account.Grant{Role: account.Interpreter})
	b.officer = b.person("duri@office.example", account.Grant{Role: account.Officer})
	return b
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) company(slug string, kind account.Kind, zone string) account.Company {
	b.t.Helper()
	c, err := b.accounts.CreateCompany(b.t.Context(), account.Company{Slug: slug, Kind: kind, Country: "KR", Zone: zone, NameEn: slug})
	b.must(err)
	return c
}

func (b *bench) person(email string, grants ...account.Grant) account.Viewer {
	b.t.Helper()
	u, err := b.accounts.CreateUser(b.t.Context(), account.User{Email: email, Name: email, Lang: "en", Zone: "Asia/Seoul"}, "")
	b.must(err)
	for _, g := range grants {
		b.must(b.accounts.Grant(b.t.Context(), u.ID, g))
	}
	v, err := b.accounts.Viewer(b.t.Context(), u.ID)
	b.must(err)
	return v
}

// enter makes a confirmed consultation at an hour of the day.
func (b *bench) enter(start time.Time, products ...string) consultation.Consultation {
	b.t.Helper()
	b.clock = start
	c, err := b.consultations.Enter(b.t.Context(), consultation.Entry{
		Kind: consultation.WalkIn, Company: b.maker.ID, Host: b.supplier.User, Buyer: b.buyer.User, Interpreter: b.interpreter.User,
		Start: start, Length: 30 * time.Minute, By: b.officer.User,
		Topic: consultation.Topic{Language: "en", NeedFrom: "ko", NeedTo: "en", Goal: "price", Message: "Restore cards for schools", Products: products},
	})
	b.must(err)
	return c
}

// meet has both principals in the room for some minutes, and the room end.
func (b *bench) meet(c consultation.Consultation, minutes int) {
	b.t.Helper()
	end := c.StartsAt.Add(time.Duration(minutes) * time.Minute)
	for n, f := range []control.Fact{
		{At: c.StartsAt, Kind: control.Opened},
		{At: c.StartsAt, Kind: control.Joined, Participant: b.supplier.User.String(), Role: "host", Side: "supplier"},
		{At: c.StartsAt, Kind: control.Joined, Participant: b.buyer.User.String(), Role: "guest", Side: "buyer"},
		{At: c.StartsAt, Kind: control.Live},
		{At: end, Kind: control.Ended, Reason: "ended", OverlapMS: int64(minutes) * 60_000},
	} {
		f.Room, f.Epoch, f.N = c.ID.String(), 1, int64(n+1)
		b.clock = f.At
		b.must(b.consultations.Record(b.t.Context(), f))
	}
	b.clock = end.Add(time.Hour)
}

func (b *bench) state(c consultation.Consultation) consultation.State {
	b.t.Helper()
	found, err := b.consultations.ByNumber(b.t.Context(), b.officer, c.Number)
	b.must(err)
	return found.State
}
