package room

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/signaling/wire"
)

func awaits(j *Join) { j.Terms.Interpreters = [2]string{"interpreter", ""} }

// interpreted is a room with both sides in and speaking, whose interpreter has not come.
func interpreted(t tester) *house {
	h := newHouse(t)
	h.join("host", wire.RoleHost, awaits)
	h.join("guest", wire.RoleGuest, awaits)
	h.say("guest", &wire.Knock{})
	h.say("host", &wire.LobbyAdmit{PID: "guest"})
	for _, pid := range []string{"host", "guest"} {
		h.say(pid, &wire.PublishSet{Source: wire.SourceMic, Active: true})
		h.say(pid, &wire.PublishSet{Source: wire.SourceCamera, Active: true})
	}
	return h
}

// sound is whether each side's voice is forwarded.
func (h *house) sound() [2]bool { return [2]bool{h.gates["hostmic"], h.gates["guestmic"]} }

func TestStartWaitsForTheInterpreter(t *testing.T) {
	h := interpreted(t)
	if h.sound() != [2]bool{} || !h.gates["hostcamera"] || !h.gates["guestcamera"] {
		t.Errorf("before the interpreter is in: gates %v", h.gates)
	}
	if state := last[*wire.State](h, h.conn["guest"]); state == nil || state.Room.Hold != wire.HoldBoth {
		t.Errorf("the guest was told %+v", state)
	}
	h.pass(10 * time.Minute)
	if h.kinds() != "joined joined tick" || h.state.Clock.Overlap != 0 {
		t.Errorf("while waiting: %s, overlap %d ms", h.kinds(), h.state.Clock.Overlap)
	}
	h.join("interpreter", wire.RoleInterpreter, awaits)
	if h.sound() != [2]bool{} {
		t.Error("an interpreter in the lobby opened the sound")
	}
	h.say("interpreter", &wire.Knock{})
	h.say("host", &wire.LobbyAdmit{PID: "interpreter"})
	if h.sound() != [2]bool{true, true} || h.state.Waits() {
		t.Errorf("with the interpreter in: gates %v", h.gates)
	}
	h.lose("interpreter")
	h.pass(time.Minute)
	if h.standing("interpreter") != "gone" || h.sound() != [2]bool{true, true} || h.state.Waits() {
		t.Error("what has started waits again")
	}
}

func TestBothSidesMayStartWithoutTheInterpreter(t *testing.T) {
	h := interpreted(t)
	h.join("officer", wire.RoleOfficer, awaits)
	if got := h.say("officer", &wire.StartWithout{}); got != wire.ErrForbidden {
		t.Errorf("the office's word: %q", got)
	}
	h.say("guest", &wire.StartWithout{})
	h.say("guest", &wire.StartWithout{})
	if delta := last[*wire.Delta](h, h.conn["host"]); delta == nil || delta.Room == nil || delta.Room.Hold != wire.HoldSupplier || h.sound() != [2]bool{} {
		t.Errorf("after one side's word: %+v", delta)
	}
	h.say("host", &wire.StartWithout{})
	if h.sound() != [2]bool{true, true} || h.state.Waits() {
		t.Errorf("after both: gates %v", h.gates)
	}
	if got := h.kinds(); got != "joined joined joined without without live" {
		t.Errorf("facts: %s", got)
	}
	data, err := h.state.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Restore(data, 8, h.now); err != nil || again.Waits() {
		t.Errorf("a room that has moved waits again (%v)", err)
	}
}
