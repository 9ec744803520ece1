package signaling_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/wire"
)

// interpreting is a room with a host who listens to Korean, a guest who listens to Arabic and an interpreter with an open microphone.
func interpreting(t *testing.T) (h *house, host, guest, interpreter *person) {
	h = newHouse(t, 20*time.Millisecond, 0, wire.RoleHost, wire.RoleGuest, wire.RoleInterpreter)
	host, guest, interpreter = h.people[0], h.people[1], h.people[2]
	for _, p := range h.people {
		p.join()
		if p != host {
			p.ask(&wire.Knock{})
			host.ask(&wire.LobbyAdmit{PID: p.pid})
		}
	}
	host.ask(&wire.ListenSet{Lang: "ko", Duck: wire.DefaultDuck})
	guest.ask(&wire.ListenSet{Lang: "ar", Duck: wire.DefaultDuck})
	interpreter.ask(&wire.PublishSet{Source: wire.SourceMic, Active: true})
	return h, host, guest, interpreter
}

// Each packet has a mark of its own, so that one that reached both would be seen.
func TestCase65NoPacketOfAnInterpreterIsOnTwoChannels(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, host, guest, interpreter := interpreting(t)
		defer h.close()
		interpreter.ask(&wire.InterpDirection{To: "ko"})
		stop, sent := make(chan struct{}), uint32(0)
		var speaking sync.WaitGroup
		speaking.Go(func() { // until stop
			for {
				select {
				case <-stop:
					return
				case <-time.After(5 * time.Millisecond):
					sent++
					interpreter.media.Track(sfu.Mic).Send(sent, 20)
				}
			}
		})
		for i := range 20 {
			time.Sleep(301 * time.Millisecond)
			interpreter.ask(&wire.InterpDirection{To: []string{"ar", "ko"}[i%2]})
		}
		close(stop)
		speaking.Wait()
		time.Sleep(time.Second)
		korean, arabic := host.media.Received(sfu.AudioMid(0)).Senders, guest.media.Received(sfu.AudioMid(0)).Senders
		for mark := range korean {
			if arabic[mark] > 0 {
				t.Errorf("packet %d of %d is on both channels", mark, sent)
			}
		}
		if n := len(korean) + len(arabic); len(korean) < int(sent)/3 || len(arabic) < int(sent)/3 || n < int(sent)*9/10 {
			t.Errorf("of %d packets %d came in Korean and %d in Arabic", sent, len(korean), len(arabic))
		}
	})
}

// 20 ms each way: the word has been on its way for as long as it takes to be told of it.
func TestFloorIsTurnedDownWithTheInterpretersFirstWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, host, _, interpreter := interpreting(t)
		defer h.close()
		interpreter.ask(&wire.InterpDirection{To: "ko"})
		active := func() bool { return slices.Contains(latest[*wire.Speaker](host).Interpreting, interpreter.pid) }
		for range 5 {
			time.Sleep(3*time.Second + 17*time.Millisecond)
			if active() {
				t.Fatal("active before a word")
			}
			stop, began := interpreter.play(sfu.Mic), time.Now()
			for !active() && time.Since(began) < time.Second {
				time.Sleep(time.Millisecond)
			}
			took := time.Since(began)
			t.Logf("turned down %d ms after the first word", took.Milliseconds())
			if took > 100*time.Millisecond {
				t.Errorf("the floor is turned down after %v", took)
			}
			time.Sleep(2 * time.Second)
			if s := latest[*wire.Speaker](host); !active() || s.PID != "" {
				t.Errorf("while the interpreter speaks: %+v", s)
			}
			stop()
		}
	})
}

func TestCase67FloorIsBackHalfASecondAfterTheInterpreterDropsOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, host, guest, interpreter := interpreting(t)
		defer h.close()
		interpreter.ask(&wire.InterpDirection{To: "ko"})
		defer interpreter.play(sfu.Mic)()
		active := func(p *person) bool { return slices.Contains(latest[*wire.Speaker](p).Interpreting, interpreter.pid) }
		time.Sleep(500 * time.Millisecond)
		if !active(host) || !active(guest) {
			t.Fatalf("half a second after the first word: %+v", latest[*wire.Speaker](host))
		}
		time.Sleep(5 * time.Second)
		if !active(host) {
			t.Error("not active any more while the interpreter speaks")
		}
		h.net.Cut("8.8.5.3", true)
		time.Sleep(500 * time.Millisecond)
		if active(host) || active(guest) {
			t.Error("half a second after the interpreter's line was cut the floor is still turned down")
		}
		time.Sleep(3 * time.Second)
		mid := ""
		for _, s := range latest[*wire.Slots](host).Slots {
			if s.PID == interpreter.pid {
				mid = s.MID
			}
		}
		if m := latest[*wire.MediaStalled](host); m == nil || m.MID != mid {
			t.Errorf("the host is told %+v of m-line %q", m, mid)
		}
		if latest[*wire.MediaStalled](guest) != nil {
			t.Error("the guest, who does not hear that channel, is told too")
		}
		h.net.Cut("8.8.5.3", false)
	})
}

// What a hand-over sounds like to who listens, and to whom the other channel goes on.
func TestCase68BothInterpretersAreHeardWhileOneTakesOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 20*time.Millisecond, 0, wire.RoleHost, wire.RoleInterpreter, wire.RoleInterpreter)
		defer h.close()
		host, first, second := h.people[0], h.people[1], h.people[2]
		for _, p := range h.people {
			p.join()
			if p != host {
				p.ask(&wire.Knock{})
				host.ask(&wire.LobbyAdmit{PID: p.pid})
			}
			defer p.play(sfu.Mic)()
		}
		host.ask(&wire.ListenSet{Lang: "ko"})
		first.ask(&wire.InterpDirection{To: "ko"})
		second.ask(&wire.InterpDirection{To: "ja"})
		heard := func(p *person) (n int) {
			for i := range wire.AudioSlots {
				n += host.media.Received(fmt.Sprint(sfu.FirstAudioMid + i)).Senders[p.mark]
			}
			return n
		}
		during := func(d time.Duration) (ofFirst, ofSecond bool) {
			time.Sleep(100 * time.Millisecond)
			a, b := heard(first), heard(second)
			time.Sleep(d)
			return heard(first) > a, heard(second) > b
		}
		if a, b := during(time.Second); !a || b {
			t.Errorf("before: first %v, second %v", a, b)
		}
		second.ask(&wire.InterpTake{PID: first.pid})
		for range 2 {
			if a, b := during(300 * time.Millisecond); !a || !b {
				t.Errorf("while one takes over: first %v, second %v", a, b)
			}
			time.Sleep(9 * time.Second)
		}
		if a, b := during(time.Second); a || !b {
			t.Errorf("afterwards: first %v, second %v", a, b)
		}
		if c := personIn(latest[*wire.Delta](first).People, first.pid); c == nil || !c.Channel.Rest || c.Channel.By != second.pid {
			t.Errorf("the first is told %+v", c)
		}
	})
}
