package sfu

import (
	"context"
	"encoding/binary"
	"testing"
	"time"

	"github.com/pion/rtp"
)

// desk is one publisher's camera in two layers before one subscriber, without a network.
type desk struct {
	slot   *slot
	layers [2]*uplink
	seq    [2]uint16
	out    []rtp.Header
}

type notes struct{ desk *desk }

func (n notes) WriteRTP(h *rtp.Header, payload []byte, _ *twin) (int, error) {
	c := *h
	if c.SSRC == 2 { // a repeat: of which
		c.SequenceNumber = binary.BigEndian.Uint16(payload)
	}
	n.desk.out = append(n.desk.out, c)
	return len(payload), nil
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	r := &Room{sfu: &SFU{start: time.Now()}, peers: map[string]*Peer{}}
	alive, end := context.WithCancel(t.Context())
	t.Cleanup(end)
	publisher := &Peer{room: r, done: alive, on: func(Event) {}}
	subscriber := &Peer{room: r, done: alive, on: func(Event) {}}
	subscriber.up.Store(true)
	f := newFeed(publisher, Camera)
	d := &desk{slot: newSlot(subscriber, VideoMid(0), "1", false)}
	for i := range d.layers {
		d.layers[i] = newUplink(f, i, false, uint32(100+i), extensions{})
		f.open(d.layers[i], false)
		d.seq[i] = uint16(1000 * (i + 1))
	}
	d.slot.out = notes{desk: d}
	d.slot.header = rtp.Header{Version: 2, SSRC: 1}
	d.slot.vp8 = codec{main: 96, repair: 97}
	d.slot.repair = rtp.Header{Version: 2, SSRC: 2}
	d.slot.bind(f, 0, 0)
	return d
}

// send gives a packet of a layer to the subscriber, and the number it went out under; 0 = it did not.
func (d *desk) send(layer int, key bool) uint16 {
	d.seq[layer]++
	b := make([]byte, 60)
	b[0], b[1] = 0x80, 96
	binary.BigEndian.PutUint16(b[2:], d.seq[layer])
	binary.BigEndian.PutUint32(b[4:], uint32(d.seq[layer])*3000)
	b[12] = 0x10
	if !key {
		b[13] = 1
	}
	before := len(d.out)
	d.layers[layer].receive(b)
	if len(d.out) == before {
		return 0
	}
	return d.out[len(d.out)-1].SequenceNumber
}

// repeats says whether the subscriber gets the packet again.
func (d *desk) repeats(seq uint16) bool {
	before := len(d.out)
	d.slot.resend(seq)
	return len(d.out) > before && d.out[len(d.out)-1].SSRC == 2 && d.out[len(d.out)-1].SequenceNumber == seq
}

func TestCase13RepeatOfTheLayerBeforeIsNotTakenFromTheNewOne(t *testing.T) {
	d := newDesk(t)
	d.send(0, true)
	old := d.send(0, false)
	d.send(1, true)
	if !d.repeats(old) {
		t.Error("a packet of the layer that flows is not repeated")
	}
	d.slot.allow(1, false, d.slot.peer.now())
	d.slot.most = 1
	if d.send(1, false) != 0 {
		t.Fatal("switched without a keyframe")
	}
	first := d.send(1, true)
	if first != old+1 {
		t.Fatalf("the new layer begins at %d after %d", first, old)
	}
	if d.send(0, false) != 0 {
		t.Error("the old layer still goes out")
	}
	if d.repeats(old) {
		t.Error("a packet of the layer before was answered")
	}
	if next := d.send(1, false); !d.repeats(first) || !d.repeats(next) {
		t.Error("packets of the new layer are not repeated")
	}
}

func TestRepeatOfASmallPictureLeavesThreeTimesWhereMuchIsLost(t *testing.T) {
	for _, c := range []struct{ lost, rate, leaves int }{{0, 30_000, 1}, {26, 400_000, 2}, {26, 30_000, 3}} {
		d := newDesk(t)
		d.slot.peer.told.Store(uint32(c.lost))
		d.send(0, true)
		seq := d.send(0, false)
		d.layers[0].rate = c.rate
		before := len(d.out)
		d.slot.resend(seq)
		if n := len(d.out) - before; n != c.leaves {
			t.Errorf("of %d kbit/s with %d of 256 lost: left %d times, want %d", c.rate/1000, c.lost, n, c.leaves)
		}
	}
}

func TestCase14NothingFromBeforeAKeyframeIsRepeated(t *testing.T) {
	d := newDesk(t)
	d.send(0, true)
	old := d.send(0, false)
	key := d.send(0, true)
	after := d.send(0, false)
	if d.repeats(old) {
		t.Error("a packet from before the keyframe was repeated")
	}
	if !d.repeats(key) || !d.repeats(after) {
		t.Error("the keyframe and what follows must be repeated")
	}
	if d.repeats(after) {
		t.Error("repeated twice within a round trip")
	}
}
