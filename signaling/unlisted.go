package signaling

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"

	"github.com/etradeoffice/portal/signaling/registry"
	"github.com/etradeoffice/portal/signaling/ticket"
)

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
