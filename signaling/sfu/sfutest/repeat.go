package sfutest

import (
	"encoding/binary"
	"sync"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

// repeater answers requests for packets as browsers do (libwebrtc's RtpPacketHistory): the same packet not twice within what
// the receiver reports say is the round trip, a mean that follows the newest, and 5 ms.
type repeater struct {
	interceptor.NoOp

	mu      sync.Mutex
	streams map[uint32]*history
	rtt     time.Duration
}

type history struct {
	info   *interceptor.StreamInfo
	writer interceptor.RTPWriter
	kept   [historySize]kept
	repair uint16 // newest number of the retransmissions
}

type kept struct {
	header   rtp.Header
	payload  []byte
	repeated time.Time
}

const (
	historySize = 1000
	rttWeight   = 0.3 // of the newest report
	rttMargin   = 5 * time.Millisecond
	unknownTrip = 100 * time.Millisecond
)

// NewInterceptor makes it pion's interceptor.Factory of itself.
func (r *repeater) NewInterceptor(string) (interceptor.Interceptor, error) { return r, nil }

// trip is the round trip by the reports, what browsers take for it as long as there is none.
func (r *repeater) trip() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.rtt == 0 {
		return unknownTrip
	}
	return r.rtt
}

// BindLocalStream keeps what is sent.
func (r *repeater) BindLocalStream(info *interceptor.StreamInfo, w interceptor.RTPWriter) interceptor.RTPWriter {
	if info.SSRCRetransmission == 0 {
		return w
	}
	h := &history{info: info, writer: w}
	r.mu.Lock()
	r.streams[info.SSRC] = h
	r.mu.Unlock()
	return interceptor.RTPWriterFunc(func(header *rtp.Header, payload []byte, a interceptor.Attributes) (int, error) {
		if header.SSRC == info.SSRC {
			r.mu.Lock()
			h.kept[header.SequenceNumber%historySize] = kept{header: header.Clone(), payload: append([]byte(nil), payload...)}
			r.mu.Unlock()
		}
		return w.Write(header, payload, a)
	})
}

// BindRTCPReader looks at what comes back.
func (r *repeater) BindRTCPReader(reader interceptor.RTCPReader) interceptor.RTCPReader {
	return interceptor.RTCPReaderFunc(func(b []byte, a interceptor.Attributes) (int, interceptor.Attributes, error) {
		n, a, err := reader.Read(b, a)
		if err != nil {
			return n, a, err
		}
		if a == nil {
			a = interceptor.Attributes{}
		}
		packets, err := a.GetRTCPPackets(b[:n])
		if err != nil {
			return n, a, err
		}
		for _, p := range packets {
			switch p := p.(type) {
			case *rtcp.ReceiverReport:
				r.reported(p.Reports)
			case *rtcp.SenderReport:
				r.reported(p.Reports)
			case *rtcp.TransportLayerNack:
				r.repeat(p)
			}
		}
		return n, a, nil
	})
}

func (r *repeater) reported(blocks []rtcp.ReceptionReport) {
	r.mu.Lock()
	defer r.mu.Unlock()
	const epoch = 2208988800 // NTP counts from 1900
	t := time.Now()
	now := uint32(t.Unix()+epoch)<<16 | uint32(int64(t.Nanosecond())<<16/int64(time.Second))
	for _, block := range blocks {
		if r.streams[block.SSRC] == nil || block.LastSenderReport == 0 {
			continue
		}
		trip := time.Duration(max(int32(now-block.LastSenderReport-block.Delay), 0)) * time.Second >> 16
		if r.rtt == 0 {
			r.rtt = trip
		}
		r.rtt += time.Duration(rttWeight * float64(trip-r.rtt))
	}
}

func (r *repeater) repeat(nack *rtcp.TransportLayerNack) {
	r.mu.Lock()
	defer r.mu.Unlock()
	h := r.streams[nack.MediaSSRC]
	if h == nil {
		return
	}
	now := time.Now()
	for _, pair := range nack.Nacks {
		pair.Range(func(seq uint16) bool {
			k := &h.kept[seq%historySize]
			if k.payload == nil || k.header.SequenceNumber != seq || now.Sub(k.repeated) < r.rtt+rttMargin {
				return true
			}
			k.repeated = now
			h.repair++
			again := k.header.Clone()
			again.SSRC, again.PayloadType, again.SequenceNumber = h.info.SSRCRetransmission, h.info.PayloadTypeRetransmission, h.repair
			_, _ = h.writer.Write(&again, append(binary.BigEndian.AppendUint16(nil, seq), k.payload...), nil) // lost, like any packet
			return true
		})
	}
}
