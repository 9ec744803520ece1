package sfu

import (
	"math"
	"time"
)

// misses are how many packets got lost, and how many came.
type misses struct{ lost, got int }

// enough says that the share says something.
func (m misses) enough() bool { return m.lost+m.got >= 20 }

func (m misses) share() float64 { return float64(m.lost) / float64(m.lost+m.got) }

func (m misses) half() misses { return misses{m.lost / 2, m.got / 2} }

// arrives counts a packet, and what is missing before it.
func (d *downlink) arrives(dep departure) {
	counts := &d.once
	if dep.twice {
		counts = &d.twice
	}
	counts.got++
	if dep.at-d.gapAt < outage {
		d.once.lost += int(d.gap - d.gapTwice)
		d.twice.lost += int(d.gapTwice)
	}
	d.gap, d.gapTwice = 0, 0
}

// weigh makes the loss of what was counted: a mean over some seconds. Of what left twice both had to be lost. Beside it few other
// packets leave, often together: what they lost alone was no more than a moment.
func (d *downlink) weigh() {
	switch {
	case !d.twice.enough():
		d.loss = d.once.share()
	case d.once.enough():
		d.loss = min(d.once.share(), math.Sqrt(d.twice.share())+lossFull)
	default:
		d.loss = math.Sqrt(d.twice.share())
	}
	d.once, d.twice = d.once.half(), d.twice.half()
}

// fight answers loss. Where a lower rate loses as much as the one before, the loss is the path's own (a radio link) and
// sending less does not help. Loss alone takes no picture away.
func (d *downlink) fight(loss float64, rtt, now int64) {
	d.innate = min(d.innate, loss)
	seen := now-d.fellAt > rtt+int64(2*time.Second) // what is lost now was sent after the fall
	switch {
	case loss <= d.innate+lossFull:
		if loss < lossFull/2 {
			d.fought = 0
		}
	case !seen:
	case d.fought > 0 && loss > d.fought*0.7:
		d.innate, d.fought = loss, 0
	default:
		d.fought = loss
		to := int(float64(d.rate) * (1 - loss/2))
		if loss < lossHopeless {
			to = max(to, ceilingLossy)
		}
		d.fall(to, now)
	}
}

// reported takes the loss of a receiver report from a client without transport-wide feedback; rate is what it is sent.
func (d *downlink) reported(loss float64, rate int, now int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.heard:
	case loss > lossFull && now-d.fellAt > int64(2*time.Second):
		if d.ceiling == 0 {
			d.ceiling = ceilingMost
		}
		d.ceiling = max(min(d.ceiling, int(float64(rate)*(1-loss/2))), ceilingLeast)
		d.fellAt = now
	case loss < lossFull/4 && d.ceiling > 0 && now-d.fellAt > int64(5*time.Second):
		d.ceiling = min(d.ceiling+d.ceiling/12, ceilingMost) // with a report a second
	}
}

// losing is the share of packets that got lost lately; told is what the receiver reports say.
func (d *downlink) losing(told float64) float64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.heard {
		return d.loss
	}
	return told
}
