package edge

import (
	"crypto/tls"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// filled is a gate whose only place is taken.
func filled(t *testing.T) *Gate {
	t.Helper()
	g := NewGate(1, 2*time.Second)
	if !g.enter() {
		t.Fatal("an empty gate let nobody in")
	}
	return g
}

func TestWhoWaitsForTooLongIsTurnedAwaySoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := filled(t)
		began := time.Now()
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				if g.enter() {
					t.Error("let in though there is no place")
				}
			})
		}
		all.Wait()
		if took := time.Since(began); took != g.patience {
			t.Errorf("turned away after %v", took)
		}
		if n := g.turnedAway(); n != 100 {
			t.Errorf("%d are counted", n)
		}
		g.leave()
		if !g.enter() {
			t.Error("the place did not come back")
		}
	})
}

func TestWhatHasBegunGoesFirstAndThenWhoeverCameFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := filled(t)
		var order []string
		var all sync.WaitGroup
		for _, one := range []struct {
			name string
			wait func()
		}{{"first", func() { g.enter() }}, {"second", func() { g.enter() }}, {"begun", g.again}, {"begun later", g.again}} {
			all.Go(func() {
				one.wait()
				order = append(order, one.name) // the one place guards it
				g.leave()
			})
			synctest.Wait()
		}
		g.leave()
		all.Wait()
		if want := []string{"begun", "begun later", "first", "second"}; !slices.Equal(order, want) {
			t.Errorf("in the order of %v", order)
		}
	})
}

// mute hears nothing of what the server says, as behind a network that has gone.
type mute struct {
	net.Conn
	until chan struct{}
}

func (m mute) Read([]byte) (int, error) {
	<-m.until
	return 0, net.ErrClosed
}

// greet says a ClientHello and nothing more.
func greet(t *testing.T, conn net.Conn) {
	t.Helper()
	until := make(chan struct{})
	t.Cleanup(func() { close(until) })
	go func() { // ends with the test
		_ = tls.Client(mute{conn, until}, &tls.Config{ServerName: "trade.city.test", MinVersion: tls.VersionTLS13}).Handshake()
	}()
}

// One place, and before it people who say half a hello, or all of it and then nothing, or who hang up in the middle.
func TestWhoFallsSilentInAHandshakeHoldsNobodyUp(t *testing.T) {
	a, pool := authority(t)
	p := opened(t, Config{TLS: TLS(a), Unsaid: time.Minute, Patience: time.Minute, places: 1})
	echo(t, p.TURN())
	for range 20 {
		_, _ = dial(t, p).Write([]byte{tlsHandshake, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3})
		greet(t, dial(t, p))
		gone := dial(t, p)
		greet(t, gone)
		_ = gone.Close()
	}
	for range 3 {
		conn, err := tls.Dial("tcp", p.Addr().String(), &tls.Config{RootCAs: pool, ServerName: "trade.city.test"})
		if err != nil {
			t.Fatal(err)
		}
		if err := said(conn, stunRequest(3)); err != nil {
			t.Error(err)
		}
		_ = conn.Close()
	}
}

// A pipe keeps nothing, so that the server's answer waits for a client that does not read.
func TestWhoReadsNothingOfAHandshakeHoldsNoPlace(t *testing.T) {
	a, _ := authority(t)
	synctest.Test(t, func(t *testing.T) {
		g := NewGate(1, time.Second)
		ours, theirs := net.Pipe()
		greet(t, theirs)
		var all sync.WaitGroup
		all.Go(func() {
			under := g.Begin(ours, nil)
			if tls.Server(under, TLS(a)).Handshake() == nil {
				t.Error("a handshake was done that nobody read")
			}
			under.End()
		})
		synctest.Wait()
		if !g.enter() {
			t.Error("it holds the place")
		}
		_ = theirs.Close()
		g.leave()
		all.Wait()
		if g.free != 1 {
			t.Errorf("%d places are free", g.free)
		}
	})
}

// connected is both ends of a connection.
func connected(t *testing.T) (client, server net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	if client, err = net.Dial("tcp", l.Addr().String()); err == nil {
		server, err = l.Accept()
	}
	if err != nil {
		t.Fatal(err)
	}
	return client, server
}

func TestPlacesComeBackFromEveryEndOfAHandshake(t *testing.T) {
	a, pool := authority(t)
	believing := &tls.Config{RootCAs: pool, ServerName: "trade.city.test", MinVersion: tls.VersionTLS12}
	old, doubting := believing.Clone(), believing.Clone()
	old.MaxVersion, doubting.RootCAs = tls.VersionTLS12, nil
	g := NewGate(2, time.Minute)
	var all sync.WaitGroup
	for name, c := range map[string]struct {
		client func(net.Conn) error
		done   bool
	}{
		"done":             {func(c net.Conn) error { return tls.Client(c, believing).Handshake() }, true},
		"done by TLS 1.2":  {func(c net.Conn) error { return tls.Client(c, old).Handshake() }, true},
		"does not believe": {func(c net.Conn) error { return tls.Client(c, doubting).Handshake() }, false},
		"noise":            {func(c net.Conn) error { _, err := c.Write([]byte("\x16\x03\x01\x00\x04xxxx")); return err }, false},
		"hangs up":         {net.Conn.Close, false},
	} {
		for range 4 {
			theirs, ours := connected(t)
			all.Go(func() {
				_ = c.client(theirs)
				_, _ = io.Copy(io.Discard, theirs) // ends with the server's side
				_ = theirs.Close()
			})
			all.Go(func() {
				defer func() { _ = ours.Close() }()
				under := g.Begin(ours, nil)
				if under == nil {
					t.Errorf("%s: turned away", name)
					return
				}
				err := tls.Server(under, TLS(a)).Handshake()
				under.End()
				if (err == nil) != c.done {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
	}
	all.Wait()
	if g.free != 2 || len(g.begun)+len(g.fresh) > 0 {
		t.Errorf("%d places are free, %d wait", g.free, len(g.begun)+len(g.fresh))
	}
}

func TestHandshakesAreTurnedAwayWhenTheProcessorsHaveNoTime(t *testing.T) {
	a, pool := authority(t)
	p := opened(t, Config{TLS: TLS(a), Unsaid: time.Minute, Patience: time.Millisecond, places: 1})
	p.gate.enter()
	if conn, err := tls.Dial("tcp", p.Addr().String(), &tls.Config{RootCAs: pool, ServerName: "trade.city.test"}); err == nil {
		_ = conn.Close()
		t.Error("a handshake was done without a place for it")
	}
	if n := p.TurnedAway(); n != 1 {
		t.Errorf("%d are counted", n)
	}
	if _, err := dial(t, p).Write(framed()); err != nil { // what needs no handshake needs no place
		t.Error(err)
	}
	conn, err := p.ICE().Accept()
	if err != nil {
		t.Fatal(err)
	}
	_ = conn.Close()
}

// The herd: ten thousand pages whose sockets are cut at the same moment, before a server that needs 20 s of each of its two processors for
// their handshakes. They come as web/live does: after a pause by chance that doubles, and each gives a try up after 8 s. Time is the test's
// own, and to compute is to hold a place.
func TestHerdIsBackWithinAMinuteAndNothingIsComputedInVain(t *testing.T) {
	const (
		pages    = 10_000
		places   = 2
		computes = 2 * time.Millisecond // each half of a handshake
		rtt      = 250 * time.Millisecond
		patience = 8 * time.Second
	)
	synctest.Test(t, func(t *testing.T) {
		g := NewGate(places, defaultPatience)
		began, chance := time.Now(), rand.New(rand.NewPCG(1, 2))
		pauses := make([][]float64, pages)
		for i := range pauses {
			for range 12 {
				pauses[i] = append(pauses[i], chance.Float64())
			}
		}
		var vain atomic.Int64
		back := make([]time.Duration, pages)
		var all sync.WaitGroup
		for i := range pages {
			all.Go(func() {
				pause := 500 * time.Millisecond
				for _, part := range pauses[i] {
					time.Sleep(time.Duration(part * float64(pause)))
					pause = min(2*pause, 30*time.Second)
					tried := time.Now()
					if !g.enter() {
						continue
					}
					time.Sleep(computes)
					g.leave()
					time.Sleep(rtt)
					g.again()
					time.Sleep(computes)
					g.leave()
					if time.Since(tried) <= patience {
						back[i] = time.Since(began)
						return
					}
					vain.Add(1)
				}
			})
		}
		all.Wait()
		if slices.Contains(back, 0) || vain.Load() > 0 {
			t.Errorf("%d handshakes were computed in vain; somebody is not back: %t", vain.Load(), slices.Contains(back, 0))
		}
		slices.Sort(back)
		t.Logf("back: half %v, all %v; %d turned away", back[pages/2], back[pages-1], g.turnedAway())
		if last := back[pages-1]; last > time.Minute {
			t.Errorf("the last is back after %v", last)
		}
	})
}
