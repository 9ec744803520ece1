package sfu

import (
	"net/netip"
	"sync"
)

// outbox collects what is to be sent, so that everything that one packet from a publisher causes goes to the kernel in one
// call, and packets that follow each other to one subscriber as one of many segments.
type outbox struct {
	socket socket
	join   bool // the socket cuts what goes to one address

	mu     sync.Mutex
	held   int // frames that are not whole yet, and others who are collecting
	busy   int // readers at work on what they read together
	whole  bool
	queue  []parcel
	used   int
	spare  []parcel
	sender sync.Mutex // one batch at a time
	alone  [1]parcel
}

// parcel is what goes to one address: one packet, or several of the same size and a last one that may be smaller.
type parcel struct {
	to     netip.AddrPort
	bytes  []byte
	size   int // of each but the last
	count  int
	closed bool
	room   []byte // where bytes begin; more than that is made when it is wanted, and let go of when it has left
}

const (
	parcels     = 64 // in a batch
	parcelBytes = 60_000
	parcelCount = 60
	parcelRoom  = 8 << 10 // a frame of the largest layer
)

func newOutbox(s socket) *outbox {
	o := &outbox{socket: s, queue: newParcels(), spare: newParcels()}
	if b, ok := s.(*batches); ok {
		o.join = b.gso
	}
	return o
}

func newParcels() []parcel {
	all, block := make([]parcel, parcels), make([]byte, parcels*parcelRoom)
	for i := range all {
		all[i].room = block[i*parcelRoom : i*parcelRoom : (i+1)*parcelRoom]
	}
	return all
}

// post sends b, or keeps a copy of it until release.
func (o *outbox) post(b []byte, to netip.AddrPort) {
	o.mu.Lock()
	kept := o.held+o.busy > 0 && o.keep(b, to)
	o.mu.Unlock()
	if kept {
		return
	}
	o.flush()
	o.send(b, to)
}

// send sends one packet at once.
func (o *outbox) send(b []byte, to netip.AddrPort) {
	o.sender.Lock()
	defer o.sender.Unlock()
	o.alone[0] = parcel{to: to, bytes: b, size: len(b), count: 1}
	o.socket.write(o.alone[:])
}

// keep puts b into the queue; false when there is no room. o.mu is held.
func (o *outbox) keep(b []byte, to netip.AddrPort) bool {
	if o.join {
		for i := o.used - 1; i >= 0; i-- {
			if q := &o.queue[i]; q.to == to {
				if q.closed || len(b) > q.size || q.count == parcelCount || len(q.bytes)+len(b) > parcelBytes {
					break
				}
				q.bytes = append(q.bytes, b...)
				q.count++
				q.closed = len(b) < q.size
				return true
			}
		}
	}
	if o.used == len(o.queue) {
		return false
	}
	q := &o.queue[o.used]
	q.to, q.bytes, q.size, q.count, q.closed = to, append(q.room, b...), len(b), 1, false
	o.used++
	return true
}

// hold begins to collect; each hold is followed by a release.
func (o *outbox) hold() {
	if o == nil {
		return
	}
	o.mu.Lock()
	o.held++
	o.mu.Unlock()
}

// release sends what was collected, by whomever: nothing waits for another's frame. A reader that is at work sends it when
// it has gone through all that it read.
func (o *outbox) release() {
	if o == nil {
		return
	}
	o.mu.Lock()
	o.held--
	o.whole = true
	later := o.busy > 0
	o.mu.Unlock()
	if !later {
		o.flush()
	}
}

// begin and end go round what was read together.
func (o *outbox) begin() {
	o.mu.Lock()
	o.busy++
	o.mu.Unlock()
}

func (o *outbox) end() {
	o.mu.Lock()
	o.busy--
	send := o.whole || o.held == 0
	o.mu.Unlock()
	if send {
		o.flush()
	}
}

// flush sends what was collected.
func (o *outbox) flush() {
	if o == nil {
		return
	}
	o.sender.Lock()
	defer o.sender.Unlock()
	o.mu.Lock()
	batch, n := o.queue, o.used
	o.whole = false
	if n > 0 {
		o.queue, o.used = o.spare, 0
		o.spare = batch
	}
	o.mu.Unlock()
	if n > 0 {
		o.socket.write(batch[:n])
		for i := range batch[:n] { // what the longest wait has filled would be held for good
			batch[i].bytes = nil
		}
	}
}
