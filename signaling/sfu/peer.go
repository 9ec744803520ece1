package sfu

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
)

// Peer is one participant's transport and media. All methods may be called from any goroutine.
type Peer struct {
	room *Room
	id   string
	on   func(Event)
	done context.Context // ends with Close
	end  context.CancelFunc

	link    *link
	in      inbound
	out     outbound
	heard   atomic.Int64 // when the newest packet of media came that was really theirs, ns
	answers int          // guarded by negotiation
	lacking atomic.Bool  // something of a picture is missing
	loses   atomic.Bool  // much of a picture gets lost on the way in

	slots map[string]*slot    // by mid, never changed
	feeds [len(Sources)]*feed // never changed

	down       downlink
	allocating sync.Mutex
	probing    probing     // of the room's beat alone
	narrow     atomic.Bool // the link carries less than is wished

	up             atomic.Bool   // media get through; a restart of a path that stands changes nothing
	rtt            atomic.Int64  // ns, by the newest receiver report; 0 = not known
	lostUp         atomic.Uint32 // of 256, the worst of what they send since the last Quality
	lostDown       atomic.Uint32 // of 256, the worst that they reported since then
	told           atomic.Uint32 // of 256, by the newest receiver report
	before         uint64        // sent at the last report; of the room's beat alone
	received, sent atomic.Uint64 // bytes of payload
	reports        atomic.Bool   // rtt is by reports, else by ICE
	arrivals       arrivals
	clock          clock

	negotiation sync.Mutex // one offer at a time
	newest      atomic.Int64
	owned       map[uint32]*slot // by SSRC, never changed

	mu        sync.Mutex // guards what follows; nothing waits under it
	described bool       // an offer was taken
	pictures  Pictures   // of the newest one
	waiting   []string   // candidates from before the first offer
	tried     int        // candidates taken so far
	counted   struct {   // for Quality
		at       int64
		up, down uint64
	}
}

func newPeer(r *Room, id string, on func(Event)) (*Peer, error) {
	p := &Peer{room: r, id: id, on: on, slots: map[string]*slot{}, owned: map[uint32]*slot{}}
	p.in.peer, p.in.routes = p, map[uint32]*route{}
	p.out.box = r.sfu.box
	for i, source := range Sources {
		p.feeds[i] = newFeed(p, source)
	}
	for n := range SlotsPerKind {
		pair := strconv.Itoa(n + 1)
		for _, s := range []*slot{newSlot(p, AudioMid(n), pair, true), newSlot(p, VideoMid(n), pair, false)} {
			p.slots[s.mid] = s
			s.ssrc, s.repairs = p.ssrc(), p.ssrc()
			p.owned[s.ssrc] = s
		}
	}
	p.newest.Store(-1)
	p.done, p.end = context.WithCancel(context.Background())
	var err error
	if p.link, err = newLink(p); err != nil {
		p.end()
		return nil, err
	}
	return p, nil
}

// ssrc makes one that no slot has.
func (p *Peer) ssrc() uint32 {
	for {
		var b [4]byte
		_, _ = rand.Read(b[:]) // never fails
		if n := binary.BigEndian.Uint32(b[:]); n > feedbackSSRC && p.owned[n] == nil {
			return n
		}
	}
}

// SetMuted holds back everything of a source, or lets it through again. A muted source is received and counted but
// not one packet of it is sent on, repeats included, whatever the client says.
func (p *Peer) SetMuted(source Source, muted bool) {
	f := p.feed(source)
	if f == nil || f.gate.muted.Swap(muted) == muted {
		return
	}
	f.gate.turns.Add(1)
	if muted {
		return
	}
	f.expect(p.now())
	for _, s := range *f.subs.Load() {
		s.refresh()
	}
}

// Close takes the participant out of the room and ends the transport. It does not wait for pion; no event comes after it.
func (p *Peer) Close() {
	if p.done.Err() != nil {
		return
	}
	p.end()
	p.up.Store(false)
	p.room.leave(p)
	p.room.sfu.port.disown(p)
	// Ends when pion has closed its goroutines; SFU.Close waits for it.
	p.room.sfu.background(p.link.close)
}

// Estimate is what the way to the participant is thought to carry, if more were to be sent, and what arrives there now;
// bit/s, 0 where the client gives no feedback.
func (p *Peer) Estimate() (may, arrives int) {
	return p.down.state(p.now()).raise, p.down.arriving()
}

// losing says that packets to the subscriber get lost at a rate at which one in time is worth two.
func (p *Peer) losing() bool { return p.down.losing(float64(p.told.Load())/256) > lossMuch }

// emit tells the owner, unless the peer is closed.
func (p *Peer) emit(e Event) {
	if p.done.Err() == nil {
		p.on(e)
	}
}

// send writes RTCP. A transport that is not there loses it, like any network would.
func (p *Peer) send(packets ...rtcp.Packet) {
	if len(packets) > 0 && p.up.Load() {
		p.out.writeRTCP(packets)
	}
}

func (p *Peer) now() int64 { return p.room.sfu.now() }

func (p *Peer) wall(now int64) time.Time { return p.room.sfu.start.Add(time.Duration(now)) }

// audible says that something was heard of the participant of late.
func (p *Peer) audible() bool { return p.now()-p.heard.Load() < int64(silentFor) }

// tcp says that media go over a TCP connection now.
func (p *Peer) tcp() bool {
	w := p.out.way.Load()
	return w != nil && w.over != nil
}

// stands is called when media can flow, also when a lost transport is back.
func (p *Peer) stands() {
	p.down.reset(p.now())
	p.up.Store(true)
	p.emit(TransportUp{Rung: p.link.rung()})
	for _, s := range p.slots {
		s.refresh()
	}
}

// breaks is called when the transport is lost, also when a restart of it did not come through.
func (p *Peer) breaks() {
	if p.up.Swap(false) {
		p.emit(TransportDown{})
	}
}

// feed is what the participant sends from a source; nil for a source that is not known.
func (p *Peer) feed(source Source) *feed {
	if i := source.index(); i >= 0 {
		return p.feeds[i]
	}
	return nil
}
