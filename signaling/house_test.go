package signaling_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/etradeoffice/portal/signaling"
	"github.com/etradeoffice/portal/signaling/control"
	"github.com/etradeoffice/portal/signaling/leaktest"
	"github.com/etradeoffice/portal/signaling/registry"
	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/sfu/sfutest"
	"github.com/etradeoffice/portal/signaling/socket/sockettest"
	"github.com/etradeoffice/portal/signaling/ticket"
	"github.com/etradeoffice/portal/signaling/wire"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

const roomID = "0198a1b2-0000-7000-8000-00000000c042"

var keys = ticket.Keys{Current: bytes.Repeat([]byte("k"), ticket.MinKey)}

// house is a live side in virtual time: sockets in memory, media on a virtual network, leases in memory. It must run in a synctest bubble.
type house struct {
	t      *testing.T
	net    *sfutest.Network
	hosts  map[string]sfu.Config // media port of each node by name
	leases *registry.Memory
	ledger *ledger
	people []*person
	node   *node            // the one that browsers reach, unless a person says at which
	nodes  map[string]*node // all that run
	folder string           // for facts
}

// node is one process's worth of it.
type node struct {
	name   string
	server *signaling.Server
	media  *sfu.SFU
	http   *http.Server
	pipes  *pipes
	served chan error
}

// person is a browser: a socket and media.
type person struct {
	house  *house
	pid    string
	role   wire.Role
	mark   uint32
	socket *sockettest.Client
	media  *sfutest.Client
	config sfutest.Config
	at     *node // nil: house.node
	neg    int
	hello  *wire.HelloOK
}

// newHouse has n people with a host each, of the roles in turn.
func newHouse(t *testing.T, oneWay time.Duration, loss float64, roles ...wire.Role) *house {
	t.Helper()
	network, err := sfutest.NewNetwork(oneWay, loss)
	check(t, err)
	h := &house{t: t, net: network, leases: registry.NewMemory(time.Now), ledger: &ledger{}, hosts: map[string]sfu.Config{}, nodes: map[string]*node{}}
	for i, name := range []string{"one", "two", "three"} {
		ip := fmt.Sprintf("8.8.4.%d", i+4)
		server, err := network.Host(ip)
		check(t, err)
		h.hosts[name] = sfu.Config{UDPAddr: ip + ":3478", Net: server}
	}
	for i, role := range roles {
		host, err := network.Host(fmt.Sprintf("8.8.5.%d", i+1))
		check(t, err)
		h.people = append(h.people, &person{
			house: h, pid: fmt.Sprintf("%s-%d", role, i+1), role: role, mark: uint32(i + 1), config: sfutest.Config{Net: host},
		})
	}
	check(t, network.Start())
	h.start("one")
	return h
}

// start runs a node with this name.
func (h *house) start(name string) {
	h.t.Helper()
	media, err := sfu.New(h.hosts[name])
	check(h.t, err)
	server, err := signaling.New(signaling.Config{
		Keys: keys, Registry: h.leases.Node(name, "ws://"+name+".test/live/ws", "http://"+name+".node:80"), SFU: media, Facts: h.ledger, FactFolder: h.folder,
		Hellos: 1000, Dial: h.between,
		Log: slog.New(slog.DiscardHandler),
	})
	check(h.t, err)
	mux := http.NewServeMux()
	server.Routes(mux)
	server.NodeRoutes(mux)
	n := &node{name: name, server: server, media: media, http: &http.Server{Handler: mux}, pipes: newPipes(), served: make(chan error, 1)}
	go func() { n.served <- n.http.Serve(n.pipes) }() // ends with stop
	h.node, h.nodes[name] = n, n
}

// between connects one node to another, whose name is the host's first part.
func (h *house) between(ctx context.Context, network, address string) (net.Conn, error) {
	name, _, _ := strings.Cut(address, ".")
	n := h.nodes[name]
	if n == nil {
		return nil, errors.New("no node " + name)
	}
	return n.pipes.dial(ctx, network, address)
}

// stop ends the house's node in order, as SIGTERM does.
func (h *house) stop() {
	h.t.Helper()
	h.end(h.node)
}

func (h *house) end(n *node) {
	h.t.Helper()
	check(h.t, n.server.Close())
	check(h.t, n.http.Close())
	delete(h.nodes, n.name)
	if err := <-n.served; !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
		h.t.Error(err)
	}
	n.media.Close()
}

// close ends everything, so that the bubble can end.
func (h *house) close() {
	for _, p := range h.people {
		p.leave()
	}
	for _, n := range h.nodes {
		h.end(n)
	}
	h.net.Stop()
}

// within bounds what a step may take, in virtual time.
func (h *house) within() (context.Context, context.CancelFunc) {
	return context.WithTimeout(h.t.Context(), 30*time.Second)
}

func (p *person) ticket(change ...func(*ticket.Claims)) string {
	now := time.Now()
	side := map[wire.Role]wire.Side{wire.RoleHost: wire.SideSupplier, wire.RoleGuest: wire.SideBuyer}[p.role]
	if side == "" {
		side = wire.SideOffice
	}
	claims := ticket.Claims{
		Room: roomID, Participant: p.pid, Name: "Name " + p.pid, Role: string(p.role), Side: string(side), Company: "Company", Lang: "en",
		Number: "SW-2026-0042", StartsAt: now, EndsAt: now.Add(time.Hour), Exp: now.Add(ticket.Life),
	}
	for _, c := range change {
		c(&claims)
	}
	return ticket.Mint(keys, claims)
}

// dial opens a socket and says hello; the reply is hello.ok or an error.
func (p *person) dial(hello *wire.Hello) wire.Message {
	t := p.house.t
	t.Helper()
	ctx, cancel := p.house.within()
	defer cancel()
	if p.socket != nil {
		p.socket.Cut()
	}
	var err error
	p.socket, err = sockettest.Dial(ctx, "ws://etrade.test/live/ws", sockettest.Options{Origin: "http://etrade.test", Dial: p.node().pipes.dial})
	check(t, err)
	reply, err := p.socket.Ask(ctx, hello)
	check(t, err)
	if ok, is := reply.(*wire.HelloOK); is {
		p.hello = ok
		if ok.NewMedia {
			p.newMedia()
		}
	}
	return reply
}

func (p *person) node() *node {
	if p.at != nil {
		return p.at
	}
	return p.house.node
}

func (p *person) newMedia() {
	if p.media != nil {
		p.media.Close()
	}
	var err error
	p.media, err = sfutest.New(p.config)
	check(p.house.t, err)
	p.neg = 0
}

// join comes with a ticket and sets up media.
func (p *person) join() {
	p.house.t.Helper()
	if reply, ok := p.dial(&wire.Hello{Ticket: p.ticket()}).(*wire.HelloOK); !ok {
		p.house.t.Fatalf("%s was not welcomed: %+v", p.pid, reply)
	}
	p.connect()
}

// resume goes on with the session.
func (p *person) resume() *wire.HelloOK {
	p.house.t.Helper()
	reply := p.dial(&wire.Hello{Resume: &wire.Resume{SID: p.hello.SID, Token: p.hello.Resume}})
	ok, is := reply.(*wire.HelloOK)
	if !is {
		p.house.t.Fatalf("%s could not resume: %+v", p.pid, reply)
	}
	if ok.NewMedia {
		p.connect()
	}
	return ok
}

// connect negotiates over the socket and waits until the transport is up.
func (p *person) connect() {
	t := p.house.t
	t.Helper()
	ctx, cancel := p.house.within()
	defer cancel()
	offer, err := p.media.Offer(ctx, false)
	check(t, err)
	sdpz, err := wire.PackSDP(offer)
	check(t, err)
	p.neg++
	p.ask(&wire.Offer{Neg: p.neg, SDPZ: sdpz})
	answer, err := sockettest.Await(ctx, p.socket, func(a *wire.Answer) bool { return a.Neg == p.neg })
	check(t, err)
	sdp, err := wire.UnpackSDP(answer.SDPZ)
	check(t, err)
	check(t, p.media.Answer(sdp))
	check(t, p.media.WaitUp(ctx))
}

// ask must be answered ok.
func (p *person) ask(m wire.Message) {
	p.house.t.Helper()
	if refused := p.try(m); refused != "" {
		p.house.t.Fatalf("%s: %s was refused: %s", p.pid, m.Type(), refused)
	}
}

func (p *person) try(m wire.Message) wire.ErrorCode {
	p.house.t.Helper()
	ctx, cancel := p.house.within()
	defer cancel()
	reply, err := p.socket.Ask(ctx, m)
	check(p.house.t, err)
	if e, ok := reply.(*wire.Error); ok {
		return e.Code
	}
	return ""
}

// play publishes sources and sends marked packets until the returned func is called.
func (p *person) play(sources ...sfu.Source) (stop func()) {
	p.house.t.Helper()
	ctx, cancel := context.WithCancel(p.house.t.Context())
	var all sync.WaitGroup
	for _, s := range sources {
		p.ask(&wire.PublishSet{Source: wire.Source(s), Active: true})
		track := p.media.Track(s)
		all.Go(func() { track.Play(ctx, p.mark, 20) })
	}
	return func() { cancel(); all.Wait() }
}

func (p *person) leave() {
	if p.media != nil {
		p.media.Close()
		p.media = nil
	}
	if p.socket != nil {
		p.socket.Cut()
		p.socket = nil
	}
}

// latest is the newest message of a type that has come.
func latest[M wire.Message](p *person) (m M) {
	for _, f := range p.socket.All() {
		if is, ok := f.Message.(M); ok {
			m = is
		}
	}
	return m
}

// packets is what has come on all m-lines.
func (p *person) packets() (n int) {
	for mid := sfu.FirstAudioMid; mid < sfu.Lines; mid++ {
		n += p.media.Received(fmt.Sprint(mid)).Packets
	}
	return n
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ledger is the portal's end of facts; it takes them unless it is away.
type ledger struct {
	mu    sync.Mutex
	away  bool
	facts []control.Fact
}

func (l *ledger) Record(_ context.Context, f control.Fact) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.away {
		return errors.New("away")
	}
	l.facts = append(l.facts, f)
	return nil
}

func (l *ledger) setAway(away bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.away = away
}

func (l *ledger) kinds() (kinds []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.facts {
		kinds = append(kinds, f.Kind)
	}
	return kinds
}

// pipes is a listener whose connections never leave the process.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.conns <- theirs:
		return ours, nil
	case <-p.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipes"} }
