package signaling_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/wire"
)

// epoch is the newest under which the person has heard anything.
func epoch(p *person) (newest int64) {
	for _, f := range p.socket.All() {
		newest = max(newest, f.Epoch)
	}
	return newest
}

// Redis is away, and later back and empty. People reach any node, and always the one room.
func TestCase91EveryNodeFindsTheRoomWhileRedisIsAwayAndWhenItComesBackEmpty(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newTown(t, wire.RoleHost, wire.RoleGuest, wire.RoleOfficer)
		defer h.close()
		host, guest, officer := h.people[0], h.people[1], h.people[2]
		host.at, guest.at, officer.at = h.nodes["one"], h.nodes["two"], h.nodes["three"]
		host.join()
		guest.join()
		guest.ask(&wire.Knock{})
		host.ask(&wire.LobbyAdmit{PID: guest.pid})
		guest.ask(&wire.HandSet{Up: true})
		time.Sleep(time.Second) // all is saved
		h.leases.Away(true)
		host.ask(&wire.Lock{On: false}) // something to save
		time.Sleep(10 * time.Minute)
		guest.socket.Cut()
		guest.at = h.nodes["three"]
		if ok := guest.resume(); !ok.Resumed || ok.NewMedia {
			t.Errorf("without Redis the guest came back with %+v", ok)
		}
		officer.join()
		if list := latest[*wire.State](officer); list == nil || len(list.People) != 3 {
			t.Errorf("who came without Redis sees %+v", list)
		}
		before := epoch(host)
		h.leases.Away(false)
		h.leases.Forget()
		guest.socket.Cut()
		guest.at = h.nodes["two"] // before the room's node has said anything to the new Redis
		if ok := guest.resume(); !ok.Resumed || ok.NewMedia {
			t.Errorf("at an empty Redis the guest came back with %+v", ok)
		}
		time.Sleep(3 * time.Second) // a beat
		saved, err := h.leases.Node("four", "", "").Load(t.Context(), roomID)
		if err != nil || saved == nil {
			t.Errorf("a room in which nothing happens was not saved again: %v", err)
		}
		host.ask(&wire.HandSet{Up: true})
		if now := epoch(host); now != before {
			t.Errorf("the epoch went from %d to %d", before, now)
		}
		for name, n := range h.nodes {
			if board, err := n.server.Board(t.Context()); err != nil || len(board) != 1 || len(board[0].People) != 3 {
				t.Errorf("node %s sees %+v, %v", name, board, err)
			}
		}
	})
}

// The node goes between the word to a client and the save, a quarter of a second later.
func TestTokenToldJustBeforeItsNodeVanishedOpensTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newTown(t, wire.RoleHost, wire.RoleOfficer)
		defer h.close()
		host, officer := h.people[0], h.people[1]
		host.at, officer.at = h.nodes["one"], h.nodes["one"]
		host.join()
		officer.join()
		officer.ask(&wire.HandSet{Up: true})
		time.Sleep(time.Second) // all is saved
		officer.socket.Cut()
		old := *officer.hello
		officer.resume()
		h.leases.Cut("one", true)
		time.Sleep(11 * time.Second) // its lease
		officer.at, host.at = h.nodes["two"], h.nodes["three"]
		if ok := officer.resume(); !ok.Resumed || !ok.NewMedia {
			t.Errorf("the officer came back with %+v", ok)
		}
		if ok := host.resume(); !ok.Resumed || !ok.NewMedia {
			t.Errorf("the host came back with %+v", ok)
		}
		if me := personIn(latest[*wire.State](officer).People, officer.pid); me == nil || me.Hand == 0 {
			t.Errorf("the officer is %+v", me)
		}
		stale := &person{house: h, pid: officer.pid, role: officer.role, config: officer.config, at: h.nodes["three"]}
		defer stale.leave()
		if reply, ok := stale.dial(&wire.Hello{Resume: &wire.Resume{SID: old.SID, Token: old.Resume}}).(*wire.Error); !ok || reply.Code != wire.ErrSessionUnknown {
			t.Errorf("a token of before was answered with %+v", reply)
		}
		h.leases.Cut("one", false) // it wakes, and gives the room up
		time.Sleep(4 * time.Second)
		if board, err := h.nodes["two"].server.Board(t.Context()); err != nil || len(board) != 1 {
			t.Errorf("%d rooms, %v", len(board), err)
		}
	})
}
