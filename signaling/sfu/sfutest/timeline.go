package sfutest

import (
	"strconv"
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"github.com/etradeoffice/portal/signaling/sfu"
)

// Timeline reads, as a browser does, when a packet was captured: by the newest sender report of its slot. Its methods may be
// called from any goroutine.
type Timeline struct {
	mu      sync.Mutex
	reports map[string]*rtcp.SenderReport
	off     map[string]time.Duration // by mid: capture time by the reports minus the true one, of the newest packet
}

// Report is a Config.OnReport.
func (l *Timeline) Report(mid string, r *rtcp.SenderReport) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.reports == nil {
		l.reports, l.off = map[string]*rtcp.SenderReport{}, map[string]time.Duration{}
	}
	l.reports[mid] = r
}

// Packet is a Config.OnPacket.
func (l *Timeline) Packet(mid string, p *rtp.Packet) {
	l.mu.Lock()
	defer l.mu.Unlock()
	line, _ := strconv.Atoi(mid)
	audio := line < sfu.FirstVideoMid
	mark, _, ok := ReadMark(p.Payload, audio)
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

// Offset is the capture time by the reports minus the true one, of the newest packet of a slot; false before both have come.
func (l *Timeline) Offset(mid string) (time.Duration, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	d, ok := l.off[mid]
	return d, ok
}
