package room

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/etradeoffice/portal/signaling/wire"
)

// TestRoleMessageMatrix has every message in every role's mouth, in the lobby and in the room.
func TestRoleMessageMatrix(t *testing.T) {
	everyone := []string{"guest", "interpreter", "host", "officer"}
	inRoom := map[string][]string{
		"bye": everyone, "offer": everyone, "cand": everyone, "publish.set": everyone, "want": everyone, "hand": everyone,
		"lang.speak": everyone, "chat.send": everyone, "start.without": {"guest", "host"}, "extend": {"guest", "host"}, "stats": everyone, "knock": nil, "knock.cancel": nil,
		"lobby.message": {"host", "officer"}, "lobby.admit": {"host", "officer"}, "lobby.admit_all": {"host", "officer"}, "lobby.deny": {"host", "officer"},
		"doc.present": {"guest", "host", "officer"}, "doc.page": {"officer"}, "doc.close": {"host", "officer"}, "doc.pointer": nil, // of another's document
		"lobby.return": {"host", "officer"}, "mute": {"host", "officer"}, "unmute.ask": {"host", "officer"},
		"remove": {"officer"}, "lock": {"host", "officer"}, "end": {"host", "officer"},
		"listen.set": everyone, "interp.direction": {"interpreter"}, "interp.take": {"interpreter"}, "interp.slower": {"interpreter"},
	}
	inLobby := []string{"bye", "offer", "cand", "publish.set", "lang.speak", "knock", "knock.cancel", "lobby.message"}
	said := map[string]wire.Message{
		"bye": &wire.Bye{}, "offer": &wire.Offer{Neg: 1, SDPZ: "AA"}, "cand": &wire.Candidate{Neg: 1}, "publish.set": &wire.PublishSet{Source: wire.SourceMic},
		"want": &wire.Want{}, "hand": &wire.HandSet{Up: true}, "lang.speak": &wire.LangSpeak{Lang: "ko"}, "chat.send": &wire.ChatSend{CID: "c", Text: "x"},
		"start.without": &wire.StartWithout{}, "extend": &wire.Extend{}, "stats": &wire.Stats{Freezes: 1, FrozenMs: 300},
		"knock": &wire.Knock{}, "knock.cancel": &wire.KnockCancel{}, "lobby.message": &wire.LobbyMessage{PID: "waiter", Text: "x"},
		"lobby.admit": &wire.LobbyAdmit{PID: "waiter"}, "lobby.admit_all": &wire.LobbyAdmitAll{}, "lobby.deny": &wire.LobbyDeny{PID: "waiter", Reason: wire.DenyLater},
		"doc.present": &wire.DocPresent{ID: "card-1", Page: 1}, "doc.page": &wire.DocPage{Page: 2}, "doc.close": &wire.DocClose{}, "doc.pointer": &wire.DocPointer{},
		"lobby.return": &wire.LobbyReturn{PID: "victim"}, "mute": &wire.Mute{PID: "victim", Source: wire.SourceMic},
		"unmute.ask": &wire.UnmuteAsk{PID: "victim", Source: wire.SourceMic}, "remove": &wire.Remove{PID: "victim"}, "lock": &wire.Lock{On: true}, "end": &wire.End{},
		"listen.set": &wire.ListenSet{Lang: "ko"}, "interp.direction": &wire.InterpDirection{To: "ko"}, "interp.take": &wire.InterpTake{PID: "second"},
		"interp.slower": &wire.InterpSlower{},
	}
	for _, m := range wire.ToServer() {
		if _, ok := said[m.Type()]; !ok && !slices.Contains([]string{"hello", "ack", "ping"}, m.Type()) {
			t.Errorf("no row for %s", m.Type())
		}
	}
	setting := func(in bool) *house {
		h := newHouse(t)
		h.join("admitter", wire.RoleHost)
		for _, pid := range []string{"guest", "interpreter", "victim"} {
			role := wire.RoleGuest
			if pid == "interpreter" {
				role = wire.RoleInterpreter
			}
			h.join(pid, role)
			if in || pid == "victim" {
				h.say("admitter", &wire.LobbyAdmit{PID: pid})
			}
			h.do(Said{Conn: h.conn[pid], Message: &wire.Offer{Neg: 1, SDPZ: "AA"}})
		}
		h.say("victim", &wire.DocPresent{ID: "sheet-1", Page: 1})
		h.now = h.now.Add(time.Second)
		h.join("host", wire.RoleHost)
		h.join("officer", wire.RoleOfficer)
		h.join("waiter", wire.RoleGuest)
		h.join("second", wire.RoleInterpreter)
		h.say("admitter", &wire.LobbyAdmit{PID: "second"})
		h.say("second", &wire.InterpDirection{To: "ja"})
		for _, pid := range []string{"host", "officer"} {
			h.do(Said{Conn: h.conn[pid], Message: &wire.Offer{Neg: 1, SDPZ: "AA"}})
		}
		h.now = h.now.Add(time.Second)
		return h
	}
	for name, m := range said {
		if offer, ok := m.(*wire.Offer); ok {
			offer.Neg = 2
		}
		for _, role := range everyone {
			h := setting(true)
			got := h.say(role, m)
			if may := slices.Contains(inRoom[name], role); may != (got == "") {
				t.Errorf("%s by %s in the room: %q, may %v", name, role, got, may)
			}
		}
		for _, role := range []string{"guest", "interpreter"} {
			h := setting(false)
			got := h.say(role, m)
			if may := slices.Contains(inLobby, name); may != (got == "") {
				t.Errorf("%s by %s in the lobby: %q, may %v", name, role, got, may)
			}
		}
	}
}

func TestMuteHoldsUntilTheAdmitterLiftsIt(t *testing.T) {
	h := live(t)
	h.say("guest", &wire.PublishSet{Source: wire.SourceMic, Active: true})
	h.say("host", &wire.Mute{PID: "guest", Source: wire.SourceMic})
	if h.gates["guestmic"] {
		t.Error("still forwarded")
	}
	if by := last[*wire.MutedBy](h, h.conn["guest"]); by == nil || by.By != "host" {
		t.Errorf("guest was told %+v", by)
	}
	if got := h.say("guest", &wire.PublishSet{Source: wire.SourceMic, Active: true}); got != wire.ErrHostMuted || h.gates["guestmic"] {
		t.Errorf("unmuting oneself: %q", got)
	}
	h.say("guest", &wire.Bye{})
	h.join("guest", wire.RoleGuest)
	h.say("guest", &wire.Knock{})
	h.say("guest", &wire.PublishSet{Source: wire.SourceMic, Active: true})
	if h.gates["guestmic"] {
		t.Error("the mute was lost by leaving and coming back")
	}
	h.say("host", &wire.UnmuteAsk{PID: "guest", Source: wire.SourceMic})
	if h.gates["guestmic"] {
		t.Error("a person was unmuted by another")
	}
	if got := h.say("guest", &wire.PublishSet{Source: wire.SourceMic, Active: true}); got != "" || !h.gates["guestmic"] {
		t.Errorf("after unmute.ask: %q", got)
	}
}

func TestHostHasNoPowerOverOfficers(t *testing.T) {
	h := live(t)
	h.join("officer", wire.RoleOfficer)
	for _, m := range []wire.Message{
		&wire.Mute{PID: "officer", Source: wire.SourceMic}, &wire.LobbyReturn{PID: "officer"}, &wire.Remove{PID: "officer"},
	} {
		if got := h.say("host", m); got != wire.ErrForbidden {
			t.Errorf("%s: %q", m.Type(), got)
		}
	}
}

func TestRemovedAndBannedPersonReturnsByNoPath(t *testing.T) {
	h := live(t)
	h.join("officer", wire.RoleOfficer)
	conn := h.conn["guest"]
	h.say("officer", &wire.Remove{PID: "guest", Ban: true})
	if removed := last[*wire.Removed](h, conn); removed == nil || !removed.Ban || h.shut[conn] != wire.CloseForbidden {
		t.Errorf("guest was told %+v", removed)
	}
	if h.peers["guest"] != 0 {
		t.Error("media are still open")
	}
	resumed := h.resume("guest")
	joined := h.join("guest", wire.RoleHost, func(j *Join) { j.Takeover = true })
	if h.shut[resumed] != wire.CloseTicket || h.shut[joined] != wire.CloseForbidden {
		t.Errorf("resume closed with %d, ticket with %d", h.shut[resumed], h.shut[joined])
	}
}

func TestRevokedSeatIsGoneBeforeAndAfterItsPersonCame(t *testing.T) {
	h := live(t)
	conn := h.conn["guest"]
	h.do(Revoke{PID: "guest"})
	h.do(Revoke{PID: "later"})
	if bye := last[*wire.Farewell](h, conn); bye == nil || bye.Reason != wire.EndRevoked {
		t.Errorf("guest was told %+v", bye)
	}
	if conn := h.join("later", wire.RoleHost); h.shut[conn] != wire.CloseForbidden {
		t.Errorf("later: closed with %d", h.shut[conn])
	}
}

func TestEndTellsAllOnceAndTheRoomAnswersEnded(t *testing.T) {
	h := live(t)
	h.join("waiter", wire.RoleInterpreter)
	h.say("host", &wire.End{})
	for _, pid := range []string{"host", "guest", "waiter"} {
		if bye := last[*wire.Farewell](h, h.conn[pid]); bye == nil || bye.Reason != wire.EndByHost || h.shut[h.conn[pid]] != wire.CloseEnded {
			t.Errorf("%s was told %+v", pid, bye)
		}
	}
	if got := h.kinds(); got != "joined joined live left left ended" {
		t.Errorf("facts: %s", got)
	}
	conn := h.join("guest", wire.RoleGuest)
	if e := last[*wire.Error](h, conn); e == nil || e.Code != wire.ErrEnded || h.shut[conn] != wire.CloseEnded {
		t.Errorf("who comes later got %+v", e)
	}
	h.pass(time.Minute)
	if !slices.Contains(h.out, Effect(Done{})) {
		t.Errorf("the room is not forgotten: %v", h.out)
	}
}

func TestRoomEndsTwoMinutesAfterTheAgreedEnd(t *testing.T) {
	h := live(t)
	h.pass(30 * time.Minute)
	if h.state.Phase != wire.PhaseOvertime {
		t.Errorf("at the agreed end: %s", h.state.Phase)
	}
	h.pass(2*time.Minute - time.Millisecond)
	if h.state.Ended != "" {
		t.Error("ended too soon")
	}
	h.pass(time.Millisecond)
	if h.state.Ended != wire.EndTimeOver {
		t.Errorf("ended %q", h.state.Ended)
	}
}

func TestNewerTicketMovesTheEnd(t *testing.T) {
	h := live(t)
	later := start.Add(time.Hour).UnixMilli()
	h.now = h.now.Add(time.Minute)
	h.join("officer", wire.RoleOfficer, func(j *Join) { j.Terms.EndsAt = later })
	if timer := last[*wire.Timer](h, h.conn["guest"]); timer.EndsAt != later || timer.GraceUntil != later+grace {
		t.Errorf("guest's timer: %+v", timer)
	}
}

func TestRoomWithoutAdmittersIsUnattendedAfterAMinute(t *testing.T) {
	h := live(t)
	h.lose("host")
	h.pass(45 * time.Second)
	h.pass(15 * time.Second)
	if h.state.Phase != wire.PhaseUnattended {
		t.Errorf("phase %s", h.state.Phase)
	}
	h.join("host", wire.RoleHost)
	if h.state.Phase != wire.PhaseLive {
		t.Errorf("phase %s after the host's return", h.state.Phase)
	}
}

func TestOverlapCountsOnlyBothPrincipalsTogether(t *testing.T) {
	h := live(t)
	h.pass(4 * time.Minute)
	h.lose("guest")
	h.pass(10 * time.Second)
	h.resume("guest")
	h.pass(time.Minute)
	h.say("host", &wire.End{})
	ended := h.facts[len(h.facts)-1]
	if want := (5 * time.Minute).Milliseconds(); ended.Kind != FactEnded || ended.OverlapMS != want {
		t.Errorf("%s with overlap %d ms, want %d", ended.Kind, ended.OverlapMS, want)
	}
	for i, f := range h.facts {
		if f.N != int64(i+1) {
			t.Errorf("fact %d has number %d", i, f.N)
		}
	}
}

func TestChatComesExactlyOnceInOneOrder(t *testing.T) {
	h := live(t)
	h.say("guest", &wire.ChatSend{CID: "a", Text: "one"})
	h.say("host", &wire.ChatSend{CID: "a", Text: "two"})
	h.say("guest", &wire.ChatSend{CID: "a", Text: "one"})
	h.say("host", &wire.ChatSend{CID: "b", Text: "only you", To: "guest"})
	h.join("officer", wire.RoleOfficer)
	h.lose("guest")
	h.say("host", &wire.ChatSend{CID: "c", Text: "missed"})
	h.conns++
	h.do(Resume{Conn: h.conns, Re: "1", SID: h.sid("guest"), Token: h.token["guest"], Next: "n", LastChat: 3})
	if n := count[*wire.ChatMsg](h, h.conn["host"]); n != 4 {
		t.Errorf("host got %d", n)
	}
	if history := last[*wire.ChatHistory](h, h.conns); history == nil || len(history.Messages) != 1 || history.Messages[0].Text != "missed" {
		t.Errorf("guest missed %+v", history)
	}
	if history := last[*wire.ChatHistory](h, h.conn["officer"]); len(history.Messages) != 2 {
		t.Errorf("officer reads %+v", history)
	}
}

func TestChatIsLimitedAndItsHistoryBounded(t *testing.T) {
	h := live(t)
	for i := range 6 {
		got := h.say("guest", &wire.ChatSend{CID: fmt.Sprint(i), Text: "x"})
		if want := i == 5; (got == wire.ErrRate) != want {
			t.Errorf("message %d: %q", i, got)
		}
	}
	h.now = h.now.Add(10 * time.Second)
	long := fmt.Sprintf("%04000d", 1)
	for i := range 200 {
		h.now = h.now.Add(2 * time.Second)
		h.say("guest", &wire.ChatSend{CID: fmt.Sprint("l", i), Text: long})
	}
	total := 0
	for _, m := range h.state.Chat {
		total += weight(m)
	}
	if total > chatBytes || h.state.ChatN != 205 {
		t.Errorf("%d bytes kept, last number %d", total, h.state.ChatN)
	}
}

func TestOffersAreNumberedAndPaced(t *testing.T) {
	h := live(t)
	if got := h.say("guest", &wire.Offer{Neg: 1, SDPZ: "AA"}); got != "" {
		t.Fatal(got)
	}
	if got := h.say("guest", &wire.Offer{Neg: 1, SDPZ: "AA"}); got != wire.ErrStale {
		t.Errorf("same number: %q", got)
	}
	if got := h.say("guest", &wire.Offer{Neg: 2, SDPZ: "AA"}); got != wire.ErrRate {
		t.Errorf("at once: %q", got)
	}
	h.now = h.now.Add(500 * time.Millisecond)
	if got := h.say("guest", &wire.Offer{Neg: 2, SDPZ: "AA"}); got != "" {
		t.Errorf("later: %q", got)
	}
	h.do(Answered{PID: "guest", Peer: h.peers["guest"], Neg: 1, SDPZ: "old"})
	if count[*wire.Answer](h, h.conn["guest"]) != 0 {
		t.Error("an old offer was answered")
	}
	h.do(Answered{PID: "guest", Peer: h.peers["guest"], Neg: 2, SDPZ: "new"})
	if a := last[*wire.Answer](h, h.conn["guest"]); a == nil || a.SDPZ != "new" {
		t.Errorf("answer: %+v", a)
	}
}
