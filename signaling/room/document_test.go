package room

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/signaling/wire"
)

// shows is what the person's connection was told last.
func (h *house) shows(pid string) wire.Doc {
	if doc := last[*wire.Doc](h, h.conn[pid]); doc != nil {
		return *doc
	}
	return wire.Doc{}
}

func shown(pid string, page int) wire.Doc {
	return wire.Doc{ID: "sheet-1", Page: page, Presenter: pid, Name: "Name of " + pid}
}

func TestCase71PageIsInStepForAllAndForWhoComesLate(t *testing.T) {
	h := live(t)
	h.say("guest", &wire.DocPresent{ID: "sheet-1", Page: 1})
	h.say("guest", &wire.DocPage{Page: 3})
	h.join("officer", wire.RoleOfficer)
	h.join("waiter", wire.RoleGuest)
	for _, pid := range []string{"host", "guest", "officer"} {
		if got := h.shows(pid); got != shown("guest", 3) {
			t.Errorf("%s sees %+v", pid, got)
		}
	}
	if n := count[*wire.Doc](h, h.conn["waiter"]); n != 0 {
		t.Errorf("who waits was told %d times", n)
	}
	h.say("host", &wire.LobbyAdmit{PID: "waiter"})
	if got := h.shows("waiter"); got != shown("guest", 3) {
		t.Errorf("let in, one sees %+v", got)
	}
	told := count[*wire.Doc](h, h.conn["host"])
	h.say("guest", &wire.DocPage{Page: 3})
	if n := count[*wire.Doc](h, h.conn["host"]) - told; n != 0 {
		t.Errorf("a page that is shown already was told %d times more", n)
	}
}

func TestCase71PresenterLeavesAndThePageStays(t *testing.T) {
	h := live(t)
	h.join("officer", wire.RoleOfficer)
	h.say("guest", &wire.DocPresent{ID: "sheet-1", Page: 2})
	h.say("guest", &wire.Bye{})
	if got := h.shows("host"); h.standing("guest") != "gone" || got != shown("guest", 2) {
		t.Errorf("the host sees %+v", got)
	}
	if got := h.say("host", &wire.DocPage{Page: 3}); got != wire.ErrForbidden {
		t.Errorf("a host who does not present turns the page: %q", got)
	}
	h.say("officer", &wire.DocPage{Page: 3})
	if got := h.shows("host"); got != shown("guest", 3) {
		t.Errorf("turned by an officer: %+v", got)
	}
	h.say("host", &wire.DocClose{})
	if got := h.shows("officer"); got != (wire.Doc{}) {
		t.Errorf("put away by the host: %+v", got)
	}
}

func TestWhoPresentsLastIsThePresenter(t *testing.T) {
	h := live(t)
	h.say("guest", &wire.DocPresent{ID: "card-1", Page: 4})
	h.say("host", &wire.DocPresent{ID: "sheet-1", Page: 1})
	if got := h.shows("guest"); got != shown("host", 1) {
		t.Errorf("the guest sees %+v", got)
	}
	for _, m := range []wire.Message{&wire.DocPage{Page: 2}, &wire.DocClose{}, &wire.DocPointer{}} {
		if got := h.say("guest", m); got != wire.ErrForbidden {
			t.Errorf("%s by who presented before: %q", m.Type(), got)
		}
	}
	h.say("host", &wire.DocClose{})
	h.join("officer", wire.RoleOfficer)
	for _, m := range []wire.Message{&wire.DocPage{Page: 2}, &wire.DocPointer{}} {
		if got := h.say("officer", m); got != wire.ErrForbidden {
			t.Errorf("%s where nothing is shown: %q", m.Type(), got)
		}
	}
}

func TestCase71PointerGoesToTheOthersTwentyTimesASecond(t *testing.T) {
	h := live(t)
	h.join("officer", wire.RoleOfficer)
	h.join("waiter", wire.RoleGuest)
	h.say("guest", &wire.DocPresent{ID: "sheet-1", Page: 1})
	rev := h.state.Rev
	for i := range 50 { // a hundred a second
		h.now = h.now.Add(10 * time.Millisecond)
		effects := h.do(Said{Conn: h.conn["guest"], Message: &wire.DocPointer{X: i, Y: 2 * i}})
		for _, e := range effects {
			if sent, ok := e.(Send); !ok || sent.Class != Lossy {
				t.Fatalf("a pointer causes %+v", e)
			}
		}
	}
	for pid, want := range map[string]int{"host": 20, "officer": 20, "guest": 0, "waiter": 0} {
		if n := count[*wire.DocPointer](h, h.conn[pid]); n != want {
			t.Errorf("%s got %d of 50, want %d", pid, n, want)
		}
	}
	if p := last[*wire.DocPointer](h, h.conn["host"]); *p != (wire.DocPointer{X: 19, Y: 38}) || h.state.Rev != rev {
		t.Errorf("pointed at %+v, revision %d after %d", p, h.state.Rev, rev)
	}
	h.now = h.now.Add(time.Second)
	if got := h.say("guest", &wire.DocPointer{X: 7}); got != "" {
		t.Errorf("a second later: %q", got)
	}
}

// A reload, a cut, a second tab and another process: the page and who shows it are as they were, and the presenter presents on.
func TestCase45PageIsThereAfterAReloadAndATakeover(t *testing.T) {
	h := live(t)
	h.say("guest", &wire.DocPresent{ID: "sheet-1", Page: 5})
	h.lose("guest")
	h.resume("guest")
	if got := h.shows("guest"); got != shown("guest", 5) {
		t.Errorf("after a resume: %+v", got)
	}
	h.join("guest", wire.RoleGuest, func(j *Join) { j.Takeover = true })
	if got := h.shows("guest"); got != shown("guest", 5) {
		t.Errorf("in a second tab: %+v", got)
	}
	data, err := h.state.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if h.state, err = Restore(data, 8, h.now); err != nil {
		t.Fatal(err)
	}
	h.peers, h.gates, h.binds = map[string]int64{}, map[string]bool{}, map[string][]Bound{}
	h.resume("guest")
	h.resume("host")
	if got := h.shows("host"); got != shown("guest", 5) {
		t.Errorf("at the next process: %+v", got)
	}
	h.say("guest", &wire.DocPage{Page: 6})
	if got := h.shows("host"); got != shown("guest", 6) {
		t.Errorf("turned there: %+v", got)
	}
	h.lose("host")
	h.say("guest", &wire.DocClose{})
	h.resume("host")
	if got := h.shows("host"); got != (wire.Doc{}) {
		t.Errorf("put away while one was cut off: %+v", got)
	}
}
