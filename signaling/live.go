package signaling

import (
	"context"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/etradeoffice/portal/signaling/room"
	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/socket"
	"github.com/etradeoffice/portal/signaling/wire"
)

// live is one room with all that hangs on it.
type live struct {
	server *Server
	id     string
	epoch  int64
	room   *room.Room
	media  *sfu.Room
	dirty  chan struct{} // holds a token while the state is to be saved
	gone   chan struct{} // closed when the room is no longer in the server's list
	ready  chan struct{} // closed when it is open or has failed
	err    error         // why it has failed
	moves  atomic.Bool   // to another node, which is there: media go on here until they stand there

	mu    sync.Mutex
	conns map[int64]*socket.Conn
	peers map[string]*peer // touched by the room's goroutine and at the end
}

// room is the open room of this id. One that is not open is opened: from its snapshot, or new with the terms of a ticket. Without terms and
// snapshot it is errSession.
func (s *Server) room(ctx context.Context, id string, terms *room.Terms) (*live, error) {
	s.mu.Lock()
	l := s.rooms[id]
	if l == nil {
		if s.draining {
			s.mu.Unlock()
			return nil, context.Canceled
		}
		l = &live{
			server: s, id: id, dirty: make(chan struct{}, 1), gone: make(chan struct{}), ready: make(chan struct{}),
			conns: map[int64]*socket.Conn{}, peers: map[string]*peer{},
		}
		s.rooms[id] = l
		s.mu.Unlock()
		l.err = l.start(ctx, terms)
		if l.err != nil {
			s.forget(l)
		}
		close(l.ready)
		return l, l.err
	}
	s.mu.Unlock()
	select {
	case <-l.ready:
		return l, l.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (s *Server) forget(l *live) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rooms[l.id] == l {
		delete(s.rooms, l.id)
	}
	close(l.gone)
}

// start takes the lease, loads what was saved and starts the room's goroutine.
func (l *live) start(ctx context.Context, terms *room.Terms) error {
	s := l.server
	if owner := s.unlisted(ctx, l.id); owner != nil {
		return owner
	}
	if terms == nil {
		if data, err := s.Registry.Load(ctx, l.id); err != nil || data == nil {
			if err == nil {
				err = errSession
			}
			return err
		}
	}
	epoch, err := s.Registry.Acquire(ctx, l.id)
	if err != nil {
		return err
	}
	l.epoch = epoch
	state, restored, err := l.state(ctx, terms)
	if err != nil {
		l.release()
		return err
	}
	l.media = s.SFU.Open(l.id)
	l.room = room.Start(state, s.Now, s.Log.With("room", l.id), l.execute)
	l.room.Must(room.Open{})
	s.running.Go(l.watch) // ends with the room
	s.Log.Info("room opened", "room", l.id, "epoch", epoch, "restored", restored)
	return nil
}

// state is what was saved, or a new room with the terms of a ticket. What was saved and cannot be read counts as nothing: people must be able to meet.
func (l *live) state(ctx context.Context, terms *room.Terms) (state room.State, restored bool, err error) {
	s := l.server
	data, err := s.Registry.Load(ctx, l.id)
	if err != nil {
		return state, false, err
	}
	if data != nil {
		if state, err = room.Restore(data, l.epoch, s.Now()); err == nil {
			return state, true, nil
		}
		s.Log.Error("room's saved state is damaged, it begins anew", "room", l.id, "err", err)
	}
	if terms == nil {
		return state, false, errSession
	}
	return room.New(*terms, l.epoch), false, nil
}

func (l *live) add(c *socket.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conns[c.ID()] = c
}

func (l *live) remove(c *socket.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.conns, c.ID())
}

func (l *live) conn(id int64) *socket.Conn {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.conns[id]
}

func (l *live) everyone() []*socket.Conn {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Collect(maps.Values(l.conns))
}

// closeSockets closes every socket that is left.
func (l *live) closeSockets(code wire.CloseCode) {
	for _, c := range l.everyone() {
		c.Close(code)
	}
}
