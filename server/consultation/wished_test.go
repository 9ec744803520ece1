package consultation

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/schedule"
)

// wishing is a request for the slot of the bench that would do with others too.
func (b *bench) wishing(v account.Viewer, start time.Time, wishes ...time.Time) Consultation {
	b.t.Helper()
	f := b.form(start, topic)
	f.Wishes = wishes
	c, err := b.service.Request(b.t.Context(), v, f)
	b.must(err)
	return c
}

func TestRequestFallsToItsWishesWhenTheSupplierBlocksTheDay(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	keeper := schedule.Keeper{Company: b.company, Zone: "Asia/Seoul"}
	day := schedule.Date{Year: 2027, Month: 6, Day: 10}
	friday := thursday.AddDate(0, 0, 1)
	moves := b.wishing(b.buyer(), thursday, thursday.Add(time.Hour), friday)
	asked := b.wishing(b.buyer(), thursday.Add(2*time.Hour), thursday.Add(time.Hour))
	offered := b.request(b.buyer(), thursday.Add(-time.Hour), topic)
	_, err := b.service.Approve(ctx, b.officer, Decision{Number: offered.Number})
	b.must(err)
	agreed := b.confirmed(b.buyer(), thursday.Add(-5*time.Hour), topic)
	morning := b.request(b.buyer(), thursday.Add(-3*time.Hour), topic) // 12:00 in Seoul

	b.must(b.schedule.KeepException(ctx, keeper, schedule.Exception{On: day, Spans: []schedule.Span{{Start: 720, End: 780}}}))
	if c := b.read(moves.ID); c.State != Requested || !c.StartsAt.Equal(friday) || c.Owner != Office {
		t.Errorf("with a wish that fits: %s at %s, %s's turn", c.State, c.StartsAt, c.Owner)
	}
	if c := b.read(asked.ID); c.State != Returned || c.Reason != "time_does_not_suit" || c.Owner != Buyer {
		t.Errorf("with none that fits: %s by %q, %s's turn", c.State, c.Reason, c.Owner)
	}
	if c := b.read(offered.ID); c.State != Declined || b.claims(c.ID) != 0 {
		t.Errorf("offered, without wishes: %s with %d claims", c.State, b.claims(c.ID))
	}
	if c := b.read(agreed.ID); c.State != Confirmed || c.Version != agreed.Version {
		t.Errorf("what was agreed is %s", c.State)
	}
	if c := b.read(morning.ID); c.Version != morning.Version {
		t.Errorf("what is still offered has moved: %s at %s", c.State, c.StartsAt)
	}
	if got := b.notices(moves.ID); got[len(got)-1] != string(noticeMoved) {
		t.Errorf("told %v", got)
	}
	b.sound()

	b.must(b.schedule.DropException(ctx, keeper, day))
	if c := b.read(morning.ID); c.Version != morning.Version {
		t.Errorf("moved by hours that came back")
	}
	b.sound()
}

func TestRequestFallsToItsWishesWhenAnOfficerMovesIt(t *testing.T) {
	b := newBench(t)
	first, second := thursday.Add(time.Hour), thursday.Add(2*time.Hour)
	c := b.wishing(b.buyer(), thursday, first, second)
	b.request(b.buyer(), first, topic)
	c, err := b.service.TakeWish(t.Context(), b.officer, Decision{Number: c.Number}, time.Time{})
	b.must(err)
	if c.State != Requested || !c.StartsAt.Equal(second) || c.Owner != Office {
		t.Errorf("%s at %s, %s's turn", c.State, c.StartsAt, c.Owner)
	}
	c, err = b.service.TakeWish(t.Context(), b.officer, Decision{Number: c.Number}, time.Time{})
	b.must(err)
	if c.State != Returned || c.Owner != Buyer {
		t.Errorf("with none left to fit: %s, %s's turn", c.State, c.Owner)
	}
	b.sound()
}
