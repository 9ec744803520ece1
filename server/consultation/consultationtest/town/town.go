// Package town is the set-up that tests of topics around consultations share: a database, the services up to consultation on
// one clock that the test moves, and companies and people as they are needed.
package town

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/signaling/ticket"
)

// Monday is 10:00 in Seoul on Monday 7 June 2027, when a town begins.
var Monday = time.Date(2027, 6, 7, 1, 0, 0, 0, time.UTC)

// Town is a city of tests.
type Town struct {
	T             *testing.T
	DB            *postgres.DB
	Queue         *jobs.Queue
	Log           *slog.Logger
	Accounts      *account.Service
	Schedule      *schedule.Service
	Consultations *consultation.Service

	mu sync.Mutex
	at time.Time
	n  int
}

// New is an empty town at an instant.
func New(t *testing.T, at time.Time) *Town {
	t.Helper()
	b := &Town{T: t, DB: pgtest.Reused(t), Log: slog.New(slog.DiscardHandler), at: at}
	b.Queue = jobs.New(b.DB, b.Log)
	b.Accounts = account.New(b.DB, b.Queue, b.Log, b.Now)
	b.Schedule = schedule.New(b.DB, b.Now)
	seats := consultation.Seats{Keys: ticket.Keys{Current: make([]byte, ticket.MinKey)}, Socket: "/live/ws"}
	b.Consultations = consultation.New(b.DB, b.Accounts, b.Schedule, b.Queue, consultation.DefaultSettings(), seats, b.Log, b.Now)
	return b
}

// Now is the town's clock.
func (b *Town) Now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.at
}

// Set sets the clock.
func (b *Town) Set(at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = at
}

// Pass lets time pass.
func (b *Town) Pass(d time.Duration) { b.Set(b.Now().Add(d)) }

// Must ends the test on an error.
func (b *Town) Must(err error) {
	b.T.Helper()
	if err != nil {
		b.T.Fatal(err)
	}
}

// Next is a number that nobody in the town has had.
func (b *Town) Next() int {
	b.n++
	return b.n
}

// Company is one more company, a maker with weekly hours where there are any.
func (b *Town) Company(kind account.Kind, country, city, zone, hours string) account.Company {
	b.T.Helper()
	n := b.Next()
	c, err := b.Accounts.CreateCompany(b.T.Context(), account.Company{Slug: fmt.Sprintf("company-%d", n), Kind: kind, Country: country, City: city, Zone: zone,
		NameEn: fmt.Sprintf("Company %d", n)})
	b.Must(err)
	if hours != "" {
		b.Hours(schedule.Supplier, c.ID, zone, hours)
	}
	return c
}

// Hours are the weekly hours of a maker.
func (b *Town) Hours(kind schedule.Kind, of account.CompanyID, zone, hours string) {
	b.T.Helper()
	rules, err := schedule.ParseWeekly(hours)
	b.Must(err)
	b.Must(b.Schedule.SetWeekly(b.T.Context(), kind, of.UUID, zone, rules))
}

// Person is one more person with roles.
func (b *Town) Person(zone string, grants ...account.Grant) account.Viewer {
	b.T.Helper()
	return b.Speaker(zone, nil, grants...)
}

// Speaker is one more person who says which languages they speak.
func (b *Town) Speaker(zone string, languages []string, grants ...account.Grant) account.Viewer {
	b.T.Helper()
	n := b.Next()
	u, err := b.Accounts.CreateUser(b.T.Context(), account.User{Email: fmt.Sprintf("person%d@demo.example", n), Name: fmt.Sprintf("Person %d", n),
		Lang: "en", Languages: languages, Zone: zone, City: "Town"}, "")
	b.Must(err)
	for _, g := range grants {
		b.Must(b.Accounts.Grant(b.T.Context(), u.ID, g))
	}
	v, err := b.Accounts.Viewer(b.T.Context(), u.ID)
	b.Must(err)
	return v
}

// Buyer is a person of one more buying company in Cologne.
func (b *Town) Buyer() account.Viewer {
	b.T.Helper()
	c := b.Company(account.BuyerCompany, "DE", "Cologne", "Europe/Berlin", "")
	return b.Person("Europe/Berlin", account.Grant{Role: account.Buyer, Company: c.ID})
}

// Letters are the mails that wait to leave; they are taken away.
func (b *Town) Letters() (letters []mail.Message) {
	b.T.Helper()
	rows, err := b.DB.Query(b.T.Context(), `delete from river_job where kind = 'mail' returning args`)
	b.Must(err)
	defer rows.Close()
	for rows.Next() {
		var raw []byte
		var job mail.Job
		b.Must(rows.Scan(&raw))
		b.Must(json.Unmarshal(raw, &job))
		letters = append(letters, job.Message)
	}
	return letters
}

// Refused is the code of a refusal, "" for none.
func Refused(err error) string {
	if err == nil {
		return ""
	}
	if refusal, ok := errors.AsType[*problem.Error](err); ok {
		return refusal.Code
	}
	return err.Error()
}
