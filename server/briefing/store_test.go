package briefing

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/consultation/consultationtest/town"
	"github.com/etradeoffice/portal/server/postgres"
)

func TestPackIsMadeOnceAndKeepsWhatPeopleWrote(t *testing.T) {
	b := town.New(t, town.Monday)
	ctx := t.Context()
	maker := b.Company(account.SupplierCompany, "KR", "Suwon", "Asia/Seoul", "mon-fri 9-18").ID
	host := b.Person("Asia/Seoul", account.Grant{Role: account.Supplier, Company: maker})
	meeting := func(hour int) consultation.ID {
		t.Helper()
		c, err := b.Consultations.Enter(ctx, consultation.Entry{Kind: consultation.Programme, Company: maker, Host: host.User, Buyer: b.Buyer().User,
			Start: time.Date(2027, 6, 10, hour, 0, 0, 0, time.UTC), Length: 30 * time.Minute, By: host.User, Topic: consultation.Topic{Language: "en", Goal: "price"}})
		b.Must(err)
		return c.ID
	}
	one, other := meeting(2), meeting(5)
	inTx := func(do func(postgres.Tx) error) error { return b.DB.Tx(ctx, do) }
	first := []Term{{Term: "laser", Ko: "레이저", Target: "laser"}, {Term: "handpiece", Ko: "핸드피스", Target: "piesă de mână"}}
	for _, id := range []consultation.ID{one, one, other} { // the pack is opened by several
		b.Must(inTx(func(tx postgres.Tx) error { return ensure(ctx, tx, id, first, b.Now()) }))
	}
	_, terms, err := read(ctx, b.DB, one)
	b.Must(err)
	if len(terms) != 2 || terms[0].Term != "laser" || terms[0].EditedAt != nil {
		t.Fatalf("made: %+v", terms)
	}
	changed := Words{Agenda: "Samples first", Terms: []Term{terms[0], {ID: terms[1].ID}, {Term: "warranty", Ko: "보증"}}}
	changed.Terms[0].Note = "never say ray"
	b.Must(inTx(func(tx postgres.Tx) error { return edit(ctx, tx, one, changed, host.User, b.Now()) }))
	agenda, terms, err := read(ctx, b.DB, one)
	b.Must(err)
	if agenda != "Samples first" || len(terms) != 2 || terms[0].Note != "never say ray" || terms[0].EditedAt == nil || terms[1].Term != "warranty" {
		t.Errorf("edited: %q %+v", agenda, terms)
	}
	stolen := Words{Terms: []Term{{ID: terms[0].ID, Term: "mine now"}, {Term: "and one more"}}}
	if err := inTx(func(tx postgres.Tx) error { return edit(ctx, tx, other, stolen, host.User, b.Now()) }); town.Refused(err) != "term_gone" {
		t.Errorf("a line of another pack: %v", err)
	}
	gone := Words{Terms: []Term{{ID: uuid.Must(uuid.NewV7()), Term: "gone"}}}
	if err := inTx(func(tx postgres.Tx) error { return edit(ctx, tx, one, gone, host.User, b.Now()) }); town.Refused(err) != "term_gone" {
		t.Errorf("a line that somebody has taken out: %v", err)
	}
	if _, untouched, err := read(ctx, b.DB, other); err != nil || len(untouched) != 2 || untouched[0].Term != "laser" {
		t.Errorf("the other pack: %+v (%v)", untouched, err)
	}
}
