package signaling

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/etradeoffice/portal/signaling/control"
	"github.com/etradeoffice/portal/signaling/registry"
	"github.com/etradeoffice/portal/signaling/ticket"
)

// The routes that only other nodes of the office may call; every call is signed, see ticket.Call. The socket is in proxy.go.
const (
	nodeSocketPath = "/live/node/ws"
	nodeOrdersPath = "/live/node/orders"
	nodeWordsPath  = "/live/node/words" // orders that nodes of versions before would take for the end of the room
	nodeBoardPath  = "/live/node/board"
	nodeRoomPath   = "/live/node/rooms/"
)

// callWithin is how long another node may take, callMost how much it may say.
const (
	callWithin = 2 * time.Second
	callMost   = 1 << 20
)

// nodes are the others that run rooms of this office, as they were at the last beat.
type nodes struct {
	mu     sync.Mutex
	inner  []string
	caller *http.Client
}

func newNodes(c Config) *nodes {
	return &nodes{caller: &http.Client{Timeout: callWithin, Transport: &http.Transport{
		DialContext: c.Dial, MaxIdleConnsPerHost: 2, IdleConnTimeout: time.Minute,
	}}}
}

func (n *nodes) others() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.inner)
}

// announce says that this node is there and learns who else is. Without Redis those of before count on.
func (s *Server) announce() {
	ctx, cancel := context.WithTimeout(s.ctx, redisWithin)
	defer cancel()
	others, err := s.Registry.Announce(ctx)
	if err != nil {
		if s.ctx.Err() == nil {
			s.away("node not announced", "err", err)
		}
		return
	}
	s.nodes.mu.Lock()
	defer s.nodes.mu.Unlock()
	s.nodes.inner = others
}

// NodeRoutes adds what other nodes may call; best at an address that only they reach.
func (s *Server) NodeRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET "+nodeSocketPath, s.fromNode(s.serveNode))
	mux.HandleFunc("POST "+nodeOrdersPath, s.fromNode(s.takeOrder))
	mux.HandleFunc("POST "+nodeWordsPath, s.fromNode(s.takeOrder))
	mux.HandleFunc("GET "+nodeBoardPath, s.fromNode(s.tellBoard))
	mux.HandleFunc("GET "+nodeRoomPath+"{room}", s.fromNode(s.tellRoom))
}

// fromNode answers 403 to whoever is no node of this office.
func (s *Server) fromNode(next func(http.ResponseWriter, *http.Request, ticket.Call)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, callMost))
		if err != nil {
			http.Error(w, "malformed", http.StatusBadRequest)
			return
		}
		call := ticket.Call{Method: r.Method, Path: r.URL.Path, Client: r.Header.Get(ticket.ClientHeader), Body: body}
		if call.Check(s.Keys, r.Header.Get(ticket.CallHeader), s.Now()) != nil {
			http.Error(w, "for nodes of this office only", http.StatusForbidden)
			return
		}
		next(w, r, call)
	}
}

// sign puts the signature of a call on a request's header.
func (s *Server) sign(h http.Header, call ticket.Call) {
	h.Set(ticket.CallHeader, call.Sign(s.Keys, s.Now()))
	if call.Client != "" {
		h.Set(ticket.ClientHeader, call.Client)
	}
}

// call asks one other node; answer may be nil.
func (s *Server) call(ctx context.Context, inner, method, path string, body []byte, answer any) error {
	ctx, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, inner+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("ask node %s: %w", inner, err)
	}
	s.sign(request.Header, ticket.Call{Method: method, Path: path, Body: body})
	response, err := s.nodes.caller.Do(request)
	if err != nil {
		return fmt.Errorf("ask node %s: %w", inner, err)
	}
	defer func() { _ = response.Body.Close() }()
	data, err := io.ReadAll(io.LimitReader(response.Body, callMost))
	switch {
	case err != nil:
		return fmt.Errorf("ask node %s: %w", inner, err)
	case response.StatusCode >= http.StatusMultipleChoices:
		return fmt.Errorf("node %s answers %s: %s", inner, response.Status, bytes.TrimSpace(data))
	case answer == nil:
		return nil
	}
	if err := json.Unmarshal(data, answer); err != nil {
		return fmt.Errorf("node %s answers nonsense: %w", inner, err)
	}
	return nil
}

// orderAll gives an order of the portal to this node and all others: any of them may have the room, or be asked for it with a ticket from before. An
// error means that it may not have come to the room; the portal's job tries again.
func (s *Server) orderAll(ctx context.Context, o portalOrder) error {
	here := s.obey(ctx, o)
	body, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("order: %w", err)
	}
	path := nodeOrdersPath
	if o.Says != nil {
		path = nodeWordsPath
	}
	var failed []error
	var reached []string
	for _, inner := range s.nodes.others() {
		if err := s.call(ctx, inner, http.MethodPost, path, body, nil); err != nil {
			failed = append(failed, err)
			continue
		}
		reached = append(reached, inner)
	}
	owner, elsewhere := errors.AsType[*registry.Elsewhere](here)
	if elsewhere && slices.Contains(reached, owner.Inner) {
		here = nil
	}
	return errors.Join(append(failed, here)...)
}

func (s *Server) takeOrder(w http.ResponseWriter, r *http.Request, call ticket.Call) {
	var o portalOrder
	strict := json.NewDecoder(bytes.NewReader(call.Body))
	strict.DisallowUnknownFields() // an order that this version does not know is none of those that it knows
	if err := strict.Decode(&o); err != nil {
		http.Error(w, "malformed", http.StatusBadRequest)
		return
	}
	if err := s.obey(r.Context(), o); err != nil && !errors.Is(err, registry.ErrElsewhere) {
		s.Log.Warn("order of another node", "room", o.Room, "err", err)
		http.Error(w, "order not carried out", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) tellBoard(w http.ResponseWriter, _ *http.Request, _ ticket.Call) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(s.views()); err != nil {
		s.Log.Debug("board for another node", "err", err)
	}
}

// boards is what the rooms of all nodes look like; with an error what could be seen.
func (s *Server) boards(ctx context.Context) ([]control.RoomView, error) {
	others := s.nodes.others()
	views, failed := make([][]control.RoomView, len(others)), make([]error, len(others))
	var asked sync.WaitGroup
	for i, inner := range others {
		asked.Go(func() { failed[i] = s.call(ctx, inner, http.MethodGet, nodeBoardPath, nil, &views[i]) })
	}
	asked.Wait()
	return slices.Concat(append(views, s.views())...), errors.Join(failed...)
}
