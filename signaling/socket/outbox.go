package socket

import "sync"

// Class says what may happen to a frame when its reader is slow.
type Class int

// The classes: a lossy frame is dropped, or replaced by a later one of the same key; a normal one closes the connection when there is no room; for critical
// ones the last eighth of the room is kept.
const (
	Normal Class = iota
	Lossy
	Critical
)

// The bounds of what waits for one reader.
const (
	MaxFrames = 256
	MaxBytes  = 512 << 10
)

type item struct {
	data  []byte
	class Class
	key   string
}

// outbox is what waits to be written. Its push never waits.
type outbox struct {
	mu     sync.Mutex
	items  []item
	bytes  int
	seq    uint64
	write  func() // begins to pop, until there is nothing any more
	writes bool   // it does
	closed bool   // nothing more is taken
	ended  bool   // the last has been told
}

func newOutbox(write func()) *outbox { return &outbox{write: write} }

// push adds what encode makes of the next seq (0 when the frame is not numbered). It reports false when there is no room.
func (o *outbox) push(class Class, key string, numbered bool, encode func(seq uint64) ([]byte, error)) (bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return true, nil
	}
	var seq uint64
	if numbered {
		seq = o.seq + 1
	}
	data, err := encode(seq)
	if err != nil {
		return true, err
	}
	if class == Lossy {
		o.dropLossy(func(i item) bool { return i.key == key })
	}
	frames, bytes := MaxFrames, MaxBytes
	if class != Critical {
		frames, bytes = frames-frames/8, bytes-bytes/8
	}
	fits := func() bool { return len(o.items) < frames && o.bytes+len(data) <= bytes }
	if !fits() && class == Lossy {
		return true, nil
	}
	if !fits() {
		o.dropLossy(func(item) bool { return true })
	}
	if !fits() {
		return false, nil
	}
	if numbered {
		o.seq = seq
	}
	o.items = append(o.items, item{data, class, key})
	o.bytes += len(data)
	o.wake()
	return true, nil
}

func (o *outbox) dropLossy(which func(item) bool) {
	kept := o.items[:0]
	for _, i := range o.items {
		if i.class == Lossy && which(i) {
			o.bytes -= len(i.data)
			continue
		}
		kept = append(kept, i)
	}
	clear(o.items[len(kept):])
	o.items = kept
}

// pop takes the oldest frame. Where there is none, ok is false and the writer ends; last is true, once, when there will be none any more.
func (o *outbox) pop() (data []byte, ok, last bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.items) == 0 {
		o.items, o.writes = nil, false
		last = o.closed && !o.ended
		o.ended = o.ended || last
		return nil, false, last
	}
	data = o.items[0].data
	o.items[0] = item{}
	o.items = o.items[1:]
	o.bytes -= len(data)
	return data, true, false
}

// close lets what waits go out and takes nothing more; with discard what waits is dropped.
func (o *outbox) close(discard bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	if discard {
		o.items, o.bytes = nil, 0
	}
	o.wake()
}

// wake starts the writer, unless it runs.
func (o *outbox) wake() {
	if !o.writes {
		o.writes = true
		o.write()
	}
}
