package room

import (
	"slices"
	"testing"
	"time"

	"github.com/etradeoffice/portal/signaling/wire"
)

// measure says how a person's way is, as the SFU does every 2 s.
func (h *house) measure(pid string, rtt int, loss float64) {
	h.t.Helper()
	h.do(Measured{PID: pid, Peer: h.peers[pid], Rung: wire.RungUDP, RTTms: rtt, LossPct: loss, Up: Flow{loss, 400}, Down: Flow{0, 900}})
}

// links are the newest sums of each person that the portal was told of.
func (h *house) links() map[string]Link {
	told := map[string]Link{}
	for _, f := range h.facts {
		if f.Kind == FactQuality {
			told[f.Participant] = f.Link
		}
	}
	return told
}

func measuredRoom(t *testing.T) *house {
	t.Helper()
	h := live(t)
	for _, pid := range []string{"host", "guest"} {
		h.do(Transport{PID: pid, Peer: h.peers[pid], Up: true, Rung: wire.RungUDP})
		h.measure(pid, 200, 0)
	}
	h.facts = nil
	return h
}

func TestEveryMinuteAndEveryLeavingTellsTheSumsOfALink(t *testing.T) {
	h := measuredRoom(t)
	h.pass(30 * time.Second)
	h.measure("guest", 400, 30)
	h.pass(40 * time.Second)
	if got := h.links(); len(got) != 2 || got["guest"].UDP < 60_000 {
		t.Fatalf("after a minute the portal knows %+v", got)
	}
	h.measure("guest", 200, 0)
	if refused := h.say("guest", &wire.Stats{Freezes: 2, FrozenMs: 1500, Detour: wire.DetourLost}); refused != "" {
		t.Fatalf("stats: %s", refused)
	}
	h.say("guest", &wire.Stats{Freezes: 1, FrozenMs: 500_000, Detour: wire.DetourLost})
	h.pass(10 * time.Second)
	h.say("guest", &wire.Bye{})
	got := h.links()["guest"]
	if got.UDP != 80_000 || got.RTT != 40_000*200+40_000*400 || got.TheirsMS != 40_000 || got.OursMS != 0 || got.StoodMS != 0 {
		t.Errorf("the guest's sums: %+v", got)
	}
	if got.Freezes != 3 || got.FrozenMS > 80_000 || got.Detour != wire.DetourLost || got.UpLoss != 40_000*30 || got.DownKbps != 80_000*900 {
		t.Errorf("the guest's sums: %+v", got)
	}
	if host := h.state.Person("host").Link; host.TheirsMS != 0 || host.UDP != 80_000 {
		t.Errorf("the host's: %+v", host)
	}
}

func TestLinkIsOursWhereEverybodysFailsAndTheirsWhereOnesDoes(t *testing.T) {
	h := measuredRoom(t)
	h.do(Transport{PID: "guest", Peer: h.peers["guest"]})
	h.pass(5 * time.Second)
	h.do(Transport{PID: "host", Peer: h.peers["host"]})
	h.pass(7 * time.Second)
	if f := h.state.Failing(h.state.Person("guest")); f != Ours {
		t.Errorf("with both down it is said to be %d", f)
	}
	for _, pid := range []string{"host", "guest"} {
		h.do(Transport{PID: pid, Peer: h.peers[pid], Up: true, Rung: wire.RungTCP})
		h.measure(pid, 200, 0)
	}
	h.pass(time.Second)
	guest, host := h.state.Person("guest").Link, h.state.Person("host").Link
	if guest.TheirsMS != 5_000 || guest.OursMS != 7_000 || guest.StoodMS != 12_000 || guest.Stands != 1 {
		t.Errorf("guest: %+v", guest)
	}
	if host.TheirsMS != 0 || host.OursMS != 7_000 || host.Stands != 1 {
		t.Errorf("host: %+v", host)
	}
}

// A process that takes a room over counts anew, and the time until people are back is the office's.
func TestNextEpochCountsAnewAndTheGapIsOurs(t *testing.T) {
	h := measuredRoom(t)
	h.pass(20 * time.Second)
	data, err := h.state.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if h.state, err = Restore(data, 8, h.now); err != nil {
		t.Fatal(err)
	}
	h.peers = map[string]int64{}
	h.pass(4 * time.Second)
	for _, pid := range []string{"host", "guest"} {
		h.resume(pid)
		h.do(Transport{PID: pid, Peer: h.peers[pid], Up: true, Rung: wire.RungUDP})
		h.measure(pid, 200, 0)
	}
	h.pass(10 * time.Second)
	h.facts = nil
	h.do(stop{})
	kinds := []string{}
	for _, f := range h.facts {
		kinds = append(kinds, f.Kind)
	}
	if !slices.Equal(kinds, []string{FactTick, FactQuality, FactQuality}) {
		t.Errorf("handing over tells %v", kinds)
	}
	if got := h.links()["guest"]; got.UDP != 10_000 || got.OursMS != 4_000 || got.TheirsMS != 0 || got.Stands != 1 {
		t.Errorf("the guest's second epoch: %+v", got)
	}
}
