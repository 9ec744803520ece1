package signaling

import (
	"errors"
	"sync"
	"time"

	"github.com/etradeoffice/portal/signaling/room"
	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/wire"
)

// task is one thing that the peer's own goroutine does in order: an offer (neg > 0) or a candidate.
type task struct {
	neg       int
	sdpz      string
	candidate string
}

// tasks is how many may wait.
const tasks = 64

// peer is a participant's media. Making it and answering offers takes some ms and runs on its own goroutine; slots and gates are told the
// SFU at once, or when it is there.
type peer struct {
	live   *live
	pid    string
	number int64
	tasks  chan task
	closed chan struct{}
	ended  chan struct{} // its goroutine is over

	mu    sync.Mutex
	media *sfu.Peer // nil until made
	slots []sfu.Slot
	gates [len(sfu.Sources)]bool // true is open
	loud  bool

	made  time.Time
	stood bool // media have stood
}

func (l *live) peer(pid string, number int64) *peer {
	if p := l.peers[pid]; p != nil && p.number == number {
		return p
	}
	return nil
}

func (l *live) openPeer(pid string, number int64) {
	p := &peer{live: l, pid: pid, number: number, tasks: make(chan task, tasks), closed: make(chan struct{}), ended: make(chan struct{}), made: l.server.Now()}
	before := l.peers[pid]
	l.peers[pid] = p
	l.server.running.Go(func() { p.run(before) }) // ends with closePeer or the room
}

func (l *live) closePeer(pid string, number int64) {
	p := l.peer(pid, number)
	if p == nil {
		return
	}
	close(p.closed)
	p.mu.Lock()
	media := p.media
	p.mu.Unlock()
	if media != nil {
		media.Close()
	}
}

// run waits for the peer before of the same person, so that the SFU meets them in order, makes this one and works off its tasks.
func (p *peer) run(before *peer) {
	defer close(p.ended)
	if before != nil {
		<-before.ended
	}
	media, err := p.live.media.Join(p.pid, p.hear)
	if err != nil {
		p.live.server.Log.Warn("no media peer", "room", p.live.id, "participant", p.pid, "err", err)
	} else if !p.begin(media) {
		media.Close()
		return
	}
	for {
		select {
		case t := <-p.tasks:
			p.work(media, t)
		case <-p.closed:
			return
		case <-p.live.room.Done():
			return
		}
	}
}

// begin tells the new SFU peer what was decided while it was made; false when it is no longer wanted.
func (p *peer) begin(media *sfu.Peer) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.closed:
		return false
	default:
	}
	p.media = media
	for i, source := range sfu.Sources {
		media.SetMuted(source, !p.gates[i])
	}
	p.live.media.Bind(p.pid, p.slots)
	return true
}

func (p *peer) work(media *sfu.Peer, t task) {
	if t.neg == 0 {
		if media != nil {
			_ = media.Candidate(t.candidate) // only a closed peer refuses
		}
		return
	}
	answer := room.Answered{PID: p.pid, Peer: p.number, Neg: t.neg}
	sdpz, err := p.answer(media, t)
	switch {
	case errors.Is(err, sfu.ErrStaleOffer), errors.Is(err, sfu.ErrClosed):
		return
	case err != nil:
		answer.Refused = err.Error()
	default:
		answer.SDPZ = sdpz
	}
	p.live.room.Must(answer)
}

func (p *peer) answer(media *sfu.Peer, t task) (string, error) {
	if media == nil {
		return "", sfu.ErrFull
	}
	offer, err := wire.UnpackSDP(t.sdpz)
	if err != nil {
		return "", err
	}
	answer, err := media.Offer(t.neg, offer)
	if err != nil {
		return "", err
	}
	return wire.PackSDP(answer)
}

func (p *peer) offer(neg int, sdpz string) {
	select {
	case p.tasks <- task{neg: neg, sdpz: sdpz}:
	default: // 64 offers and candidates wait: the client asks again
	}
}

func (p *peer) candidate(c string) {
	select {
	case p.tasks <- task{candidate: c}:
	default: // as above; the path may be found without it
	}
}

func (p *peer) bind(slots []room.Bound) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.slots = make([]sfu.Slot, len(slots))
	for i, s := range slots {
		p.slots[i] = sfu.Slot{Mid: s.MID, Publisher: s.PID, Source: sfu.Source(s.Source), Most: sfu.Layer(s.Most)}
	}
	if p.media != nil {
		p.live.media.Bind(p.pid, p.slots)
	}
}

func (p *peer) gate(source wire.Source, open bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, s := range sfu.Sources {
		if s == sfu.Source(source) {
			p.gates[i] = open
		}
	}
	if p.media != nil {
		p.media.SetMuted(sfu.Source(source), !open)
	}
}

// hear turns news of the SFU into commands. It is called from the SFU's goroutines and does not wait.
func (p *peer) hear(e sfu.Event) {
	switch e := e.(type) {
	case sfu.TransportUp:
		p.stands(e.Rung)
		p.tell(room.Transport{PID: p.pid, Peer: p.number, Up: true, Rung: wire.Rung(e.Rung)})
	case sfu.TransportDown:
		p.live.server.metrics.stands.Inc()
		p.tell(room.Transport{PID: p.pid, Peer: p.number})
	case sfu.TrackStalled:
		p.tell(room.Stalled{PID: p.pid, Peer: p.number, Source: wire.Source(e.Source)})
	case sfu.LayersWanted:
		p.tell(room.Layers{PID: p.pid, Peer: p.number, Source: wire.Source(e.Source), On: e.On})
	case sfu.Level:
		if p.changed(e.Speaking) {
			p.tell(room.Speaking{PID: p.pid, Peer: p.number, Loud: e.Speaking})
		}
	case sfu.Quality:
		p.live.server.metrics.measured(e)
		p.live.room.Send(room.Measured{ // the next one comes in 2 s
			PID: p.pid, Peer: p.number, Rung: wire.Rung(e.Rung), RTTms: int(e.RTT.Milliseconds()), LossPct: 100 * e.Loss(), Narrow: e.Narrow,
			Up: room.Flow{LossPct: 100 * e.Up.Loss, Kbps: e.Up.Kbps}, Down: room.Flow{LossPct: 100 * e.Down.Loss, Kbps: e.Down.Kbps},
		})
	}
}

// stands counts the first time that media stand.
func (p *peer) stands(rung sfu.Rung) {
	p.mu.Lock()
	first := !p.stood
	p.stood = true
	p.mu.Unlock()
	if first {
		p.live.server.metrics.joined(rung, p.live.server.Now().Sub(p.made))
	}
}

func (p *peer) changed(loud bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	was := p.loud
	p.loud = loud
	return was != loud
}

// tell hands on what may not be lost; with a full mailbox another goroutine waits, until there is space or the room is over.
func (p *peer) tell(c room.Command) {
	if !p.live.room.Send(c) {
		go p.live.room.Must(c)
	}
}
