package sfu

import (
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
)

// uplink is one incoming stream: a microphone, or one layer of a camera or screen. Its packets arrive on the goroutine
// that reads the socket and are handed to every subscriber before it takes the next one.
type uplink struct {
	feed      *feed
	layer     int
	ssrc      uint32
	clock     int64 // Hz
	ids       extensions
	ring      *ring
	blocks    [8]block     // of the packet that is being taken apart
	heldSince atomic.Int64 // when the first packet came of a frame that is not whole and is held back; 0 = none
	key       atomic.Int64 // number of the newest keyframe's first packet; 0 = none yet

	// What follows is guarded by the feed.
	window   window
	keyframe keyframe
	intra    int64 // as key, if everything since may be sent on; 0 = not
	intraAt  int64 // when it came
	speech   speech
	pt       uint8 // of the stream itself, for its retransmissions
	last     int64 // when the last packet came; 0 = none yet
	since    int64 // since when it has been live
	behind   int   // frames of other layers since the newest packet of this one
	sender   senderReport
	nacks    [16]uint16
	counted  int // bytes since the last tick
	rate     int // bit/s, a running mean
}

func newUplink(f *feed, layer int, single bool, ssrc uint32, ids extensions) *uplink {
	u := &uplink{feed: f, layer: layer, ssrc: ssrc, clock: 90000, ids: ids}
	if f.source.Audio() {
		u.clock = 48000
	}
	below := largest - layer
	if single {
		below = 0
	}
	u.ring = newRing(f.source.Audio(), below)
	u.keyframe.every = keyframeEvery
	if layer > 0 {
		u.keyframe.every = 2 * keyframeEvery
	}
	return u
}

// live says whether the layer is being sent now. The feed is held.
func (u *uplink) live(now int64) bool { return u.last != 0 && now-u.last < int64(layerGone) }

// layerGone is how long a layer may be silent before its subscribers are taken to another one: a shared page that does
// not move is sent a few times a second.
const layerGone = 1500 * time.Millisecond

// left says that the publisher's browser seems to have left the layer, for want of room: others of the same picture come. The feed is held.
func (u *uplink) left(now int64) bool {
	return u.behind >= layerFrames && now-u.last > int64(layerLeft)
}

// So many frames in a row are hardly ever lost. A keyframe of another layer is a round trip away, and by then no subscriber shall see
// the gap, who waits for repairs that long.
const (
	layerFrames = 4
	layerLeft   = 300 * time.Millisecond
)

// receive takes a packet of the stream; b is good until it returns.
func (u *uplink) receive(b []byte) {
	var p packet
	if !p.parse(b, u.ids) {
		return
	}
	if u.ids.red != 0 && p.pt == u.ids.red {
		u.unpack(&p)
		return
	}
	if u.feed.source.Audio() {
		u.uncarry(&p)
	}
	u.take(&p, false)
}

// repair takes a packet of the stream's retransmissions.
func (u *uplink) repair(b []byte) {
	var p packet
	if p.parse(b, u.ids) {
		u.take(&p, true)
	}
}

func (u *uplink) take(p *packet, repair bool) {
	f := u.feed
	p.at = f.peer.now()
	f.peer.received.Add(uint64(len(p.payload)))
	if p.transport >= 0 {
		f.peer.arrivals.record(p.ssrc, uint16(p.transport), p.at)
	}
	turn := f.gate.turns.Load()
	muted := f.gate.muted.Load()

	ok, news := u.admit(p, repair, muted)
	if f.source.Audio() {
		f.peer.askAll(p.at)
	}
	if news.began {
		f.peer.emit(TrackStarted{f.source})
	}
	if news.opens {
		f.peer.emit(Level{Audible: true, DBov: -int(p.level)})
	}
	if news.fresh {
		for _, s := range *f.subs.Load() {
			s.aim(p.at)
		}
	}
	if !ok || muted {
		return
	}
	box := f.peer.room.sfu.box
	if u.heldSince.CompareAndSwap(0, p.at) {
		box.hold()
	}
	for _, s := range *f.subs.Load() {
		s.forward(u, p, turn)
	}
	since := u.heldSince.Load()
	if whole := f.source.Audio() || p.marker || repair || p.at-since > int64(frameHold); whole && u.heldSince.CompareAndSwap(since, 0) {
		box.release()
	}
}

// frameHold is how long the packets of a frame wait for its end, to leave together: no picture is drawn before that
// anyway. The rest of a frame that takes longer leaves as it comes.
const frameHold = 3 * time.Millisecond

// news is what begins with a packet.
type news struct {
	began bool // the source
	fresh bool // this layer
	opens bool // what may become speech
}

// admit does the bookkeeping of one packet and says whether it may go on.
func (u *uplink) admit(p *packet, repair, muted bool) (ok bool, n news) {
	f := u.feed
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.budget.take(len(p.payload), p.at) {
		return false, n
	}
	if repair {
		if u.pt == 0 || !p.repair(u.ssrc, u.pt) {
			return false, n
		}
	} else {
		u.pt = p.pt
	}
	p.repaired = repair
	if p.ext, ok = u.window.take(p.seq, p.at); !ok {
		return false, n
	}
	n.began, n.fresh = f.arrived(p.at), !u.live(p.at)
	if n.fresh {
		u.since, u.rate = p.at, 0
	}
	u.last = p.at
	if !repair {
		f.passed(u, p.marker)
	}
	u.counted += len(p.payload) + packetOverhead
	if !repair {
		u.window.pace(p.ts, p.at, u.clock)
		u.ask(p.at)
	}
	if f.source.Audio() {
		if p.level >= 0 && !muted {
			n.opens = u.speech.hear(p.level, p.at) && f.source == Mic
		}
	} else if p.h264 = u.ids.h264 != 0 && p.pt == u.ids.h264; len(p.payload) > 0 {
		if p.h264 {
			p.vp8 = vp8{keyframe: startsH264(p.payload)}
		} else if p.vp8, ok = parseVP8(p.payload); !ok {
			return false, n
		}
		if p.vp8.keyframe {
			u.keyframe.came(p.at)
			u.intra, u.intraAt = p.ext, p.at
			u.key.Store(max(u.key.Load(), p.ext))
		}
	}
	if muted {
		u.intra = 0
	}
	if !muted && len(p.payload) > 0 {
		u.ring.put(p)
	}
	return true, n
}

// packetOverhead is what the headers of a packet and its encryption take on the wire, bytes: IP, UDP, RTP, GCM.
const packetOverhead = 64

// ask sends a NACK for what is missing and due. Only video waits for repairs: sound that comes late is not heard.
func (u *uplink) ask(now int64) {
	if u.window.gaps == 0 || u.feed.source.Audio() {
		return
	}
	peer := u.feed.peer
	peer.lacking.Store(true)
	// Clients repeat nothing twice within what they are told is a round trip and 5 ms.
	every := min(max(time.Duration(peer.rtt.Load())/2+askMargin, 20*time.Millisecond), 200*time.Millisecond)
	if lost := u.window.due(now, every, u.nacks[:0]); len(lost) > 0 {
		peer.send(&rtcp.TransportLayerNack{MediaSSRC: u.ssrc, Nacks: rtcp.NackPairsFromSequenceNumbers(lost)})
	}
}

// askMargin is what requests are apart beyond half a round trip.
const askMargin = 8 * time.Millisecond

// askAll asks for what is missing of the pictures when sound comes, which it does between their packets too: a frame is
// 33 ms, of which three tries would lose one to waiting for the next.
func (p *Peer) askAll(now int64) {
	if !p.lacking.Swap(false) {
		return
	}
	for _, f := range p.feeds {
		for _, u := range f.uplinks() {
			if u != nil {
				f.mu.Lock()
				u.ask(now)
				f.mu.Unlock()
			}
		}
	}
}

// needKeyframe is called whenever a subscriber cannot go on without one.
func (u *uplink) needKeyframe() {
	f := u.feed
	f.mu.Lock()
	send := !f.source.Audio() && u.keyframe.ask(f.peer.now())
	f.mu.Unlock()
	if send {
		f.peer.send(&rtcp.PictureLossIndication{MediaSSRC: u.ssrc})
	}
}

// recent is the number of the newest keyframe's first packet, and that of the newest packet, if a subscriber can be caught
// up from there: it is then spared the wait for a keyframe of its own, and the publisher the making of one. Else first is 0.
func (u *uplink) recent() (first, last int64) {
	u.feed.mu.Lock()
	defer u.feed.mu.Unlock()
	first, last = u.intra, u.window.high
	if first == 0 || last-first > catchUpPackets || u.feed.peer.now()-u.intraAt > int64(catchUpFor) {
		return 0, 0
	}
	return first, last
}

// A newcomer is sent so much at once at most, and nothing older: what comes at once is shown in the time in which it was captured,
// and a picture that began long ago stays late by as much. From the first word to a transport that stands it takes almost as long.
const (
	catchUpPackets = 128
	catchUpFor     = 2 * time.Second
)

// tick is called every 100 ms. It tells what changed and returns the RTCP packets that are due; awaited says that a
// subscriber still waits for a keyframe.
func (u *uplink) tick(now int64, up, awaited bool) (events []Event, out []rtcp.Packet) {
	f := u.feed
	f.mu.Lock()
	defer f.mu.Unlock()
	u.rate += (u.counted*8*int(time.Second/tickEvery) - u.rate) / 10
	u.counted = 0
	if level, ok := u.speech.turn(now); ok && f.source == Mic {
		events = append(events, level)
	}
	u.keyframe.wanted = u.keyframe.wanted && awaited
	if up && !f.gate.muted.Load() && u.live(now) && u.keyframe.due(now) {
		out = append(out, &rtcp.PictureLossIndication{MediaSSRC: u.ssrc})
	}
	if up {
		u.ask(now)
	}
	return events, out
}
