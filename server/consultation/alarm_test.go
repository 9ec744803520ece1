package consultation

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/signaling/control"
)

// alarmed are how many sides the queue says to be missing, once the sweeper has looked at an instant.
func (b *bench) alarmed(at time.Time) (n int) {
	b.t.Helper()
	b.setNow(at)
	b.must(b.service.Sweep(b.t.Context()))
	waiting, err := b.service.Queue(b.t.Context(), b.officer)
	b.must(err)
	for _, i := range waiting {
		if i.Source == TaskAlarm {
			n++
		}
	}
	return n
}

func TestDeskIsAlarmedWhileASideIsMissing(t *testing.T) {
	b := newBench(t)
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, topic)
	facts := int64(0)
	comes := func(who account.UserID, side Owner) {
		t.Helper()
		facts++
		b.must(b.service.Record(t.Context(), control.Fact{Room: c.ID.String(), Epoch: 1, N: facts, At: b.now(), Kind: control.Joined, Participant: who.String(), Side: string(side), Role: "host"}))
	}
	ten := c.StartsAt.Add(10 * time.Minute)
	if n := b.alarmed(ten.Add(-time.Second)); n != 0 {
		t.Errorf("a second early: %d", n)
	}
	if n := b.alarmed(ten); n != 2 {
		t.Errorf("nobody is there: %d", n)
	}
	comes(c.HostUser, Supplier)
	if n := b.alarmed(ten.Add(time.Minute)); n != 1 {
		t.Errorf("the buyer is missing: %d", n)
	}
	comes(buyer.User, Buyer)
	if n := b.alarmed(ten.Add(2 * time.Minute)); n != 0 {
		t.Errorf("both are there: %d", n)
	}
}

func TestAlarmEndsWithTheOfficesWord(t *testing.T) {
	b := newBench(t)
	c := b.confirmed(b.buyer(), thursday, topic)
	late := c.StartsAt.Add(16 * time.Minute)
	if n := b.alarmed(late); n != 2 {
		t.Fatalf("nobody is there: %d", n)
	}
	_, err := b.service.RecordCall(t.Context(), b.officer, c.Number, Buyer, "no_answer")
	b.must(err)
	_, err = b.service.Miss(t.Context(), b.officer, Decision{Number: c.Number})
	b.must(err)
	left, err := tasks(t.Context(), b.db, &c.ID)
	b.must(err)
	if len(left) != 0 {
		t.Errorf("after the verdict: %+v", left)
	}
}
