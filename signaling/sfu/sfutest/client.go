// Package sfutest plays the browser's part against an SFU: a client on pion that makes the twenty-line offer, sends
// marked packets and notes what comes out of each slot; and a virtual network to lose and delay them in. It is for
// the tests of sfu and signaling and for cmd/loadtest. It leaves sockets and messages to its callers.
package sfutest

import (
	"context"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	"github.com/pion/transport/v5"
	"github.com/pion/webrtc/v4"

	"github.com/etradeoffice/portal/signaling/sfu"
)

// Config says what a Client's network is.
type Config struct {
	Net     transport.Net // nil = the operating system's, loopback included
	Servers []webrtc.ICEServer
	Relay   bool // only through the TURN server
	TCP     bool // ICE-TCP only
	IPv6    bool // over IPv6 only
	// Simulcast sends camera and screen in three layers.
	Simulcast bool
	// RED offers redundant sound and sends it.
	RED bool
	// Carries sends each frame of sound with the one before in its padding, as the room's page does for browsers without RED.
	Carries bool
	// Video says which codecs the client knows for pictures; it sends the first.
	Video Video
	// Light is for load: no repairs, nothing counted, only OnPacket and OnReport, and no reports without the latter.
	Light bool
	// OnPacket, if not nil, sees every RTP packet with the mid it came out of; it must not block.
	OnPacket func(mid string, p *rtp.Packet)
	// OnReport, if not nil, sees the sender reports of every slot.
	OnReport func(mid string, r *rtcp.SenderReport)
}

// Video is a set of codecs.
type Video int

// The sets: VP8 alone, VP8 before H.264, H.264 alone, VP8 without a stream for its repeats.
const (
	VP8 Video = iota
	VP8AndH264
	H264
	VP8WithoutRTX
)

// Client is one browser. Its methods may be called from any goroutine.
type Client struct {
	pc      *webrtc.PeerConnection
	config  Config
	tracks  map[sfu.Source]*Track
	repeats *repeater
	slots   [sfu.Lines]tally
	offers  atomic.Int64
	states  atomic.Int64 // how often the signaling state changed
	up      chan struct{}
	once    sync.Once
	done    context.Context
	end     context.CancelFunc
	readers sync.WaitGroup
}

// Offerer is the SFU's side: *sfu.Peer.
type Offerer interface {
	Offer(neg int, sdp string) (answer string, err error)
}

// New makes a client with its twenty transceivers; nothing is sent yet.
func New(config Config) (*Client, error) {
	media, err := engine(config.RED, config.Video)
	if err != nil {
		return nil, err
	}
	registry, repeats := &interceptor.Registry{}, &repeater{streams: map[uint32]*history{}}
	registry.Add(repairsFactory{})
	switch {
	case !config.Light:
		err = interceptors(media, registry, repeats)
	case config.OnReport != nil:
		err = webrtc.ConfigureRTCPReports(registry)
	}
	if err != nil {
		return nil, err
	}
	if config.Net == nil {
		if config.Net, err = newMachine(); err != nil {
			return nil, err
		}
	}
	var e webrtc.SettingEngine
	e.SetNet(config.Net)
	e.SetIncludeLoopbackCandidate(true)
	e.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	e.SetFireOnTrackBeforeFirstRTP(true)
	e.SetNetworkTypes([]webrtc.NetworkType{config.network()})
	setup := webrtc.Configuration{ICEServers: config.Servers, BundlePolicy: webrtc.BundlePolicyMaxBundle}
	if config.Relay {
		setup.ICETransportPolicy = webrtc.ICETransportPolicyRelay
	}
	api := webrtc.NewAPI(webrtc.WithMediaEngine(media), webrtc.WithInterceptorRegistry(registry), webrtc.WithSettingEngine(e))
	pc, err := api.NewPeerConnection(setup)
	if err != nil {
		return nil, err
	}
	c := &Client{pc: pc, config: config, repeats: repeats, tracks: map[sfu.Source]*Track{}, up: make(chan struct{})}
	c.done, c.end = context.WithCancel(context.Background())
	if err := c.lines(); err != nil {
		c.Close()
		return nil, err
	}
	pc.OnTrack(c.read)
	if !config.Light {
		c.readers.Go(func() { c.repairAll(sfu.FirstVideoMid) })
	}
	pc.OnSignalingStateChange(func(webrtc.SignalingState) { c.states.Add(1) })
	pc.OnConnectionStateChange(func(s webrtc.PeerConnectionState) {
		if s == webrtc.PeerConnectionStateConnected {
			c.once.Do(func() { close(c.up) })
		}
	})
	return c, nil
}

// network is the one way that the client takes.
func (c Config) network() webrtc.NetworkType {
	switch {
	case c.TCP && c.IPv6:
		return webrtc.NetworkTypeTCP6
	case c.TCP:
		return webrtc.NetworkTypeTCP4
	case c.IPv6:
		return webrtc.NetworkTypeUDP6
	}
	return webrtc.NetworkTypeUDP4
}

// interceptors are pion's usual ones but for repairs: pion goes on asking for what a retransmission has brought, and knows another
// round trip than browsers do.
func interceptors(media *webrtc.MediaEngine, registry *interceptor.Registry, repeats *repeater) error {
	registry.Add(repeats)
	media.RegisterFeedback(webrtc.RTCPFeedback{Type: "nack"}, webrtc.RTPCodecTypeVideo)
	media.RegisterFeedback(webrtc.RTCPFeedback{Type: "nack", Parameter: "pli"}, webrtc.RTPCodecTypeVideo)
	if err := webrtc.ConfigureRTCPReports(registry); err != nil {
		return err
	}
	if err := webrtc.ConfigureSimulcastExtensionHeaders(media); err != nil {
		return err
	}
	return webrtc.ConfigureTWCCSender(media, registry)
}

// lines adds the m-lines in their order.
func (c *Client) lines() error {
	for _, source := range sfu.Sources {
		t, err := newTrack(c, source)
		if err != nil {
			return err
		}
		c.tracks[source] = t
	}
	for i := sfu.FirstAudioMid; i < sfu.Lines; i++ {
		kind := webrtc.RTPCodecTypeAudio
		if i >= sfu.FirstVideoMid {
			kind = webrtc.RTPCodecTypeVideo
		}
		_, err := c.pc.AddTransceiverFromKind(kind, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly})
		if err != nil {
			return err
		}
	}
	return nil
}

// Connect makes the first offer, applies the answer and waits until media can flow.
func (c *Client) Connect(ctx context.Context, peer Offerer) error {
	if err := c.Negotiate(ctx, peer, false); err != nil {
		return err
	}
	return c.WaitUp(ctx)
}

// WaitUp waits until ICE and DTLS stand.
func (c *Client) WaitUp(ctx context.Context) error {
	select {
	case <-c.up:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("client is %s: %w", c.pc.ConnectionState(), ctx.Err())
	case <-c.done.Done():
		return io.ErrClosedPipe
	}
}

// Negotiate makes an offer, with new ICE credentials if restart, and applies peer's answer.
func (c *Client) Negotiate(ctx context.Context, peer Offerer, restart bool) error {
	offer, err := c.Offer(ctx, restart)
	if err != nil {
		return err
	}
	answer, err := peer.Offer(int(c.offers.Load()), offer)
	if err != nil {
		return err
	}
	return c.Answer(answer)
}

// Offer makes and applies the next offer; the candidates stand in it.
func (c *Client) Offer(ctx context.Context, restart bool) (string, error) {
	c.offers.Add(1)
	offer, err := c.pc.CreateOffer(&webrtc.OfferOptions{ICERestart: restart})
	if err != nil {
		return "", err
	}
	gathered := webrtc.GatheringCompletePromise(c.pc)
	if err := c.pc.SetLocalDescription(offer); err != nil {
		return "", err
	}
	select {
	case <-gathered:
		return c.pc.LocalDescription().SDP, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// Answer applies the server's answer.
func (c *Client) Answer(sdp string) error {
	return c.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: sdp})
}

// Track is what the client sends on a source's m-line.
func (c *Client) Track(source sfu.Source) *Track { return c.tracks[source] }

// SignalingChanges counts how often the signaling state changed: two for each negotiation.
func (c *Client) SignalingChanges() int { return int(c.states.Load()) }

// PC is the PeerConnection itself, for what the methods do not cover.
func (c *Client) PC() *webrtc.PeerConnection { return c.pc }

// Close ends the client and waits for its readers.
func (c *Client) Close() {
	c.end()
	_ = c.pc.Close()
	c.readers.Wait()
}

var (
	vp8  = webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000}
	h264 = webrtc.RTPCodecCapability{
		MimeType: webrtc.MimeTypeH264, ClockRate: 90000, SDPFmtpLine: "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
	}
)

// engine has other payload types than the SFU proposes, as Firefox has.
func engine(red bool, video Video) (*webrtc.MediaEngine, error) {
	m := &webrtc.MediaEngine{}
	if red {
		err := m.RegisterCodec(webrtc.RTPCodecParameters{PayloadType: payloadRED, RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: "audio/red", ClockRate: 48000, Channels: 2, SDPFmtpLine: "109/109",
		}}, webrtc.RTPCodecTypeAudio)
		if err != nil {
			return nil, err
		}
	}
	err := m.RegisterCodec(webrtc.RTPCodecParameters{PayloadType: payloadOpus, RTPCodecCapability: webrtc.RTPCodecCapability{
		MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2, SDPFmtpLine: "minptime=10;useinbandfec=1",
	}}, webrtc.RTPCodecTypeAudio)
	if err != nil {
		return nil, err
	}
	for _, known := range []struct {
		capability  webrtc.RTPCodecCapability
		main, again webrtc.PayloadType
		left        bool
	}{{vp8, 120, 124, video == H264}, {h264, 126, 127, video == VP8 || video == VP8WithoutRTX}} {
		if known.left {
			continue
		}
		known.capability.RTCPFeedback = []webrtc.RTCPFeedback{{Type: "ccm", Parameter: "fir"}}
		repairs := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeRTX, ClockRate: 90000, SDPFmtpLine: fmt.Sprintf("apt=%d", known.main)}
		codecs := []webrtc.RTPCodecParameters{{PayloadType: known.main, RTPCodecCapability: known.capability}, {PayloadType: known.again, RTPCodecCapability: repairs}}
		if video == VP8WithoutRTX {
			codecs = codecs[:1]
		}
		for _, codec := range codecs {
			if err := m.RegisterCodec(codec, webrtc.RTPCodecTypeVideo); err != nil {
				return nil, err
			}
		}
	}
	if err := m.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: playoutDelayURI}, webrtc.RTPCodecTypeVideo, webrtc.RTPTransceiverDirectionRecvonly); err != nil {
		return nil, err
	}
	return m, m.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: sdp.AudioLevelURI}, webrtc.RTPCodecTypeAudio)
}
