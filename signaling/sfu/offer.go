package sfu

import (
	"cmp"
	"crypto"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"
)

// What an offer may be at most.
const (
	maxOffer      = 256 << 10 // bytes
	maxLines      = 32
	maxCandidates = 40
)

const sha256Hash = crypto.SHA256

// offer is what counts of a client's offer (RFC 8866, RFC 8829).
type offer struct {
	ufrag, pwd string
	claims     []claim
	candidates []string // they go the same way as those that come one by one
	mixed      bool     // extensions of both sizes may be mixed
	lines      [Lines]*line
}

// line is one m-line. Payload types and ids are the client's own; 0 = not offered.
type line struct {
	mid               string
	audio, ours       bool  // ours: we send on it
	main, repair, red uint8 // of Opus or VP8
	h264              codec
	fmtp              string // the client's own parameters of H.264
	ids               extensions
	feedback          []string // what the client takes or gives for the main codec
	ssrcs             []ssrcPair
	rids              []string // the layers that it sends
}

// ssrcPair is a stream and its retransmissions; 0 = none.
type ssrcPair struct{ main, repair uint32 }

// readOffer refuses an offer of another shape than Lines describes.
func readOffer(text string) (*offer, error) {
	if len(text) > maxOffer || strings.Count(text, "\nm=") > maxLines {
		return nil, fmt.Errorf("%w: too large", ErrBadOffer)
	}
	var session sdp.SessionDescription
	if err := session.UnmarshalString(text); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrBadOffer, err)
	}
	if len(session.MediaDescriptions) != Lines {
		return nil, fmt.Errorf("%w: %d m-lines, want %d", ErrBadOffer, len(session.MediaDescriptions), Lines)
	}
	o := &offer{}
	o.side(session.Attributes)
	for i, m := range session.MediaDescriptions {
		if err := checkLine(i, m); err != nil {
			return nil, err
		}
		o.side(m.Attributes)
		l := readLine(i, m)
		if l.main == 0 && l.h264.main == 0 {
			return nil, fmt.Errorf("%w: m-line %d offers neither Opus nor VP8 nor H.264", ErrBadOffer, i)
		}
		o.lines[i] = l
	}
	if o.ufrag == "" || o.pwd == "" || len(o.claims) == 0 {
		return nil, fmt.Errorf("%w: no ICE credentials or no fingerprint", ErrBadOffer)
	}
	return o, nil
}

// line is the m-line with this mid.
func (o *offer) line(mid string) *line {
	for _, l := range o.lines {
		if l.mid == mid {
			return l
		}
	}
	return nil
}

// side takes what a section says of the transport, which is one for all of them: the first counts.
func (o *offer) side(attributes []sdp.Attribute) {
	for _, a := range attributes {
		switch a.Key {
		case "ice-ufrag":
			if o.ufrag == "" {
				o.ufrag = a.Value
			}
		case "ice-pwd":
			if o.pwd == "" {
				o.pwd = a.Value
			}
		case "fingerprint":
			if hash, value, ok := strings.Cut(a.Value, " "); ok && len(o.claims) < Lines {
				o.claims = append(o.claims, claim{hash, strings.TrimSpace(value)})
			}
		case sdp.AttrKeyExtMapAllowMixed:
			o.mixed = true
		case sdp.AttrKeyCandidate:
			if len(o.candidates) <= maxCandidates {
				o.candidates = append(o.candidates, "candidate:"+a.Value)
			}
		}
	}
}

// checkLine checks kind, direction, role and mid of the i-th m-line.
func checkLine(i int, m *sdp.MediaDescription) error {
	kind, direction := "video", "recvonly"
	switch {
	case i < len(Sources):
		direction = "sendonly"
		if Sources[i].Audio() {
			kind = "audio"
		}
	case i < FirstVideoMid:
		kind = "audio"
	}
	mid, _ := m.Attribute("mid")
	_, ok := m.Attribute(direction)
	if m.MediaName.Media != kind || mid != strconv.Itoa(i) || !ok {
		return fmt.Errorf("%w: m-line %d must be %s %s with mid %d", ErrBadOffer, i, direction, kind, i)
	}
	if setup, said := m.Attribute("setup"); said && setup == "active" {
		return fmt.Errorf("%w: m-line %d leaves us no first word in DTLS", ErrBadOffer, i)
	}
	return nil
}

// readLine reads one m-line, whose kind and direction are right.
func readLine(i int, m *sdp.MediaDescription) *line {
	l := &line{mid: strconv.Itoa(i), audio: m.MediaName.Media == "audio", ours: i >= len(Sources)}
	l.codecs(m)
	first := cmp.Or(l.main, l.h264.main) // browsers give both codecs the same feedback
	for _, a := range m.Attributes {
		switch a.Key {
		case sdp.AttrKeyExtMap:
			l.extension(a.Value)
		case "rtcp-fb":
			if what, ok := strings.CutPrefix(a.Value, strconv.Itoa(int(first))+" "); ok {
				l.feedback = append(l.feedback, what)
			}
		case sdp.AttrKeySSRC:
			ssrc, _, _ := strings.Cut(a.Value, " ")
			if n, err := strconv.ParseUint(ssrc, 10, 32); err == nil {
				l.stream(uint32(n))
			}
		case sdp.AttrKeySSRCGroup:
			l.group(strings.Fields(a.Value))
		case "rid":
			if f := strings.Fields(a.Value); len(f) >= 2 && f[1] == "send" && len(l.rids) < len(Layers) && slices.Contains(Layers[:], Layer(f[0])) {
				l.rids = append(l.rids, f[0])
			}
		}
	}
	return l
}

// codecs finds the codecs of the kind that are forwarded, their retransmissions and the redundancy.
func (l *line) codecs(m *sdp.MediaDescription) {
	names, parameters := map[string]string{}, map[string]string{}
	for _, a := range m.Attributes {
		if pt, value, ok := strings.Cut(a.Value, " "); ok && a.Key == "rtpmap" {
			names[pt] = strings.ToLower(value)
		} else if ok && a.Key == "fmtp" {
			parameters[pt] = value
		}
	}
	wanted := "vp8/90000"
	if l.audio {
		wanted = "opus/48000/2"
	}
	for _, pt := range m.MediaName.Formats {
		switch {
		case names[pt] == wanted && l.main == 0:
			l.main = payloadType(pt)
		case names[pt] == "h264/90000" && !l.audio && l.h264.main == 0 && takesH264(parameters[pt]):
			l.h264.main, l.fmtp = payloadType(pt), parameters[pt]
		}
	}
	for _, pt := range m.MediaName.Formats {
		switch names[pt] {
		case "rtx/90000":
			switch parameters[pt] {
			case fmt.Sprintf("apt=%d", l.main):
				l.repair = payloadType(pt)
			case fmt.Sprintf("apt=%d", l.h264.main):
				l.h264.repair = payloadType(pt)
			}
		case "red/48000/2":
			if l.audio && l.red == 0 {
				l.red = payloadType(pt)
			}
		}
	}
	l.ids.red, l.ids.h264 = l.red, l.h264.main
}

// isRepair says whether a payload type is one of retransmissions.
func (l *line) isRepair(pt uint8) bool { return pt != 0 && (pt == l.repair || pt == l.h264.repair) }

// payloadType is 0 for what is none.
func payloadType(text string) uint8 {
	n, err := strconv.ParseUint(text, 10, 7)
	if err != nil {
		return 0
	}
	return uint8(n)
}

func (l *line) extension(value string) {
	id, uri, _ := strings.Cut(value, " ")
	id, _, _ = strings.Cut(id, "/")
	n, err := strconv.ParseUint(id, 10, 8)
	if err != nil || n == 0 || n > 255 {
		return
	}
	uri, _, _ = strings.Cut(uri, " ")
	if place := l.ids.of(uri); place != nil {
		*place = uint8(n)
	}
}

// playoutDelayURI is the extension by which a receiver of pictures is told how long to hold them back.
const playoutDelayURI = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"

// of is the place of an extension's id; nil for one that is not known.
func (x *extensions) of(uri string) *uint8 {
	switch uri {
	case sdp.AudioLevelURI:
		return &x.level
	case sdp.TransportCCURI:
		return &x.transport
	case playoutDelayURI:
		return &x.delay
	case sdp.SDESMidURI:
		return &x.mid
	case sdp.SDESRTPStreamIDURI:
		return &x.layer
	case sdp.SDESRepairRTPStreamIDURI:
		return &x.repaired
	}
	return nil
}

// stream notes an SSRC, unless a group has named it.
func (l *line) stream(ssrc uint32) {
	for _, s := range l.ssrcs {
		if s.main == ssrc || s.repair == ssrc {
			return
		}
	}
	if len(l.ssrcs) < 2*len(Layers) {
		l.ssrcs = append(l.ssrcs, ssrcPair{main: ssrc})
	}
}

// group reads "FID 1 2": the second repeats the first.
func (l *line) group(words []string) {
	if len(words) != 3 || words[0] != "FID" {
		return
	}
	main, err := strconv.ParseUint(words[1], 10, 32)
	repair, err2 := strconv.ParseUint(words[2], 10, 32)
	if err != nil || err2 != nil {
		return
	}
	l.ssrcs = slices.DeleteFunc(l.ssrcs, func(s ssrcPair) bool { return s.main == uint32(main) || s.main == uint32(repair) })
	if len(l.ssrcs) < 2*len(Layers) {
		l.ssrcs = append(l.ssrcs, ssrcPair{uint32(main), uint32(repair)})
	}
}
