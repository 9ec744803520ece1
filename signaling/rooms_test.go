package signaling_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/control"
	"github.com/etradeoffice/portal/signaling/registry"
	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/ticket"
	"github.com/etradeoffice/portal/signaling/wire"
)

func (p *person) closed() wire.CloseCode {
	p.house.t.Helper()
	ctx, cancel := p.house.within()
	defer cancel()
	code, err := p.socket.Closed(ctx)
	check(p.house.t, err)
	return code
}

func TestClientsComeBackAfterARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 20*time.Millisecond, 0, wire.RoleHost, wire.RoleGuest, wire.RoleInterpreter)
		defer h.close()
		host, guest, waiter := h.people[0], h.people[1], h.people[2]
		host.join()
		guest.join()
		waiter.join()
		guest.ask(&wire.Knock{})
		host.ask(&wire.LobbyAdmit{PID: guest.pid})
		waiter.ask(&wire.Knock{Note: "here"})
		guest.ask(&wire.HandSet{Up: true})
		guest.ask(&wire.PublishSet{Source: wire.SourceMic, Active: true})
		host.ask(&wire.Mute{PID: guest.pid, Source: wire.SourceMic})
		host.ask(&wire.ChatSend{CID: "a", Text: "kept"})
		epoch := latest[*wire.HelloOK](guest)
		h.stop()
		for _, p := range h.people {
			if code := p.closed(); code != wire.CloseDraining || !code.Returns() {
				t.Errorf("%s was closed with %d", p.pid, code)
			}
		}
		time.Sleep(5 * time.Second)
		h.start("one")
		for _, p := range h.people {
			if ok := p.resume(); !ok.Resumed || !ok.NewMedia || ok.PID != epoch.PID && p == guest {
				t.Errorf("%s came back with %+v", p.pid, ok)
			}
		}
		state := latest[*wire.State](guest)
		me := personIn(state.People, guest.pid)
		if me == nil || me.Hand == 0 || len(me.Tracks) != 1 || me.Tracks[0].MutedBy != host.pid {
			t.Errorf("guest came back as %+v", me)
		}
		if list := latest[*wire.LobbyList](host); len(list.Waiting) != 1 || list.Waiting[0].Note != "here" {
			t.Errorf("queue: %+v", list)
		}
		if history := latest[*wire.ChatHistory](guest); history == nil || len(history.Messages) != 1 {
			t.Errorf("chat: %+v", history)
		}
		stop := host.play(sfu.Mic)
		time.Sleep(time.Second)
		stop()
		if guest.packets() == 0 || waiter.packets() != 0 {
			t.Errorf("guest hears %d packets, who waits %d", guest.packets(), waiter.packets())
		}
	})
}

func TestNobodyInACallNoticesThatRedisIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 20*time.Millisecond, 0, wire.RoleHost, wire.RoleOfficer, wire.RoleGuest)
		defer h.close()
		host, officer, guest := h.people[0], h.people[1], h.people[2]
		host.join()
		officer.join()
		defer host.play(sfu.Mic)()
		h.leases.Away(true)
		heard := officer.packets()
		time.Sleep(30 * time.Second)
		if n := officer.packets() - heard; n < 30*45 {
			t.Errorf("only %d packets in 30 s", n)
		}
		guest.join()
		guest.ask(&wire.Knock{})
		host.ask(&wire.LobbyAdmit{PID: guest.pid})
		reply := guest.dialElsewhere("other-room")
		if e, ok := reply.(*wire.Error); !ok || e.Code != wire.ErrUnavailable {
			t.Errorf("a new room without a registry: %+v", reply)
		}
		h.leases.Away(false)
		h.leases.Forget()
		time.Sleep(3 * time.Second)
		if _, err := h.leases.Node("two", "", "").Acquire(t.Context(), roomID); !errors.Is(err, registry.ErrElsewhere) {
			t.Errorf("another node got the room: %v", err)
		}
		officer.ask(&wire.HandSet{Up: true})
	})
}

// dialElsewhere says hello in another room with a connection of its own.
func (p *person) dialElsewhere(room string) wire.Message {
	other := &person{house: p.house, pid: "elsewhere", role: wire.RoleHost, config: p.config}
	defer other.leave()
	return other.dial(&wire.Hello{Ticket: other.ticket(func(c *ticket.Claims) { c.Room = room })})
}

func TestOwnerThatWasPausedGivesItsRoomUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 20*time.Millisecond, 0, wire.RoleHost)
		defer h.close()
		host := h.people[0]
		host.join()
		h.leases.Forget()
		time.Sleep(time.Millisecond)
		if _, err := h.leases.Node("two", "ws://two.test/live/ws", "").Acquire(t.Context(), roomID); err != nil {
			t.Fatal(err)
		}
		if code := host.closed(); code != wire.CloseDraining {
			t.Errorf("closed with %d", code)
		}
		if moved := latest[*wire.Moved](host); moved == nil || moved.URL != "ws://two.test/live/ws" {
			t.Errorf("host was told %+v", moved)
		}
		time.Sleep(time.Second)
		reply := host.dial(&wire.Hello{Ticket: host.ticket()})
		if e, ok := reply.(*wire.Error); !ok || e.Code != wire.ErrUnavailable || latest[*wire.Moved](host) == nil {
			t.Errorf("a hello at the wrong node: %+v", reply)
		}
	})
}

func TestSilentSocketIsShownInterruptedAndClosedAfter15Seconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 20*time.Millisecond, 0, wire.RoleHost, wire.RoleOfficer)
		defer h.close()
		host, officer := h.people[0], h.people[1]
		host.join()
		officer.join()
		host.socket.Quiet()
		time.Sleep(6500 * time.Millisecond)
		if p := personIn(latest[*wire.Delta](officer).People, host.pid); p == nil || p.Standing != wire.StandingInterrupted {
			t.Errorf("after 6 s the officer sees %+v", p)
		}
		if code := host.closed(); code != 1001 || !code.Returns() {
			t.Errorf("closed with %d", code)
		}
		host.resume()
		synctest.Wait()
		if p := personIn(latest[*wire.Delta](officer).People, host.pid); p == nil || p.Standing != wire.StandingIn {
			t.Errorf("after the resume the officer sees %+v", p)
		}
	})
}

func TestPortalSeesEndsAndRevokes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 20*time.Millisecond, 0, wire.RoleHost, wire.RoleGuest, wire.RoleGuest)
		defer h.close()
		host, guest, other := h.people[0], h.people[1], h.people[2]
		host.join()
		guest.join()
		guest.ask(&wire.Knock{})
		rooms := control.Rooms(h.node.server)
		board, err := rooms.Board(t.Context())
		check(t, err)
		if len(board) != 1 || board[0].Number != "SW-2026-0042" || len(board[0].People) != 2 || !board[0].People[1].Lobby || !slices.Equal(board[0].Missing, []string{"buyer"}) {
			t.Errorf("board: %+v", board)
		}
		host.ask(&wire.LobbyAdmit{PID: guest.pid})
		time.Sleep(5 * time.Second)
		board, err = rooms.Board(t.Context())
		check(t, err)
		if p := board[0].People[1]; len(board[0].Missing) != 0 || p.Lobby || p.Rung != "udp" || p.Score == 0 {
			t.Errorf("board: %+v", board)
		}
		check(t, rooms.Revoke(t.Context(), roomID, guest.pid))
		if code := guest.closed(); code != wire.CloseForbidden {
			t.Errorf("revoked guest was closed with %d", code)
		}
		if reply, ok := guest.dial(&wire.Hello{Ticket: guest.ticket()}).(*wire.Error); !ok || reply.Code != wire.ErrBanned {
			t.Errorf("revoked guest came back: %+v", reply)
		}
		other.join()
		check(t, rooms.End(t.Context(), roomID, "cancelled"))
		for _, p := range []*person{host, other} {
			if code := p.closed(); code != wire.CloseEnded || latest[*wire.Farewell](p).Reason != wire.EndCancelled {
				t.Errorf("%s was closed with %d", p.pid, code)
			}
		}
		check(t, rooms.End(t.Context(), "no-such-room", "officer"))
		if reply, ok := host.dial(&wire.Hello{Ticket: host.ticket()}).(*wire.Error); !ok || reply.Code != wire.ErrEnded {
			t.Errorf("after the end: %+v", reply)
		}
		time.Sleep(2 * time.Minute)
		if board, err = rooms.Board(t.Context()); err != nil || len(board) != 0 {
			t.Errorf("board: %+v, %v", board, err)
		}
	})
}

func TestRestartLosesNoMinuteOfAMeeting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 20*time.Millisecond, 0, wire.RoleHost, wire.RoleGuest)
		defer h.close()
		host, guest := h.people[0], h.people[1]
		host.join()
		guest.join()
		host.ask(&wire.LobbyAdmit{PID: guest.pid})
		time.Sleep(50 * time.Second)
		h.stop()
		h.start("one")
		host.resume()
		guest.resume()
		time.Sleep(50 * time.Second)
		host.ask(&wire.End{})
		time.Sleep(time.Second)
		synctest.Wait()
		met := map[int64]int64{}
		for _, f := range h.ledger.facts {
			met[f.Epoch] = max(met[f.Epoch], f.OverlapMS)
		}
		total := time.Duration(0)
		for _, ms := range met {
			total += time.Duration(ms) * time.Millisecond
		}
		if len(met) != 2 || total < 99*time.Second {
			t.Errorf("of 100 s together the portal knows %v: %v", total, met)
		}
	})
}

func TestDamagedStateStopsNobodyAndHoldsNoLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 20*time.Millisecond, 0, wire.RoleHost)
		defer h.close()
		two := h.leases.Node("two", "ws://two.test/live/ws", "")
		for _, damaged := range []string{"{", "null", `{"People":[null]}`} {
			epoch, err := two.Acquire(t.Context(), roomID)
			check(t, err)
			check(t, two.Save(t.Context(), roomID, epoch, []byte(damaged)))
			check(t, two.Release(t.Context(), roomID))
			stranger := &person{house: h, pid: "stranger", role: wire.RoleHost, config: h.people[0].config}
			reply := stranger.dial(&wire.Hello{Resume: &wire.Resume{SID: roomID + ".x", Token: "x"}})
			if e, ok := reply.(*wire.Error); !ok || e.Code != wire.ErrSessionUnknown {
				t.Errorf("%s: resume got %+v", damaged, reply)
			}
			stranger.leave()
		}
		if _, err := two.Acquire(t.Context(), roomID); err != nil {
			t.Errorf("the lease of a room that did not open is still held: %v", err)
		}
		check(t, two.Release(t.Context(), roomID))
		h.people[0].join()
	})
}

// Everything that was said goes to a newcomer at once: it must fit what may wait for one reader, however it is spelled.
func TestLongestChatKeepsNobodyOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 20*time.Millisecond, 0, wire.RoleHost, wire.RoleOfficer)
		defer h.close()
		host, officer := h.people[0], h.people[1]
		host.join()
		for i := range 300 {
			spelled := []string{`"`, "<", "가"}[i%3]
			host.ask(&wire.ChatSend{CID: fmt.Sprint("c", i), Text: strings.Repeat(spelled, wire.MaxText/len(spelled))})
			time.Sleep(2 * time.Second)
		}
		officer.join()
		time.Sleep(time.Second)
		if err := officer.socket.Err(); err != nil {
			t.Errorf("the newcomer was put out: %v", err)
		}
		n := 0
		for _, f := range officer.socket.All() {
			if history, ok := f.Message.(*wire.ChatHistory); ok {
				n += len(history.Messages)
			}
		}
		if n < 30 {
			t.Errorf("the newcomer reads %d messages", n)
		}
	})
}
