package refill

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/consultation/consultationtest"
	"github.com/etradeoffice/portal/server/consultation/consultationtest/town"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/signaling/control"
)

// bench is a town with one company that takes one meeting a Thursday: 15:00 to 15:30 in Seoul.
type bench struct {
	*town.Town
	service       *Service
	company       account.CompanyID
	host, officer account.Viewer
}

// thursday is the one slot.
var thursday = time.Date(2027, 6, 10, 6, 0, 0, 0, time.UTC)

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{Town: town.New(t, town.Monday)}
	b.service = New(b.DB, b.Accounts, b.Schedule, b.Consultations, b.Queue, DefaultSettings(), b.Log, b.Now)
	b.company = b.Company(account.SupplierCompany, "KR", "Suwon", "Asia/Seoul", "thu 15:00-15:40").ID
	b.host = b.Person("Asia/Seoul", account.Grant{Role: account.Supplier, Company: b.company})
	b.officer = b.Person("Asia/Seoul", account.Grant{Role: account.Officer})
	return b
}

// meeting is a confirmed consultation on Thursday.
func (b *bench) meeting() consultation.Consultation {
	b.T.Helper()
	c, err := b.Consultations.Enter(b.T.Context(), consultation.Entry{Kind: consultation.Programme, Company: b.company, Host: b.host.User, Buyer: b.Buyer().User, Start: thursday,
		Length: 30 * time.Minute, By: b.officer.User, Topic: consultation.Topic{Language: "en", Goal: "price"}})
	b.Must(err)
	return c
}

// wish is the whole of that Thursday in Berlin.
func wish() Wish {
	day := schedule.Date{Year: 2027, Month: 6, Day: 10}
	return Wish{Zone: "Europe/Berlin", FromDay: day, ToDay: day, FromMin: 0, ToMin: 1440, Length: 30 * time.Minute}
}

func (b *bench) wait(v account.Viewer, standBy bool) Entry {
	b.T.Helper()
	e, err := b.service.Join(b.T.Context(), v, Entry{Company: b.company, Wish: wish(), Language: "en", StandBy: standBy})
	b.Must(err)
	return e
}

func (b *bench) turn() {
	b.T.Helper()
	b.Must(b.Consultations.Sweep(b.T.Context()))
	b.Must(b.service.Refill(b.T.Context()))
}

func (b *bench) one(v account.Viewer) Waited {
	b.T.Helper()
	mine, err := b.service.Mine(b.T.Context(), v)
	b.Must(err)
	if len(mine) != 1 {
		b.T.Fatalf("%s has %d entries", v.Name, len(mine))
	}
	return mine[0]
}

// arrives has one side of a meeting come into its room.
func (b *bench) arrives(c consultation.Consultation, n int64, side, role string) {
	b.T.Helper()
	b.Must(b.Consultations.Record(b.T.Context(), control.Fact{Room: c.ID.String(), Epoch: 1, N: n, At: c.StartsAt, Kind: control.Joined, Participant: side, Side: side, Role: role}))
}

// sound checks the invariants of consultations.
func (b *bench) sound() {
	b.T.Helper()
	for _, broken := range consultationtest.Invariants(b.T.Context(), b.DB) {
		b.T.Error(broken)
	}
}
