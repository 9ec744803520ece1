package room

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/signaling/wire"
)

// nearEnd is a room with both sides in, five minutes before the agreed end.
func nearEnd(t tester) *house {
	h := live(t)
	h.pass(25 * time.Minute)
	return h
}

// told is the newest timer that a person got.
func (h *house) told(pid string) wire.Timer { return *last[*wire.Timer](h, h.conn[pid]) }

// asks counts what the portal was asked.
func (h *house) asks() int {
	n := 0
	for _, f := range h.facts {
		if f.Kind == FactExtend {
			n++
		}
	}
	return n
}

func TestCase72ExtensionNeedsBothSides(t *testing.T) {
	h := nearEnd(t)
	if got := h.say("guest", &wire.Extend{Yes: true}); got != "" {
		t.Fatalf("asked: %q", got)
	}
	h.say("guest", &wire.Extend{Yes: true})
	if e := h.told("host").Extension; e == nil || *e != (wire.Extension{State: wire.ExtensionAsked, By: wire.SideBuyer}) || h.asks() != 0 {
		t.Fatalf("after one side's wish the other is told %+v, the portal %d times", e, h.asks())
	}
	h.say("host", &wire.Extend{Yes: true})
	if e := h.told("guest").Extension; e.State != wire.ExtensionAgreed || h.asks() != 1 {
		t.Fatalf("after both: %+v, the portal is asked %d times", e, h.asks())
	}
	h.say("host", &wire.Extend{})
	if e := h.told("guest").Extension; e.State != wire.ExtensionAgreed {
		t.Errorf("a late no took back what both had agreed: %+v", e)
	}
	end := h.state.Terms.EndsAt + 600_000
	h.do(Extend{EndsAt: end})
	if timer := h.told("guest"); timer.EndsAt != end || timer.GraceUntil != end+grace || timer.Extension.State != wire.ExtensionGiven {
		t.Errorf("the guest is told %+v", timer)
	}
	h.do(Extend{})
	if h.told("host").Extension.State != wire.ExtensionGiven {
		t.Error("the portal's second answer took back the first")
	}
	h.pass(6 * time.Minute) // past the first end
	if h.state.Phase != wire.PhaseLive {
		t.Errorf("past the first end it is %s", h.state.Phase)
	}
	if got := h.say("guest", &wire.Extend{Yes: true}); got != wire.ErrUnavailable {
		t.Errorf("asked for a second time: %q", got)
	}
	h.now = time.UnixMilli(end + grace)
	h.do(Tick{})
	if h.state.Ended != wire.EndTimeOver {
		t.Errorf("after the new end and its grace it is %q", h.state.Ended)
	}
}

func TestCase72WhoIsBookedNextIsNotKept(t *testing.T) {
	h := nearEnd(t)
	end := h.state.Terms.EndsAt
	h.say("host", &wire.Extend{Yes: true})
	h.say("guest", &wire.Extend{Yes: true})
	h.do(Extend{})
	if timer := h.told("host"); timer.EndsAt != end || timer.Extension.State != wire.ExtensionRefused {
		t.Errorf("refused by the portal, the host is told %+v", timer)
	}
	if got := h.say("host", &wire.Extend{Yes: true}); got != wire.ErrUnavailable {
		t.Errorf("asked again: %q", got)
	}
}

func TestCase72ANoIsToldAndMayBecomeAYes(t *testing.T) {
	h := nearEnd(t)
	h.say("guest", &wire.Extend{Yes: true})
	h.say("host", &wire.Extend{})
	if e := h.told("guest").Extension; *e != (wire.Extension{State: wire.ExtensionDeclined, By: wire.SideSupplier}) {
		t.Errorf("declined: %+v", e)
	}
	h.say("host", &wire.Extend{Yes: true})
	h.say("host", &wire.Extend{})
	if e := h.told("guest").Extension; e != nil {
		t.Errorf("taken back, the guest is told %+v", e)
	}
	if h.asks() != 0 {
		t.Errorf("the portal was asked %d times", h.asks())
	}
}

func TestCase72TimeIsTheServers(t *testing.T) {
	h := live(t)
	h.join("officer", wire.RoleOfficer)
	h.pass(19 * time.Minute)
	if got := h.say("guest", &wire.Extend{Yes: true}); got != wire.ErrUnavailable {
		t.Errorf("eleven minutes before the end: %q", got)
	}
	h.pass(12 * time.Minute)
	if got := h.say("guest", &wire.Extend{Yes: true}); got != "" || h.state.Phase != wire.PhaseOvertime {
		t.Errorf("a minute over, in %s: %q", h.state.Phase, got)
	}
	if got := h.say("officer", &wire.Extend{Yes: true}); got != wire.ErrForbidden {
		t.Errorf("the office speaks for a side: %q", got)
	}
	h.say("host", &wire.Extend{Yes: true})
	h.do(Extend{EndsAt: h.state.Terms.EndsAt + 600_000})
	if h.state.Phase != wire.PhaseLive {
		t.Errorf("extended in overtime it is %s", h.state.Phase)
	}
}

func TestCase72TheNextProcessAsksAgain(t *testing.T) {
	h := nearEnd(t)
	h.say("host", &wire.Extend{Yes: true})
	h.say("guest", &wire.Extend{Yes: true})
	h.takeOver()
	if h.kinds() != "opened extend" {
		t.Errorf("the next process tells the portal %q", h.kinds())
	}
	end := h.state.Terms.EndsAt + 600_000
	h.do(Extend{EndsAt: end})
	h.join("late", wire.RoleGuest, func(j *Join) { j.Terms.EndsAt, j.Terms.As = end-600_000, h.now.Add(-time.Second).UnixMilli() })
	if h.state.Terms.EndsAt != end {
		t.Error("a ticket from before took the extension back")
	}
}
