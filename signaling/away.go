package signaling

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/etradeoffice/portal/signaling/registry"
	"github.com/etradeoffice/portal/signaling/ticket"
)

// sayAgain is how long the log is spared a failure of the registry after the same one; there are some every second while it is away.
const sayAgain = 10 * time.Second

// grumbles are when the log was last told that the registry does not answer, by what failed.
type grumbles struct {
	mu   sync.Mutex
	said map[string]time.Time
}

// away says that something has failed for want of the registry.
func (s *Server) away(what string, details ...any) {
	s.grumbles.mu.Lock()
	defer s.grumbles.mu.Unlock()
	if s.grumbles.said == nil {
		s.grumbles.said = map[string]time.Time{}
	}
	now := s.Now()
	if last, told := s.grumbles.said[what]; told && now.Sub(last) < sayAgain {
		return
	}
	s.grumbles.said[what] = now
	s.Log.Warn(what, details...)
}

// placed is a node's word that it has a room.
type placed struct {
	Epoch int64 `json:"epoch"`
}

// unlisted is another node that has a room though the registry does not say so: it is away, or has come back empty just now. Then the nodes ask each other, so
// that who lost a socket comes back by any of them, and nobody opens a second room. Nil: nobody says so, or the registry is to be asked.
func (s *Server) unlisted(ctx context.Context, room string) *registry.Elsewhere {
	if young, err := s.Registry.Young(ctx); err == nil && !young {
		return nil
	}
	others := s.nodes.others()
	answers := make([]placed, len(others))
	var asked sync.WaitGroup
	for i, inner := range others {
		asked.Go(func() {
			// s.ctx: what the registry has cost of the caller's time must not count.
			if err := s.call(s.ctx, inner, http.MethodGet, nodeRoomPath+room, nil, &answers[i]); err != nil {
				s.Log.Debug("room of another node", "room", room, "err", err)
			}
		})
	}
	asked.Wait()
	var owner *registry.Elsewhere
	newest := int64(0)
	for i, a := range answers {
		if a.Epoch > newest {
			newest, owner = a.Epoch, &registry.Elsewhere{Inner: others[i]}
		}
	}
	return owner
}

// tellRoom answers 404 for a room that is not here.
func (s *Server) tellRoom(w http.ResponseWriter, r *http.Request, _ ticket.Call) {
	s.mu.Lock()
	l := s.rooms[r.PathValue("room")]
	s.mu.Unlock()
	if l == nil || !l.isOpen() {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(placed{l.epoch}); err != nil {
		s.Log.Debug("room for another node", "err", err)
	}
}
