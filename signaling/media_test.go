package signaling_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/wire"
)

func TestEightPeopleInRandomOrderEachReceiveExactlyTheOtherSeven(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		roles := []wire.Role{
			wire.RoleHost, wire.RoleGuest, wire.RoleInterpreter, wire.RoleOfficer, wire.RoleGuest, wire.RoleHost, wire.RoleGuest, wire.RoleInterpreter,
		}
		h := newHouse(t, 20*time.Millisecond, 0, roles...)
		defer h.close()
		officer := h.people[3]
		officer.join()
		defer officer.play(sfu.Mic, sfu.Camera)()
		for _, i := range rand.Perm(len(h.people)) {
			p := h.people[i]
			if p == officer {
				continue
			}
			p.join()
			if p.hello.Standing == wire.StandingWaiting {
				p.ask(&wire.Knock{})
				officer.ask(&wire.LobbyAdmit{PID: p.pid})
			}
			defer p.play(sfu.Mic, sfu.Camera)()
		}
		before := map[string]int{}
		for _, p := range h.people {
			before[p.pid] = p.media.SignalingChanges()
		}
		time.Sleep(3 * time.Second)
		marks := map[string]uint32{}
		for _, p := range h.people {
			marks[p.pid] = p.mark
		}
		for _, p := range h.people {
			h.receivesExactly(p, marks)
			if p.media.SignalingChanges() != before[p.pid] {
				t.Errorf("%s negotiated again", p.pid)
			}
		}
	})
}

// receivesExactly checks that each m-line carries now who slots says, that these are all others once, and that the rest is silent.
func (h *house) receivesExactly(p *person, marks map[string]uint32) {
	h.t.Helper()
	slots := latest[*wire.Slots](p).Slots
	seen := map[string]bool{}
	bound := map[string]bool{}
	for _, s := range slots {
		bound[s.MID] = true
		got := p.media.Received(s.MID)
		if got.Last != marks[s.PID] || got.Packets == 0 {
			h.t.Errorf("%s's m-line %s carries %d of %v, should be %s", p.pid, s.MID, got.Last, got.Senders, s.PID)
		}
		seen[s.PID+" "+string(s.Source)] = true
	}
	want := map[string]bool{}
	for pid := range marks {
		if pid != p.pid {
			want[pid+" mic"], want[pid+" camera"] = true, true
		}
	}
	if !maps.Equal(seen, want) || len(slots) != len(want) {
		h.t.Errorf("%s receives %v", p.pid, slices.Sorted(maps.Keys(seen)))
	}
	for mid := sfu.FirstAudioMid; mid < sfu.Lines; mid++ {
		if name := fmt.Sprint(mid); !bound[name] && p.media.Received(name).Packets > 0 {
			h.t.Errorf("%s's m-line %s is not empty", p.pid, name)
		}
	}
}

func TestWaitingGuestReceivesNoMediaRosterOrChat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 20*time.Millisecond, 0, wire.RoleHost, wire.RoleOfficer, wire.RoleGuest)
		defer h.close()
		host, officer, guest := h.people[0], h.people[1], h.people[2]
		host.join()
		defer host.play(sfu.Mic, sfu.Camera)()
		guest.join()
		defer guest.play(sfu.Mic, sfu.Camera)()
		officer.join()
		defer officer.play(sfu.Mic)()
		host.ask(&wire.ChatSend{CID: "a", Text: "secret"})
		guest.ask(&wire.Knock{})
		host.ask(&wire.LobbyMessage{PID: guest.pid, Text: "a moment"})
		time.Sleep(5 * time.Second)
		if n := guest.packets(); n != 0 {
			t.Errorf("%d packets reached who waits", n)
		}
		for _, p := range []*person{host, officer} {
			for _, s := range latest[*wire.Slots](p).Slots {
				if s.PID == guest.pid || p.media.Received(s.MID).Senders[guest.mark] > 0 {
					t.Errorf("%s receives who waits", p.pid)
				}
			}
		}
		allowed := []string{"hello.ok", "ok", "answer", "lobby.status", "pong"}
		for _, f := range guest.socket.All() {
			if !slices.Contains(allowed, f.Message.Type()) {
				t.Errorf("who waits got %s", f.Message.Type())
			}
		}
		host.ask(&wire.LobbyAdmit{PID: guest.pid})
		time.Sleep(2 * time.Second)
		marks := map[string]uint32{host.pid: host.mark, guest.pid: guest.mark, officer.pid: officer.mark}
		for _, s := range latest[*wire.Slots](guest).Slots {
			if got := guest.media.Received(s.MID); got.Last != marks[s.PID] || got.Packets == 0 {
				t.Errorf("after the admission m-line %s carries %v", s.MID, got.Senders)
			}
		}
		host.ask(&wire.LobbyReturn{PID: guest.pid})
		time.Sleep(200 * time.Millisecond)
		n := guest.packets()
		out := host.packets()
		officer.ask(&wire.PublishSet{Source: wire.SourceMic, Active: true, Muted: true})
		time.Sleep(200 * time.Millisecond)
		out = host.packets() - out
		n2 := host.packets()
		time.Sleep(2 * time.Second)
		if guest.packets() != n {
			t.Errorf("%d packets reached the guest 200 ms after being sent back", guest.packets()-n)
		}
		if late := host.packets() - n2; late != 0 {
			t.Errorf("%d packets of a muted officer and a returned guest reached the host (%d before)", late, out)
		}
	})
}

func TestHandshakeSurvives250MillisecondsAndLoss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 125*time.Millisecond, 0.05, wire.RoleHost, wire.RoleGuest)
		defer h.close()
		host, guest := h.people[0], h.people[1]
		host.join()
		defer host.play(sfu.Mic, sfu.Camera)()
		guest.join()
		defer guest.play(sfu.Mic, sfu.Camera)()
		guest.ask(&wire.Knock{})
		host.ask(&wire.LobbyAdmit{PID: guest.pid})
		time.Sleep(3 * time.Second)
		marks := map[string]uint32{host.pid: host.mark, guest.pid: guest.mark}
		h.receivesExactly(host, marks)
		h.receivesExactly(guest, marks)
		time.Sleep(10 * time.Second)
		if q := latest[*wire.Quality](host); q == nil || q.RTTms < 200 || q.Score == 0 {
			t.Errorf("quality: %+v", q)
		}
	})
}

func TestMutedMicrophoneStaysMutedOverACutAndMediaGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 20*time.Millisecond, 0, wire.RoleHost, wire.RoleOfficer)
		defer h.close()
		host, officer := h.people[0], h.people[1]
		host.join()
		officer.join()
		defer officer.play(sfu.Mic)()
		defer host.play(sfu.Mic)()
		time.Sleep(time.Second)
		officer.ask(&wire.Mute{PID: host.pid, Source: wire.SourceMic})
		time.Sleep(200 * time.Millisecond)
		heard, hears := officer.packets(), host.packets()
		host.socket.Cut()
		time.Sleep(20 * time.Second)
		if p := personIn(latest[*wire.Delta](officer).People, host.pid); p == nil || p.Standing != wire.StandingInterrupted {
			t.Errorf("the officer sees %+v", p)
		}
		ok := host.resume()
		if !ok.Resumed || ok.NewMedia {
			t.Errorf("welcomed with %+v", ok)
		}
		if got := host.try(&wire.PublishSet{Source: wire.SourceMic, Active: true}); got != wire.ErrHostMuted {
			t.Errorf("unmuting after the cut: %q", got)
		}
		time.Sleep(2 * time.Second)
		if n := officer.packets() - heard; n != 0 {
			t.Errorf("%d packets of a muted microphone were forwarded", n)
		}
		if n := host.packets() - hears; n < 20*40 {
			t.Errorf("only %d packets came while the socket was cut", n)
		}
	})
}

func personIn(people []wire.Person, pid string) *wire.Person {
	for _, p := range people {
		if p.PID == pid {
			return &p
		}
	}
	return nil
}
