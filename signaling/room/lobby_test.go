package room

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/signaling/wire"
)

func TestHostsAndOfficersAreInAndOthersWait(t *testing.T) {
	for role, want := range map[wire.Role]string{
		wire.RoleHost: "in", wire.RoleOfficer: "in", wire.RoleGuest: "waiting", wire.RoleInterpreter: "waiting",
	} {
		h := newHouse(t)
		conn := h.join("someone", role)
		if got := h.standing("someone"); got != want {
			t.Errorf("%s is %s, want %s", role, got, want)
		}
		if ok := last[*wire.HelloOK](h, conn); ok == nil || string(ok.Standing) != want || !ok.NewMedia || ok.Resumed {
			t.Errorf("%s was welcomed with %+v", role, ok)
		}
	}
}

func TestArrivalOfAHostAdmitsNobody(t *testing.T) {
	h := newHouse(t)
	h.join("guest", wire.RoleGuest)
	h.say("guest", &wire.Knock{})
	h.join("host", wire.RoleHost)
	h.join("officer", wire.RoleOfficer)
	if got := h.standing("guest"); got != "waiting" {
		t.Errorf("guest is %s", got)
	}
}

func TestWhoWaitsHearsOnlyOfTheLobby(t *testing.T) {
	h := newHouse(t)
	guest := h.join("guest", wire.RoleGuest)
	h.say("guest", &wire.PublishSet{Source: wire.SourceMic, Active: true})
	h.join("host", wire.RoleHost)
	h.join("officer", wire.RoleOfficer)
	h.say("host", &wire.PublishSet{Source: wire.SourceCamera, Active: true})
	h.say("host", &wire.ChatSend{CID: "a", Text: "secret"})
	h.say("officer", &wire.HandSet{Up: true})
	h.do(Measured{PID: "host", Peer: h.peers["host"], RTTms: 20})
	h.do(Speaking{PID: "host", Peer: h.peers["host"], Loud: true})
	h.say("guest", &wire.Knock{Lang: "ar", Note: "hello"})
	for _, s := range h.got[guest] {
		switch s.Message.(type) {
		case *wire.HelloOK, *wire.OK, *wire.LobbyStatus:
		default:
			t.Errorf("who waits got %s", s.Message.Type())
		}
	}
	if list := last[*wire.LobbyList](h, h.conn["host"]); list == nil || len(list.Waiting) != 1 || list.Waiting[0].Lang != "ar" || list.Waiting[0].Note != "hello" {
		t.Errorf("host's queue: %+v", list)
	}
	if count[*wire.Knocked](h, h.conn["officer"]) != 1 {
		t.Error("the officer did not hear the knock")
	}
	for _, refused := range []wire.Message{
		&wire.ChatSend{CID: "b", Text: "x"}, &wire.HandSet{Up: true}, &wire.Want{}, &wire.LobbyAdmit{PID: "guest"}, &wire.End{},
	} {
		if got := h.say("guest", refused); got != wire.ErrNotIn {
			t.Errorf("%s from the lobby: %q", refused.Type(), got)
		}
	}
}

func TestAdmittedPersonGetsTheWholeRoom(t *testing.T) {
	h := live(t)
	h.say("host", &wire.ChatSend{CID: "a", Text: "welcome"})
	h.join("interpreter", wire.RoleInterpreter)
	h.say("interpreter", &wire.Knock{})
	h.say("host", &wire.LobbyAdmit{PID: "interpreter"})
	conn := h.conn["interpreter"]
	state := last[*wire.State](h, conn)
	if state == nil || len(state.People) != 3 || state.Rev != h.state.Rev || state.Room.Phase != wire.PhaseLive {
		t.Fatalf("state: %+v", state)
	}
	history := last[*wire.ChatHistory](h, conn)
	if history == nil || len(history.Messages) != 1 || history.Messages[0].Text != "welcome" {
		t.Errorf("history: %+v", history)
	}
	if last[*wire.Slots](h, conn) == nil || last[*wire.Timer](h, conn) == nil {
		t.Error("slots or timer missing")
	}
	if delta := last[*wire.Delta](h, h.conn["host"]); delta == nil || len(delta.People) != 1 || delta.People[0].PID != "interpreter" || delta.Rev != state.Rev {
		t.Errorf("host's delta: %+v", delta)
	}
}

func TestQueueKeepsItsOrderForAllHosts(t *testing.T) {
	h := newHouse(t)
	h.join("host", wire.RoleHost)
	h.join("officer", wire.RoleOfficer)
	for _, pid := range []string{"c", "a", "b"} {
		h.join(pid, wire.RoleGuest)
	}
	for _, pid := range []string{"a", "b", "c"} {
		h.now = h.now.Add(time.Second)
		h.say(pid, &wire.Knock{})
	}
	h.say("a", &wire.KnockCancel{})
	h.say("b", &wire.Knock{Note: "again"})
	for _, pid := range []string{"host", "officer"} {
		list := last[*wire.LobbyList](h, h.conn[pid])
		if len(list.Waiting) != 2 || list.Waiting[0].PID != "b" || list.Waiting[0].Note != "again" || list.Waiting[1].PID != "c" {
			t.Errorf("%s sees %+v", pid, list.Waiting)
		}
	}
	if got := last[*wire.LobbyStatus](h, h.conn["c"]); got.Place != 2 || got.HostState != wire.HostHere {
		t.Errorf("c was told %+v", got)
	}
	h.say("officer", &wire.LobbyAdmitAll{})
	for pid, want := range map[string]string{"a": "waiting", "b": "in", "c": "in"} {
		if got := h.standing(pid); got != want {
			t.Errorf("%s is %s, want %s", pid, got, want)
		}
	}
}

func TestDeniedPersonIsToldWhyAndMayComeAgain(t *testing.T) {
	h := newHouse(t)
	h.join("host", wire.RoleHost)
	conn := h.join("guest", wire.RoleGuest)
	h.say("guest", &wire.Knock{})
	h.say("host", &wire.LobbyDeny{PID: "guest", Reason: wire.DenyLater})
	bye := last[*wire.Farewell](h, conn)
	if bye == nil || bye.Reason != wire.EndDenied || bye.Deny != wire.DenyLater || h.shut[conn] != wire.CloseForbidden {
		t.Errorf("bye %+v, closed with %d", bye, h.shut[conn])
	}
	h.join("guest", wire.RoleGuest)
	if got := h.standing("guest"); got != "waiting" {
		t.Errorf("second try: %s", got)
	}
}

func TestSentBackPersonLosesMediaAndSeat(t *testing.T) {
	h := live(t)
	h.say("guest", &wire.PublishSet{Source: wire.SourceMic, Active: true})
	h.say("host", &wire.PublishSet{Source: wire.SourceMic, Active: true})
	if !h.gates["guestmic"] || len(h.binds["guest"]) != 1 {
		t.Fatal("nothing flowed before")
	}
	h.say("host", &wire.LobbyReturn{PID: "guest"})
	if h.gates["guestmic"] || len(h.binds["guest"]) != 0 || len(h.binds["host"]) != 0 {
		t.Errorf("media still flow: %v %v", h.gates, h.binds)
	}
	if status := last[*wire.LobbyStatus](h, h.conn["guest"]); status == nil || !status.Returned {
		t.Errorf("guest was told %+v", status)
	}
	h.lose("guest")
	h.join("guest", wire.RoleGuest)
	if got := h.standing("guest"); got != "waiting" {
		t.Errorf("came back in by a new ticket: %s", got)
	}
}

func TestLobbyTextsGoBetweenWaiterAndAdmittersOnly(t *testing.T) {
	h := live(t)
	h.join("waiter", wire.RoleInterpreter)
	h.say("waiter", &wire.Knock{})
	h.say("waiter", &wire.LobbyMessage{Text: "I am early"})
	if said := last[*wire.LobbySaid](h, h.conn["host"]); said == nil || said.Text != "I am early" {
		t.Errorf("host heard %+v", said)
	}
	if count[*wire.LobbySaid](h, h.conn["guest"]) != 0 {
		t.Error("a guest heard the lobby")
	}
	if got := h.say("guest", &wire.LobbyMessage{PID: "waiter", Text: "x"}); got != wire.ErrForbidden {
		t.Errorf("a guest wrote to the lobby: %q", got)
	}
	h.say("host", &wire.LobbyMessage{PID: "waiter", Text: "two minutes"})
	if got := last[*wire.LobbyStatus](h, h.conn["waiter"]); got.Message != "two minutes" {
		t.Errorf("waiter was told %+v", got)
	}
}

func TestLockKeepsNewPeopleOutAndLetsTheInvitedIn(t *testing.T) {
	h := live(t)
	h.say("host", &wire.Lock{On: true})
	conn := h.join("stranger", wire.RoleGuest)
	if e := last[*wire.Error](h, conn); e == nil || e.Code != wire.ErrLocked || h.shut[conn] != wire.CloseForbidden {
		t.Errorf("stranger got %+v", e)
	}
	h.join("officer", wire.RoleOfficer)
	h.say("guest", &wire.Bye{})
	h.join("guest", wire.RoleGuest)
	h.say("guest", &wire.Knock{})
	for _, pid := range []string{"officer", "guest"} {
		if got := h.standing(pid); got != "in" {
			t.Errorf("%s is %s", pid, got)
		}
	}
}

func TestKnocksAreLimited(t *testing.T) {
	h := newHouse(t)
	h.join("guest", wire.RoleGuest)
	for range 3 {
		if got := h.say("guest", &wire.Knock{}); got != "" {
			t.Fatal(got)
		}
	}
	if got := h.say("guest", &wire.Knock{}); got != wire.ErrRate {
		t.Errorf("fourth knock: %q", got)
	}
	h.now = h.now.Add(time.Minute)
	if got := h.say("guest", &wire.Knock{}); got != "" {
		t.Errorf("a minute later: %q", got)
	}
}

func TestNinthPersonFindsTheRoomFull(t *testing.T) {
	h := newHouse(t)
	for i := range Seats {
		h.join(string(rune('a'+i)), wire.RoleHost)
	}
	conn := h.join("ninth", wire.RoleHost)
	if e := last[*wire.Error](h, conn); e == nil || e.Code != wire.ErrFull {
		t.Errorf("ninth got %+v", e)
	}
	h.join("guest", wire.RoleGuest)
	h.say("guest", &wire.Knock{})
	if got := h.say("a", &wire.LobbyAdmit{PID: "guest"}); got != wire.ErrFull {
		t.Errorf("admitting a ninth: %q", got)
	}
}
