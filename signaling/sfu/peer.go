package sfu

import (
	"context"
	"io"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/transport/v5/packetio"
	"github.com/pion/webrtc/v4"
)

// Peer is one participant's transport and media. All methods may be called from any goroutine.
type Peer struct {
	room *Room
	id   string
	on   func(Event)
	pc   *webrtc.PeerConnection
	done context.Context // ends with Close
	end  context.CancelFunc

	slots map[string]*slot // by mid, never changed
	gates [len(Sources)]gate

	up             atomic.Bool   // media get through; a restart of a path that stands changes nothing
	rtt            atomic.Int64  // ns, by the newest receiver report; 0 = not known
	loss           atomic.Uint32 // of 256, the worst that the subscriber reported since the last Quality
	received, sent atomic.Uint64 // bytes of payload
	arrivals       arrivals
	clock          clock

	negotiation sync.Mutex // one offer at a time
	newest      atomic.Int64

	turning sync.Mutex // one change of the transport is told at a time
	state   webrtc.PeerConnectionState

	mu      sync.Mutex // guards what follows; nothing waits under it
	streams map[uint32]*stream
	uplinks [len(Sources)]*uplink
	owned   map[uint32]*slot // by SSRC, once negotiated
	waiting []string         // candidates from before the first offer
	tried   int              // candidates taken so far
	counted struct {         // for Quality
		at, bytes int64
	}
}

func newPeer(r *Room, id string, on func(Event)) (*Peer, error) {
	p := &Peer{room: r, id: id, on: on, slots: map[string]*slot{}, streams: map[uint32]*stream{}, owned: map[uint32]*slot{}}
	p.newest.Store(-1)
	p.done, p.end = context.WithCancel(context.Background())
	pc, err := r.sfu.connection(p.stream)
	if err != nil {
		p.end()
		return nil, err
	}
	p.pc = pc
	if err := p.prepare(); err != nil {
		p.end()
		_ = pc.Close()
		return nil, err
	}
	pc.OnTrack(p.track)
	pc.OnConnectionStateChange(func(webrtc.PeerConnectionState) { p.changed() })
	return p, nil
}

// prepare makes the transceivers in the order of the m-lines, so that pion matches them one by one.
func (p *Peer) prepare() error {
	for _, source := range Sources {
		kind := webrtc.RTPCodecTypeVideo
		if source.Audio() {
			kind = webrtc.RTPCodecTypeAudio
		}
		if _, err := p.pc.AddTransceiverFromKind(kind, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}); err != nil {
			return err
		}
	}
	for _, audio := range []bool{true, false} {
		for n := range SlotsPerKind {
			mid := VideoMid(n)
			if audio {
				mid = AudioMid(n)
			}
			s := newSlot(p, mid, strconv.Itoa(n+1), audio)
			p.slots[mid] = s
			if _, err := p.pc.AddTransceiverFromTrack(s, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly}); err != nil {
				return err
			}
		}
	}
	return nil
}

// SetMuted holds back everything of a source, or lets it through again. A muted source is received and counted but
// not one packet of it is sent on, repeats included, whatever the client says.
func (p *Peer) SetMuted(source Source, muted bool) {
	i := source.index()
	if i < 0 || p.gates[i].muted.Swap(muted) == muted {
		return
	}
	p.gates[i].turns.Add(1)
	p.mu.Lock()
	u := p.uplinks[i]
	p.mu.Unlock()
	if u != nil && !muted {
		u.needKeyframe()
	}
}

// Close takes the participant out of the room and ends the transport. It does not wait for pion; no event comes after it.
func (p *Peer) Close() {
	if p.done.Err() != nil {
		return
	}
	p.end()
	p.up.Store(false)
	p.room.leave(p)
	// Ends when pion has closed its sockets and goroutines; SFU.Close waits for it.
	p.room.sfu.background(func() { _ = p.pc.Close() })
}

// emit tells the owner, unless the peer is closed.
func (p *Peer) emit(e Event) {
	if p.done.Err() == nil {
		p.on(e)
	}
}

// send writes RTCP. A transport that is not there loses it, like any network would.
func (p *Peer) send(packets ...rtcp.Packet) {
	if len(packets) > 0 && p.up.Load() {
		_ = p.pc.WriteRTCP(packets)
	}
}

func (p *Peer) now() int64 { return p.room.sfu.now() }

func (p *Peer) wall(now int64) time.Time { return p.room.sfu.start.Add(time.Duration(now)) }

// changed follows pion's state, whose notices may overtake each other: the state that is read is what counts.
func (p *Peer) changed() {
	p.turning.Lock()
	defer p.turning.Unlock()
	state := p.pc.ConnectionState()
	if state == p.state {
		return
	}
	p.state = state
	switch state {
	case webrtc.PeerConnectionStateConnected:
		p.up.Store(true)
		p.emit(TransportUp{Rung: p.rung()})
		for _, s := range p.slots {
			s.refresh()
		}
	case webrtc.PeerConnectionStateDisconnected, webrtc.PeerConnectionStateFailed, webrtc.PeerConnectionStateClosed:
		if p.up.Swap(false) { // also when a restart did not come through: pion was "connecting" then
			p.emit(TransportDown{})
		}
	default:
	}
}

// rung reads the step of the ladder off the chosen pair.
func (p *Peer) rung() Rung {
	pair, err := p.pc.SCTP().Transport().ICETransport().GetSelectedCandidatePair()
	switch {
	case err != nil || pair == nil:
		return RungUDP
	case pair.Remote.Typ == webrtc.ICECandidateTypeRelay:
		return RungRelay
	case pair.Local.Protocol == webrtc.ICEProtocolTCP:
		return RungTCP
	}
	return RungUDP
}

// stream gives pion the place for the packets of one SSRC.
func (p *Peer) stream(kind packetio.BufferPacketType, ssrc uint32) io.ReadWriteCloser {
	s := newStream()
	if kind == packetio.RTCPBufferPacket {
		s.attach(func(b []byte) { p.control(ssrc, b) })
		return s
	}
	p.mu.Lock()
	p.streams[ssrc] = s
	flood := len(p.streams) == maxStreams
	p.mu.Unlock()
	if flood {
		p.room.sfu.log.Warn("too many streams, participant closed", "room", p.room.id, "participant", p.id)
		// Ends with Close; this is pion's own goroutine.
		go p.Close()
	}
	return s
}

// maxStreams is how many SSRCs a client may use in its life. A browser needs two for each source and each layer; who
// makes up new ones without end is after our memory.
const maxStreams = 128

// track is called by pion on a goroutine of its own for each stream that comes up.
func (p *Peer) track(t *webrtc.TrackRemote, r *webrtc.RTPReceiver) {
	line, err := strconv.Atoi(r.RTPTransceiver().Mid())
	if err != nil || line >= len(Sources) {
		return
	}
	source, params := Sources[line], r.GetParameters()
	if t.RID() != "" && p.uplink(source) != nil { // a further layer of the same picture
		return
	}
	var ids extensions
	for _, x := range params.HeaderExtensions {
		switch x.URI {
		case levelURI:
			ids.level = uint8(x.ID)
		case transportURI:
			ids.transport = uint8(x.ID)
		}
	}
	clock := int64(90000)
	if source.Audio() {
		clock = 48000
	}
	u := newUplink(p, source, uint32(t.SSRC()), clock, ids)
	p.mu.Lock()
	p.uplinks[line] = u
	main, repair := p.streams[uint32(t.SSRC())], p.streams[uint32(t.RtxSSRC())]
	p.mu.Unlock()
	p.room.reconcile()
	if main != nil {
		main.attach(u.receive)
	}
	if repair != nil && t.RtxSSRC() != 0 {
		repair.attach(u.repaired)
	}
}

func (p *Peer) uplink(source Source) *uplink {
	i := source.index()
	if i < 0 {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.uplinks[i]
}

// own notes a slot under the SSRC that pion gave it.
func (p *Peer) own(s *slot) {
	p.mu.Lock()
	p.owned[s.ssrc] = s
	p.mu.Unlock()
}
