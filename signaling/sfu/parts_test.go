package sfu

import (
	"bytes"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"testing"
	"time"
)

func TestPacketParses(t *testing.T) {
	ids := extensions{level: 1, transport: 3}
	whole := []byte{0x90, 0xef, 0xff, 0xfe, 0, 0, 0, 9, 0, 0, 0, 7, 0xbe, 0xde, 0, 2, 0x10, 0x85, 0x31, 0x12, 0x34, 0, 0, 0, 'h', 'i'}
	var p packet
	if !p.parse(whole, ids) {
		t.Fatal("a whole packet was refused")
	}
	if !p.marker || p.pt != 111 || p.seq != 0xfffe || p.ts != 9 || p.ssrc != 7 || p.level != 5 || p.transport != 0x1234 || string(p.payload) != "hi" {
		t.Errorf("read as %+v", p)
	}
	padded := append(append([]byte{}, whole...), 0, 0, 3)
	padded[0] |= 0x20
	if !p.parse(padded, ids) || string(p.payload) != "hi" {
		t.Errorf("padding: %q", p.payload)
	}
	for name, b := range map[string][]byte{
		"empty": nil, "short": whole[:11], "version": append([]byte{0x10}, whole[1:]...),
		"csrc beyond the end":      {0x8f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		"extension beyond the end": {0x90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xbe, 0xde, 0xff, 0xff},
		"no padding count":         {0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		"padding over the payload": {0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9},
	} {
		if p.parse(b, ids) {
			t.Errorf("%s: taken as %+v", name, p)
		}
	}
}

func FuzzPacket(f *testing.F) {
	f.Add([]byte{0x90, 0xef, 0, 1, 0, 0, 0, 9, 0, 0, 0, 7, 0xbe, 0xde, 0, 1, 0x10, 0x85, 0, 0, 'h', 'i'}, uint8(1))
	f.Add(append([]byte{0x80, 0x6f, 0, 1, 0, 0, 0, 9, 0, 0, 0, 7}, carriedExample...), uint8(1))
	f.Add([]byte{0xbf, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0, 0xff, 0xff}, uint8(3))
	f.Fuzz(func(t *testing.T, b []byte, id uint8) {
		var p packet
		if !p.parse(b, extensions{level: id, transport: id}) {
			return
		}
		if v, ok := parseVP8(p.payload); ok {
			v.write(p.payload, place{picture: 1, layer: 1, key: 1})
			if again, _ := parseVP8(p.payload); v.pictureAt > 0 && again.picture != 1 {
				t.Fatalf("PictureID reads as %d after 1 was written", again.picture)
			}
		}
		if before, own, ok := parseCarried(p.payload); ok && (len(before.body)+len(own) > len(p.payload) || len(own) < 2) {
			t.Fatalf("%d and %d bytes out of a payload of %d", len(before.body), len(own), len(p.payload))
		}
		p.repair(1, 1)
		var blocks [4]block
		if before, _, own, ok := parseRED(p.payload, blocks[:]); ok {
			size := len(own)
			for _, b := range before {
				size += len(b.body)
			}
			if size > len(p.payload) {
				t.Fatalf("%d bytes out of a payload of %d", size, len(p.payload))
			}
		}
	})
}

func TestVP8DescriptorForms(t *testing.T) {
	for _, c := range []struct {
		in   []byte
		want vp8
		ok   bool
	}{
		{[]byte{0x10, 0x00}, vp8{keyframe: true}, true},
		{[]byte{0x10, 0x01}, vp8{}, true},
		{[]byte{0x00, 0x00}, vp8{}, true}, // not the beginning of a partition
		{[]byte{0x90, 0x80, 0x85, 0x34, 0x00}, vp8{keyframe: true, pictureAt: 2, wide: true, picture: 0x534}, true},
		{[]byte{0x90, 0xf0, 0x7f, 9, 0x20, 0x00}, vp8{keyframe: true, pictureAt: 2, picture: 0x7f, layerAt: 3, layer: 9, keyAt: 4}, true},
		{nil, vp8{}, false}, {[]byte{0x90}, vp8{}, false}, {[]byte{0x90, 0x80}, vp8{}, false}, {[]byte{0x90, 0x80, 0x80}, vp8{}, false},
	} {
		if got, ok := parseVP8(c.in); ok != c.ok || ok && got != c.want {
			t.Errorf("% x: %+v %v, want %+v %v", c.in, got, ok, c.want, c.ok)
		}
	}
}

func TestWindowFindsLossLatenessAndRepeats(t *testing.T) {
	var w window
	ms := int64(time.Millisecond)
	take := func(seq uint16, now int64, want bool) {
		t.Helper()
		if _, ok := w.take(seq, now); ok != want {
			t.Errorf("%d: %v, want %v", seq, ok, want)
		}
	}
	take(65534, 0, true)
	take(65534, 0, false)
	take(1, 0, true) // 65535 and 0 are missing
	var buf [8]uint16
	if got := w.due(10*ms, 20*time.Millisecond, buf[:0]); len(got) != 0 {
		t.Errorf("asked for %v before they could be late", got)
	}
	if got := w.due(15*ms, 20*time.Millisecond, buf[:0]); fmt.Sprint(got) != "[65535 0]" {
		t.Errorf("asked for %v, want 65535 and 0", got)
	}
	take(65535, 16*ms, true)
	take(65535, 16*ms, false)
	asked := 1
	for now := 16 * ms; now < 3000*ms; now += ms {
		if got := w.due(now, 20*time.Millisecond, buf[:0]); len(got) == 1 && got[0] == 0 {
			asked++
		}
	}
	if asked < 12 || asked > 20 {
		t.Errorf("0 was asked for %d times in 2 s", asked)
	}
	fraction, total, high, _ := w.report()
	if fraction != 64 || total != 1 || high&0xffff != 1 {
		t.Errorf("report: %d/256 lost, %d in all, newest %d", fraction, total, high&0xffff)
	}
	take(5000, 4000*ms, true) // the sender began anew
	if w.gaps != 0 {
		t.Errorf("%d gaps after a new beginning", w.gaps)
	}
	take(3000, 4000*ms, false)
}

// Where much is lost each request is made once more after 20 ms, which is not one that spaces the next.
func TestRequestsAreMadeTwiceWhereMuchIsLost(t *testing.T) {
	ms := int64(time.Millisecond)
	for _, lossy := range []bool{false, true} {
		w := window{lossy: lossy}
		w.take(1, 0)
		w.take(3, 0)
		var at []int64
		var buf [8]uint16
		for now := int64(0); now < 400*ms; now += ms {
			if len(w.due(now, 129*time.Millisecond, buf[:0])) > 0 {
				at = append(at, now/ms)
			}
		}
		want := "[15 144 273]"
		if lossy {
			want = "[0 20 129 149 258 278 387]"
		}
		if fmt.Sprint(at) != want {
			t.Errorf("lossy %v: asked at %v ms, want %s", lossy, at, want)
		}
	}
}

func TestKeyframesAreAskedForOnceInHalfASecondAndAgain(t *testing.T) {
	k := keyframe{every: keyframeEvery}
	ms := int64(time.Millisecond)
	var sent []int64
	for now := int64(1); now < 10_000*ms; now += 10 * ms {
		// Seven subscribers complain all the time for 3 s, then the room's beat alone repeats.
		if now < 3000*ms && k.ask(now) || k.due(now) {
			sent = append(sent, now/ms)
		}
	}
	if fmt.Sprint(sent) != "[0 500 1500 3500 7500]" {
		t.Errorf("asked at %v ms", sent)
	}
	k.came(7600 * ms)
	if k.ask(7700*ms) || !k.ask(8100*ms) {
		t.Error("after a keyframe the next request must wait for 500 ms, and only for that")
	}
}

func TestRingGivesBackWhatFits(t *testing.T) {
	r := newRing(false, 0)
	body := bytes.Repeat([]byte{7}, 1000)
	for n := int64(1000); n < 1600; n++ {
		body[0] = byte(n)
		r.put(&packet{ext: n, ts: uint32(n), payload: body})
	}
	buf := make([]byte, 1600)
	kept := 0
	for n := int64(1000); n < 1600; n++ {
		p, ok := r.get(n, buf, 2)
		if !ok {
			continue
		}
		kept++
		if p.ts != uint32(n) || len(p.payload) != 1000 || p.payload[0] != byte(n) {
			t.Fatalf("%d came back as %d, %d bytes, first %d", n, p.ts, len(p.payload), p.payload[0])
		}
	}
	if _, ok := r.get(1599, buf, 2); !ok || kept < 200 {
		t.Errorf("%d of the newest packets are kept", kept)
	}
	if _, ok := r.get(1599+512, buf, 2); ok {
		t.Error("a packet that never was came back")
	}
}

func TestSpeechNeedsMoreThanANoise(t *testing.T) {
	ms := int64(time.Millisecond)
	run := func(loud func(at int64) bool) (began, ended int64) {
		var s speech
		began, ended = -1, -1
		for now := int64(0); now < 6000*ms; now += 20 * ms {
			level := int16(80)
			if loud(now / ms) {
				level = 20
			}
			s.hear(level, now)
			if l, ok := s.turn(now); ok && l.Speaking && began < 0 {
				began = now / ms
			} else if ok && !l.Speaking {
				ended = now / ms
			}
		}
		return began, ended
	}
	if began, _ := run(func(at int64) bool { return at >= 1000 && at < 1100 }); began >= 0 {
		t.Errorf("100 ms of noise count as speech at %d ms", began)
	}
	began, ended := run(func(at int64) bool { return at >= 1000 && at < 3000 && at%500 < 450 })
	if began < 1200 || began > 1600 || ended < 4000 || ended > 4500 {
		t.Errorf("speech from 1000 to 3000 ms was seen from %d to %d", began, ended)
	}
}

// The floor is turned down for half a second by a cough, and for no longer by a noise that goes on.
func TestFirstLoudPacketOpensWhatMayBecomeSpeech(t *testing.T) {
	ms := int64(time.Millisecond)
	run := func(loud func(at int64) bool) (opened []int64, audible int64) {
		var s speech
		for now := int64(0); now < 6000*ms; now += 20 * ms {
			level := int16(80)
			if loud(now / ms) {
				level = 20
			}
			if s.hear(level, now) {
				opened = append(opened, now/ms)
			}
			s.turn(now)
			if s.level().Audible {
				audible += 20
			}
		}
		return opened, audible
	}
	for _, c := range []struct {
		name        string
		loud        func(at int64) bool
		opened      []int64
		least, most int64 // audible, ms
	}{
		{"silence", func(int64) bool { return false }, nil, 0, 0},
		{"two coughs", func(at int64) bool { return at%2000 >= 1000 && at%2000 < 1100 && at < 4000 }, []int64{1000, 3000}, 1000, 1240},
		{"clicks that go on", func(at int64) bool { return at >= 1000 && at%200 == 0 }, []int64{1000}, 500, 620},
		{"speech", func(at int64) bool { return at >= 1000 && at < 3000 }, []int64{1000}, 3000, 3400},
		{"speech with a pause for breath", func(at int64) bool { return at >= 1000 && at < 3000 && (at < 2000 || at > 2700) }, []int64{1000}, 3000, 3400},
	} {
		opened, audible := run(c.loud)
		if !slices.Equal(opened, c.opened) || audible < c.least || audible > c.most {
			t.Errorf("%s: opens at %v, audible for %d ms", c.name, opened, audible)
		}
	}
}

func TestCandidatesCannotPointTheServerAtItself(t *testing.T) {
	strict := newAdmits(Config{ClientNets: []netip.Prefix{netip.MustParsePrefix("10.20.0.0/16")}, PublicIPs: []net.IP{net.IPv4(7, 7, 7, 7)}}, []net.IP{net.IPv4(10, 20, 0, 1)})
	strict.relay(net.IPv4(9, 9, 9, 9), func(at netip.AddrPort) bool { return at.Port() == 50000 })
	demo := newAdmits(Config{AllowLoopback: true}, []net.IP{net.IPv4(192, 0, 2, 2)})
	for _, c := range []struct {
		addr         string
		port         int
		strict, demo bool
	}{
		{"8.8.8.8", 50000, true, true}, {"2606:4700::1", 50000, true, true}, {"10.20.3.4", 50000, true, true}, {"9.9.9.9", 50000, true, true},
		{"7.7.7.7", 50000, false, true}, {"10.20.0.1", 50000, false, true}, {"::ffff:7.7.7.7", 50000, false, true},
		{"192.0.2.2", 50000, false, true}, {"192.0.2.3", 50000, false, false}, // special, but this machine: its own browser comes from there
		{"9.9.9.9", 5432, false, true}, {"9.9.9.9", 50001, false, true}, // the relay's machine, but no client's relay
		{"127.0.0.1", 6379, false, true}, {"10.0.0.1", 50000, false, true}, {"192.168.1.1", 50000, false, true}, {"::1", 50000, false, true},
		{"169.254.169.254", 50000, false, false}, {"::ffff:169.254.169.254", 50000, false, false}, {"64:ff9b::a9fe:a9fe", 50000, false, false},
		{"::ffff:10.0.0.1", 50000, false, true}, {"2002:a00:1::", 50000, false, true}, {"0.0.0.0", 50000, false, false}, {"224.0.0.1", 50000, false, false},
		{"8.8.8.8", 22, false, false}, {"8.8.8.8", 25, false, false}, {"8.8.8.8", 0, false, false}, {"8.8.8.8", 70000, false, false},
		{"6c2a7d1e.local", 50000, false, false}, {"example.com", 50000, false, false},
	} {
		line := fmt.Sprintf("candidate:1 1 udp 2122260223 %s %d typ host", c.addr, c.port)
		if got := strict.candidate(line); got != c.strict {
			t.Errorf("strict: %s port %d: %v", c.addr, c.port, got)
		}
		if got := demo.candidate(line); got != c.demo {
			t.Errorf("demo: %s port %d: %v", c.addr, c.port, got)
		}
	}
	for _, line := range []string{"", "candidate:", "candidate:1 1 tcp 1 8.8.8.8 9 typ host tcptype active", "candidate:1 1 udp"} {
		if strict.candidate(line) {
			t.Errorf("%q was taken", line)
		}
	}
}
