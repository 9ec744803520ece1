package main

import (
	"errors"
	"io"
	"strconv"
	"sync"

	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"

	"github.com/etradeoffice/portal/signaling/sfu"
)

// bare is the forwarder that pion's examples show: default codecs and interceptors, a goroutine that reads each track
// and writes it to a TrackLocalStaticRTP of every subscriber. It knows the same twenty m-lines.
type bare struct {
	mu    sync.Mutex
	rooms map[string]*bareRoom
}

type bareRoom struct {
	peers map[string]*barePeer
}

type barePeer struct {
	pc      *webrtc.PeerConnection
	slots   map[string]*webrtc.TrackLocalStaticRTP // by mid
	wanted  []sfu.Slot
	sources map[sfu.Source]*bareTrack
}

type bareTrack struct {
	mu   sync.RWMutex
	outs []*webrtc.TrackLocalStaticRTP
	ask  func()
}

func newBare() (forwarder, error) { return &bare{rooms: map[string]*bareRoom{}}, nil }

func (b *bare) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.rooms {
		for _, p := range r.peers {
			_ = p.pc.Close()
		}
	}
}

func (b *bare) join(room, who, offer string) (string, error) {
	p, err := b.peer(room)
	if err != nil {
		return "", err
	}
	p.pc.OnTrack(func(t *webrtc.TrackRemote, r *webrtc.RTPReceiver) { b.forward(room, p, t, r) })
	p.pc.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		if state == webrtc.PeerConnectionStateConnected {
			b.refresh(room, p)
		}
	})
	b.mu.Lock()
	if b.rooms[room] == nil {
		b.rooms[room] = &bareRoom{peers: map[string]*barePeer{}}
	}
	b.rooms[room].peers[who] = p
	b.mu.Unlock()
	if err := p.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}); err != nil {
		return "", err
	}
	answer, err := p.pc.CreateAnswer(nil)
	if err != nil {
		return "", err
	}
	gathered := webrtc.GatheringCompletePromise(p.pc)
	if err := p.pc.SetLocalDescription(answer); err != nil {
		return "", err
	}
	<-gathered
	return p.pc.LocalDescription().SDP, nil
}

func (b *bare) peer(string) (*barePeer, error) {
	var e webrtc.SettingEngine
	e.SetIncludeLoopbackCandidate(true)
	e.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	pc, err := webrtc.NewAPI(webrtc.WithSettingEngine(e)).NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return nil, err
	}
	p := &barePeer{pc: pc, slots: map[string]*webrtc.TrackLocalStaticRTP{}, sources: map[sfu.Source]*bareTrack{}}
	for _, source := range sfu.Sources {
		kind := webrtc.RTPCodecTypeVideo
		if source.Audio() {
			kind = webrtc.RTPCodecTypeAudio
		}
		if _, err := pc.AddTransceiverFromKind(kind, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}); err != nil {
			return nil, err
		}
	}
	for i := sfu.FirstAudioMid; i < sfu.Lines; i++ {
		codec := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000}
		if i < sfu.FirstVideoMid {
			codec = webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2}
		}
		mid := strconv.Itoa(i)
		t, err := webrtc.NewTrackLocalStaticRTP(codec, mid, "slot"+mid)
		if err != nil {
			return nil, err
		}
		p.slots[mid] = t
		tr, err := pc.AddTransceiverFromTrack(t, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
		if err != nil {
			return nil, err
		}
		// Reading is what drives the interceptors; ends when the connection closes.
		go func() {
			for buf := make([]byte, 1500); ; {
				if _, _, err := tr.Sender().Read(buf); err != nil {
					return
				}
			}
		}()
	}
	return p, nil
}

// forward is the reader of one track; it ends when the connection closes.
func (b *bare) forward(room string, p *barePeer, t *webrtc.TrackRemote, r *webrtc.RTPReceiver) {
	line, err := strconv.Atoi(r.RTPTransceiver().Mid())
	if err != nil || line >= len(sfu.Sources) {
		return
	}
	own := &bareTrack{ask: func() { _ = p.pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: uint32(t.SSRC())}}) }}
	b.mu.Lock()
	p.sources[sfu.Sources[line]] = own
	b.reconcile(room)
	b.mu.Unlock()
	for {
		packet, _, err := t.ReadRTP()
		if err != nil {
			return
		}
		own.mu.RLock()
		for _, out := range own.outs {
			if err := out.WriteRTP(packet); err != nil && !errors.Is(err, io.ErrClosedPipe) {
				break
			}
		}
		own.mu.RUnlock()
	}
}

func (b *bare) bind(room, who string, slots []sfu.Slot) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p := b.rooms[room].peers[who]; p != nil {
		p.wanted = slots
	}
	b.reconcile(room)
}

// refresh asks for the keyframes that a newcomer needs.
func (b *bare) refresh(room string, p *barePeer) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, want := range p.wanted {
		if from := b.rooms[room].peers[want.Publisher]; from != nil && from.sources[want.Source] != nil {
			from.sources[want.Source].ask()
		}
	}
}

// reconcile gives every track the outputs that are wanted.
func (b *bare) reconcile(room string) {
	outs := map[*bareTrack][]*webrtc.TrackLocalStaticRTP{}
	for _, p := range b.rooms[room].peers {
		for _, want := range p.wanted {
			if from := b.rooms[room].peers[want.Publisher]; from != nil && from.sources[want.Source] != nil {
				t := from.sources[want.Source]
				outs[t] = append(outs[t], p.slots[want.Mid])
			}
		}
	}
	for t, list := range outs {
		t.mu.Lock()
		changed := len(t.outs) != len(list)
		t.outs = list
		t.mu.Unlock()
		if changed {
			t.ask()
		}
	}
}
