package sfu

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
)

// uplink is one incoming stream: a participant's microphone, camera or screen. Its packets arrive on the goroutine of
// the publisher's SRTP session and leave to every subscriber before that goroutine reads the next one.
type uplink struct {
	peer   *Peer
	source Source
	gate   *gate
	ssrc   uint32
	clock  int64 // Hz
	ids    extensions
	ring   *ring
	subs   atomic.Pointer[[]*slot] // changed under the room's lock, read without

	mu       sync.Mutex
	window   window
	keyframe keyframe
	intra    int64 // number of the newest keyframe's first packet, if everything since may be sent; 0 = none
	speech   speech
	pt       uint8 // of the stream itself, for its retransmissions
	last     int64 // when the last packet came; 0 = none yet
	stalled  bool
	sender   senderReport
	nacks    [16]uint16
	budget   budget
}

// budget drops what exceeds the most that a source may send, so that one participant cannot fill everybody's link.
type budget struct {
	limit int // bytes a second
	since int64
	spent int
}

// The most a source may send in a second, bytes: 16 Mbit/s of video, 1 Mbit/s of audio.
const (
	videoBudget = 2_000_000
	audioBudget = 125_000
)

func (b *budget) take(size int, now int64) bool {
	if now-b.since >= int64(time.Second) {
		b.since, b.spent = now, 0
	}
	b.spent += size
	return b.spent <= b.limit
}

// gate is what the room decided about a source. It outlives the uplink, so that a new stream of a muted source is muted.
type gate struct {
	muted atomic.Bool
	turns atomic.Uint32 // grows whenever muted changes: slots begin anew
}

func newUplink(p *Peer, source Source, ssrc uint32, clock int64, ids extensions) *uplink {
	u := &uplink{peer: p, source: source, gate: &p.gates[source.index()], ssrc: ssrc, clock: clock, ids: ids, ring: newRing(source.Audio())}
	u.subs.Store(&[]*slot{})
	u.budget.limit = videoBudget
	if source.Audio() {
		u.budget.limit = audioBudget
	}
	return u
}

// receive takes a packet of the stream; b is good until it returns.
func (u *uplink) receive(b []byte) {
	var p packet
	if p.parse(b, u.ids) {
		u.take(&p, false)
	}
}

// repaired takes a packet of the stream's retransmissions.
func (u *uplink) repaired(b []byte) {
	var p packet
	if p.parse(b, u.ids) {
		u.take(&p, true)
	}
}

func (u *uplink) take(p *packet, repair bool) {
	p.at = u.peer.now()
	u.peer.received.Add(uint64(len(p.payload)))
	if p.transport >= 0 {
		u.peer.arrivals.record(p.ssrc, uint16(p.transport), p.at)
	}
	turn := u.gate.turns.Load()
	muted := u.gate.muted.Load()

	ok, began := u.admit(p, repair, muted)
	if began {
		u.peer.emit(TrackStarted{u.source})
	}
	if !ok || muted {
		return
	}
	for _, s := range *u.subs.Load() {
		s.forward(u, p, turn)
	}
}

// admit does the bookkeeping of one packet and says whether it may go on, and whether the source began with it.
func (u *uplink) admit(p *packet, repair, muted bool) (ok, began bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if !u.budget.take(len(p.payload), p.at) {
		return false, false
	}
	if repair {
		if u.pt == 0 || !p.repair(u.ssrc, u.pt) {
			return false, false
		}
	} else {
		u.pt = p.pt
	}
	if p.ext, ok = u.window.take(p.seq, p.at); !ok {
		return false, false
	}
	began = u.last == 0 || u.stalled
	u.last, u.stalled = p.at, false
	if !repair {
		u.window.pace(p.ts, p.at, u.clock)
		u.ask(p.at)
	}
	if u.source.Audio() {
		if p.level >= 0 && !muted {
			u.speech.hear(p.level, p.at)
		}
	} else if len(p.payload) > 0 {
		if p.vp8, ok = parseVP8(p.payload); !ok {
			return false, began
		}
		if p.vp8.keyframe {
			u.keyframe.came(p.at)
			u.intra = p.ext
		}
	}
	if muted {
		u.intra = 0
	}
	if !muted && len(p.payload) > 0 {
		u.ring.put(p)
	}
	return true, began
}

// ask sends a NACK for what is missing and due. Only video waits for repairs: sound that comes late is not heard.
func (u *uplink) ask(now int64) {
	if u.window.gaps == 0 || u.source.Audio() {
		return
	}
	every := min(max(time.Duration(u.peer.rtt.Load())/2, 20*time.Millisecond), 150*time.Millisecond)
	if lost := u.window.due(now, every, u.nacks[:0]); len(lost) > 0 {
		u.peer.send(&rtcp.TransportLayerNack{MediaSSRC: u.ssrc, Nacks: rtcp.NackPairsFromSequenceNumbers(lost)})
	}
}

// needKeyframe is called whenever a subscriber cannot go on without one.
func (u *uplink) needKeyframe() {
	u.mu.Lock()
	now := u.peer.now()
	send := !u.source.Audio() && u.keyframe.ask(now)
	u.mu.Unlock()
	if send {
		u.peer.send(&rtcp.PictureLossIndication{MediaSSRC: u.ssrc})
	}
}

// welcome is called for a subscriber that has just been bound: it can be caught up from the ring, or needs a keyframe.
func (u *uplink) welcome() {
	if u.recent() == 0 {
		u.needKeyframe()
	}
}

// recent is the number of the newest keyframe's first packet, if a subscriber can be caught
// up from there: it is then spared the wait for a keyframe of its own, and the publisher the making of one.
func (u *uplink) recent() (first int64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	first = u.intra
	if first == 0 || u.window.high-first > catchUpPackets {
		return 0
	}
	return first
}

// catchUpPackets is the most that a newcomer is sent at once.
const catchUpPackets = 128

// tick is called every 100 ms. It tells what changed and returns the RTCP packets that are due.
func (u *uplink) tick(now int64, up bool) (events []Event, out []rtcp.Packet) {
	u.mu.Lock()
	defer u.mu.Unlock()
	muted := u.gate.muted.Load()
	if u.last != 0 && !u.stalled && up && now-u.last >= int64(stallAfter) {
		u.stalled = true
		events = append(events, TrackStalled{u.source})
	}
	if level, ok := u.speech.turn(now); ok && u.source == Mic {
		events = append(events, level)
	}
	if up && !muted && u.keyframe.due(now) {
		out = append(out, &rtcp.PictureLossIndication{MediaSSRC: u.ssrc})
	}
	if up {
		u.ask(now)
	}
	return events, out
}

// stallAfter is how long a live track may be silent. Opus with DTX still sends every 400 ms.
const stallAfter = 3 * time.Second

// add and remove change who gets the packets; only under the room's lock.
func (u *uplink) add(s *slot) {
	subs := append(append([]*slot(nil), *u.subs.Load()...), s)
	u.subs.Store(&subs)
}

func (u *uplink) remove(s *slot) {
	var subs []*slot
	for _, other := range *u.subs.Load() {
		if other != s {
			subs = append(subs, other)
		}
	}
	u.subs.Store(&subs)
}
