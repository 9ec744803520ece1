package edge

import (
	"slices"
	"sync"
	"time"
)

// Gate lets as many handshakes compute at a time as there are processors. When a whole city's pages come back at once, so many
// would be under way that none of them ends before its client gives up, and all that was computed is lost. A place is held only
// while crypto/tls computes: whoever says nothing holds nobody up.
//
// Those that are on their way go first, for what was spent on them is lost if they come late. Of the others whoever came first
// does; who would wait for longer than the patience is turned away, having cost nothing, and comes back after a pause.
type Gate struct {
	patience time.Duration

	mu     sync.Mutex
	free   int    // places; none while anybody waits
	begun  []turn // first come, first served
	fresh  []turn
	turned uint64
}

// turn is closed when the place is there.
type turn chan struct{}

// NewGate has so many places. Its methods may be called from any goroutine.
func NewGate(places int, patience time.Duration) *Gate {
	return &Gate{free: places, patience: patience}
}

// enter takes a place for a handshake that begins; false: it was turned away.
func (g *Gate) enter() bool {
	mine := g.ask(&g.fresh)
	if mine == nil {
		return true
	}
	late := time.NewTimer(g.patience)
	defer late.Stop()
	select {
	case <-mine:
		return true
	case <-late.C:
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	at := slices.Index(g.fresh, mine) // among the first: whoever came before has been served or turned away
	if at < 0 {
		return true // its turn came at the same moment
	}
	g.fresh = slices.Delete(g.fresh, at, at+1)
	g.turned++
	return false
}

// again takes a place for a handshake that is on its way. Before it are only others like it, which compute for less than a millisecond each.
func (g *Gate) again() {
	if mine := g.ask(&g.begun); mine != nil {
		<-mine
	}
}

// ask takes a free place, or waits in the queue; nil: there was one.
func (g *Gate) ask(queue *[]turn) turn {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.free > 0 {
		g.free--
		return nil
	}
	mine := make(turn)
	*queue = append(*queue, mine)
	return mine
}

// leave gives the place to whoever is next.
func (g *Gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, queue := range []*[]turn{&g.begun, &g.fresh} {
		if len(*queue) > 0 {
			close((*queue)[0])
			*queue = (*queue)[1:]
			return
		}
	}
	g.free++
}

// turnedAway is how many were, since the start.
func (g *Gate) turnedAway() uint64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.turned
}
