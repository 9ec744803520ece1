package consultation

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/quality"
	"github.com/etradeoffice/portal/signaling/control"
)

// An owner that dies loses what it had not said yet, its successor adds to what stands, and nothing counts twice.
func TestLinkRecordsOfAllOwnersAddUpAndNothingCountsTwice(t *testing.T) {
	b := newBench(t)
	c := b.confirmed(b.buyer(), thursday, topic)
	b.setNow(c.StartsAt.Add(time.Hour))
	buyer := c.BuyerUser.String()
	told := func(epoch, n int64, since, at time.Duration, link control.Link) {
		t.Helper()
		link.Since = c.StartsAt.Add(since)
		b.must(b.service.Record(t.Context(), control.Fact{Room: c.ID.String(), Epoch: epoch, N: n, At: c.StartsAt.Add(at), Kind: control.Quality,
			Participant: buyer, Role: "guest", Side: "buyer", Link: link}))
	}
	opened := func(epoch int64, at time.Duration) {
		t.Helper()
		b.must(b.service.Record(t.Context(), control.Fact{Room: c.ID.String(), Epoch: epoch, N: 1, At: c.StartsAt.Add(at), Kind: control.Opened}))
	}
	opened(7, 0)
	told(7, 3, 0, time.Minute, control.Link{UDPMS: 60_000, RTTms: 200})
	told(7, 5, 0, 2*time.Minute, control.Link{UDPMS: 110_000, StoodMS: 10_000, Stands: 1, TheirsMS: 10_000, RTTms: 220})
	told(7, 3, 0, time.Minute, control.Link{UDPMS: 60_000, RTTms: 200})
	opened(9, 150*time.Second)
	told(9, 2, 150*time.Second, 210*time.Second, control.Link{RelayMS: 60_000, RTTms: 300, Detour: "lost", Freezes: 2})
	told(9, 2, 150*time.Second, 210*time.Second, control.Link{RelayMS: 60_000, RTTms: 300, Detour: "lost", Freezes: 2})
	told(7, 9, 0, 4*time.Minute, control.Link{UDPMS: 900_000}) // wakes after it was replaced
	told(9, 8, 5*time.Minute, 6*time.Minute, control.Link{RelayMS: 30_000})
	told(9, 9, 7*time.Minute, 7*time.Minute, control.Link{})
	links, err := b.service.Links(t.Context(), c.ID)
	b.must(err)
	if len(links[c.ID]) != 1 {
		t.Fatalf("the records: %+v", links)
	}
	got := links[c.ID][0]
	if got.Stays != 3 || got.UDP != 110*time.Second || got.Relay != 90*time.Second || got.Stood != 10*time.Second || got.Stands != 1 ||
		got.Freezes != 2 || got.Detour != "lost" || got.Participant != buyer || got.Fault() != quality.Nobodys {
		t.Errorf("the buyer's record: %+v", got)
	}
	b.sound()

	b.must(b.service.forgetLinks(t.Context()))
	if links, err = b.service.Links(t.Context(), c.ID); err != nil || len(links) != 1 {
		t.Errorf("a fresh record was deleted: %v, %v", links, err)
	}
	b.setNow(c.StartsAt.Add(b.service.settings.LinksKept + 5*time.Minute))
	b.must(b.service.forgetLinks(t.Context()))
	if links, err = b.service.Links(t.Context(), c.ID); err != nil || links[c.ID][0].Stays != 1 {
		t.Errorf("what is past its time is kept, or more is gone: %v, %v", links, err)
	}
}
