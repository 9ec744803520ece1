package sfu

import "time"

// rewriter makes one unbroken RTP stream of whatever a slot is bound to, one source after the other: sequence
// numbers go on without a gap, timestamps go on with the wall clock, VP8's own counters go on too. It is a value
// without clock or lock; its slot guards it.
//
//	(fresh) --break--> waiting --first packet, for video a keyframe--> flowing --break--> waiting
type rewriter struct {
	video bool
	clock int64 // Hz of the RTP timestamp

	flowing bool
	begun   bool // something was sent since the slot exists

	spans [maxSpans]span // how source numbers map to ours, the newest last
	used  int
	high  int64 // newest source number seen while flowing

	out    int64 // newest of our own numbers
	ts     uint32
	sentAt int64 // ns

	shift        uint32 // timestamp: ours minus the source's
	picture      uint16
	pictureShift uint16
	layer        uint8
	layerShift   uint8
	key          uint8
	keyShift     uint8

	meant uint32 // where the next run should begin, by the sender's own clock
	knows bool   // meant is set
}

const maxSpans = 16

// span says: source numbers from `from` on are ours after adding delta.
type span struct{ from, delta int64 }

// place is where a packet goes in the outgoing stream.
type place struct {
	seq     uint16
	ts      uint32
	picture uint16
	layer   uint8
	key     uint8
	fresh   bool // the first packet after a break
}

// cut makes the next packet begin anew: the source changed, or packets were held back.
func (r *rewriter) cut() { r.flowing, r.knows = false, false }

// resume is cut, with the timestamp that the first packet of the next run should have: another layer of the same
// picture goes on with the same clock.
func (r *rewriter) resume(ts uint32) { r.flowing, r.meant, r.knows = false, ts, true }

// next places p. It says false where nothing is to be sent: a packet from before the break, video that still waits
// for a keyframe, bare padding.
func (r *rewriter) next(p *packet) (place, bool) {
	fresh := false
	if !r.flowing {
		if len(p.payload) == 0 || r.video && !p.vp8.keyframe {
			return place{}, false
		}
		r.begin(p)
		fresh = true
	}
	if len(p.payload) == 0 && p.ext > r.high {
		r.close(p.ext)
		return place{}, false
	}
	pl, ok := r.at(p)
	if !ok {
		return place{}, false
	}
	pl.fresh = fresh
	r.high = max(r.high, p.ext)
	// A late packet may still be the newest of ours, if all after it were left out.
	if ahead := int64(int16(pl.seq - uint16(r.out))); ahead > 0 {
		r.out += ahead
		r.ts, r.sentAt = pl.ts, p.at
		r.picture, r.layer, r.key = pl.picture, pl.layer, pl.key
	}
	return pl, true
}

// begin starts a new run of numbers at p.
func (r *rewriter) begin(p *packet) {
	r.flowing = true
	r.high = p.ext - 1
	if r.begun {
		elapsed := max((p.at-r.sentAt)*r.clock/int64(time.Second), 1)
		if ahead := int64(int32(r.meant - r.ts)); r.knows && max(ahead-elapsed, elapsed-ahead) < r.clock/2 {
			elapsed = max(ahead, 1) // a report that is half a second off is wrong
		}
		r.knows = false
		r.shift = r.ts + uint32(elapsed) - p.ts
		r.pictureShift = r.picture + 1 - p.vp8.picture
		r.layerShift = r.layer + 1 - p.vp8.layer
		r.keyShift = r.key + 1 - p.vp8.key
	}
	r.spans[0] = span{from: p.ext, delta: r.out + 1 - p.ext}
	r.used = 1
	r.begun = true
}

// close leaves out the source number n, the newest: what follows moves up by one.
func (r *rewriter) close(n int64) {
	r.high = n
	last := &r.spans[r.used-1]
	if last.from == n && r.used > 1 { // padding after padding
		last.from, last.delta = n+1, last.delta-1
		return
	}
	next := span{from: n + 1, delta: last.delta - 1}
	if r.used == maxSpans {
		copy(r.spans[:], r.spans[1:])
		r.used--
	}
	r.spans[r.used] = next
	r.used++
}

// at says where p goes or went, without moving anything: for late packets and for repeats.
func (r *rewriter) at(p *packet) (place, bool) {
	for i := r.used - 1; i >= 0; i-- {
		if p.ext >= r.spans[i].from {
			if i+1 < r.used && p.ext >= r.spans[i+1].from-(r.spans[i].delta-r.spans[i+1].delta) {
				return place{}, false // left out
			}
			return place{
				seq:     uint16(p.ext + r.spans[i].delta),
				ts:      p.ts + r.shift,
				picture: p.vp8.picture + r.pictureShift,
				layer:   p.vp8.layer + r.layerShift,
				key:     p.vp8.key + r.keyShift,
			}, true
		}
	}
	return place{}, false
}

// holds says whether the source number n belongs to the run that flows.
func (r *rewriter) holds(n int64) bool { return r.flowing && n >= r.spans[0].from }

// source finds the source number behind one of our own, as a receiver's NACK names it. It says false for a number
// from before the last break: its source is gone, and a keyframe came since.
func (r *rewriter) source(seq uint16) (int64, bool) {
	if !r.flowing {
		return 0, false
	}
	ours := r.out + int64(int16(seq-uint16(r.out)))
	for i := r.used - 1; i >= 0; i-- {
		if n := ours - r.spans[i].delta; n >= r.spans[i].from {
			return n, n <= r.high
		}
	}
	return 0, false
}
