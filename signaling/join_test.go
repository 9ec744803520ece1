package signaling_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/socket/sockettest"
	"github.com/etradeoffice/portal/signaling/wire"
)

const distance = 250 * time.Millisecond

// The whole join as a page does it, at a round trip of 250 ms: the ticket over the page's connection; TCP, TLS, the upgrade; hello;
// offer and answer; ICE; DTLS; and the first keyframe of who is there.
func TestJoinFromAfarTakesThreeSecondsAndFromTheLobbyNine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, distance/2, 0, wire.RoleHost, wire.RoleOfficer, wire.RoleGuest)
		defer h.close()
		host, officer, guest := h.people[0], h.people[1], h.people[2]
		front := h.far()
		defer front.close()
		host.join()
		defer host.play(sfu.Mic, sfu.Camera)()
		time.Sleep(10 * time.Second) // longer than what a newcomer is caught up with
		front.get("/pass?pid=" + officer.pid)

		start := time.Now()
		var steps []any
		step := func(what string) { steps = append(steps, what, time.Since(start).Milliseconds()) }
		word := front.get("/pass?pid=" + officer.pid)
		step("ticket")
		officer.dialBy(front.dial, &wire.Hello{Ticket: word})
		step("hello")
		officer.connect()
		step("connected")
		officer.sees(host)
		step("first frame")
		t.Logf("cold, ms: %v", steps)
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("cold it took %v to the first frame", took)
		}
		start = time.Now()
		defer officer.play(sfu.Mic, sfu.Camera)()
		host.sees(officer)
		t.Logf("the newcomer is seen %v after the camera is on", time.Since(start))

		guest.dialBy(front.dial, &wire.Hello{Ticket: guest.ticket()})
		guest.connect()
		guest.ask(&wire.Knock{})
		start = time.Now()
		check(t, host.socket.Say(&wire.LobbyAdmit{PID: guest.pid}))
		guest.sees(host)
		took := time.Since(start)
		t.Logf("from the lobby: %v after the host's click", took)
		if took > 900*time.Millisecond {
			t.Errorf("from the lobby it took %v", took)
		}
	})
}

// sees waits for a keyframe of somebody, whole or its beginning.
func (p *person) sees(other *person) {
	p.house.t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		for n := range sfu.SlotsPerKind {
			if got := p.media.Received(sfu.VideoMid(n)); got.Keyframes > 0 && got.Senders[other.mark] > 0 {
				return
			}
		}
		if time.Now().After(end) {
			p.house.t.Fatalf("%s does not see %s", p.pid, other.pid)
		}
	}
}

// front is the node behind TLS and a long way.
type front struct {
	house  *house
	server *httptest.Server
	way    *pipes
	tls    *tls.Config
	pages  *http.Client
	ways   sync.WaitGroup
}

func (h *house) far() *front {
	f := &front{house: h, way: newPipes()}
	mux := http.NewServeMux()
	h.node.server.Routes(mux)
	mux.HandleFunc("GET /pass", func(w http.ResponseWriter, r *http.Request) {
		for _, p := range h.people {
			if p.pid == r.URL.Query().Get("pid") {
				_, _ = io.WriteString(w, p.ticket())
			}
		}
	})
	f.server = &httptest.Server{Listener: f.way, Config: &http.Server{Handler: mux}}
	f.server.StartTLS()
	trusted := x509.NewCertPool()
	trusted.AddCert(f.server.Certificate())
	f.tls = &tls.Config{RootCAs: trusted, ServerName: "example.com"} // the name in httptest's certificate
	f.pages = &http.Client{Transport: &http.Transport{DialTLSContext: f.dial}}
	return f
}

func (f *front) close() {
	for _, p := range f.house.people {
		if p.socket != nil {
			p.socket.Cut()
		}
	}
	f.pages.CloseIdleConnections()
	f.server.Close()
	f.ways.Wait()
}

func (f *front) get(path string) string {
	t := f.house.t
	t.Helper()
	response, err := f.pages.Get("https://etrade.test" + path)
	check(t, err)
	body, err := io.ReadAll(response.Body)
	check(t, err)
	check(t, response.Body.Close())
	return string(body)
}

// dial opens TCP, which takes a round trip, and TLS over it.
func (f *front) dial(ctx context.Context, network, address string) (net.Conn, error) {
	time.Sleep(distance)
	there, err := f.way.dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	here, far := net.Pipe()
	f.ways.Go(func() { f.carry(there, far) }) // both end with the connection
	f.ways.Go(func() { f.carry(far, there) })
	conn := tls.Client(here, f.tls)
	return conn, conn.HandshakeContext(ctx)
}

// carry takes bytes from one end to the other, each half a round trip later. It ends with either.
func (f *front) carry(to, from net.Conn) {
	type piece struct {
		bytes []byte
		due   time.Time
	}
	way := make(chan piece, 1024)
	f.ways.Go(func() {
		defer func() { _ = from.Close() }()
		defer func() { _ = to.Close() }()
		for p := range way {
			time.Sleep(time.Until(p.due))
			if _, err := to.Write(p.bytes); err != nil {
				_ = from.Close()
			}
		}
	})
	defer close(way)
	for {
		b := make([]byte, 16<<10)
		n, err := from.Read(b)
		if err != nil {
			return
		}
		way <- piece{b[:n], time.Now().Add(distance / 2)}
	}
}

// dialBy says hello over a connection of one's own making.
func (p *person) dialBy(dial func(context.Context, string, string) (net.Conn, error), hello *wire.Hello) {
	t := p.house.t
	t.Helper()
	ctx, cancel := p.house.within()
	defer cancel()
	var err error
	p.socket, err = sockettest.Dial(ctx, "ws://etrade.test/live/ws", sockettest.Options{Origin: "https://etrade.test", Dial: dial})
	check(t, err)
	reply, err := p.socket.Ask(ctx, hello)
	check(t, err)
	ok, is := reply.(*wire.HelloOK)
	if !is {
		t.Fatalf("%s was not welcomed: %+v", p.pid, reply)
	}
	p.hello = ok
	p.newMedia()
}
