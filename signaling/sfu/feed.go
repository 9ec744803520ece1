package sfu

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// feed is one source of a participant, from join to leave: whom it goes to, whether it may, and the layers in which it
// comes in at the moment. Sound and a picture without simulcast have one layer, the smallest.
type feed struct {
	peer   *Peer
	source Source
	gate   gate
	subs   atomic.Pointer[[]*slot] // changed under the room's lock, read without

	mu      sync.Mutex // guards what follows and what the uplinks keep
	layers  [len(Layers)]*uplink
	single  bool  // no simulcast
	last    int64 // when the newest packet of any layer came; 0 = none yet
	awaited int64 // since when somebody waits for it anew
	stalled bool
	warned  bool // those who wait were told that nothing comes
	budget  budget
	told    [len(Layers)]bool  // which layers the publisher was last asked to send
	unused  [len(Layers)]int64 // since when nobody has wanted a layer; 0 = somebody does
}

// gate is what the room decided about a source.
type gate struct {
	muted atomic.Bool
	turns atomic.Uint32 // grows whenever muted changes: slots begin anew
}

func newFeed(p *Peer, source Source) *feed {
	f := &feed{peer: p, source: source, told: [len(Layers)]bool{true, true, true}}
	f.subs.Store(&[]*slot{})
	f.budget.limit = videoBudget
	if source.Audio() {
		f.budget.limit = audioBudget
	}
	return f
}

// open puts a new uplink in its layer's place; a stream that was there before is over.
func (f *feed) open(u *uplink, single bool) {
	f.mu.Lock()
	f.layers[u.layer] = u
	f.single = single
	f.mu.Unlock()
}

// best is the uplink to send where the layers up to limit are affordable: the largest live one of them, else the
// smallest live one, else the smallest there is. It is nil when there is none or nothing is affordable.
func (f *feed) best(limit int, now int64) *uplink {
	f.mu.Lock()
	defer f.mu.Unlock()
	if limit < 0 {
		return nil
	}
	for i := limit; i >= 0; i-- {
		if u := f.layers[i]; u != nil && u.live(now) && !u.left(now) {
			return u
		}
	}
	var first *uplink
	for _, u := range f.layers {
		if u != nil && u.live(now) {
			return u
		}
		if first == nil {
			first = u
		}
	}
	return first
}

// cost is what a layer takes, bit/s: as measured while it flows, else as is usual for its size.
func (f *feed) cost(layer int, now int64) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	u := f.layers[layer]
	switch {
	case f.source.Audio():
		return audioRate
	case f.single && f.layers[0] != nil:
		return max(f.layers[0].rate, singleLeast)
	case u != nil && u.live(now) && now-u.since > int64(rateKnown):
		return max(u.rate, layerRate[layer]/2) // a still picture may move at any moment
	}
	return layerRate[layer]
}

// rateKnown is how long a layer must have been live before its measured rate says anything.
const rateKnown = 3 * time.Second

const (
	audioRate   = 48_000  // bit/s, with headers
	singleLeast = 100_000 // bit/s of a picture without layers
)

// steps is how many layers there are to choose from.
func (f *feed) steps() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.single {
		return 1
	}
	return len(Layers)
}

// want compares what subscribers could take with what the publisher was asked for, and says whether to ask anew: for
// more at once, for less when nobody has wanted it for 3 s. The smallest layer always stays.
func (f *feed) want(used [len(Layers)]bool, now int64) (LayersWanted, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.single || f.last == 0 {
		return LayersWanted{}, false
	}
	used[0] = true
	changed := false
	for i := range used {
		switch {
		case used[i]:
			f.unused[i] = 0
			changed = changed || !f.told[i]
			f.told[i] = true
		case f.unused[i] == 0:
			f.unused[i] = now
		case f.told[i] && now-f.unused[i] >= int64(layerHold):
			f.told[i], changed = false, true
		}
	}
	return LayersWanted{Source: f.source, On: f.told}, changed
}

const layerHold = 3 * time.Second

// add and remove change who gets the packets; only under the room's lock.
func (f *feed) add(s *slot) {
	subs := append(slices.Clone(*f.subs.Load()), s)
	f.subs.Store(&subs)
	f.expect(f.peer.now())
}

func (f *feed) remove(s *slot) {
	subs := slices.DeleteFunc(slices.Clone(*f.subs.Load()), func(other *slot) bool { return other == s })
	f.subs.Store(&subs)
}

// arrived notes a packet and says whether the source began, or began again, with it. f.mu is held.
func (f *feed) arrived(now int64) (began bool) {
	began = f.last == 0 || f.stalled
	f.last, f.stalled, f.warned = now, false, false
	return began
}

// passed counts a packet of u; with the end of a frame the other layers are a frame behind. f.mu is held.
func (f *feed) passed(u *uplink, end bool) {
	for _, other := range f.layers {
		if other != nil && end {
			other.behind++
		}
	}
	u.behind = 0
}

// expect begins the wait for a packet anew: for a new subscriber, or because the source may be heard again.
func (f *feed) expect(now int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.awaited, f.warned = now, false
}

// tick is called every 100 ms. It tells a silence once to those who wait, whether or not the transport is up: who waits cannot
// know whose link has failed, and would mend their own.
func (f *feed) tick(now int64) []Event {
	f.mu.Lock()
	defer f.mu.Unlock()
	unheard := f.last == 0 && len(*f.subs.Load()) == 0
	if unheard || f.warned || now-max(f.last, f.awaited) < int64(stallAfter) {
		return nil
	}
	f.stalled, f.warned = true, true
	return []Event{TrackStalled{f.source}}
}

// stallAfter is how long a live track may be silent. Opus with DTX still sends every 400 ms.
const stallAfter = 3 * time.Second

// awaits says whether a subscriber waits for a keyframe of u.
func (f *feed) awaits(u *uplink) bool {
	for _, s := range *f.subs.Load() {
		if s.awaits(u) {
			return true
		}
	}
	return false
}

// uplinks is a copy of the layers.
func (f *feed) uplinks() [len(Layers)]*uplink {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.layers
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
