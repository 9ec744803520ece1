package sfutest

import (
	"encoding/binary"
	"maps"
	"strconv"
	"sync"
	"time"

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
	// Again are frames of sound that came once more with a later packet, Recovered those of them that had been lost.
	Again, Recovered int
	// Layer is the newest packet's, Steps how often it changed.
	Layer, Steps int
	// Patience is for how long pictures are to be held back, Told how many packets said so.
	Patience time.Duration
	Told     int
	// Headless counts changes of sender or layer on a video slot that did not begin with a keyframe.
	Headless int
}

type tally struct {
	mu      sync.Mutex
	got     Received
	begun   bool
	first   int64
	high    int64
	seen    map[int64]times
	ts      uint32
	picture uint16
	missing map[int64]ask
}

// times are those of one packet.
type times struct {
	sent, arrived time.Time
	key, end      bool // first packet of a keyframe, last packet of a frame
	sender        uint32
	layer         int
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
		if c.config.Light && c.config.OnReport == nil {
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
	told := patienceID(r)
	for {
		p, _, err := t.ReadRTP()
		if err != nil {
			return
		}
		all := []*rtp.Packet{p}
		if p.PayloadType == payloadRED {
			all = plain(p)
		}
		for i, p := range all {
			if !c.config.Light {
				c.slots[line].count(p, line < sfu.FirstVideoMid, i < len(all)-1)
			}
			if !c.config.Light && line >= sfu.FirstVideoMid {
				c.slots[line].waits(p, told)
				c.repair(&c.slots[line])
			}
			if c.config.OnPacket != nil && i == len(all)-1 {
				c.config.OnPacket(mid, p)
			}
		}
	}
}

// count takes a packet; again says that it came as part of a later one, of use only if it was lost itself.
func (s *tally) count(p *rtp.Packet, audio, again bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := &s.got
	if g.Senders == nil {
		g.Senders, g.SSRCs, s.seen = map[uint32]int{}, map[uint32]bool{}, map[int64]times{}
	}
	if again {
		g.Again++
		if n := s.high + int64(int16(p.SequenceNumber-uint16(s.high))); !s.begun || n < s.first || !s.seen[n].arrived.IsZero() {
			return
		}
		g.Recovered++
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
	picture := s.picture // H.264 has no number of its own
	if !audio && p.Payload[0] != unitSPS && p.Payload[0] != unitSlice {
		picture = binary.BigEndian.Uint16(p.Payload[2:]) & 0x7fff
	}
	n := int64(p.SequenceNumber)
	if s.begun {
		n = s.high + int64(int16(p.SequenceNumber-uint16(s.high)))
	} else {
		s.begun, s.first, s.high = true, n, n-1
		s.ts, s.picture, g.Last = p.Timestamp-1, picture-1, mark.Sender
	}
	if _, again := s.seen[n]; again {
		g.Twice++
		return
	}
	if !audio {
		s.miss(n, time.Now())
	}
	s.seen[n] = times{mark.SentAt, time.Now(), key && !audio, p.Marker, mark.Sender, mark.Layer}
	if !audio && (s.headless(n) || s.headless(n+1)) {
		g.Headless++
	}
	g.Senders[mark.Sender]++
	if n <= s.high {
		return
	}
	if int32(p.Timestamp-s.ts) < 0 || int16((picture-s.picture)<<1) < 0 {
		g.Backwards++
	}
	if mark.Layer != g.Layer && g.Packets > 1 {
		g.Steps++
	}
	g.Layer = mark.Layer
	s.high, s.ts, s.picture, g.Last = n, p.Timestamp, picture, mark.Sender
}

// waits notes what a packet says of how long to hold pictures back.
func (s *tally) waits(p *rtp.Packet, id uint8) {
	if least, ok := patience(p, id); ok {
		s.mu.Lock()
		s.got.Patience = least
		s.got.Told++
		s.mu.Unlock()
	}
}

// headless says that packet n came, and the one before it from another sender or layer, and that no keyframe begins with n.
func (s *tally) headless(n int64) bool {
	before, ok := s.seen[n-1]
	own, came := s.seen[n]
	return ok && came && (before.sender != own.sender || before.layer != own.layer) && !own.key
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

// Heard is what came out of a slot of the packets that were sent within some time.
type Heard struct {
	Packets, Lost, Late int           // Late came, but after more patience than there was
	Skipped             int           // lost or late, but a whole keyframe after it was there in time
	Places              int           // how many times a second or more apart something was lost or late
	Longest             time.Duration // between two packets that followed each other, by their arrival
}

// Between looks at the packets that were sent from then on until to, and grants each of them patience.
func (c *Client) Between(mid string, from, to time.Time, patience time.Duration) (heard Heard) {
	line, err := strconv.Atoi(mid)
	if err != nil || line >= sfu.Lines {
		return heard
	}
	s := &c.slots[line]
	s.mu.Lock()
	defer s.mu.Unlock()
	var now, missed, arrived time.Time
	for n := s.first; n <= s.high; n++ {
		t, ok := s.seen[n]
		if ok {
			now = t.sent
		}
		if now.Before(from) || now.After(to) {
			continue
		}
		heard.Packets++
		if ok && !arrived.IsZero() {
			heard.Longest = max(heard.Longest, t.arrived.Sub(arrived))
		}
		if ok {
			arrived = t.arrived
		}
		switch {
		case ok && t.arrived.Sub(t.sent) <= patience:
			continue
		case s.skips(n, now.Add(patience)):
			heard.Skipped++
			continue
		case !ok:
			heard.Lost++
		default:
			heard.Late++
		}
		if now.Sub(missed) > time.Second {
			heard.Places++
		}
		missed = now
	}
	return heard
}

// skips says whether a whole keyframe after packet n had come by the time.
func (s *tally) skips(n int64, by time.Time) bool {
	for n++; n <= s.high; n++ {
		t, ok := s.seen[n]
		if !ok || !t.key {
			if ok && t.sent.After(by) {
				return false
			}
			continue
		}
		for whole := true; whole; n++ {
			t, ok := s.seen[n]
			if whole = ok && !t.arrived.After(by); whole && t.end {
				return true
			}
		}
	}
	return false
}
