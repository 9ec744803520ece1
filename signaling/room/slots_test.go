package room

import (
	"fmt"
	"slices"
	"testing"

	"github.com/etradeoffice/portal/signaling/wire"
	"pgregory.net/rapid"
)

func TestSlotsAreStableWhenOthersComeAndGo(t *testing.T) {
	h := newHouse(t)
	for _, pid := range []string{"a", "b", "c", "d"} {
		h.join(pid, wire.RoleHost)
		h.say(pid, &wire.PublishSet{Source: wire.SourceCamera, Active: true})
		h.say(pid, &wire.PublishSet{Source: wire.SourceMic, Active: true})
	}
	p := h.state.Person("a")
	before := p.Media.Video
	if before[0].PID != "b" || before[1].PID != "c" || before[2].PID != "d" {
		t.Fatalf("video slots %v", before)
	}
	h.say("b", &wire.Bye{})
	after := h.state.Person("a").Media.Video
	if after[0] != (Ref{}) || after[1] != before[1] || after[2] != before[2] {
		t.Errorf("after b left: %v", after)
	}
	h.join("e", wire.RoleHost)
	h.say("e", &wire.PublishSet{Source: wire.SourceScreen, Active: true})
	if got := h.state.Person("a").Media.Video; got[0].PID != "e" || got[1] != before[1] {
		t.Errorf("after e shared: %v", got)
	}
}

func TestWishesOrderThePicturesAndLowbandTakesAll(t *testing.T) {
	h := newHouse(t)
	for _, pid := range []string{"a", "b", "c"} {
		h.join(pid, wire.RoleHost)
		h.say(pid, &wire.PublishSet{Source: wire.SourceCamera, Active: true})
		h.say(pid, &wire.PublishSet{Source: wire.SourceMic, Active: true})
	}
	h.say("a", &wire.Want{Slots: []wire.Wish{{PID: "c", Source: wire.SourceCamera, Max: wire.LayerFull}, {PID: "nobody", Source: wire.SourceCamera, Max: wire.LayerFull}}})
	got := h.binds["a"]
	if len(got) != 4 || got[0].PID != "c" || got[0].Source != wire.SourceCamera || got[0].Most != wire.LayerFull || got[0].MID != wire.VideoMID(1) {
		t.Errorf("bound to %v", got)
	}
	h.say("a", &wire.Want{Lowband: true})
	m := h.state.Person("a").Media
	if m.Video != [wire.VideoSlots]Ref{} || m.Audio[0].PID != "b" || m.Audio[1].PID != "c" {
		t.Errorf("video %v, audio %v", m.Video, m.Audio)
	}
}

func TestScreensComeBeforeCamerasWhenSlotsAreShort(t *testing.T) {
	h := newHouse(t)
	for i := range Seats {
		pid := fmt.Sprint("p", i)
		h.join(pid, wire.RoleHost)
		h.say(pid, &wire.PublishSet{Source: wire.SourceCamera, Active: true})
		h.say(pid, &wire.PublishSet{Source: wire.SourceScreen, Active: true})
	}
	screens := 0
	for _, ref := range h.state.Person("p0").Media.Video {
		if ref.Source == wire.SourceScreen {
			screens++
		}
	}
	if screens != Seats-1 {
		t.Errorf("%d screens are seen, want %d", screens, Seats-1)
	}
}

func TestAssignKeepsWhatItCan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ref := rapid.Map(rapid.IntRange(1, 12), func(i int) Ref { return Ref{PID: fmt.Sprint(i), Source: wire.SourceCamera} })
		var slots [8]Ref
		for range 20 {
			before := slots
			wished := rapid.SliceOfNDistinct(ref, 0, 12, rapid.ID[Ref]).Draw(t, "wished")
			assign(slots[:], wished)
			bound := wished[:min(len(wished), len(slots))]
			for i, r := range slots {
				if r == (Ref{}) {
					continue
				}
				if !slices.Contains(bound, r) {
					t.Fatalf("%v is bound, not wished", r)
				}
				if j := slices.Index(before[:], r); j >= 0 && j != i {
					t.Fatalf("%v moved from %d to %d", r, j, i)
				}
			}
			for _, r := range bound {
				if n := len(slices.DeleteFunc(slices.Clone(slots[:]), func(s Ref) bool { return s != r })); n != 1 {
					t.Fatalf("%v is bound %d times", r, n)
				}
			}
		}
	})
}

func TestSpeakerStaysUntilSilenceAndIsNoInterpreter(t *testing.T) {
	h := live(t)
	h.join("interpreter", wire.RoleInterpreter)
	h.say("host", &wire.LobbyAdmit{PID: "interpreter"})
	for _, pid := range []string{"host", "guest", "interpreter"} {
		h.say(pid, &wire.PublishSet{Source: wire.SourceMic, Active: true})
	}
	loud := func(pid string, loud bool) string {
		h.do(Speaking{PID: pid, Peer: h.peers[pid], Audible: true, Loud: loud})
		return h.state.Speaks
	}
	if got := loud("interpreter", true); got != "" {
		t.Errorf("speaker %q", got)
	}
	if got := loud("guest", true); got != "guest" {
		t.Errorf("speaker %q", got)
	}
	if got := loud("host", true); got != "guest" {
		t.Errorf("speaker %q", got)
	}
	if got := loud("guest", false); got != "host" {
		t.Errorf("speaker %q", got)
	}
	if s := last[*wire.Speaker](h, h.conn["guest"]); s.PID != "host" {
		t.Errorf("guest was told %+v", s)
	}
}

func TestStalledTrackIsToldToThoseWhoSeeIt(t *testing.T) {
	h := live(t)
	h.say("guest", &wire.PublishSet{Source: wire.SourceCamera, Active: true})
	h.do(Stalled{PID: "guest", Peer: h.peers["guest"], Source: wire.SourceCamera})
	if m := last[*wire.MediaStalled](h, h.conn["host"]); m == nil || m.MID != wire.VideoMID(0) {
		t.Errorf("host was told %+v", m)
	}
	if count[*wire.MediaStalled](h, h.conn["guest"]) != 0 {
		t.Error("the publisher was told")
	}
}

func TestScoreFallsWithLossAndDelay(t *testing.T) {
	cases := []struct {
		rtt    int
		loss   float64
		score  int
		reason wire.QualityReason
	}{
		{20, 0, 5, wire.QualityGood}, {250, 0, 5, wire.QualityGood}, {400, 0, 4, wire.QualityRTT}, {250, 5, 3, wire.QualityLoss},
		{50, 10, 2, wire.QualityLoss}, {800, 0, 2, wire.QualityRTT}, {1000, 0, 1, wire.QualityRTT}, {50, 40, 1, wire.QualityLoss},
	}
	for _, c := range cases {
		if score, reason := Score(c.rtt, c.loss); score != c.score || reason != c.reason {
			t.Errorf("%d ms, %v %%: %d %q, want %d %q", c.rtt, c.loss, score, reason, c.score, c.reason)
		}
	}
}
