package sfu

import (
	"encoding/binary"
	"strings"
)

// codec is a pair of payload types; 0 = not offered.
type codec struct{ main, repair uint8 }

// Codec is how a picture is written: "vp8", "h264".
type Codec string

// The codecs that are forwarded.
const (
	VP8  Codec = "vp8"  // RFC 6386
	H264 Codec = "h264" // (constrained) baseline, packetization-mode 1
)

// Pictures is what an offer and its answer have agreed on. The zero value is a peer that has not offered yet.
type Pictures struct {
	Sends Codec   // what the answer names first for the camera, which is what browsers send
	Takes []Codec // what comes out of a slot; anything else is not sent
}

// pictures reads the codecs of an offer.
func (o *offer) pictures() Pictures {
	pictures, slot := Pictures{Sends: H264}, o.lines[FirstVideoMid]
	if o.lines[Camera.index()].main != 0 {
		pictures.Sends = VP8
	}
	if slot.main != 0 {
		pictures.Takes = append(pictures.Takes, VP8)
	}
	if slot.h264.main != 0 {
		pictures.Takes = append(pictures.Takes, H264)
	}
	return pictures
}

// Pictures is what the newest answer says of codecs. What is in it does not change.
func (p *Peer) Pictures() Pictures {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.pictures
}

// takesH264 says whether an offer's parameters are of the H.264 that is forwarded: (constrained) baseline in packets of
// mode 1 (RFC 6184 §8.1), which every browser and every phone's hardware knows.
func takesH264(fmtp string) bool {
	mode, baseline := false, false
	for _, part := range strings.Split(fmtp, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "packetization-mode":
			mode = value == "1"
		case "profile-level-id":
			baseline = len(value) == 6 && value[:2] == "42"
		}
	}
	return mode && baseline
}

// The types of NAL units that matter here (RFC 6184 §5.2).
const (
	nalSPS  = 7
	nalSTAP = 24 // several units in one packet
)

// startsH264 says whether a payload begins a keyframe: senders put the parameter sets before each. Nothing in the payload
// is a number of the stream, so that a slot rewrites no more than the packet's own.
func startsH264(b []byte) bool {
	if len(b) == 0 {
		return false
	}
	if b[0]&0x1f != nalSTAP {
		return b[0]&0x1f == nalSPS
	}
	for b = b[1:]; len(b) > 2; {
		size := int(binary.BigEndian.Uint16(b))
		if size == 0 || 2+size > len(b) {
			return false
		}
		if b[2]&0x1f == nalSPS {
			return true
		}
		b = b[2+size:]
	}
	return false
}

// speaks sets the slot's payload types for the codec of p. It says false where the subscriber does not take that codec: then
// nothing of it is sent.
func (s *slot) speaks(p *packet) bool {
	if s.audio {
		return true
	}
	c := s.vp8
	if p.h264 {
		c = s.h264
	}
	s.header.PayloadType, s.repair.PayloadType = c.main, c.repair
	return c.main != 0
}
