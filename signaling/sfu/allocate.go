package sfu

import (
	"cmp"
	"slices"
	"time"
)

// firstRate is what a new picture may take before anything is known of the link, with all others, bit/s.
const firstRate = 1_200_000

// stepEvery is how long a picture keeps its layer before it gets a larger one; to a smaller one it goes at once.
const stepEvery = 5 * time.Second

// share is one picture of a subscriber while its link is being divided.
type share struct {
	slot   *slot
	feed   *feed
	screen bool
	spoke  bool // its person speaks or spoke last
	rank   int
	most   int // what is wished
	has    int // what it may have now
	gets   int
	fresh  bool // bound since the last division
	rested bool // has kept its layer for long enough to get a larger one
}

// allocate divides what the subscriber's link carries: sound first, which is never held back, then shared screens, then
// the pictures in the order of the subscriber's wishes, the speaker's before others. Each gets its smallest layer before
// any gets a larger one. It says how many bit/s would be needed for the next step up, if only the estimate is in its way.
func (p *Peer) allocate(now int64) (next int) {
	p.allocating.Lock()
	defer p.allocating.Unlock()
	state := p.down.state(now)
	shares, voices := p.shares(now)
	keep, raise := spendable(state.keep)-voices, spendable(state.raise)-voices
	most := largest
	if p.tcp() {
		most = LayerHalf.Index() // a stream that waits for its losses carries no more in time
	}

	short := false
	spent := 0
	for i := range shares {
		s := &shares[i]
		s.most = min(s.most, most, s.feed.steps()-1)
		s.gets = nothing
		limit, paused := keep, s.has == nothing
		if paused {
			limit = raise
		}
		cost := s.feed.cost(0, now)
		switch {
		case spent+cost <= limit && (!paused || s.rested):
			s.gets, spent = 0, spent+cost
		case paused && s.rested && next == 0:
			next = spent + cost
			fallthrough
		default:
			short = true
		}
	}
	waiting := largest // nobody gets larger than who comes first and cannot yet
	for i := range shares {
		s := &shares[i]
		for s.gets != nothing && s.gets < s.most {
			step := s.feed.cost(s.gets+1, now) - s.feed.cost(s.gets, now)
			limit, up := keep, s.gets >= s.has
			switch {
			case s.fresh:
				limit = max(raise, min(keep, firstRate))
			case up:
				limit = raise
			}
			if spent+step <= limit && (!up || s.rested && s.gets == s.has && s.gets < waiting) {
				s.gets, spent = s.gets+1, spent+step
				continue
			}
			short = true
			if up && s.rested && next == 0 && spent+step > raise {
				next = spent + step
			}
			if up && !s.rested {
				waiting = min(waiting, s.gets)
			}
			break
		}
	}
	more := false
	for _, s := range shares {
		more = more || s.fresh || s.gets > s.has
		s.slot.allow(s.gets, state.full && s.gets < s.has, now)
	}
	given := 0
	if spent > 0 {
		given = carrying(spent + voices)
	}
	p.down.gives(given, more, now)
	p.narrow.Store(short)
	if next == 0 || !state.calm {
		return 0
	}
	return carrying(next + voices)
}

// spendable is what is given out of a rate, bit/s, and carrying the rate out of which so much can be.
func spendable(rate int) int { return rate * 9 / 10 }
func carrying(given int) int { return (given*10 + 8) / 9 }

// shares lists the pictures bound to the subscriber in the order in which they are served, and what its voices take.
func (p *Peer) shares(now int64) (shares []share, voices int) {
	for _, s := range p.slots {
		s.mu.Lock()
		one := share{slot: s, feed: s.feed, rank: s.rank, most: s.most, has: s.limit, fresh: s.stepped == 0, rested: now-s.stepped >= int64(stepEvery)}
		if s.stepped == 0 && s.feed != nil {
			s.stepped = now
		}
		s.mu.Unlock()
		switch {
		case one.feed == nil:
		case s.audio:
			s.aim(now)
			if !one.feed.gate.muted.Load() {
				voices += one.feed.cost(0, now)
			}
		case one.feed.gate.muted.Load():
			s.aim(now)
		default:
			one.screen = one.feed.source == Screen
			one.spoke = one.feed.peer.spoke(now)
			shares = append(shares, one)
		}
	}
	slices.SortFunc(shares, func(a, b share) int {
		return cmp.Or(-compare(a.screen, b.screen), -compare(a.spoke, b.spoke), cmp.Compare(a.rank, b.rank))
	})
	return shares, voices
}

func compare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// spoke says whether the person speaks, or did within the last seconds.
func (p *Peer) spoke(now int64) bool {
	u := p.feeds[Mic.index()].uplinks()[0]
	if u == nil {
		return false
	}
	u.feed.mu.Lock()
	defer u.feed.mu.Unlock()
	return u.speech.speaking || u.speech.lastLoud > 0 && now-u.speech.lastLoud < int64(stepEvery)
}

// allocate divides the links of all subscribers and asks publishers for the layers that are of use to somebody.
func (r *Room) allocate(peers []*Peer, now int64) {
	used := map[*feed]*[len(Layers)]bool{}
	for _, p := range peers {
		for _, source := range []Source{Camera, Screen} {
			used[p.feeds[source.index()]] = &[len(Layers)]bool{}
		}
	}
	for _, p := range peers {
		if !p.up.Load() {
			continue
		}
		if next := p.allocate(now); next > 0 {
			p.probe(next, now)
		}
		for _, s := range p.slots {
			s.mu.Lock()
			f, limit := s.feed, s.limit
			s.mu.Unlock()
			if use := used[f]; use != nil && limit >= 0 {
				use[limit] = true
			}
		}
	}
	for f, use := range used {
		if wanted, changed := f.want(*use, now); changed {
			f.peer.emit(wanted)
		}
	}
}
