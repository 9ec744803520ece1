package sfu

import (
	"bytes"
	"net"
	"net/netip"
	"testing"

	"github.com/pion/rtp"
	"github.com/pion/stun/v4"
)

// FuzzReceive is case 106: whatever a publisher sends as RTP goes through unpacking, repairs and rewriting without a
// panic, and never leaves longer than it came.
func FuzzReceive(f *testing.F) {
	whole := []byte{0x80, 96, 0, 1, 0, 0, 0, 9, 0, 0, 0, 7}
	f.Add(append(whole, 0x90, 0x80, 0x80, 1, 0), false)                                   // a keyframe
	f.Add(whole, false)                                                                   // a bare header
	f.Add(append([]byte{0x8f}, whole[1:]...), false)                                      // 15 CSRCs that are not there
	f.Add(append(append([]byte{0x90}, whole[1:]...), 0xbe, 0xde, 0xff, 0xff), false)      // an extension of 256 KB
	f.Add(append(append([]byte{0xa0}, whole[1:]...), 0), false)                           // padding 0
	f.Add(append(append([]byte{0xa0}, whole[1:]...), 1, 2, 200), false)                   // padding over the payload
	f.Add(append(whole, 0x90), false)                                                     // descriptors that are cut
	f.Add(append(whole, 0x90, 0xf0, 0x80), false)                                         //
	f.Add(append(append([]byte{0x80, 63}, whole[2:]...), 0xef, 0, 0xf, 0xff, 111), false) // RED: more than is there
	f.Add(append(append([]byte{0x80, 63}, whole[2:]...), 0xef, 0xf, 0, 1, 111, 1, 2), true)
	f.Fuzz(func(t *testing.T, b []byte, audio bool) {
		d := newDesk(t)
		d.send(0, true)
		u := d.layers[0]
		if audio {
			d.slot.bind(nil, largest, 0)
			f := newFeed(u.feed.peer, Mic)
			u = newUplink(f, 0, true, 7, extensions{red: 63, level: 1})
			f.open(u, true)
			d.slot.audio, d.slot.red, d.slot.frames = true, 63, 2
			d.slot.run = rewriter{clock: 48000}
			d.slot.bind(f, 0, 0)
			d.slot.aim(d.slot.peer.now())
		}
		most := 0
		d.slot.out = longest{d.slot.out, &most}
		for range 3 {
			u.receive(append([]byte(nil), b...))
			u.repair(append([]byte(nil), b...))
			if len(b) > 3 {
				b[3]++
			}
		}
		if most > 3*len(b)+16 {
			t.Errorf("%d bytes went out for %d", most, len(b))
		}
	})
}

type longest struct {
	sender
	most *int
}

// WriteRTP notes how long the longest packet is.
func (l longest) WriteRTP(_ *rtp.Header, payload []byte, _ *twin) (int, error) {
	*l.most = max(*l.most, len(payload))
	return len(payload), nil
}

// FuzzControl is case 107: whatever a client sends as RTCP ends nothing.
func FuzzControl(f *testing.F) {
	f.Add([]byte{0x80, 200, 0, 1, 0, 0, 0, 1})                                                                  // a short sender report
	f.Add(append([]byte{0x9f, 201, 0xff, 0xff, 0, 0, 0, 1}, make([]byte, 100)...))                              // 31 blocks and 256 KB
	f.Add([]byte{0x8f, 206, 0, 5, 0, 0, 0, 1, 0, 0, 0, 0, 'R', 'E', 'M', 'B', 1, 0xff, 0xff, 0xff, 0, 0, 0, 1}) // as much as can be said
	f.Add([]byte{0x81, 205, 0, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0xff, 0xff})                                    // NACK
	f.Add([]byte{0x8f, 205, 0, 5, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0x3f, 0xff, 0, 0})      // transport-wide feedback on 65535 packets
	f.Add([]byte{0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1})                                                      // PLI
	f.Fuzz(func(t *testing.T, b []byte) {
		d := newDesk(t)
		d.send(0, true)
		p := d.slot.peer
		p.owned = map[uint32]*slot{1: d.slot}
		for i, source := range Sources {
			p.feeds[i] = newFeed(p, source)
		}
		for range 100 {
			p.down.number(departure{at: p.now(), size: 1000})
		}
		before := len(d.out)
		p.control(b)
		if n := len(d.out) - before; n > 4 {
			t.Errorf("%d packets were repeated, of one", n)
		}
		if s := p.down.state(p.now()); s.keep < 0 || s.raise < 0 {
			t.Errorf("the estimate is %+v", s)
		}
	})
}

// FuzzSTUN: whatever comes to the port as STUN is led to one agent at most, whole, and only by a name or a question of that agent's.
func FuzzSTUN(f *testing.F) {
	from := netip.MustParseAddrPort("192.0.2.1:5000")
	whole := stun.MustBuild(stun.TransactionID, stun.BindingRequest, stun.NewUsername("ours:theirs")).Raw
	f.Add(whole)
	f.Add(whole[:24]) // cut in the name
	f.Add(append(bytes.Clone(whole[:22]), 0xff, 0xff))
	f.Add(stun.MustBuild(stun.TransactionID, stun.BindingSuccess).Raw)
	f.Fuzz(func(t *testing.T, b []byte) {
		p := &port{done: make(chan struct{})}
		p.mux = newMux(p)
		if _, err := p.mux.GetConn("ours", &net.UDPAddr{IP: net.IPv4(192, 0, 2, 9)}); err != nil {
			t.Fatal(err)
		}
		p.mux.take(b, from)
		in := p.mux.inlets[inletKey{ufrag: "ours"}].in
		if len(in) == 0 {
			return
		}
		if l := <-in; l.from != from || !bytes.Equal(l.bytes, b) || !bytes.Contains(b, []byte("ours")) {
			t.Errorf("%x came as %x", b, l.bytes)
		}
	})
}
