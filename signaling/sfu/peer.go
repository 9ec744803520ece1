package sfu

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"
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

	slots map[string]*slot    // by mid, never changed
	feeds [len(Sources)]*feed // never changed

	down       downlink
	allocating sync.Mutex
	probing    probing     // of the room's beat alone
	narrow     atomic.Bool // the link carries less than is wished
	tcp        atomic.Bool // media go over a TCP connection

	up             atomic.Bool   // media get through; a restart of a path that stands changes nothing
	rtt            atomic.Int64  // ns, by the newest receiver report; 0 = not known
	loss           atomic.Uint32 // of 256, the worst that the subscriber reported since the last Quality
	told           atomic.Uint32 // of 256, by the newest receiver report
	before         uint64        // sent at the last report; of the room's beat alone
	received, sent atomic.Uint64 // bytes of payload
	reports        atomic.Bool   // rtt is by reports, else by ICE
	arrivals       arrivals
	clock          clock

	negotiation sync.Mutex // one offer at a time
	newest      atomic.Int64

	turning sync.Mutex // one change of the transport is told at a time
	state   webrtc.PeerConnectionState

	mu      sync.Mutex // guards what follows; nothing waits under it
	streams map[uint32]*stream
	owned   map[uint32]*slot // by SSRC, once negotiated
	waiting []string         // candidates from before the first offer
	tried   int              // candidates taken so far
	counted struct {         // for Quality
		at, bytes int64
	}
}

func newPeer(r *Room, id string, on func(Event)) (*Peer, error) {
	p := &Peer{room: r, id: id, on: on, slots: map[string]*slot{}, streams: map[uint32]*stream{}, owned: map[uint32]*slot{}}
	for i, source := range Sources {
		p.feeds[i] = newFeed(p, source)
	}
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
	f := p.feed(source)
	if f == nil || f.gate.muted.Swap(muted) == muted {
		return
	}
	f.gate.turns.Add(1)
	if muted {
		return
	}
	for _, s := range *f.subs.Load() {
		s.refresh()
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

// Estimate is what the way to the participant is thought to carry, if more were to be sent, and what arrives there now;
// bit/s, 0 where the client gives no feedback.
func (p *Peer) Estimate() (may, arrives int) {
	return p.down.state(p.now()).raise, p.down.arriving()
}

// losing says that packets to the subscriber get lost at a rate at which one in time is worth two.
func (p *Peer) losing() bool { return p.down.losing(float64(p.told.Load())/256) > 0.03 }

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
		p.down.reset(p.now())
		p.up.Store(true)
		rung := p.rung()
		p.tcp.Store(rung == RungTCP)
		p.emit(TransportUp{Rung: rung})
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
	layer, single := 0, t.RID() == ""
	if !single {
		if layer = slices.Index(Layers[:], Layer(t.RID())); layer < 0 {
			return
		}
	}
	var ids extensions
	for _, x := range r.GetParameters().HeaderExtensions {
		switch x.URI {
		case levelURI:
			ids.level = uint8(x.ID)
		case transportURI:
			ids.transport = uint8(x.ID)
		}
	}
	for _, c := range r.GetParameters().Codecs {
		if strings.EqualFold(c.MimeType, mimeRED) {
			ids.red = uint8(c.PayloadType)
		}
	}
	f := p.feeds[line]
	u := newUplink(f, layer, single, uint32(t.SSRC()), ids)
	u.remote = t
	f.open(u, single)
	p.mu.Lock()
	main := p.streams[u.ssrc]
	p.mu.Unlock()
	if main != nil {
		main.attach(u.receive)
	}
	p.attachRepairs(u)
}

// attachRepairs leads the retransmissions of u to it, as soon as it is known which stream they are: with simulcast
// that is only seen when the first of them comes.
func (p *Peer) attachRepairs(u *uplink) {
	ssrc := u.repairs()
	if ssrc == 0 {
		return
	}
	p.mu.Lock()
	s := p.streams[ssrc]
	p.mu.Unlock()
	if s != nil {
		s.attach(u.repair)
	}
}

// feed is what the participant sends from a source; nil for a source that is not known.
func (p *Peer) feed(source Source) *feed {
	if i := source.index(); i >= 0 {
		return p.feeds[i]
	}
	return nil
}

// own notes a slot under the SSRC that pion gave it.
func (p *Peer) own(s *slot) {
	p.mu.Lock()
	p.owned[s.ssrc] = s
	p.mu.Unlock()
}
