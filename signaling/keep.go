package signaling

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/etradeoffice/portal/signaling/presence"
	"github.com/etradeoffice/portal/signaling/registry"
	"github.com/etradeoffice/portal/signaling/room"
	"github.com/etradeoffice/portal/signaling/socket"
	"github.com/etradeoffice/portal/signaling/turn"
	"github.com/etradeoffice/portal/signaling/wire"
)

// saveAfter is how long changes are gathered before they are saved, redisWithin how long one call to the registry may take.
const (
	saveAfter   = 250 * time.Millisecond
	saveAgain   = 2 * time.Second // after the registry was away
	redisWithin = 500 * time.Millisecond
	renewAgain  = turn.CredentialLife - time.Minute
	lingerFor   = 4 * time.Second // media of a room that has moved
)

// watch saves the room's state while it runs and clears up when its goroutine has ended.
func (l *live) watch() {
	pause := saveAfter
	for {
		select {
		case <-l.dirty:
			wait := time.NewTimer(pause)
			select {
			case <-wait.C:
			case <-l.room.Done():
				wait.Stop()
			}
			pause = saveAfter
			if !l.save() {
				pause = saveAgain
			}
		case <-l.room.Done():
			l.clearUp()
			return
		}
	}
}

// save keeps the state for the next process; false when the registry is away.
func (l *live) save() bool {
	state := l.room.State()
	if state.Ended != "" && len(state.Chat) > 0 {
		state.Chat = nil // a room that is over needs no words
	}
	data, err := state.Snapshot()
	if err == nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(l.server.ctx), redisWithin)
		defer cancel()
		err = l.server.Registry.Save(ctx, l.id, l.epoch, data)
	}
	switch {
	case errors.Is(err, registry.ErrFenced):
		l.server.renew() // finds out who has the room now
	case err != nil:
		l.server.away("room not saved", "room", l.id, "err", err)
		l.soil()
		return false
	}
	return true
}

// soil has the state saved soon.
func (l *live) soil() {
	select {
	case l.dirty <- struct{}{}:
	default:
	}
}

// clearUp is what remains to do when the room's goroutine has ended: by its end, by handing over, or by a fault.
func (l *live) clearUp() {
	s := l.server
	ended := l.room.State().Ended != ""
	if !ended {
		l.save()
	}
	l.closeSockets(wire.CloseDraining)
	moves := l.moves.Load() && !ended && len(l.room.State().People) > 0
	if !moves {
		l.media.Close()
	}
	if ended {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), redisWithin)
		if err := s.Registry.Drop(ctx, l.id); err != nil {
			s.Log.Warn("room's state not dropped", "room", l.id, "err", err)
		}
		cancel()
	}
	l.release()
	if moves {
		l.linger()
	}
	s.forget(l)
	s.Log.Info("room closed", "room", l.id, "epoch", l.epoch, "ended", ended)
}

// linger keeps the media of a room that is at another node by now, until those who talk have new ones there: nobody hears a gap. What the room decides
// meanwhile holds for the new ones at once; who was put out loses the old ones by the end of this.
func (l *live) linger() {
	wait := time.NewTimer(lingerFor)
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-l.server.ctx.Done():
	}
	l.media.Close()
}

func (l *live) release() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(l.server.ctx), redisWithin)
	defer cancel()
	if err := l.server.Registry.Release(ctx, l.id); err != nil {
		l.server.Log.Warn("room not released", "room", l.id, "err", err)
	}
}

// giveUp leaves the room to another node, to which clients go at once.
func (l *live) giveUp(url string) {
	for _, c := range l.everyone() {
		if url != "" {
			c.Send(wire.Head{Epoch: l.epoch}, &wire.Moved{URL: url}, socket.Critical, "")
		}
		c.Close(wire.CloseDraining)
	}
	l.room.Stop()
}

// handOver saves the state for the next process and lets everybody go there.
func (l *live) handOver(ctx context.Context) {
	<-l.ready
	if l.err != nil {
		return
	}
	l.moves.Store(len(l.server.nodes.others()) > 0)
	l.room.Stop()
	select {
	case <-l.gone:
	case <-ctx.Done():
	}
}

// keepLeases renews what this node holds, and its word that it is there. Without Redis rooms go on.
func (s *Server) keepLeases() {
	every(s.ctx, registry.Every, func() {
		s.renew()
		s.announce()
	})
}

func (s *Server) renew() {
	ctx, cancel := context.WithTimeout(s.ctx, registry.Every)
	defer cancel()
	lost, back, err := s.Registry.Renew(ctx)
	if err != nil && s.ctx.Err() == nil {
		s.metrics.renewed.WithLabelValues("failed").Inc()
		s.away("leases not renewed", "err", err)
	} else {
		s.metrics.renewed.WithLabelValues("done").Inc()
	}
	for _, l := range s.open() {
		if url, ok := lost[l.id]; ok && l.isOpen() {
			s.metrics.lost.Inc()
			s.Log.Warn("room is at another node", "room", l.id, "url", url)
			l.giveUp(url)
		}
		if slices.Contains(back, l.id) && l.isOpen() {
			l.soil() // what Redis had of it may be gone as well
		}
	}
}

// keepPeople tells presence who is in a call and brings new TURN credentials in time.
func (s *Server) keepPeople() {
	renewed := s.Now()
	every(s.ctx, presence.Every, func() {
		again := s.Now().Sub(renewed) >= renewAgain
		if again {
			renewed = s.Now()
		}
		for _, l := range s.open() {
			if l.isOpen() {
				s.keepRoom(l, again)
			}
		}
	})
}

func (s *Server) keepRoom(l *live, again bool) {
	state := l.room.State()
	for _, p := range state.People {
		if again && s.Turn != nil {
			l.room.Send(room.Credentials{PID: p.PID, ICE: s.ice(l.id, p.PID, s.Now())})
		}
		if p.In && p.CompanyID != "" && p.Session.Conn != 0 && s.Presence != nil {
			ctx, cancel := context.WithTimeout(s.ctx, redisWithin)
			if err := s.Presence.BeatInCall(ctx, p.CompanyID, p.PID); err != nil {
				s.Log.Debug("presence", "err", err)
			}
			cancel()
		}
	}
}

func (l *live) isOpen() bool {
	select {
	case <-l.ready:
		return l.err == nil
	default:
		return false
	}
}

// ice is what a participant's media may go through besides the direct path.
func (s *Server) ice(roomID, pid string, now time.Time) []wire.ICEServer {
	servers := []wire.ICEServer{}
	if s.Turn == nil {
		return servers
	}
	for _, t := range s.Turn.Credentials(roomID, pid, now) {
		servers = append(servers, wire.ICEServer{URLs: t.URLs, Username: t.Username, Credential: t.Credential})
	}
	return servers
}

// iceFor is the same for the owner of a session.
func (s *Server) iceFor(l *live, sid string) []wire.ICEServer {
	for _, p := range l.room.State().People {
		if p.Session.SID == sid {
			return s.ice(l.id, p.PID, s.Now())
		}
	}
	return nil
}

func every(ctx context.Context, interval time.Duration, do func()) {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			do()
		case <-ctx.Done():
			return
		}
	}
}
