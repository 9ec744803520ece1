package sfu

import (
	"encoding/binary"
	"slices"
	"sync"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
)

// inbound opens what comes from one participant and knows to which of their streams it belongs. A stream that the offer
// names by its SSRC is known from the start; the layers of a picture say themselves what they are (RFC 8852).
type inbound struct {
	peer *Peer

	mu      sync.Mutex // held while a packet is worked on: a participant may be on two ways at a time
	keys    *srtp.Context
	early   [][]byte // what came before the keys
	header  rtp.Header
	control rtcp.Header
	routes  map[uint32]*route
	sources [len(Sources)]*line // of the newest offer; nil before it
	lost    bool                // there were too many streams
}

// route is where the packets of one SSRC go.
type route struct {
	feed   *feed // nil = not known yet
	layer  int
	repair bool
	uplink *uplink // nil for repairs, which go to whatever the layer is then
}

const (
	earlyPackets = 64
	// maxStreams is how many SSRCs a client may use in its life. A browser needs two for each source and each layer; who
	// makes up new ones without end is after our memory.
	maxStreams = 128
)

// unlock gives the keys; what came before them is worked on now.
func (in *inbound) unlock(keys *srtp.Context) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.keys = keys
	for _, b := range in.early {
		in.open(b)
	}
	in.early = nil
}

// expect takes what the newest offer says of the streams.
func (in *inbound) expect(o *offer) {
	in.mu.Lock()
	defer in.mu.Unlock()
	copy(in.sources[:], o.lines[:])
}

// incoming takes one packet of SRTP or SRTCP off the wire; b is good until it returns.
func (p *Peer) incoming(b []byte) {
	p.in.mu.Lock()
	defer p.in.mu.Unlock()
	if p.in.keys == nil {
		if len(p.in.early) < earlyPackets {
			p.in.early = append(p.in.early, slices.Clone(b))
		}
		return
	}
	p.in.open(b)
}

// open decrypts b in place. in.mu is held, as in what follows.
func (in *inbound) open(b []byte) {
	if b[1] >= 192 && b[1] <= 223 { // RFC 5761 §4
		if plain, err := in.keys.DecryptRTCP(b, b, &in.control); err == nil {
			in.peer.heard.Store(in.peer.now())
			in.peer.control(plain)
		}
		return
	}
	plain, err := in.keys.DecryptRTP(b, b, &in.header)
	if err != nil {
		return
	}
	in.peer.heard.Store(in.peer.now())
	in.route(plain)
}

// route gives a packet to its stream.
func (in *inbound) route(b []byte) {
	ssrc := binary.BigEndian.Uint32(b[8:])
	r := in.routes[ssrc]
	if r == nil {
		if r = in.meet(ssrc); r == nil {
			return
		}
	}
	if r.feed == nil && !in.find(r, ssrc, b) {
		return
	}
	if !r.repair {
		r.uplink.receive(b)
	} else if u := r.feed.uplinks()[r.layer]; u != nil {
		u.repair(b)
	}
}

// meet notes a new stream; nil when there are too many.
func (in *inbound) meet(ssrc uint32) *route {
	if len(in.routes) >= maxStreams {
		if !in.lost {
			in.lost = true
			in.peer.room.sfu.log.Warn("too many streams, participant closed", "room", in.peer.room.id, "participant", in.peer.id)
			in.peer.room.sfu.background(in.peer.Close)
		}
		return nil
	}
	r := &route{}
	in.routes[ssrc] = r
	return r
}

// find learns from the offer or from the packet what a stream is.
func (in *inbound) find(r *route, ssrc uint32, b []byte) bool {
	for i, l := range in.sources {
		if l == nil || len(l.rids) > 0 {
			continue
		}
		for _, pair := range l.ssrcs {
			if pair.main == ssrc || pair.repair == ssrc {
				in.lead(r, i, 0, pair.repair == ssrc, ssrc)
				return true
			}
		}
	}
	for i, l := range in.sources {
		if l == nil || l.ids.mid == 0 {
			continue
		}
		names := namesOf(b, l.ids)
		if names.mid != l.mid {
			continue
		}
		repair := names.repaired != "" || l.isRepair(b[1]&0x7f)
		layer := max(slices.Index(Layers[:], Layer(names.layer)), slices.Index(Layers[:], Layer(names.repaired)))
		switch {
		case len(l.rids) == 0:
			layer = 0
		case layer < 0:
			return false // it will say so in a later packet
		}
		in.lead(r, i, layer, repair, ssrc)
		return true
	}
	return false
}

// lead gives a stream its place.
func (in *inbound) lead(r *route, source, layer int, repair bool, ssrc uint32) {
	l := in.sources[source]
	r.feed, r.layer, r.repair = in.peer.feeds[source], layer, repair
	if !repair {
		single := len(l.rids) == 0
		r.uplink = newUplink(r.feed, layer, single, ssrc, l.ids)
		r.feed.open(r.uplink, single)
	}
}
