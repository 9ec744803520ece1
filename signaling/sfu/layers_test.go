package sfu

import (
	"testing"

	"pgregory.net/rapid"
)

// Layers of one picture have clocks with other beginnings. Whatever their reports say, the timestamps of a subscriber
// never go back, and with right reports they are within a frame of the true time.
func TestCase09TimestampsStayWithinAFrameOverSwitches(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const frame = 3000
		r := rewriter{video: true, clock: 90000}
		starts := []uint32{rapid.Uint32().Draw(t, "a"), rapid.Uint32().Draw(t, "b"), rapid.Uint32().Draw(t, "c")}
		layer, shift := 0, uint32(0)
		var base, last uint32 // what frame 0 had or would have; the newest
		for n := range int64(rapid.IntRange(10, 200).Draw(t, "frames")) {
			ts := func(layer int) uint32 { return starts[layer] + uint32(n*frame) }
			jitter := rapid.Int64Range(0, 40e6).Draw(t, "jitter")
			p := &packet{at: 1e9 + n*33_333_333 + jitter, payload: []byte{0x10}, vp8: vp8{keyframe: n == 0}}
			report := "right"
			if n > 0 && rapid.IntRange(0, 9).Draw(t, "switch") == 0 {
				next := rapid.IntRange(0, 2).Draw(t, "layer")
				report = rapid.SampledFrom([]string{"right", "drifts", "missing", "wrong"}).Draw(t, "report")
				switch report {
				case "right":
					r.resume(ts(layer) + shift)
				case "drifts":
					r.resume(ts(layer) + shift + uint32(rapid.Int32Range(-900, 900).Draw(t, "drift")))
				case "missing":
					r.cut()
				case "wrong":
					r.resume(rapid.Uint32().Draw(t, "nonsense"))
				}
				layer, p.vp8.keyframe = next, true
			}
			p.ext, p.ts = int64(layer)<<32+n+1<<40, ts(layer)
			at, ok := r.next(p)
			if !ok {
				t.Fatalf("frame %d was dropped", n)
			}
			shift = at.ts - ts(layer)
			if n == 0 {
				base, last = at.ts, at.ts-1
			}
			if int32(at.ts-last) <= 0 {
				t.Fatalf("frame %d: %d after %d", n, at.ts, last)
			}
			off := int32(at.ts - base - uint32(n*frame))
			if report == "missing" || report == "wrong" {
				base, off = base+uint32(off), 0 // by arrival: as right as the way is even
			}
			if off > frame || off < -frame {
				t.Fatalf("frame %d is %d off after a switch with a report that is %s", n, off, report)
			}
			base += uint32(off)
			last = at.ts
		}
	})
}

// VP8's own counters go on over switches and wraps, also for packets that come late after one.
func TestCase10CountersOfThePictureGoOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rewriter{video: true, clock: 90000}
		var last place
		begun := false
		now := int64(0)
		for range rapid.IntRange(1, 6).Draw(t, "layers") {
			r.cut()
			wide := rapid.Bool().Draw(t, "wide")
			first := rapid.Uint16().Draw(t, "picture")
			layer, key := rapid.Uint8().Draw(t, "layer"), rapid.Uint8Range(0, 31).Draw(t, "key")
			ext := rapid.Int64Range(1<<20, 1<<40).Draw(t, "ext")
			var late *packet
			var where place
			for i := range rapid.IntRange(1, 300).Draw(t, "frames") {
				now += 33e6
				b := []byte{0x90, 0xf0, 0, 0, 0, 0, 0x01}
				size := 2
				if wide {
					b[2] = 0x80
				} else {
					b, size = append([]byte{0x90, 0xf0}, b[3:]...), 1
				}
				if i == 0 {
					b[len(b)-1] = 0
				}
				want := place{picture: first + uint16(i), layer: layer + uint8(i), key: key}
				v, ok := parseVP8(b)
				if !ok || v.layerAt != 2+size || v.keyAt != 3+size {
					t.Fatalf("descriptor % x read as %+v", b, v)
				}
				v.write(b, want)
				if v, _ = parseVP8(b); v.layer != want.layer || v.key != key {
					t.Fatalf("written %+v, read %+v", want, v)
				}
				p := &packet{ext: ext + int64(i), ts: uint32(i) * 3000, at: now, payload: b, vp8: v}
				at, ok := r.next(p)
				if !ok {
					t.Fatal("dropped")
				}
				mask := uint16(0x7fff)
				if !wide {
					mask = 0x7f
				}
				if begun && ((at.picture-last.picture)&mask != 1 || at.layer-last.layer != 1 || i > 0 && at.key&31 != last.key&31 || i == 0 && (at.key-last.key)&31 != 1) {
					t.Fatalf("%+v after %+v", at, last)
				}
				begun, last = true, at
				if late == nil {
					late, where = p, at
				}
			}
			where.fresh = false
			if again, ok := r.at(late); !ok || again != where {
				t.Fatalf("a late packet goes to %+v, went to %+v", again, where)
			}
		}
	})
}
