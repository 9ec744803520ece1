package sfu

import (
	"testing"

	"pgregory.net/rapid"
)

// A receiver must see one stream. Within a run every source packet that is not bare padding has its own number, in
// order, so that a hole is a loss and nothing else; the next run begins right after the newest number that was sent.
func TestCase08SlotNumbersGoOnOverSwitchesLossAndPadding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rewriter{video: true, clock: 90000}
		newest, now := int64(-1), int64(1)
		var last place
		for run := range rapid.IntRange(1, 4).Draw(t, "sources") {
			r.cut()
			src := rapid.Int64Range(1<<33, 1<<33+1<<17).Draw(t, "first")
			ts, picture := rapid.Uint32().Draw(t, "ts"), rapid.Uint16Range(0, 0x7fff).Draw(t, "picture")
			base, position := int64(-1), int64(0)
			var lost []*packet
			where := map[int64]int64{} // source packet -> its place in the run
			send := func(p *packet) {
				at, ok := r.next(p)
				if !ok {
					t.Fatalf("packet %d was dropped", p.ext)
				}
				if base < 0 {
					base = r.out
					if run > 0 && base != newest+1 {
						t.Fatalf("a run begins at %d after %d", base, newest)
					}
					if run > 0 && ((at.picture-last.picture)&0x7fff != 1 || int32(at.ts-last.ts) <= 0) {
						t.Fatalf("a run begins with %+v after %+v", at, last)
					}
				}
				if want := uint16(base + where[p.ext]); at.seq != want {
					t.Fatalf("packet %d got number %d, want %d", p.ext, at.seq, want)
				}
				if back, ok := r.source(at.seq); !ok || back != p.ext {
					t.Fatalf("number %d leads to %d (%v), want %d", at.seq, back, ok, p.ext)
				}
				if r.out > newest {
					newest, last = r.out, at
				}
			}
			for i := range rapid.IntRange(5, 60).Draw(t, "packets") {
				now += 20e6
				p := &packet{ext: src, seq: uint16(src), ts: ts, at: now, payload: []byte{0x90}, vp8: vp8{keyframe: i == 0, picture: picture}}
				what := rapid.SampledFrom([]string{"sent", "sent", "sent", "lost", "padding", "late"}).Draw(t, "what")
				if i == 0 {
					what = "sent"
				}
				switch {
				case what == "late" && len(lost) > 0:
					send(lost[len(lost)-1])
					lost = lost[:len(lost)-1]
					continue
				case what == "padding":
					p.payload = nil
					for range 2 { // the second one is a duplicate
						if at, ok := r.next(p); ok {
							t.Fatalf("padding was sent as %+v", at)
						}
					}
				case what == "lost":
					where[src] = position
					lost = append(lost, p)
					position++
				default:
					where[src] = position
					position++
					send(p)
				}
				src++
				ts += 3000
				picture = (picture + 1) & 0x7fff
			}
		}
	})
}

func TestVideoSlotWaitsForKeyframeAfterSwitch(t *testing.T) {
	r := rewriter{video: true, clock: 90000}
	delta, key := packet{ext: 10, payload: []byte{1}}, packet{ext: 11, payload: []byte{1}, vp8: vp8{keyframe: true}}
	if _, ok := r.next(&delta); ok {
		t.Error("a fresh slot began without a keyframe")
	}
	if at, ok := r.next(&key); !ok || !at.fresh {
		t.Error("a keyframe did not open the slot")
	}
	if _, ok := r.next(&delta); ok {
		t.Error("a packet from before the keyframe was sent after it")
	}
	r.cut()
	if _, ok := r.source(uint16(r.out)); ok {
		t.Error("a NACK for the source before is answered after a switch")
	}
}

func TestTimestampGoesOnWithTheWallClock(t *testing.T) {
	r := rewriter{clock: 48000}
	a, _ := r.next(&packet{ext: 1, ts: 5000, at: 1e9, payload: []byte{1}})
	r.cut()
	b, _ := r.next(&packet{ext: 900, ts: 77, at: 3e9, payload: []byte{1}})
	if got := b.ts - a.ts; got != 96000 {
		t.Errorf("2 s later the timestamp is %d ahead, want 96000", got)
	}
}
