package sfutest

import (
	"encoding/binary"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

const playoutDelayURI = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"

// patienceID is the id under which pictures are told how long to wait; 0 = not negotiated.
func patienceID(r *webrtc.RTPReceiver) uint8 {
	for _, x := range r.GetParameters().HeaderExtensions {
		if x.URI == playoutDelayURI {
			return uint8(x.ID)
		}
	}
	return 0
}

// patience is how long pictures are to be held back from p on; ok is false where p says nothing of it.
func patience(p *rtp.Packet, id uint8) (least time.Duration, ok bool) {
	said := p.GetExtension(id)
	if id == 0 || len(said) != 3 {
		return 0, false
	}
	return time.Duration(binary.BigEndian.Uint16(said)>>4) * 10 * time.Millisecond, true
}
