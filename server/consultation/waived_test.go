package consultation

import (
	"slices"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/signaling/control"
	"github.com/etradeoffice/portal/signaling/ticket"
)

func TestRoomAwaitsTheInterpreterWhoSaidYes(t *testing.T) {
	b := newBench(t)
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, interpreted())
	b.setNow(c.StartsAt.Add(-5 * time.Minute))
	awaited := func() []string {
		t.Helper()
		text, _, err := b.service.JoinTicket(t.Context(), buyer, c.Number)
		b.must(err)
		claims, err := ticket.Verify(b.service.seats.Keys, text, b.now())
		b.must(err)
		return claims.Interpreters
	}
	hand := b.hand(c)
	if got := awaited(); !slices.Equal(got, []string{hand.User.String()}) {
		t.Errorf("awaits %v, want %s", got, hand.User)
	}
	for n, p := range []struct {
		v    account.Viewer
		side Owner
	}{{buyer, Buyer}, {b.supplier, Supplier}} {
		fact := control.Fact{Room: c.ID.String(), Epoch: 1, N: int64(n + 1), At: b.now(), Kind: control.Without, Participant: p.v.User.String(), Side: string(p.side)}
		b.must(b.service.Record(t.Context(), fact))
		b.must(b.service.Record(t.Context(), fact))
	}
	said, err := b.service.Waivers(t.Context(), c.ID)
	b.must(err)
	if len(said) != 2 || said[0].User != buyer.User && said[1].User != buyer.User {
		t.Errorf("kept %+v", said)
	}
	if now := b.read(c.ID); now.InterpreterState != InterpreterAccepted || now.State != Confirmed || !slices.Equal(awaited(), []string{hand.User.String()}) {
		t.Errorf("the seat is %s in %s: who comes late still interprets", now.InterpreterState, now.State)
	}
	_, err = b.service.WaiveInterpreter(t.Context(), b.officer, Decision{Number: c.Number})
	b.must(err)
	if got := awaited(); len(got) != 0 {
		t.Errorf("waived before the room, it still awaits %v", got)
	}
}
