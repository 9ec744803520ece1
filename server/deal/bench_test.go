package deal

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/consultation/consultationtest/town"
	"github.com/etradeoffice/portal/signaling/control"
)

// bench is an office with one maker, one importer, an interpreter and an officer, and a clock that the test moves.
type bench struct {
	*town.Town
	deals                                             *Service
	maker                                             account.Company
	supplier, buyer, interpreter, officer, bystanders account.Viewer
}

var tuesday = time.Date(2026, 6, 9, 6, 0, 0, 0, time.UTC)

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{Town: town.New(t, tuesday)}
	b.deals = New(b.DB, b.Consultations, b.Now)
	b.maker = b.Company(account.SupplierCompany, "KR", "Suwon", "Asia/Seoul", "mon-fri 09:00-18:00")
	b.supplier = b.Person("Asia/Seoul", account.Grant{Role: account.Supplier, Company: b.maker.ID})
	b.buyer, b.bystanders = b.Buyer(), b.Buyer()
	b.interpreter = b.Person("Asia/Seoul", account.Grant{Role: account.Interpreter})
	b.officer = b.Person("Asia/Seoul", account.Grant{Role: account.Officer})
	return b
}

// enter makes a confirmed consultation at an hour of the day.
func (b *bench) enter(start time.Time, products ...string) consultation.Consultation {
	b.T.Helper()
	b.Set(start)
	c, err := b.Consultations.Enter(b.T.Context(), consultation.Entry{
		Kind: consultation.WalkIn, Company: b.maker.ID, Host: b.supplier.User, Buyer: b.buyer.User, Interpreter: b.interpreter.User,
		Start: start, Length: 30 * time.Minute, By: b.officer.User,
		Topic: consultation.Topic{Language: "en", NeedFrom: "ko", NeedTo: "en", Goal: "price", Message: "Restore cards for schools", Products: products},
	})
	b.Must(err)
	return c
}

// meet has both principals in the room for some minutes, and the room end.
func (b *bench) meet(c consultation.Consultation, minutes int) {
	b.T.Helper()
	end := c.StartsAt.Add(time.Duration(minutes) * time.Minute)
	for n, f := range []control.Fact{
		{At: c.StartsAt, Kind: control.Opened},
		{At: c.StartsAt, Kind: control.Joined, Participant: b.supplier.User.String(), Role: "host", Side: "supplier"},
		{At: c.StartsAt, Kind: control.Joined, Participant: b.buyer.User.String(), Role: "guest", Side: "buyer"},
		{At: c.StartsAt, Kind: control.Live},
		{At: end, Kind: control.Ended, Reason: "ended", OverlapMS: int64(minutes) * 60_000},
	} {
		f.Room, f.Epoch, f.N = c.ID.String(), 1, int64(n+1)
		b.Set(f.At)
		b.Must(b.Consultations.Record(b.T.Context(), f))
	}
	b.Set(end.Add(time.Hour))
}

func (b *bench) state(c consultation.Consultation) consultation.State {
	b.T.Helper()
	found, err := b.Consultations.ByNumber(b.T.Context(), b.officer, c.Number)
	b.Must(err)
	return found.State
}
