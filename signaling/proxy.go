package signaling

import (
	"context"
	"net/http"

	"github.com/etradeoffice/portal/signaling/registry"
	"github.com/etradeoffice/portal/signaling/socket"
	"github.com/etradeoffice/portal/signaling/ticket"
	"github.com/etradeoffice/portal/signaling/wire"
)

// proxy leads a client whose room is at another node there: its page may have reached any node of the office. Only the socket is led; media go to the
// owner's own address.
func (v *visit) proxy(owner *registry.Elsewhere, id string, m *wire.Hello) error {
	s := v.server
	first, err := wire.Encode(wire.Frame{Head: wire.Head{ID: id}, Message: m})
	if err != nil {
		return err
	}
	header := http.Header{}
	s.sign(header, ticket.Call{Method: http.MethodGet, Path: nodeSocketPath, Client: v.ip})
	ctx, cancel := context.WithTimeout(s.ctx, callWithin)
	defer cancel()
	up, err := socket.DialUpstream(ctx, "ws"+owner.Inner[len("http"):]+nodeSocketPath, header, s.Dial)
	if err != nil {
		return err
	}
	return v.conn.Through(up, first)
}

// serveNode takes a client whom another node leads here. If the room has gone on meanwhile, the client comes back by itself: it is led once.
func (s *Server) serveNode(w http.ResponseWriter, r *http.Request, call ticket.Call) {
	s.take(w, r, socket.Options{Vouched: true}, &visit{server: s, ip: call.Client, led: true})
}
