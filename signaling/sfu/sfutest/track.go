package sfutest

import (
	"context"
	"encoding/binary"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"

	"github.com/etradeoffice/portal/signaling/sfu"
)

// Track sends marked packets on one source's m-line. A video track answers keyframe requests with its next frame.
type Track struct {
	source sfu.Source
	local  *webrtc.TrackLocalStaticRTP
	sender *webrtc.RTPSender
	raw    atomic.Pointer[webrtc.TrackLocalWriter] // nil until negotiated

	mu       sync.Mutex
	seq      uint16
	ts       uint32
	picture  uint16
	wantKey  bool
	requests []time.Time
}

// Mark is what every payload says: who sent it, when, and its number.
type Mark struct {
	Sender uint32
	Number uint32
	SentAt time.Time
}

const markSize = 16

// Sizes and rates of Play, those of the figures in the load generator's README.
const (
	AudioEvery   = 20 * time.Millisecond
	VideoEvery   = time.Second / 30
	audioPayload = 80
	videoPayload = 1000
)

func newTrack(c *Client, source sfu.Source) (*Track, error) {
	capability := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000}
	if source.Audio() {
		capability = webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2}
	}
	local, err := webrtc.NewTrackLocalStaticRTP(capability, string(source), "own")
	if err != nil {
		return nil, err
	}
	t := &Track{source: source, local: local, wantKey: true, seq: 65000} // soon to wrap
	tr, err := c.pc.AddTransceiverFromTrack(lent{local, &t.raw}, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
	if err != nil {
		return nil, err
	}
	t.sender = tr.Sender()
	// Ends when the client closes.
	c.readers.Go(t.listen)
	return t, nil
}

// lent is a track that lets go of its writer.
type lent struct {
	*webrtc.TrackLocalStaticRTP
	raw *atomic.Pointer[webrtc.TrackLocalWriter]
}

// Bind is called by pion when the track is negotiated.
func (l lent) Bind(ctx webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	w := ctx.WriteStream()
	l.raw.Store(&w)
	return l.TrackLocalStaticRTP.Bind(ctx)
}

// listen notes the keyframe requests of the server.
func (t *Track) listen() {
	for {
		packets, _, err := t.sender.ReadRTCP()
		if err != nil {
			return
		}
		for _, p := range packets {
			if _, ok := p.(*rtcp.PictureLossIndication); ok {
				t.mu.Lock()
				t.wantKey = true
				t.requests = append(t.requests, time.Now())
				t.mu.Unlock()
			}
		}
	}
}

// Requests are the times at which keyframes were asked for.
func (t *Track) Requests() []time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]time.Time(nil), t.requests...)
}

// Play sends at the usual rate until ctx ends: audio at level dBov (0 loudest, 127 silent), video in two packets a frame.
func (t *Track) Play(ctx context.Context, sender uint32, level uint8) {
	every := VideoEvery
	if t.source.Audio() {
		every = AudioEvery
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			t.Send(sender, level)
		}
	}
}

// Send sends one packet of audio or one frame of video.
func (t *Track) Send(sender uint32, level uint8) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.source.Audio() {
		t.ts += 960
		h := t.next(true)
		if id := t.levelID(); id != 0 {
			_ = h.SetExtension(id, []byte{0x80 | level&0x7f})
		}
		_ = t.local.WriteRTP(&rtp.Packet{Header: h, Payload: t.mark(make([]byte, audioPayload), 0, sender)})
		return
	}
	t.ts += 3000
	t.picture = (t.picture + 1) & 0x7fff
	key := t.wantKey
	t.wantKey = false
	for part := range 2 {
		// X I, PictureID of 15 bits; S on the first packet; then the frame header, whose lowest bit is 0 in a keyframe.
		payload := make([]byte, videoPayload)
		payload[0], payload[1] = 0x80, 0x80
		if part == 0 {
			payload[0] |= 0x10
		}
		binary.BigEndian.PutUint16(payload[2:], 0x8000|t.picture)
		if !key {
			payload[4] = 1
		}
		_ = t.local.WriteRTP(&rtp.Packet{Header: t.next(part == 1), Payload: t.mark(payload, 5, sender)})
	}
}

// Forge sends p as it is, whatever was negotiated. The microphone's m-line lends its writer.
func (c *Client) Forge(p *rtp.Packet) {
	if raw := c.tracks[sfu.Mic].raw.Load(); raw != nil {
		_, _ = (*raw).WriteRTP(&p.Header, p.Payload)
	}
}

func (t *Track) next(marker bool) rtp.Header {
	t.seq++
	return rtp.Header{Version: 2, SequenceNumber: t.seq, Timestamp: t.ts, Marker: marker}
}

func (t *Track) mark(b []byte, at int, sender uint32) []byte {
	binary.BigEndian.PutUint32(b[at:], sender)
	binary.BigEndian.PutUint32(b[at+4:], uint32(t.seq))
	binary.BigEndian.PutUint64(b[at+8:], uint64(time.Now().UnixNano()))
	return b
}

func (t *Track) levelID() uint8 {
	for _, x := range t.sender.GetParameters().HeaderExtensions {
		if x.URI == sdp.AudioLevelURI {
			return uint8(x.ID)
		}
	}
	return 0
}

// ReadMark reads a payload that Send made; ok is false for any other.
func ReadMark(payload []byte, audio bool) (m Mark, keyframe, ok bool) {
	at := 0
	if !audio {
		at = 5
	}
	if len(payload) < at+markSize {
		return m, false, false
	}
	if !audio {
		keyframe = payload[0]&0x10 != 0 && payload[4]&1 == 0
	}
	return Mark{
		Sender: binary.BigEndian.Uint32(payload[at:]),
		Number: binary.BigEndian.Uint32(payload[at+4:]),
		SentAt: time.Unix(0, int64(binary.BigEndian.Uint64(payload[at+8:]))),
	}, keyframe, true
}
