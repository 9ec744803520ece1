package sfu

import (
	"sync"
	"time"

	"github.com/pion/rtcp"
)

// downlink estimates how much the path to a subscriber carries, from what the client says of the arrival of every
// packet (transport-wide congestion control, draft-holmer-rmcat-transport-wide-cc-extensions-01).
//
// Three things say that it is full: packets queue up on the way and the queue does not shrink, more than 8 % are lost
// and fewer were before, or the round trip grew by 250 ms. Then the ceiling falls below what arrived, at once. It rises
// again slowly, or by a probe that arrived. For more than is being sent nothing counts but the ceiling and 1.5 times
// what arrived of late: who sends little knows little.
type downlink struct {
	mu     sync.Mutex
	sent   []departure // by number, made with the first one
	next   uint16
	since  int64  // what left before that went over another network
	heard  bool   // the client gives feedback
	newest uint16 // number of the newest packet that feedback spoke of
	epoch  int64  // ns, what the client's time base is ahead of its first one
	base   uint32

	least [2]int64 // ns, the shortest way of this and the last stretch, on both clocks; 0 = none
	turns int64    // when the stretch ends
	same  steady
	queue time.Duration // a mean: how much longer than the shortest way packets take
	trend time.Duration // its last change

	arrived [16]tally // bytes by 100 ms of the client's clock
	rate    int       // bit/s that arrived in the last half second
	fresh   int       // in the last 0.3 s
	before  int       // what arrived before it, bit/s
	proved  int       // bit/s that arrived of the last probe
	probed  int64     // until when a probe is arriving
	peak    int       // the most of the last 2 s
	peakAt  int64

	gap, gapAt int64  // packets missing in a row, and when the first of them left
	gapTwice   int64  // those that left twice, of them
	once       misses // since the last look at the loss
	twice      misses // of what left twice: one of them was enough
	lookedAt   int64
	loss       float64 // of the last second
	innate     float64 // loss that does not go away with the rate
	fought     float64 // loss when the rate was last lowered for it

	ceiling int // bit/s
	fellAt  int64
	queued  int64 // since when it has been full; 0 = it is not
	given   int   // bit/s that the last division has reckoned with for pictures and sound; 0 = no picture
	added   int64 // when it gave more than the one before
	fitted  int   // what that one had reckoned with
	doubted bool  // what was added was too much once: no more is added than has been proved to arrive
	raised  int64 // when it rose last
}

type departure struct {
	at     int64
	seq    uint16
	size   uint16
	number uint16 // of RTP
	slot   *slot  // whose; nil for what is not repeated
	twice  bool   // it leaves a second time, under the same number
}

// absent is a packet that the client did not have when it spoke of its time.
type absent struct {
	slot   *slot
	number uint16
}

// repeats is the most that one report has repeated.
const repeats = 16

type tally struct {
	slice int64
	bytes int
}

const (
	departures   = 2048
	ceilingMost  = 100_000_000
	ceilingLeast = 60_000
	slice        = int64(100 * time.Millisecond)
	stretch      = int64(10 * time.Second)
	queueFull    = 80 * time.Millisecond
	queueHold    = 120 * time.Millisecond
	queueOver    = 250 * time.Millisecond
	queueEmpty   = 40 * time.Millisecond
	lossFull     = 0.08
	lossMuch     = 0.03
	lossHopeless = 0.3
	ceilingLossy = 330_000                       // a voice sent three times and the smallest picture
	addedFor     = int64(4 * time.Second)        // a queue may be due to what was added so long ago
	outage       = int64(300 * time.Millisecond) // whoever misses all of that was away, and no queue was full
)

// number gives the next packet its number in the transport, and notes that it leaves.
func (d *downlink) number(dep departure) uint16 {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.sent == nil {
		d.sent = make([]departure, departures)
	}
	dep.seq = d.next
	d.next++
	d.sent[dep.seq%departures] = dep
	return dep.seq
}

// feedback takes a report of the client, which may come more than once. It gives what is missing by it where much is lost:
// a request for it may be lost too, and is a round trip of its own.
func (d *downlink) feedback(fb *rtcp.TransportLayerCC, rtt time.Duration, now int64) (missing []absent) {
	d.mu.Lock()
	defer d.mu.Unlock()
	last := fb.BaseSequenceNumber + fb.PacketStatusCount - 1
	if d.sent == nil || fb.PacketStatusCount == 0 || d.heard && int16(last-d.newest) <= 0 {
		return nil
	}
	if !d.heard {
		d.heard, d.base, d.lookedAt = true, fb.ReferenceTime, now
		d.ceiling = ceilingMost
	}
	// 24 bits of 64 ms, which wrap.
	d.epoch += int64(int32(fb.ReferenceTime-d.base)<<8>>8) * int64(64*time.Millisecond)
	d.base = fb.ReferenceTime
	was := d.newest
	d.newest = last

	at, seq := d.epoch, fb.BaseSequenceNumber
	var ways, n, least int64
	deltas := fb.RecvDeltas
	each := func(status uint16) {
		if seq == last+1 {
			return
		}
		came := status == rtcp.TypeTCCPacketReceivedSmallDelta || status == rtcp.TypeTCCPacketReceivedLargeDelta
		if came && len(deltas) > 0 {
			at += deltas[0].Delta * int64(time.Microsecond)
			deltas = deltas[1:]
		}
		if dep := d.sent[seq%departures]; dep.seq == seq && dep.at != 0 && int16(seq-was) > 0 && dep.at >= d.since {
			if came {
				way := d.took(dep, at, now)
				if n == 0 || way < least {
					least = way
				}
				ways += way
				n++
				d.arrives(dep)
			} else {
				if d.gap == 0 {
					d.gapAt = dep.at
				}
				d.gap++
				if dep.twice {
					d.gapTwice++
				}
				if dep.slot != nil && d.loss > lossMuch && len(missing) < repeats {
					missing = append(missing, absent{dep.slot, dep.number})
				}
			}
		}
		seq++
	}
	for _, chunk := range fb.PacketChunks {
		switch chunk := chunk.(type) {
		case *rtcp.RunLengthChunk:
			for range min(chunk.RunLength, fb.PacketStatusCount) {
				each(chunk.PacketStatusSymbol)
			}
		case *rtcp.StatusVectorChunk:
			for _, status := range chunk.SymbolList {
				each(status)
			}
		}
	}
	if n > 0 {
		d.same.see(least+d.shortest(), now)
		mean := time.Duration(ways / n)
		d.trend = mean - d.queue
		d.queue = (d.queue + mean) / 2
	}
	d.measure(now)
	d.judge(rtt, now)
	return missing
}

// reset forgets what was learnt: the path is another one.
func (d *downlink) reset(now int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.since, d.gap, d.gapTwice, d.once, d.twice = now, 0, 0, misses{}, misses{}
	d.least, d.turns, d.same, d.queue, d.trend, d.queued = [2]int64{}, 0, steady{}, 0, 0, 0
	d.innate, d.fought, d.peak, d.ceiling, d.fellAt, d.doubted = 0, 0, 0, ceilingMost, 0, false
}

// took notes an arrival and gives how much longer than the shortest way it took.
func (d *downlink) took(dep departure, at, now int64) int64 {
	way := at - dep.at
	if now >= d.turns {
		d.least[1], d.least[0], d.turns = d.least[0], way, now+stretch
	}
	if d.least[1] == 0 {
		d.least[1] = d.least[0]
	}
	d.least[0] = min(d.least[0], way)
	s := at / slice
	t := &d.arrived[uint64(s)%uint64(len(d.arrived))]
	if t.slice != s {
		*t = tally{slice: s}
	}
	t.bytes += int(dep.size)
	d.arrivedAt(s)
	return way - d.shortest()
}

// shortest is the shortest way that a packet took of late, on both clocks.
func (d *downlink) shortest() int64 { return min(d.least[0], d.least[1]) }

// longer takes it that the path itself became longer.
func (d *downlink) longer() {
	d.least = [2]int64{d.same.low, d.same.low}
	d.queue, d.trend, d.queued = 0, 0, 0
}

// arrivedAt keeps the rate of the five whole slices before the newest.
func (d *downlink) arrivedAt(newest int64) {
	bytes, last := 0, 0
	for _, t := range d.arrived {
		if t.slice < newest && t.slice >= newest-5 {
			bytes += t.bytes
		}
		if t.slice < newest && t.slice >= newest-3 {
			last += t.bytes
		}
	}
	d.rate, d.fresh = bytes*8*2, last*8*10/3
}

func (d *downlink) measure(now int64) {
	if now < d.probed { // a probe is shorter than what rate is the mean of
		d.proved = max(d.proved, d.fresh)
		d.ceiling = max(d.ceiling, d.fresh)
	} else if now-d.probed > 2*int64(time.Second) {
		d.proved = 0
	}
	if d.rate >= d.peak || now-d.peakAt > 2*int64(time.Second) {
		d.peak, d.peakAt = d.rate, now
	}
}

// judge lowers or raises the ceiling.
func (d *downlink) judge(rtt time.Duration, now int64) {
	pause := max(int64(rtt), 0) + int64(300*time.Millisecond)
	full := d.queue > queueOver || d.queue > queueFull && d.trend > -5*time.Millisecond
	switch {
	case d.queue < queueEmpty:
		d.queued = 0
	case full && d.queued == 0:
		d.queued = now
	}
	if d.queued > 0 && d.same.lasts(now) > steadyLong {
		d.longer()
		full = false
	}
	if full && now-d.fellAt > pause && d.same.lasts(now) < steadySoon {
		to := min(d.rate, d.fresh) * 85 / 100
		switch stood := now-d.added > addedFor; {
		case now < d.probed && stood: // it was the probe that did not fit
			to = max(to, d.before, d.given)
		case now < d.probed:
			to = max(to, d.before)
		case now-d.queued <= pause && stood:
			// A machine that is busy, or a radio that holds its breath, looks like a full link: only a queue that goes on takes a
			// picture away.
			to = max(to, ceilingLossy)
		case now-d.queued <= pause: // it was what was added
			to = max(to, d.fitted+d.fitted/10) // pictures do not always take the same
		}
		d.doubted = d.doubted || now-d.added <= addedFor && now >= d.probed
		d.fall(to, now)
	}
	if now-d.lookedAt >= int64(time.Second) && (d.once.enough() || d.twice.enough()) {
		d.weigh()
		d.lookedAt = now
		d.fight(d.loss, int64(rtt), now)
	}
	if d.queue < queueEmpty && now-d.fellAt > int64(time.Second) {
		since := min(now-max(d.raised, d.fellAt), int64(time.Second))
		d.ceiling = min(d.ceiling+d.ceiling/100*int(8*since/int64(time.Millisecond))/1000, ceilingMost)
		d.ceiling = max(d.ceiling, d.rate)
		d.raised = now
	}
}

func (d *downlink) fall(to int, now int64) {
	d.ceiling = max(min(d.ceiling, to), ceilingLeast)
	d.fellAt = now
	d.peak, d.proved = min(d.peak, d.ceiling), 0
}

// state is what the allocation goes by.
type downState struct {
	keep  int  // bit/s that may go on
	raise int  // bit/s that more may be added up to
	full  bool // the queue is long: what can wait shall not be sent at all
	calm  bool // no sign of a queue: a probe may be sent
}

func (d *downlink) state(now int64) downState {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.heard { // no feedback at all: only receiver reports tell
		known := ceilingMost
		if d.ceiling > 0 {
			known = d.ceiling
		}
		if d.sent != nil { // it is on its way
			return downState{keep: known}
		}
		return downState{keep: known, raise: known}
	}
	likely := d.peak * 3 / 2
	if d.doubted {
		likely = d.peak
	}
	return downState{
		keep: d.ceiling, raise: min(d.ceiling, max(likely, d.proved)),
		full: d.queue > queueHold, calm: d.queue < queueEmpty && now-d.fellAt > int64(2*time.Second),
	}
}

// crowded says that a queue is building up.
func (d *downlink) crowded() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.queue > queueFull
}

// gives takes what the link was divided into, bit/s with the usual margin, and whether some picture got more.
func (d *downlink) gives(cost int, more bool, now int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if more {
		d.added, d.fitted = now, d.given
	}
	d.given = cost
}

// expect says that a probe is on its way, whose arrival counts until then.
func (d *downlink) expect(until int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.probed, d.before = until, d.rate
}

// arriving is what arrives now, bit/s.
func (d *downlink) arriving() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.rate
}
