package consultation

import (
	"slices"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
)

// Number 57: who is taken out of a company does not stay in a room in which they sit for it.
func TestCase57WhoLeavesACompanyIsPutOutOfItsRooms(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	on := account.Grant{Role: account.Supplier, Company: b.company}
	second, officer := b.person("Asia/Seoul", on), b.person("Asia/Seoul", on, account.Grant{Role: account.Officer})
	buyer, other := b.buyer(), b.buyer()
	c := b.confirmed(buyer, thursday, topic)
	b.confirmed(other, thursday.Add(2*time.Hour), topic)
	company, err := b.accounts.Company(ctx, b.company)
	b.must(err)
	seats := func(who account.Viewer) (rooms []string) {
		rows, err := b.db.Query(ctx, `select args->>'room' from river_job where kind = 'consultation_revoke_seat' and args->>'person' = $1`, who.User.String())
		b.must(err)
		defer rows.Close()
		for rows.Next() {
			var room string
			b.must(rows.Scan(&room))
			rooms = append(rooms, room)
		}
		return rooms
	}

	b.setNow(c.StartsAt.Add(-2 * time.Hour))
	early := b.person("Asia/Seoul", on)
	b.must(b.accounts.RemoveMember(ctx, b.officer, company, early.User))
	b.setNow(c.StartsAt.Add(5 * time.Minute))
	if _, _, err := b.service.JoinTicket(ctx, second, c.Number); err != nil {
		t.Fatalf("a ticket before: %v", err)
	}
	b.must(b.accounts.RemoveMember(ctx, b.supplier, company, second.User))
	b.must(b.accounts.RemoveMember(ctx, b.supplier, company, officer.User))
	b.must(b.accounts.Leave(ctx, buyer.User, c.BuyerCompany))
	for name, one := range map[string]struct {
		who   account.Viewer
		rooms []string
	}{
		"before the room opens": {early, nil}, "a member": {second, []string{c.ID.String()}}, "the buyer": {buyer, []string{c.ID.String()}},
		"who is an officer too": {officer, nil}, "who stays": {b.supplier, nil}, "another buyer": {other, nil},
	} {
		if got := seats(one.who); !slices.Equal(got, one.rooms) {
			t.Errorf("%s is put out of %v, want %v", name, got, one.rooms)
		}
	}
	for _, gone := range []account.Viewer{second, buyer} {
		v, err := b.accounts.Viewer(ctx, gone.User)
		b.must(err)
		if _, _, err := b.service.JoinTicket(ctx, v, c.Number); err == nil {
			t.Error("who has left gets a ticket")
		}
	}
}
