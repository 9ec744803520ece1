package sfu

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"
)

// answer writes our side of an offer (RFC 8829 §5.3): the client's own payload types and ids, of what both know. What is
// named first of a source's codecs is what browsers send: redundant sound where it is offered.
func (p *Peer) answer(o *offer, ours side, own *identity) string {
	p.answers++
	var b strings.Builder
	say := func(format string, values ...any) { fmt.Fprintf(&b, format+"\r\n", values...) }
	say("v=0\r\no=- %d %d IN IP4 0.0.0.0\r\ns=-\r\nt=0 0", p.slots[AudioMid(0)].ssrc, p.answers)
	mids := make([]string, Lines)
	for i, l := range o.lines {
		mids[i] = l.mid
	}
	say("a=group:BUNDLE %s", strings.Join(mids, " "))
	say("a=msid-semantic:WMS *")
	say("a=fingerprint:sha-256 %s", own.fingerprint)
	if o.mixed {
		say("a=extmap-allow-mixed")
	}
	for i, l := range o.lines {
		l.answer(say, ours)
		if s := p.slots[l.mid]; s != nil {
			s.announce(say, l)
		}
		if i == 0 {
			for _, c := range ours.candidates {
				say("a=candidate:%s", c)
			}
			say("a=end-of-candidates")
		}
	}
	return b.String()
}

// answer writes what a line has in common with all others.
func (l *line) answer(say func(string, ...any), ours side) {
	kind, codecs, direction := "video", []uint8{l.main, l.repair, l.h264.main, l.h264.repair}, "recvonly"
	if l.audio {
		kind, codecs = "audio", []uint8{l.red, l.main}
	}
	if l.ours {
		direction = "sendonly"
	}
	codecs = slices.DeleteFunc(codecs, func(pt uint8) bool { return pt == 0 })
	formats := make([]string, len(codecs))
	for i, pt := range codecs {
		formats[i] = strconv.Itoa(int(pt))
	}
	say("m=%s 9 UDP/TLS/RTP/SAVPF %s\r\nc=IN IP4 0.0.0.0", kind, strings.Join(formats, " "))
	say("a=setup:active\r\na=mid:%s\r\na=ice-ufrag:%s\r\na=ice-pwd:%s\r\na=rtcp-mux\r\na=rtcp-rsize", l.mid, ours.ufrag, ours.pwd)
	for _, pt := range codecs {
		l.codec(say, pt)
	}
	for _, uri := range []string{sdp.SDESMidURI, sdp.TransportCCURI, sdp.AudioLevelURI, sdp.SDESRTPStreamIDURI, sdp.SDESRepairRTPStreamIDURI} {
		if id := *l.ids.of(uri); id != 0 {
			say("a=extmap:%d %s", id, uri)
		}
	}
	if id := l.ids.delay; id != 0 && l.ours && !l.audio {
		say("a=extmap:%d/sendonly %s", id, playoutDelayURI) // browsers offer to receive it
	}
	if len(l.rids) > 0 && !l.ours {
		for _, rid := range l.rids {
			say("a=rid:%s recv", rid)
		}
		say("a=simulcast:recv %s", strings.Join(l.rids, ";"))
	}
	say("a=%s", direction)
}

// codec writes one payload type.
func (l *line) codec(say func(string, ...any), pt uint8) {
	known := []string{"transport-cc", "ccm fir", "nack", "nack pli"}
	switch {
	case pt == l.repair:
		say("a=rtpmap:%d rtx/90000\r\na=fmtp:%d apt=%d", pt, pt, l.main)
		return
	case pt == l.h264.repair:
		say("a=rtpmap:%d rtx/90000\r\na=fmtp:%d apt=%d", pt, pt, l.h264.main)
		return
	case pt == l.red:
		say("a=rtpmap:%d red/48000/2\r\na=fmtp:%d %d/%d", pt, pt, l.main, l.main)
		known = known[:1]
	case l.audio:
		say("a=rtpmap:%d opus/48000/2\r\na=fmtp:%d minptime=10;useinbandfec=1", pt, pt)
		known = known[:1]
	case pt == l.h264.main:
		say("a=rtpmap:%d H264/90000\r\na=fmtp:%d %s", pt, pt, l.fmtp)
	default:
		say("a=rtpmap:%d VP8/90000", pt)
	}
	for _, what := range known {
		if slices.Contains(l.feedback, what) {
			say("a=rtcp-fb:%d %s", pt, what)
		}
	}
}

// repairs says whether the client takes retransmissions of each codec that it takes.
func (l *line) repairs() bool {
	return (l.main == 0 || l.repair != 0) && (l.h264.main == 0 || l.h264.repair != 0)
}

// announce says which streams come out of the slot.
func (s *slot) announce(say func(string, ...any), l *line) {
	ssrcs := []uint32{s.ssrc}
	if l.repairs() {
		ssrcs = append(ssrcs, s.repairs)
		say("a=ssrc-group:FID %d %d", s.ssrc, s.repairs)
	}
	for _, ssrc := range ssrcs {
		say("a=ssrc:%d cname:slot%s\r\na=ssrc:%d msid:slot%s %s", ssrc, s.pair, ssrc, s.pair, s.mid)
	}
	say("a=msid:slot%s %s", s.pair, s.mid)
}
