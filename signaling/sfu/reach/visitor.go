package reach

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/webrtc/v4"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/wire"
)

// try makes one connection that carries nothing, by one way alone.
func (o office) try(ctx context.Context, way Way, relays []wire.ICEServer) Result {
	if way == Relay && len(relays) == 0 {
		return Result{Err: ErrNotOffered}
	}
	pc, err := o.visitor(way, relays)
	if err != nil {
		return Result{Err: err}
	}
	defer func() { _ = pc.Close() }()
	up := make(chan struct{})
	pc.OnConnectionStateChange(func(s webrtc.PeerConnectionState) {
		if s == webrtc.PeerConnectionStateConnected {
			close(up) // a connection that nobody restarts comes up once
		}
	})
	offer, err := offered(ctx, pc)
	if err != nil {
		return Result{Err: err}
	}
	answer, err := o.answer(ctx, offer)
	if err != nil {
		return Result{Err: err}
	}
	answer, over := only(way, answer)
	if way == Relay {
		over = relays[0].URLs[0]
	}
	if over == "" {
		return Result{Err: ErrNotOffered}
	}
	if err := pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}); err != nil {
		return Result{Over: over, Err: err}
	}
	select {
	case <-up:
		return Result{Over: over, RTT: roundTrip(pc)}
	case <-ctx.Done():
		return Result{Over: over, Err: fmt.Errorf("%w (ICE: %s)", ErrClosed, pc.ICEConnectionState())}
	}
}

// visitor is a client with the m-lines of a room, kept to one way.
func (o office) visitor(way Way, relays []wire.ICEServer) (*webrtc.PeerConnection, error) {
	var e webrtc.SettingEngine
	e.SetIncludeLoopbackCandidate(true) // an office on this machine
	e.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	setup := webrtc.Configuration{BundlePolicy: webrtc.BundlePolicyMaxBundle}
	networks := []webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6}
	switch way {
	case TCP:
		networks = []webrtc.NetworkType{webrtc.NetworkTypeTCP4, webrtc.NetworkTypeTCP6}
	case Relay:
		setup.ICETransportPolicy = webrtc.ICETransportPolicyRelay
		for _, r := range relays {
			setup.ICEServers = append(setup.ICEServers, webrtc.ICEServer{URLs: r.URLs, Username: r.Username, Credential: r.Credential})
		}
		e.SetICEProxyDialer(o.relayDialer(relays[0].URLs[0]))
	case UDP:
	}
	e.SetNetworkTypes(networks)
	media := &webrtc.MediaEngine{}
	if err := media.RegisterDefaultCodecs(); err != nil {
		return nil, err
	}
	pc, err := webrtc.NewAPI(webrtc.WithSettingEngine(e), webrtc.WithMediaEngine(media)).NewPeerConnection(setup)
	if err != nil {
		return nil, err
	}
	for i := range sfu.Lines {
		if err := line(pc, i); err != nil {
			_ = pc.Close()
			return nil, err
		}
	}
	return pc, nil
}

// line adds the i-th m-line of a room (PROTOCOL.md, "Media lines").
func line(pc *webrtc.PeerConnection, i int) error {
	kind, direction := webrtc.RTPCodecTypeVideo, webrtc.RTPTransceiverDirectionRecvonly
	switch {
	case i < len(sfu.Sources):
		direction = webrtc.RTPTransceiverDirectionSendonly
		if sfu.Sources[i].Audio() {
			kind = webrtc.RTPCodecTypeAudio
		}
	case i < sfu.FirstVideoMid:
		kind = webrtc.RTPCodecTypeAudio
	}
	_, err := pc.AddTransceiverFromKind(kind, webrtc.RTPTransceiverInit{Direction: direction})
	return err
}

// offered is the offer with all its candidates.
func offered(ctx context.Context, pc *webrtc.PeerConnection) (string, error) {
	offer, err := pc.CreateOffer(nil)
	if err != nil {
		return "", err
	}
	gathered := webrtc.GatheringCompletePromise(pc)
	if err := pc.SetLocalDescription(offer); err != nil {
		return "", err
	}
	select {
	case <-gathered:
		return pc.LocalDescription().SDP, nil
	case <-ctx.Done():
		return "", fmt.Errorf("%w while looking for own addresses", ErrClosed)
	}
}

// only leaves of an answer the candidates of one way, and names the first of them.
func only(way Way, answer string) (kept, first string) {
	protocol := "udp"
	if way == TCP {
		protocol = "tcp"
	}
	var lines []string
	for line := range strings.Lines(answer) {
		if strings.HasPrefix(line, "a=candidate:") {
			fields := strings.Fields(line)
			if len(fields) < 6 || !strings.EqualFold(fields[2], protocol) {
				continue
			}
			if first == "" {
				first = net.JoinHostPort(fields[4], fields[5])
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, ""), first
}

func roundTrip(pc *webrtc.PeerConnection) time.Duration {
	for _, s := range pc.GetStats() {
		if pair, ok := s.(webrtc.ICECandidatePairStats); ok && pair.Nominated && pair.CurrentRoundTripTime > 0 {
			return time.Duration(pair.CurrentRoundTripTime * float64(time.Second))
		}
	}
	return 0
}

// relayDialer connects to the relay with the authorities that the caller believes; pion's own knows the system's only.
func (o office) relayDialer(address string) dialer {
	d := dialer{tls: o.config.TLS.Clone()}
	host, isTLS := strings.CutPrefix(address, "turns:")
	if !isTLS {
		d.tls = nil
		return d
	}
	if d.tls == nil {
		d.tls = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	host, _, _ = strings.Cut(host, "?")
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	d.tls.ServerName = host
	return d
}

// dialer is a golang.org/x/net/proxy.Dialer, which is where pion lets its callers connect.
type dialer struct{ tls *tls.Config }

const dialLimit = 5 * time.Second

// Dial connects, over TLS where the relay has it.
func (d dialer) Dial(network, address string) (net.Conn, error) {
	plain := &net.Dialer{Timeout: dialLimit}
	if d.tls == nil {
		return plain.Dial(network, address)
	}
	return tls.DialWithDialer(plain, network, address, d.tls)
}
