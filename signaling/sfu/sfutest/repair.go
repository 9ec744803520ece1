package sfutest

import (
	"github.com/pion/interceptor"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
)

// repairs does what browsers do and pion does not: a retransmission says of which layer it is by the repaired id
// (RFC 8852 §3.2), not by the layer's own.
type repairs struct{ interceptor.NoOp }

type repairsFactory struct{}

// NewInterceptor is pion's interceptor.Factory.
func (repairsFactory) NewInterceptor(string) (interceptor.Interceptor, error) { return &repairs{}, nil }

// BindLocalStream wraps the writer that is closest to the wire.
func (*repairs) BindLocalStream(info *interceptor.StreamInfo, w interceptor.RTPWriter) interceptor.RTPWriter {
	var layer, repaired uint8
	for _, x := range info.RTPHeaderExtensions {
		switch x.URI {
		case sdp.SDESRTPStreamIDURI:
			layer = uint8(x.ID)
		case sdp.SDESRepairRTPStreamIDURI:
			repaired = uint8(x.ID)
		}
	}
	return interceptor.RTPWriterFunc(func(h *rtp.Header, payload []byte, a interceptor.Attributes) (int, error) {
		if rid := h.GetExtension(layer); info.SSRCRetransmission != 0 && h.SSRC == info.SSRCRetransmission && rid != nil {
			moved := h.Clone()
			_ = moved.DelExtension(layer)
			_ = moved.SetExtension(repaired, rid)
			h = &moved
		}
		return w.Write(h, payload, a)
	})
}
