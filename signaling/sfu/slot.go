package sfu

import (
	"cmp"
	"encoding/binary"
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

// slot is one receive m-line of a subscriber: a track of its own with an SSRC that never changes, out of which comes
// whatever it is bound to.
type slot struct {
	peer    *Peer
	mid     string
	pair    string // A1 and V1 share the MediaStream "1", so that a browser keeps lips and voice together
	audio   bool
	ssrc    uint32
	repairs uint32 // the SSRC of the retransmissions

	mu       sync.Mutex
	out      sender     // nil until negotiated
	header   rtp.Header // reused for every packet
	repair   rtp.Header // the retransmission stream (RFC 4588); SSRC 0 = not negotiated
	number   [2]byte    // the transport-wide number, in both headers' extension
	counts   bool       // the client takes such numbers
	vp8      codec
	h264     codec
	red      uint8 // payload type of redundant sound; 0 = not negotiated
	frames   int   // how many frames before are sent again with each
	shielded int64 // when that was last needed
	twin     twin  // the packet before, where it goes once more as it was
	patience patience
	feed     *feed   // what the slot is bound to; nil = nothing
	most     int     // the largest layer that the subscriber wishes
	rank     int     // its place among the subscriber's wishes, 0 first
	limit    int     // the largest layer that the link carries; nothing = none
	stepped  int64   // when limit changed last
	held     bool    // the link is full: nothing more of a layer that is to be left
	next     *uplink // the layer to be sent, from its next keyframe on
	uplink   *uplink // the layer that is being sent; nil = none yet
	started  int64   // number of the newest packet of uplink that start has sent; 0 = none
	turn     uint32  // of the feed's gate when the run of packets began
	run      rewriter
	packets  uint32
	octets   uint32
	resent   [64]resend
	scratch  []byte // for what comes out of a ring, made at the first need
}

type resend struct {
	seq uint16
	at  int64
}

func newSlot(p *Peer, mid, pair string, audio bool) *slot {
	s := &slot{peer: p, mid: mid, pair: pair, audio: audio, run: rewriter{video: !audio, clock: 90000}}
	if audio {
		s.run.clock = 48000
	}
	return s
}

// bind makes f come out of the slot from its next packet (for video: its next keyframe) on, and says whether that is new; only
// under the room's lock.
func (s *slot) bind(f *feed, most, rank int) (fresh bool) {
	s.mu.Lock()
	old := s.feed
	s.most, s.rank = most, rank
	if old != f {
		s.feed, s.next, s.uplink = f, nil, nil
		s.limit, s.stepped, s.held = most, 0, false
		s.run.cut()
	}
	s.mu.Unlock()
	if old == f {
		return false
	}
	if old != nil {
		old.remove(s)
	}
	if f != nil {
		f.add(s)
	}
	return f != nil
}

// allow sets the largest layer that the link carries, and whether it is so full that nothing may wait for a keyframe.
func (s *slot) allow(limit int, held bool, now int64) {
	s.mu.Lock()
	if limit != s.limit {
		s.limit, s.stepped = limit, now
	}
	s.held = held
	s.mu.Unlock()
	s.aim(now)
}

// aim chooses the layer to be sent, of those that come in now.
func (s *slot) aim(now int64) {
	s.mu.Lock()
	if s.feed == nil {
		s.mu.Unlock()
		return
	}
	limit := s.limit
	if s.audio {
		limit = 0
	}
	u := s.feed.best(limit, now)
	s.next = u
	if u == nil && s.uplink != nil {
		s.uplink = nil
		s.run.cut()
	}
	waits, switches := u != nil && u != s.uplink, s.run.flowing
	s.mu.Unlock()
	switch {
	case waits && switches:
		u.needKeyframe()
	case waits:
		s.start(u)
	}
}

// refresh begins anew, for a subscriber that has just connected or a source that was muted.
func (s *slot) refresh() {
	s.mu.Lock()
	s.run.cut()
	s.limit, s.stepped, s.held = s.most, 0, false
	u := s.next
	s.mu.Unlock()
	if u != nil {
		s.start(u)
	}
}

// start sends a subscriber who has just been bound, or has just connected, what came of the picture since its newest keyframe; where
// that is too much, it asks for a keyframe. It does not wait for the next packet: that of a page that does not move is long in coming.
func (s *slot) start(u *uplink) {
	f := u.feed
	turn := f.gate.turns.Load()
	s.mu.Lock()
	defer s.mu.Unlock()
	first, last := u.recent()
	if first == 0 {
		u.needKeyframe()
		return
	}
	if s.out == nil || s.feed != f || s.next != u || s.run.flowing || f.gate.muted.Load() || !s.peer.up.Load() {
		return
	}
	box := s.peer.room.sfu.box
	box.hold()
	defer box.release()
	s.uplink, s.started, s.turn = u, last, turn
	s.catchUp(u, first, last)
}

// awaits says whether nothing can go out before a keyframe of u.
func (s *slot) awaits(u *uplink) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.next == u && (s.uplink != u || !s.run.flowing)
}

// forward sends p, if it comes from what the slot is bound to and the subscriber can use it.
func (s *slot) forward(u *uplink, p *packet, turn uint32) {
	if !s.peer.up.Load() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.out == nil || s.feed != u.feed || u != s.next && (u != s.uplink || s.held) || !s.speaks(p) {
		return
	}
	if s.turn != turn {
		s.turn = turn
		s.run.cut()
	}
	if u != s.uplink && !s.change(u, p) {
		return
	}
	if p.ext <= s.started {
		return // sent by then, and never a second time under its number; or lost, and asked for
	}
	if !s.audio && !s.run.flowing && !p.vp8.keyframe {
		if first, _ := u.recent(); first == 0 || first >= p.ext {
			u.needKeyframe()
		} else {
			s.catchUp(u, first, p.ext-1)
		}
	}
	s.write(p)
}

// change goes over to the layer u with its packet p, if that is possible with it: while another layer flows, only a
// keyframe will do.
func (s *slot) change(u *uplink, p *packet) bool {
	if s.run.flowing && s.uplink != nil {
		if !s.audio && !p.vp8.keyframe {
			return false
		}
		if ts, ok := s.uplink.meant(u, p.ts); ok {
			s.run.resume(ts + s.run.shift)
		} else {
			s.run.cut()
		}
	}
	s.uplink, s.started = u, 0
	return true
}

// catchUp sends what the ring has from the keyframe that begins with first up to last.
func (s *slot) catchUp(u *uplink, first, last int64) {
	s.buffer()
	for n := first; n <= last && u.feed.gate.turns.Load() == s.turn; n++ {
		if old, ok := u.ring.get(n, s.scratch, 0); ok && s.speaks(&old) {
			s.write(&old)
		}
	}
	if !s.run.flowing {
		u.needKeyframe()
	}
}

// write sends p where its turn is.
func (s *slot) write(p *packet) {
	late := s.run.flowing && p.ext < s.run.high
	at, ok := s.run.next(p)
	if !ok {
		return
	}
	s.header.Marker = p.marker || at.fresh && s.audio
	if at.fresh {
		s.twin.sealed = s.twin.sealed[:0]
	}
	s.header.SequenceNumber, s.header.Timestamp = at.seq, at.ts
	if !s.audio && len(p.payload) > 0 {
		p.vp8.write(p.payload, at)
	}
	payload, plain := p.payload, s.header.PayloadType
	if s.frames > 0 && s.red != 0 && !late {
		if redundant, ok := s.redundant(p); ok {
			payload, s.header.PayloadType = redundant, s.red
		}
	}
	sent := s.put(&s.header, payload)
	s.header.PayloadType = plain
	if !sent { // the transport is not there yet or gone: whatever comes next begins anew
		s.run.cut()
		return
	}
	s.packets++
	s.octets += uint32(len(p.payload))
	if p.repaired && s.repair.SSRC != 0 && s.peer.losing() && len(p.payload)+2 <= scratchSize {
		s.buffer()
		// It has used up its time on the way in; to be lost on the way out too would be a gap.
		s.resent[at.seq%uint16(len(s.resent))] = resend{at.seq, p.at}
		twin := *p
		twin.payload = s.scratch[2 : 2+copy(s.scratch[2:], p.payload)]
		for range s.uplink.spares() {
			s.repeat(&twin, at)
		}
	}
}

// put sends a packet, with the next number of the transport.
func (s *slot) put(h *rtp.Header, payload []byte) bool {
	if s.counts {
		var owner *slot // sound is not waited for, and a repeat is not repeated
		if !s.audio && h == &s.header {
			owner = s
		}
		seq := s.peer.down.number(departure{at: s.peer.now(), size: uint16(len(payload) + packetOverhead), slot: owner, number: h.SequenceNumber, twice: s.second() != nil})
		binary.BigEndian.PutUint16(s.number[:], seq)
	}
	n, err := s.out.WriteRTP(h, payload, s.second())
	if n == 0 || err != nil {
		return false
	}
	s.peer.sent.Add(uint64(n))
	return true
}

func (s *slot) buffer() {
	if s.scratch == nil {
		s.scratch = make([]byte, scratchSize)
	}
}

const scratchSize = 1600 // bytes, more than a packet

// control takes one RTCP packet that the subscriber sent about this slot; nil is a slot that is not there.
func (s *slot) control(pkt rtcp.Packet) {
	if s == nil {
		return
	}
	switch pkt := pkt.(type) {
	case *rtcp.TransportLayerNack:
		box := s.peer.room.sfu.box
		box.hold()
		defer box.release()
		for _, pair := range pkt.Nacks {
			pair.Range(func(seq uint16) bool { s.resend(seq); return true })
		}
	case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
		s.mu.Lock()
		u := s.uplink
		s.mu.Unlock()
		if u != nil {
			u.needKeyframe()
		}
	}
}

// resend answers a NACK out of the uplink's ring, at most once in a round trip: what is asked for sooner was asked for before
// the answer can have come. What is older than the newest keyframe is of no use any more, and what came from another layer is
// gone with it. Who has taken no stream for repeats (RFC 4588) gets none: with another transport-wide number in its header the
// packet would be sealed a second time under the nonce of the first (RFC 7714 section 8.2), which gives away AES-GCM's key of tags.
func (s *slot) resend(seq uint16) {
	now := s.peer.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.uplink
	if s.out == nil || s.repair.SSRC == 0 || u == nil || u.feed.gate.muted.Load() || u.feed.gate.turns.Load() != s.turn {
		return
	}
	ext, ok := s.run.source(seq)
	if !ok || ext < u.key.Load() {
		return
	}
	pause := max(s.peer.rtt.Load()*9/10, int64(5*time.Millisecond))
	last := &s.resent[seq%uint16(len(s.resent))]
	if last.at != 0 && last.seq == seq && now-last.at < pause {
		return
	}
	*last = resend{seq, now}
	s.buffer()
	p, ok := u.ring.get(ext, s.scratch, 2)
	if !ok || !s.speaks(&p) {
		return
	}
	at, ok := s.run.at(&p)
	if !ok {
		return
	}
	s.repeat(&p, at)
	if s.peer.losing() { // the next request is a round trip away
		for range u.spares() {
			s.repeat(&p, at)
		}
	}
}

// repeat sends p, whose payload is in the scratch behind two bytes, on the retransmission stream.
func (s *slot) repeat(p *packet, at place) {
	if !s.audio {
		p.vp8.write(p.payload, at)
	}
	body := s.scratch[:2+len(p.payload)]
	binary.BigEndian.PutUint16(body, at.seq)
	s.repair.SequenceNumber++
	s.repair.Marker, s.repair.Timestamp = p.marker, at.ts
	s.put(&s.repair, body)
}

// agree takes the client's payload types and ids for the slot. From then on it can send.
func (s *slot) agree(l *line) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.out != nil { // another offer of the same client: nothing of this changes
		return
	}
	s.out = &s.peer.out
	s.vp8, s.h264 = codec{l.main, l.repair}, l.h264
	s.header = rtp.Header{Version: 2, SSRC: s.ssrc, PayloadType: cmp.Or(l.main, l.h264.main)}
	s.repair = rtp.Header{}
	if l.repairs() {
		s.repair = rtp.Header{Version: 2, SSRC: s.repairs, PayloadType: cmp.Or(l.repair, l.h264.repair)}
	}
	s.red = l.red
	if !s.audio {
		s.patience.id = l.ids.delay
	}
	if id := l.ids.transport; id != 0 {
		s.counts = s.header.SetExtension(id, s.number[:]) == nil && s.repair.SetExtension(id, s.number[:]) == nil
	}
	s.run.cut()
}
