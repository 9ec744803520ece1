package sfu_test

import (
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/sfu/sfutest"
)

// timeline reads, as a browser does, when a packet was captured: by the newest sender report of its slot.
type timeline struct {
	mu      sync.Mutex
	reports map[string]*rtcp.SenderReport
	off     map[string]time.Duration // by mid: capture time by the reports minus the true one, of the newest packet
}

func (l *timeline) report(mid string, r *rtcp.SenderReport) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.reports == nil {
		l.reports, l.off = map[string]*rtcp.SenderReport{}, map[string]time.Duration{}
	}
	l.reports[mid] = r
}

func (l *timeline) packet(mid string, p *rtp.Packet) {
	l.mu.Lock()
	defer l.mu.Unlock()
	line, _ := strconv.Atoi(mid)
	audio := line < sfu.FirstVideoMid
	mark, _, ok := sfutest.ReadMark(p.Payload, audio)
	r := l.reports[mid]
	if !ok || r == nil {
		return
	}
	clock := int64(90000)
	if audio {
		clock = 48000
	}
	const epoch = 2208988800 // NTP counts from 1900
	reported := time.Unix(int64(r.NTPTime>>32)-epoch, int64((r.NTPTime&0xffffffff)*1e9>>32))
	captured := reported.Add(time.Duration(int64(int32(p.Timestamp-r.RTPTime)) * int64(time.Second) / clock))
	l.off[mid] = captured.Sub(mark.SentAt)
}

func (l *timeline) offset(mid string) (time.Duration, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	d, ok := l.off[mid]
	return d, ok
}

// Voice and picture go through different slots with clocks of their own; what was captured together must be played
// together, also after the slots were bound to somebody else.
func TestLipsAndVoiceStayTogetherOverARebinding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 3, 60*time.Millisecond, 0)
		defer h.close()
		a, b, c := h.clients[0], h.clients[1], h.clients[2]
		for _, g := range h.clients {
			h.join(g)
		}
		defer h.play(a, sfu.Mic, sfu.Camera)()
		time.Sleep(700 * time.Millisecond) // so that the two have different timestamps for the same moment
		defer h.play(b, sfu.Mic, sfu.Camera)()
		for n := range 4 {
			from := []*guest{a, b}[n%2]
			h.room.Bind(c.id, []sfu.Slot{
				{Mid: sfu.AudioMid(0), Publisher: from.id, Source: sfu.Mic}, {Mid: sfu.VideoMid(0), Publisher: from.id, Source: sfu.Camera},
			})
			time.Sleep(4 * time.Second)
			voice, ok := c.times.offset(sfu.AudioMid(0))
			lips, fine := c.times.offset(sfu.VideoMid(0))
			if !ok || !fine {
				t.Fatal("no sender reports came")
			}
			if apart := (voice - lips).Abs(); apart > 40*time.Millisecond {
				t.Errorf("binding %d: voice is %v and picture %v off their capture, %v apart", n, voice, lips, apart)
			}
		}
	})
}
