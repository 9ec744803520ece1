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

// peer is a participant's media. It is made with their first offer: who only holds a socket costs little. Making it and answering offers
// takes some ms and runs on its own goroutine; slots and gates are told the SFU at once, or when it is there.
type peer struct {
	live   *live
	pid    string
	number int64
	before *peer // the last one of the same person that has begun; nil for none
	closed chan struct{}

	// Of the room's goroutine: nil until something is to be done.
	tasks chan task
	ended chan struct{} // its goroutine is over

	mu    sync.Mutex
	media *sfu.Peer // nil until made
	slots []sfu.Slot
	gates [len(sfu.Sources)]bool // true is open
	told  sfu.Level              // whether audible and speaking, as the room was told last

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
	p := &peer{live: l, pid: pid, number: number, closed: make(chan struct{}), made: l.server.Now()}
	if before := l.peers[pid]; before != nil && before.tasks == nil {
		p.before = before.before
	} else {
		p.before = before
	}
	l.peers[pid] = p
}

// do has the peer's goroutine do one thing more. With the first it begins.
func (p *peer) do(t task) {
	if p.tasks == nil {
		queue, ended, before := make(chan task, tasks), make(chan struct{}), p.before
		p.tasks, p.ended, p.before = queue, ended, nil
		p.live.server.running.Go(func() { // ends with closePeer or the room
			defer close(ended)
			if before != nil {
				<-before.ended // so that the SFU meets them in order
			}
			p.run(queue)
		})
	}
	select {
	case p.tasks <- t:
	default: // 64 offers and candidates wait: the client asks again, and the path may be found without a candidate
	}
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

// run makes the SFU's peer and works off the tasks.
func (p *peer) run(queue <-chan task) {
	media, err := p.live.media.Join(p.pid, p.hear)
	if err != nil {
		p.live.server.Log.Warn("no media peer", "room", p.live.id, "participant", p.pid, "err", err)
	} else if !p.begin(media) {
		media.Close()
		return
	}
	for {
		select {
		case t := <-queue:
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
		pictures := media.Pictures()
		answer.SDPZ, answer.Sends = sdpz, wire.Codec(pictures.Sends)
		for _, c := range pictures.Takes {
			answer.Takes = append(answer.Takes, wire.Codec(c))
		}
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
		if p.changed(e) {
			p.tell(room.Speaking{PID: p.pid, Peer: p.number, Audible: e.Audible, Loud: e.Speaking})
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

func (p *peer) changed(level sfu.Level) bool {
	level.DBov = 0
	p.mu.Lock()
	defer p.mu.Unlock()
	was := p.told
	p.told = level
	return was != level
}

// tell hands on what may not be lost; with a full mailbox another goroutine waits, until there is space or the room is over.
func (p *peer) tell(c room.Command) {
	if !p.live.room.Send(c) {
		go p.live.room.Must(c)
	}
}
