package consultation

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation/consultationtest"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/signaling/ticket"
)

// bench is a small town: one supplier with hours, interpreters of ko-en, an officer, and buyers as they are needed.
type bench struct {
	t        *testing.T
	db       *postgres.DB
	accounts *account.Service
	schedule *schedule.Service
	service  *Service
	company  account.CompanyID
	supplier account.Viewer
	officer  account.Viewer
	hands    []account.Viewer // interpreters
	mu       sync.Mutex
	at       time.Time
	people   int
}

// monday is 10:00 in Seoul on Monday 7 June 2027, when a bench begins.
var monday = time.Date(2027, 6, 7, 1, 0, 0, 0, time.UTC)

// thursday is a free slot of the bench: 15:00 in Seoul, 08:00 in Berlin.
var thursday = time.Date(2027, 6, 10, 6, 0, 0, 0, time.UTC)

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, db: pgtest.Reused(t), at: monday}
	log := slog.New(slog.DiscardHandler)
	queue := jobs.New(b.db, log)
	b.accounts = account.New(b.db, queue, log, b.now)
	b.schedule = schedule.New(b.db, b.now)
	settings := DefaultSettings()
	seats := Seats{Keys: ticket.Keys{Current: make([]byte, ticket.MinKey)}, Socket: "/live/ws"}
	b.service = New(b.db, b.accounts, b.schedule, queue, settings, seats, log, b.now)
	b.schedule.OnFall(b.service.HoursFell)
	b.schedule.OnChange(b.service.HoursChanged)
	b.schedule.OnHoliday(b.service.HolidaysAdded)
	b.accounts.OnLeave(b.service.MemberLeft)
	ctx := t.Context()

	company := b.newCompany(account.SupplierCompany, "KR", "Suwon", "Asia/Seoul")
	b.company = company.ID
	b.supplier = b.person("Asia/Seoul", account.Grant{Role: account.Supplier, Company: company.ID})
	b.officer = b.person("Asia/Seoul", account.Grant{Role: account.Officer})
	rules, err := schedule.ParseWeekly("mon-fri 9-18")
	b.must(err)
	b.must(b.schedule.SetWeekly(ctx, schedule.Supplier, company.ID.UUID, "Asia/Seoul", rules))
	for range 2 {
		v := b.person("Asia/Seoul", account.Grant{Role: account.Interpreter})
		b.must(b.schedule.SetWeekly(ctx, schedule.Interpreter, v.User.UUID, "Asia/Seoul", rules))
		b.must(b.schedule.SetPairs(ctx, v.User, []schedule.Pair{{From: "ko", To: "en"}, {From: "en", To: "ko"}}))
		b.hands = append(b.hands, v)
	}
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

func (b *bench) newCompany(kind account.Kind, country, city, zone string) account.Company {
	b.t.Helper()
	b.people++
	c, err := b.accounts.CreateCompany(b.t.Context(), account.Company{Slug: fmt.Sprintf("company-%d", b.people), Kind: kind,
		Country: country, City: city, Zone: zone, NameEn: fmt.Sprintf("Company %d", b.people), NameKo: fmt.Sprintf("회사 %d", b.people)})
	b.must(err)
	return c
}

func (b *bench) person(zone string, grants ...account.Grant) account.Viewer {
	b.t.Helper()
	b.people++
	u, err := b.accounts.CreateUser(b.t.Context(), account.User{Email: fmt.Sprintf("person%d@demo.example", b.people),
		Name: fmt.Sprintf("Person %d", b.people), Lang: "en", Zone: zone, City: "Town"}, "")
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
	company := b.newCompany(account.BuyerCompany, "DE", "Cologne", "Europe/Berlin")
	return b.person("Europe/Berlin", account.Grant{Role: account.Buyer, Company: company.ID})
}

// terms are the default ones with another step between starts.
func terms(step time.Duration) schedule.Terms {
	terms := schedule.DefaultTerms()
	terms.Step = step
	return terms
}

var topic = Topic{Language: "en", Goal: "price", Message: "We would like to see your laser at work.", Products: []string{"LV-Q1600"}}

func interpreted() Topic {
	t := topic
	t.NeedFrom, t.NeedTo = "ko", "en"
	return t
}

func (b *bench) form(start time.Time, t Topic) RequestForm {
	return RequestForm{Company: b.company, Start: start, Length: 30 * time.Minute, Topic: t}
}

func (b *bench) request(v account.Viewer, start time.Time, t Topic) Consultation {
	b.t.Helper()
	c, err := b.service.Request(b.t.Context(), v, b.form(start, t))
	b.must(err)
	return c
}

// confirmed is a consultation that everybody has agreed to.
func (b *bench) confirmed(v account.Viewer, start time.Time, t Topic) Consultation {
	b.t.Helper()
	ctx := b.t.Context()
	c := b.request(v, start, t)
	c, err := b.service.Approve(ctx, b.officer, Decision{Number: c.Number})
	b.must(err)
	if c.InterpreterState == InterpreterAsked {
		_, err = b.service.AnswerAssignment(ctx, b.hand(c), Decision{Number: c.Number}, true)
		b.must(err)
	}
	c, err = b.service.Accept(ctx, b.supplier, Decision{Number: c.Number}, b.supplier.User)
	b.must(err)
	if c.State != Confirmed {
		b.t.Fatalf("state %s, want confirmed", c.State)
	}
	return c
}

// hand is the interpreter of a consultation.
func (b *bench) hand(c Consultation) account.Viewer {
	b.t.Helper()
	for _, v := range b.hands {
		if v.User == c.InterpreterUser {
			return v
		}
	}
	b.t.Fatalf("nobody interprets %s", c.Number)
	return account.Viewer{}
}

func (b *bench) read(id ID) Consultation {
	b.t.Helper()
	c, err := find(b.t.Context(), b.db, id)
	b.must(err)
	return c
}

// claims counts the claims of a consultation.
func (b *bench) claims(id ID) int {
	b.t.Helper()
	var n int
	b.must(b.db.QueryRow(b.t.Context(), `select count(*) from claim where consultation_id = $1`, id).Scan(&n))
	return n
}

// notices are the notices of a consultation that wait to be written, in order.
func (b *bench) notices(id ID) []string {
	b.t.Helper()
	rows, err := b.db.Query(b.t.Context(), `
		select args->>'notice' from river_job where kind = 'consultation_letters' and args->>'consultation' = $1 order by id`, id.String())
	b.must(err)
	defer rows.Close()
	var all []string
	for rows.Next() {
		var n string
		b.must(rows.Scan(&n))
		all = append(all, n)
	}
	return all
}

// sound checks the invariants that must hold after anything.
func (b *bench) sound() {
	b.t.Helper()
	for _, broken := range consultationtest.Invariants(context.Background(), b.db) {
		b.t.Error(broken)
	}
}

// refused reports the code of a refusal.
func refused(err error) string {
	if err == nil {
		return ""
	}
	if p, ok := asProblem(err); ok {
		return p.Code
	}
	return err.Error()
}

func asProblem(err error) (*problem.Error, bool) { return errors.AsType[*problem.Error](err) }
