package quality

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/signaling/control"
)

func TestStaysOfAllEpochsAddUpToOneRecordAPerson(t *testing.T) {
	records := add([]stay{
		{"b", "guest", "buyer", control.Link{UDPMS: 60_000, RTTms: 200, UpLoss: 1, DownKbps: 900, Freezes: 1, FrozenMS: 400}},
		{"a", "host", "supplier", control.Link{RelayMS: 1000}},
		{"b", "guest", "buyer", control.Link{TCPMS: 180_000, StoodMS: 9000, Stands: 1, RTTms: 400, UpLoss: 5, DownKbps: 500, TheirsMS: 50_000, Detour: "lost"}},
		{"n", "interpreter", "office", control.Link{StoodMS: 3000, Stands: 1, OursMS: 3000}},
	})
	if len(records) != 3 || records[0].Participant != "a" || records[1].Participant != "b" || records[2].Participant != "n" {
		t.Fatalf("the records: %+v", records)
	}
	b := records[1]
	if b.Stays != 2 || b.Up() != 4*time.Minute || b.Measured() != 4*time.Minute+9*time.Second || b.RTT != 350*time.Millisecond || b.UpLoss != 4 || b.DownKbps != 600 {
		t.Errorf("the buyer's: %+v", b)
	}
	if b.Rung() != "tcp" || b.Detour != "lost" || b.Freezes != 1 || b.Frozen != 400*time.Millisecond || b.Stands != 1 || b.Weak() != 50*time.Second {
		t.Errorf("the buyer's: %+v", b)
	}
	if n := records[2]; n.Rung() != "" || n.RTT != 0 || records[0].Rung() != "relay" {
		t.Errorf("who never came through: %+v", n)
	}
}

func TestFaultNeedsMoreThanAMoment(t *testing.T) {
	for _, c := range []struct {
		measured, theirs, ours time.Duration
		want                   Fault
	}{
		{30 * time.Minute, 0, 0, Nobodys},
		{30 * time.Minute, 55 * time.Second, 0, Nobodys},
		{30 * time.Minute, 60 * time.Second, 0, Theirs},
		{30 * time.Minute, 30 * time.Second, 30 * time.Second, Ours},
		{30 * time.Minute, 50 * time.Second, 20 * time.Second, Theirs},
		{3 * time.Minute, 18 * time.Second, 0, Theirs},
		{40 * time.Second, 9 * time.Second, 0, Nobodys},
	} {
		if got := (Record{UDP: c.measured, Theirs: c.theirs, Ours: c.ours}).Fault(); got != c.want {
			t.Errorf("%v: %s", c, got)
		}
	}
}

func TestSuggestionNamesASideAndNeverMoreThanTheRecordsSay(t *testing.T) {
	of := func(side string, theirs, ours time.Duration) Record {
		return Record{Side: side, UDP: 30 * time.Minute, Theirs: theirs, Ours: ours}
	}
	for want, records := range map[string][]Record{
		"nobody":   {of("supplier", 0, 0), of("buyer", time.Second, 0)},
		"buyer":    {of("supplier", 0, 0), of("buyer", 5*time.Minute, 0)},
		"supplier": {of("supplier", 2*time.Minute, 0), of("office", 5*time.Minute, 0)},
		"both":     {of("supplier", 2*time.Minute, 0), of("buyer", 5*time.Minute, 0)},
		"others":   {of("supplier", 0, 0), of("office", 5*time.Minute, 0)},
		"ours":     {of("supplier", 2*time.Minute, 0), of("buyer", 0, 3*time.Minute)},
	} {
		if got := Suggestion(records); got != want {
			t.Errorf("%s instead of %s", got, want)
		}
	}
	if got := Suggestion(nil); got != "nobody" {
		t.Errorf("without records: %s", got)
	}
}
