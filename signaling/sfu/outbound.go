package sfu

import (
	"net/netip"
	"sync"
	"sync/atomic"

	"github.com/pion/ice/v4"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
)

// outbound seals what goes to one participant and puts it on their way. It is the sender of all their slots.
type outbound struct {
	box *outbox
	way atomic.Pointer[way] // nil until ICE has found one

	mu      sync.Mutex
	keys    *srtp.Context // nil until DTLS stands
	header  rtp.Header    // reused, as is control
	control rtcp.Header
	room    [packetRoom]byte
}

// way is where a participant's packets go.
type way struct {
	to    netip.AddrPort
	over  *ice.Conn    // TCP; nil = UDP
	heard atomic.Int64 // when something came by it, ns
}

func (w *way) hears(now int64) { w.heard.Store(now) }

// tagRoom is the most that sealing adds, bytes: the tag of GCM and the index of SRTCP.
const tagRoom = 20

// sender is what a slot writes to. It gives the size of what left; 0 = there is no transport yet.
type sender interface {
	WriteRTP(h *rtp.Header, payload []byte, t *twin) (int, error)
}

// twin is a packet that has left, sealed: it leaves once more with the next one, as it is. To seal it anew with another number of
// the transport would use one nonce for two texts.
type twin struct{ sealed []byte }

// WriteRTP seals one packet and sends it, or leaves it in the outbox; so does the twin of the one before, whose place it takes.
// Without a twin each leaves once.
func (o *outbound) WriteRTP(h *rtp.Header, payload []byte, t *twin) (int, error) {
	way := o.way.Load()
	o.mu.Lock()
	defer o.mu.Unlock()
	if way == nil || o.keys == nil {
		return 0, nil
	}
	n, err := h.MarshalTo(o.room[:])
	if err != nil || n+len(payload)+tagRoom > len(o.room) {
		return 0, err
	}
	n += copy(o.room[n:], payload)
	sealed, err := o.keys.EncryptRTP(o.room[:0], o.room[:n], &o.header)
	if err != nil {
		return 0, err
	}
	if way.over != nil {
		_, err = way.over.Write(sealed)
		return n, err
	}
	o.box.post(sealed, way.to)
	if t != nil {
		if len(t.sealed) > 0 {
			o.box.post(t.sealed, way.to)
			n += len(t.sealed)
		}
		t.sealed = append(t.sealed[:0], sealed...)
	}
	return n, nil
}

// controlRoom is the most that one packet of RTCP is filled with, bytes.
const controlRoom = 1200

// writeRTCP seals and sends packets, together where they fit.
func (o *outbound) writeRTCP(packets []rtcp.Packet) {
	var all []byte
	for _, p := range packets {
		b, err := p.Marshal()
		if err != nil {
			continue
		}
		if len(all) > 0 && len(all)+len(b) > controlRoom {
			o.sealRTCP(all)
			all = nil
		}
		all = append(all, b...)
	}
	if len(all) > 0 {
		o.sealRTCP(all)
	}
}

func (o *outbound) sealRTCP(b []byte) {
	way := o.way.Load()
	o.mu.Lock()
	defer o.mu.Unlock()
	if way == nil || o.keys == nil {
		return
	}
	sealed, err := o.keys.EncryptRTCP(nil, b, &o.control)
	switch {
	case err != nil:
	case way.over != nil:
		_, _ = way.over.Write(sealed) // full: lost like any packet
	default:
		o.box.post(sealed, way.to)
	}
}

// unlock gives the keys of both directions.
func (p *Peer) unlock(agreed *srtp.Config) error {
	ours, err := srtp.CreateContext(agreed.Keys.LocalMasterKey, agreed.Keys.LocalMasterSalt, agreed.Profile)
	if err != nil {
		return err
	}
	theirs, err := srtp.CreateContext(agreed.Keys.RemoteMasterKey, agreed.Keys.RemoteMasterSalt, agreed.Profile,
		srtp.SRTPReplayProtection(replayWindow), srtp.SRTCPReplayProtection(replayWindow))
	if err != nil {
		return err
	}
	p.out.mu.Lock()
	p.out.keys = ours
	p.out.mu.Unlock()
	p.in.unlock(theirs)
	return nil
}

const replayWindow = 1024
