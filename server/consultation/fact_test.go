package consultation

import (
	"slices"
	"testing"
	"time"

	"github.com/etradeoffice/portal/signaling/control"
)

// A process that slept while another took its room wakes and reports: what it saw before it was replaced counts, what it says of later does not.
func TestFactsOfAReplacedRoomOwnerEndWhereTheNextOneBegins(t *testing.T) {
	b := newBench(t)
	c := b.confirmed(b.buyer(), thursday, topic)
	taken := c.StartsAt.Add(5 * time.Minute)
	b.setNow(taken.Add(time.Minute))
	record := func(epoch, n int64, at time.Time, kind, side string, overlap time.Duration) {
		t.Helper()
		b.must(b.service.Record(t.Context(), control.Fact{Room: c.ID.String(), Epoch: epoch, N: n, At: at, Kind: kind, Participant: side, Side: side,
			Role: "host", Reason: "ended", OverlapMS: overlap.Milliseconds()}))
	}
	record(7, 1, c.StartsAt, control.Opened, "", 0)
	record(9, 1, taken, control.Opened, "", 0)
	record(9, 2, taken, control.Joined, "supplier", 0)
	record(7, 2, taken.Add(-time.Minute), control.Joined, "buyer", 0)
	record(7, 3, taken.Add(-time.Second), control.Tick, "", time.Minute)
	record(7, 4, taken.Add(20*time.Second), control.Left, "buyer", 2*time.Minute)
	record(7, 5, taken.Add(20*time.Second), control.Ended, "", 2*time.Minute)
	if c = b.read(c.ID); c.State != Confirmed {
		t.Errorf("the word of who was replaced moved the consultation to %s", c.State)
	}
	kept, err := facts(t.Context(), b.db, c.ID)
	b.must(err)
	var got []int64
	for _, f := range kept {
		got = append(got, f.Epoch*10+f.N)
	}
	if want := []int64{71, 72, 73, 91, 92}; !slices.Equal(got, want) {
		t.Errorf("kept facts %v, want %v", got, want)
	}
	b.sound()
}
