package consultation

import (
	"slices"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/postgres"
)

func TestAlarmsSayWhoIsMissingAndWhereToCall(t *testing.T) {
	b := newBench(t)
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, topic)
	b.must(b.db.Tx(t.Context(), func(tx postgres.Tx) error { return upsertPhone(t.Context(), tx, c.ID, "+4922112345") }))
	b.setNow(c.StartsAt.Add(10 * time.Minute))
	b.must(b.service.Sweep(t.Context()))
	items, err := b.service.Queue(t.Context(), b.officer)
	b.must(err)
	concerned, err := b.service.Concerned(t.Context(), items)
	b.must(err)
	missing, keys := map[Owner]Concerned{}, map[string]bool{}
	for _, i := range items {
		if keys[i.Key()] || RowKey(i.Key()) == "" {
			t.Errorf("two rows, or none that can be gone to, are called %q", i.Key())
		}
		keys[i.Key()] = true
		if i.Source == TaskAlarm {
			missing[concerned[i.Task].Side] = concerned[i.Task]
		}
	}
	host, err := b.accounts.User(t.Context(), c.HostUser)
	b.must(err)
	guest, err := b.accounts.User(t.Context(), buyer.User)
	b.must(err)
	if len(missing) != 2 || missing[Supplier].Name != host.Name || missing[Buyer].Name != guest.Name {
		t.Errorf("missing are %+v, want %s and %s", missing, host.Name, guest.Name)
	}
	if !slices.Equal(missing[Buyer].Phones, []string{"+4922112345"}) || len(missing[Supplier].Phones) != 0 {
		t.Errorf("numbers to call: %v, %v", missing[Buyer].Phones, missing[Supplier].Phones)
	}
}

func TestBoardAwaitsMeetingsFromAQuarterBeforeThemUntilTheyAreOver(t *testing.T) {
	b := newBench(t)
	c := b.confirmed(b.buyer(), thursday, topic)
	for at, want := range map[time.Duration]int{-15*time.Minute - time.Second: 0, -15 * time.Minute: 1, 5 * time.Minute: 1, 30 * time.Minute: 0} {
		b.setNow(thursday.Add(at))
		found, err := b.service.Awaited(t.Context(), b.officer)
		b.must(err)
		if len(found) != want || want == 1 && found[0].ID != c.ID {
			t.Errorf("%v from the start: %d", at, len(found))
		}
	}
	for _, v := range []struct {
		who     string
		refused bool
	}{{"supplier", true}, {"officer", false}} {
		viewer := b.officer
		if v.who == "supplier" {
			viewer = b.supplier
		}
		if _, err := b.service.Awaited(t.Context(), viewer); (err != nil) != v.refused {
			t.Errorf("the %s: %v", v.who, err)
		}
	}
	meet(b, c, 6*time.Minute)
	b.setNow(thursday.Add(7 * time.Minute))
	found, err := b.service.Awaited(t.Context(), b.officer)
	b.must(err)
	if len(found) != 0 {
		t.Errorf("after they have met: %d", len(found))
	}
}
