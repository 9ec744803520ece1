package sfutest

import (
	"encoding/binary"
	"maps"
	"strconv"
	"sync"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"github.com/etradeoffice/portal/signaling/sfu"
)

// Received is what came out of one slot so far.
type Received struct {
	Packets   int
	Senders   map[uint32]int // packets by the sender's mark
	Last      uint32         // the newest packet's sender
	SSRCs     map[uint32]bool
	Keyframes int
	// Missing are sequence numbers that never came, Twice those that came more than once. Numbers begin with the first
	// packet seen, so that a gap at a rebinding shows.
	Missing, Twice int
	// Backwards counts newest packets whose timestamp or PictureID was not after the one before.
	Backwards int
	// Headless counts sender changes on a video slot that did not begin with a keyframe.
	Headless int
}

type tally struct {
	mu      sync.Mutex
	got     Received
	begun   bool
	first   int64
	high    int64
	seen    map[int64]bool
	ts      uint32
	picture uint16
}

// read is called by pion for each slot once the answer is applied.
func (c *Client) read(t *webrtc.TrackRemote, r *webrtc.RTPReceiver) {
	mid := r.RTPTransceiver().Mid()
	line, err := strconv.Atoi(mid)
	if err != nil || line < sfu.FirstAudioMid || line >= sfu.Lines {
		return
	}
	c.readers.Add(1)
	defer c.readers.Done()
	// Reports reach pion's interceptors only while somebody reads; ends when the client closes.
	c.readers.Go(func() {
		if c.config.Light {
			return
		}
		for {
			packets, _, err := r.ReadRTCP()
			if err != nil {
				return
			}
			for _, p := range packets {
				if sr, ok := p.(*rtcp.SenderReport); ok && c.config.OnReport != nil {
					c.config.OnReport(mid, sr)
				}
			}
		}
	})
	for {
		p, _, err := t.ReadRTP()
		if err != nil {
			return
		}
		if !c.config.Light {
			c.slots[line].count(p, line < sfu.FirstVideoMid)
		}
		if c.config.OnPacket != nil {
			c.config.OnPacket(mid, p)
		}
	}
}

func (s *tally) count(p *rtp.Packet, audio bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := &s.got
	if g.Senders == nil {
		g.Senders, g.SSRCs, s.seen = map[uint32]int{}, map[uint32]bool{}, map[int64]bool{}
	}
	g.SSRCs[p.SSRC] = true
	mark, key, ok := ReadMark(p.Payload, audio)
	if !ok {
		return
	}
	g.Packets++
	if key {
		g.Keyframes++
	}
	var picture uint16
	if !audio {
		picture = binary.BigEndian.Uint16(p.Payload[2:]) & 0x7fff
	}
	n := int64(p.SequenceNumber)
	if s.begun {
		n = s.high + int64(int16(p.SequenceNumber-uint16(s.high)))
	} else {
		s.begun, s.first, s.high = true, n, n-1
		s.ts, s.picture, g.Last = p.Timestamp-1, picture-1, mark.Sender
	}
	if s.seen[n] {
		g.Twice++
		return
	}
	s.seen[n] = true
	g.Senders[mark.Sender]++
	if n <= s.high {
		return
	}
	if int32(p.Timestamp-s.ts) < 0 || int16((picture-s.picture)<<1) < 0 {
		g.Backwards++
	}
	if mark.Sender != g.Last && !audio && !key {
		g.Headless++
	}
	s.high, s.ts, s.picture, g.Last = n, p.Timestamp, picture, mark.Sender
}

// Received is a copy of what came out of the slot with this mid.
func (c *Client) Received(mid string) Received {
	line, err := strconv.Atoi(mid)
	if err != nil || line >= sfu.Lines {
		return Received{}
	}
	s := &c.slots[line]
	s.mu.Lock()
	defer s.mu.Unlock()
	got := s.got
	got.Senders, got.SSRCs = maps.Clone(got.Senders), maps.Clone(got.SSRCs)
	if s.begun {
		got.Missing = int(s.high-s.first+1) - len(s.seen)
	}
	return got
}

// Heard lists the mids out of which anything came.
func (c *Client) Heard() []string {
	var mids []string
	for line := sfu.FirstAudioMid; line < sfu.Lines; line++ {
		if mid := strconv.Itoa(line); c.Received(mid).Packets > 0 {
			mids = append(mids, mid)
		}
	}
	return mids
}
