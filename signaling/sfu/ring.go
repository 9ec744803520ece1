package sfu

import "sync"

// ring keeps the newest packets of one uplink, once for all its subscribers, to answer their NACKs. The bytes lie in
// one block that is written round and round, so that a track costs what it sends and not what it might send.
type ring struct {
	mu    sync.Mutex
	index []entry
	block []byte
	next  int64 // where the next packet goes, counted without wrapping
}

type entry struct {
	packet packet // payload unset
	pos    int64
	size   int
}

// A second and a half of 1.5 Mbit/s, more than that of the smaller layers; two and a half seconds of speech.
const (
	videoRingPackets, videoRingBytes = 512, 256 << 10
	audioRingPackets, audioRingBytes = 128, 16 << 10
)

// newRing makes the ring of a stream; below is how many layers its feed has above it.
func newRing(audio bool, below int) *ring {
	if audio {
		return &ring{index: make([]entry, audioRingPackets), block: make([]byte, audioRingBytes)}
	}
	return &ring{index: make([]entry, videoRingPackets), block: make([]byte, videoRingBytes>>below)}
}

// put copies p. A packet larger than the block is not kept.
func (r *ring) put(p *packet) {
	size := int64(len(p.payload))
	r.mu.Lock()
	defer r.mu.Unlock()
	total := int64(len(r.block))
	if size > total {
		return
	}
	if r.next%total+size > total {
		r.next += total - r.next%total
	}
	copy(r.block[r.next%total:], p.payload)
	e := &r.index[p.ext%int64(len(r.index))]
	e.packet, e.pos, e.size = *p, r.next, len(p.payload)
	e.packet.payload = nil
	r.next += size
}

// get copies the packet with the number ext into buf, from offset room on, and says false when it is no longer there.
func (r *ring) get(ext int64, buf []byte, room int) (packet, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if ext < 0 {
		return packet{}, false
	}
	e := r.index[ext%int64(len(r.index))]
	total := int64(len(r.block))
	if e.packet.ext != ext || e.size == 0 || r.next-e.pos > total || room+e.size > len(buf) {
		return packet{}, false
	}
	p := e.packet
	p.payload = buf[room : room+copy(buf[room:], r.block[e.pos%total:e.pos%total+int64(e.size)])]
	return p, true
}
