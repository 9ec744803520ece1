// Package signaling owns the live side's front: it accepts sockets, verifies tickets, opens rooms under a lease, carries out what rooms
// decide (words to sockets, tracks to the SFU, facts to the portal, snapshots to the registry), shows the board and drains.
// It leaves every decision about people to room, media to sfu, words to wire, and who may have a ticket to the portal.
//
//	socket -> accept.go -> room (reducer) -> execute.go -> socket, peer.go (sfu), facts.go (portal), keep.go (registry)
//
// Several processes may share one Redis: a room is at one of them, and nodes.go and proxy.go bring orders and sockets there.
package signaling

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/etradeoffice/portal/signaling/control"
	"github.com/etradeoffice/portal/signaling/presence"
	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/socket"
	"github.com/etradeoffice/portal/signaling/ticket"
	"github.com/etradeoffice/portal/signaling/turn"
)

// Config is what the live side is built from. Keys, Registry, SFU and Facts are needed.
type Config struct {
	Keys       ticket.Keys
	Origins    []string // exact origins of the portal's pages; empty: the request's own scheme and host
	Registry   Leases
	SFU        *sfu.SFU
	Facts      control.Facts
	FactFolder string                     // keeps facts that the portal has not taken yet, also over a restart; "" for memory
	Presence   *presence.Presence         // nil: calls show in nobody's presence
	Turn       *turn.Server               // nil: no relay
	ClientIP   func(*http.Request) string // nil: the connection's own address
	Hellos     int                        // hellos a minute an address; 0 for 20
	Dial       socket.Dialer              // connections to other nodes; nil: the operating system's
	Log        *slog.Logger
	Now        func() time.Time // nil: time.Now
}

// Leases says which rooms this node has and keeps their state: *registry.Registry on Redis, *registry.MemoryNode in one process.
type Leases interface {
	Acquire(ctx context.Context, room string) (epoch int64, err error)
	Renew(ctx context.Context) (lost map[string]string, back []string, err error)
	Release(ctx context.Context, room string) error
	Save(ctx context.Context, room string, epoch int64, data []byte) error
	Load(ctx context.Context, room string) ([]byte, error)
	Drop(ctx context.Context, room string) error
	Announce(ctx context.Context) (others []string, err error)
	Withdraw(ctx context.Context) error
	Young(ctx context.Context) (bool, error)
}

// Server is the live side of one process. It is safe for concurrent use.
type Server struct {
	Config
	mu       sync.Mutex
	rooms    map[string]*live
	draining bool
	facts    *factQueue
	limits   *limits
	metrics  *metrics
	checks   checks
	orders   orders
	nodes    *nodes
	grumbles grumbles
	ctx      context.Context // ends with Close
	cancel   context.CancelFunc
	running  sync.WaitGroup
}

var _ control.Rooms = (*Server)(nil)

// New starts the server's own goroutines; Close ends them.
func New(c Config) (*Server, error) {
	if err := c.Keys.Check(); err != nil {
		return nil, err
	}
	if c.Registry == nil || c.SFU == nil || c.Facts == nil {
		return nil, errors.New("signaling: registry, sfu and facts are needed")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Hellos == 0 {
		c.Hellos = 20
	}
	s := &Server{Config: c, rooms: map[string]*live{}, limits: newLimits(c.Hellos), metrics: newMetrics(), nodes: newNodes(c)}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	facts, err := newFactQueue(c.Facts, c.FactFolder, c.Log)
	if err != nil {
		return nil, err
	}
	s.facts = facts
	s.announce()
	s.running.Go(func() { s.facts.run(s.ctx) }) // ends with Close
	s.running.Go(s.keepLeases)                  // ends with Close
	s.running.Go(s.keepPeople)                  // ends with Close
	return s, nil
}

// Routes adds the socket endpoint and what the device check asks.
func (s *Server) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /live/ws", s.serve)
	mux.HandleFunc("GET /live/check", s.checkICE)
	mux.HandleFunc("POST /live/check", s.check)
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if s.isDraining() {
		w.Header().Set("Retry-After", "2")
		http.Error(w, "going away", http.StatusServiceUnavailable)
		return
	}
	s.take(w, r, socket.Options{Origins: s.Origins}, &visit{server: s, ip: s.clientIP(r)})
}

// take lets one client in. It is served on a goroutine of its own, so that the request is over: while a handler runs, net/http keeps its
// buffers and a stack that has grown, 20 kB for a socket that says little.
func (s *Server) take(w http.ResponseWriter, r *http.Request, o socket.Options, v *visit) {
	conn, err := socket.Accept(w, r, o)
	if err != nil {
		s.metrics.refused.Inc()
		return
	}
	v.conn = conn
	s.metrics.sockets.Inc()
	go v.serve() // ends with the connection
}

func (s *Server) isDraining() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.draining
}

// Drain stops taking people and closes every socket with the code that lets clients come back: to another node, or the next process, which finds the rooms' state
// in the registry. Where there is another node, media go on here until people have new ones there. It returns when all is saved and over, or with ctx.
func (s *Server) Drain(ctx context.Context) error {
	s.mu.Lock()
	s.draining = true
	rooms := s.list()
	s.mu.Unlock()
	if err := s.Registry.Withdraw(ctx); err != nil {
		s.Log.Warn("node not withdrawn", "err", err)
	}
	var wait sync.WaitGroup
	for _, l := range rooms {
		wait.Go(func() { l.handOver(ctx) })
	}
	wait.Wait()
	return s.facts.flush(ctx)
}

// Close drains for at most 10 s and ends all goroutines.
func (s *Server) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	err := s.Drain(ctx)
	s.cancel()
	s.running.Wait()
	s.nodes.caller.CloseIdleConnections()
	return err
}

// list is all rooms that are open; the caller holds mu.
func (s *Server) list() []*live {
	all := make([]*live, 0, len(s.rooms))
	for _, l := range s.rooms {
		all = append(all, l)
	}
	return all
}

func (s *Server) open() []*live {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.list()
}
