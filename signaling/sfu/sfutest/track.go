package sfutest

import (
	"context"
	"encoding/binary"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"

	"github.com/etradeoffice/portal/signaling/sfu"
)

// Track sends marked packets on one source's m-line, in one layer or in three. A video track answers keyframe requests
// with its next frame.
type Track struct {
	source sfu.Source
	mid    string
	layers []*layer
	sender *webrtc.RTPSender

	mu       sync.Mutex
	requests []request
	asked    int
	withhold bool
	red      bool
	carries  bool
	h264     bool
}

// layer is one encoding. Its track guards it.
type layer struct {
	index   int
	rid     string // "" = the only one
	local   *webrtc.TrackLocalStaticRTP
	raw     atomic.Pointer[webrtc.TrackLocalWriter] // nil until negotiated
	packets int                                     // a frame
	payload int
	off     bool
	seq     uint16
	ts      uint32
	picture uint16
	wantKey bool
	before  []byte // the last frame of sound
}

// Mark is what every payload says: who sent it, when, its number and its layer.
type Mark struct {
	Sender uint32
	Number uint32
	SentAt time.Time
	Layer  int
}

const markSize = 17

// Sizes and rates of Play, those of the figures in the load generator's README. With simulcast the layers take 140, 430
// and 1450 kbit/s.
const (
	AudioEvery   = 20 * time.Millisecond
	VideoEvery   = time.Second / 30
	audioPayload = 80
	videoPayload = 1000
)

func newTrack(c *Client, source sfu.Source) (*Track, error) {
	capability := vp8
	if c.config.Video == H264 {
		capability = h264
	}
	if source.Audio() {
		capability = webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2}
	}
	t := &Track{source: source, red: c.config.RED, carries: c.config.Carries, h264: c.config.Video == H264, layers: []*layer{{packets: 2, payload: videoPayload}}}
	if c.config.Simulcast && !source.Audio() {
		t.layers = []*layer{
			{rid: "q", packets: 1, payload: 500}, {index: 1, rid: "h", packets: 2, payload: 850, ts: 1 << 20}, {index: 2, rid: "f", packets: 6, payload: 1000, ts: 1 << 30},
		}
	}
	for _, l := range t.layers {
		var options []func(*webrtc.TrackLocalStaticRTP)
		if l.rid != "" {
			options = append(options, webrtc.WithRTPStreamID(l.rid))
		}
		var err error
		if l.local, err = webrtc.NewTrackLocalStaticRTP(capability, string(source), "own", options...); err != nil {
			return nil, err
		}
		l.wantKey, l.seq = true, 65000 // soon to wrap
	}
	tr, err := c.pc.AddTransceiverFromTrack(lent{t.layers[0].local, &t.layers[0].raw}, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
	if err != nil {
		return nil, err
	}
	t.sender = tr.Sender()
	for _, l := range t.layers[1:] {
		if err := t.sender.AddEncoding(lent{l.local, &l.raw}); err != nil {
			return nil, err
		}
	}
	for i, known := range sfu.Sources {
		if known == source {
			t.mid = string(rune('0' + i))
		}
	}
	for _, l := range t.layers {
		// Ends when the client closes.
		c.readers.Go(func() { t.listen(l) })
	}
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
func (t *Track) listen(l *layer) {
	for {
		var packets []rtcp.Packet
		var err error
		if l.rid == "" {
			packets, _, err = t.sender.ReadRTCP()
		} else {
			packets, _, err = t.sender.ReadSimulcastRTCP(l.rid)
		}
		if err != nil {
			return
		}
		for _, p := range packets {
			if nack, ok := p.(*rtcp.TransportLayerNack); ok {
				t.mu.Lock()
				for _, pair := range nack.Nacks {
					t.asked += len(pair.PacketList())
				}
				t.mu.Unlock()
			}
			if _, ok := p.(*rtcp.PictureLossIndication); ok {
				t.mu.Lock()
				l.wantKey = true
				t.requests = append(t.requests, request{l.index, time.Now()})
				t.mu.Unlock()
			}
		}
	}
}

// Requests are the times at which keyframes were asked for, of any layer.
func (t *Track) Requests() []time.Time { return t.RequestsOf(0, 1, 2) }

// Asked counts the packets that were to be repeated.
func (t *Track) Asked() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.asked
}

// RequestsOf are those of some layers.
func (t *Track) RequestsOf(layers ...int) []time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	var at []time.Time
	for _, r := range t.requests {
		if slices.Contains(layers, r.layer) {
			at = append(at, r.at)
		}
	}
	return at
}

type request struct {
	layer int
	at    time.Time
}

// SetLayers starts and stops layers, as a browser's setParameters does; one that starts begins with a keyframe.
func (t *Track) SetLayers(on [len(sfu.Layers)]bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, l := range t.layers {
		l.wantKey = l.wantKey || l.off && on[l.index]
		l.off = l.rid != "" && !on[l.index]
	}
}

// Withhold makes no keyframes, whoever asks.
func (t *Track) Withhold(on bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.withhold = on
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

// Send sends one packet of audio or one frame of video, in all layers that are on.
func (t *Track) Send(sender uint32, level uint8) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.source.Audio() {
		l := t.layers[0]
		l.ts += 960
		h := l.next(true)
		if id := t.extension(sdp.AudioLevelURI); id != 0 {
			_ = h.SetExtension(id, []byte{0x80 | level&0x7f})
		}
		own := l.mark(make([]byte, audioPayload), 0, sender)
		if !t.red {
			sent := own
			if t.carries {
				sent = carried(l.before, own)
			}
			l.before = own
			_ = l.local.WriteRTP(&rtp.Packet{Header: h, Payload: sent})
			return
		}
		if raw := l.raw.Load(); raw != nil {
			h.PayloadType, h.SSRC = payloadRED, uint32(t.sender.GetParameters().Encodings[0].SSRC)
			_, _ = (*raw).WriteRTP(&h, redundant(l.before, own))
		}
		l.before = own
		return
	}
	for _, l := range t.layers {
		l.ts += 3000
		if !l.off {
			t.frame(l, sender)
		}
	}
}

// The first bytes of H.264's payloads (RFC 6184 §5.3): parameters, which a keyframe begins with, and a piece of a picture.
const (
	unitSPS   = 0x67
	unitSlice = 0x41
)

func (t *Track) frame(l *layer, sender uint32) {
	l.picture = (l.picture + 1) & 0x7fff
	key := l.wantKey && !t.withhold
	l.wantKey = l.wantKey && t.withhold
	for part := range l.packets {
		// X I, PictureID of 15 bits; S on the first packet; then the frame header, whose lowest bit is 0 in a keyframe.
		payload := make([]byte, l.payload)
		payload[0], payload[1] = 0x80, 0x80
		if part == 0 {
			payload[0] |= 0x10
		}
		binary.BigEndian.PutUint16(payload[2:], 0x8000|l.picture)
		if !key {
			payload[4] = 1
		}
		if t.h264 {
			payload[0] = unitSlice
			if key && part == 0 {
				payload[0] = unitSPS
			}
		}
		h := l.next(part == l.packets-1)
		if l.rid != "" {
			_ = h.SetExtension(t.extension(sdp.SDESMidURI), []byte(t.mid))
			_ = h.SetExtension(t.extension(sdp.SDESRTPStreamIDURI), []byte(l.rid))
		}
		_ = l.local.WriteRTP(&rtp.Packet{Header: h, Payload: l.mark(payload, 5, sender)})
	}
}

// Forge sends p as it is, whatever was negotiated. The microphone's m-line lends its writer.
func (c *Client) Forge(p *rtp.Packet) {
	if raw := c.tracks[sfu.Mic].layers[0].raw.Load(); raw != nil {
		_, _ = (*raw).WriteRTP(&p.Header, p.Payload)
	}
}

// RepairFirst sends one retransmission of each layer before anything of the layer itself.
func (c *Client) RepairFirst(source sfu.Source) {
	t := c.tracks[source]
	for i, l := range t.layers {
		raw := l.raw.Load()
		if raw == nil {
			continue
		}
		repair := t.sender.GetParameters().Encodings[i].RTX.SSRC
		h := rtp.Header{Version: 2, SSRC: uint32(repair), PayloadType: 124, SequenceNumber: 1}
		_ = h.SetExtension(t.extension(sdp.SDESMidURI), []byte(t.mid))
		_ = h.SetExtension(t.extension(sdp.SDESRTPStreamIDURI), []byte(l.rid))
		_, _ = (*raw).WriteRTP(&h, []byte{0xfd, 0xe8, 0x10, 1, 1, 1})
	}
}

func (l *layer) next(marker bool) rtp.Header {
	l.seq++
	return rtp.Header{Version: 2, SequenceNumber: l.seq, Timestamp: l.ts, Marker: marker}
}

func (l *layer) mark(b []byte, at int, sender uint32) []byte {
	binary.BigEndian.PutUint32(b[at:], sender)
	binary.BigEndian.PutUint32(b[at+4:], uint32(l.seq))
	binary.BigEndian.PutUint64(b[at+8:], uint64(time.Now().UnixNano()))
	b[at+16] = byte(l.index)
	return b
}

func (t *Track) extension(uri string) uint8 {
	for _, x := range t.sender.GetParameters().HeaderExtensions {
		if x.URI == uri {
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
		keyframe = payload[0] == unitSPS || payload[0]&0x10 != 0 && payload[4]&1 == 0
	}
	return Mark{
		Sender: binary.BigEndian.Uint32(payload[at:]),
		Number: binary.BigEndian.Uint32(payload[at+4:]),
		SentAt: time.Unix(0, int64(binary.BigEndian.Uint64(payload[at+8:]))),
		Layer:  int(payload[at+16]),
	}, keyframe, true
}
