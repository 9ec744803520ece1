package sfu

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/pion/dtls/v3"
	dtlselliptic "github.com/pion/dtls/v3/pkg/crypto/elliptic"
	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/sdp/v3"
	"github.com/pion/transport/v5/packetio"
	"github.com/pion/webrtc/v4"
)

// settings is the part of pion's settings that all participants share.
func (s *SFU) settings() (webrtc.SettingEngine, error) {
	var e webrtc.SettingEngine
	e.LoggerFactory = quiet{s.log}
	if s.config.Net != nil {
		e.SetNet(s.config.Net)
	}
	e.SetICEUDPMux(s.udp)
	networks := []webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6}
	if s.tcp != nil {
		e.SetICETCPMux(s.tcp)
		networks = append(networks, webrtc.NetworkTypeTCP4, webrtc.NetworkTypeTCP6)
	}
	e.SetNetworkTypes(networks)
	e.SetIncludeLoopbackCandidate(s.config.AllowLoopback)
	// Names and connections outwards are of no use to a server, and would be probes in a client's hand.
	e.SetRemoteIPFilter(func(ip net.IP) bool { return s.admits.address(ip) })
	e.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	e.DisableActiveTCP(true)
	if len(s.config.PublicIPs) > 0 {
		external := make([]string, len(s.config.PublicIPs))
		for i, ip := range s.config.PublicIPs {
			external[i] = ip.String()
		}
		err := e.SetICEAddressRewriteRules(webrtc.ICEAddressRewriteRule{
			External: external, AsCandidateType: webrtc.ICECandidateTypeHost, Mode: webrtc.ICEAddressRewriteReplace,
		})
		if err != nil {
			return e, fmt.Errorf("public addresses: %w", err)
		}
	}
	// The client restarts ICE long before that; who says nothing for 6 s is told as down.
	e.SetICETimeouts(6*time.Second, 15*time.Second, 2*time.Second)
	// The cookie costs a round trip and protects nothing here: ICE has checked the address before.
	e.SetDTLSInsecureSkipHelloVerify(true)
	// A shorter one would repeat whole flights while the first is still on its way at 300 ms.
	e.SetDTLSRetransmissionInterval(400 * time.Millisecond)
	e.SetDTLSEllipticCurves(dtlselliptic.X25519, dtlselliptic.P384, dtlselliptic.P256)
	// A close_notify ends nothing: rooms decide who leaves.
	e.DisableCloseByDTLS(true)
	// GCM costs a quarter of AES-CM with HMAC-SHA1.
	e.SetSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80)
	e.SetSRTPReplayProtectionWindow(1024)
	e.SetSRTCPReplayProtectionWindow(1024)
	// The streams must be attached before the first packet comes.
	e.SetFireOnTrackBeforeFirstRTP(true)
	e.SetReceiveMTU(1500)
	return e, nil
}

// connection makes the PeerConnection of one participant. Its packets arrive in the streams that `streams` gives out.
func (s *SFU) connection(streams func(kind packetio.BufferPacketType, ssrc uint32) io.ReadWriteCloser) (*webrtc.PeerConnection, error) {
	certificate, err := s.certificate()
	if err != nil {
		return nil, err
	}
	e := s.engine
	e.BufferFactory = streams
	// An empty registry: pion's interceptors copy each packet for each subscriber. Reports, NACK and keyframe requests
	// are made here, once for each stream that comes in.
	api := webrtc.NewAPI(webrtc.WithSettingEngine(e), webrtc.WithMediaEngine(s.media), webrtc.WithInterceptorRegistry(&interceptor.Registry{}))
	return api.NewPeerConnection(webrtc.Configuration{
		BundlePolicy:  webrtc.BundlePolicyMaxBundle,
		RTCPMuxPolicy: webrtc.RTCPMuxPolicyRequire,
		Certificates:  []webrtc.Certificate{*certificate},
	})
}

// certificate is the node's DTLS identity, renewed daily. Making one a participant would cost each join its time.
func (s *SFU) certificate() (*webrtc.Certificate, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.identity != nil && time.Since(s.identityAt) < 24*time.Hour {
		return s.identity, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("media certificate: %w", err)
	}
	certificate, err := webrtc.GenerateCertificate(key)
	if err != nil {
		return nil, fmt.Errorf("media certificate: %w", err)
	}
	s.identity, s.identityAt = certificate, time.Now()
	return certificate, nil
}

const (
	payloadOpus webrtc.PayloadType = 111
	payloadRED  webrtc.PayloadType = 63
	payloadVP8  webrtc.PayloadType = 96
	payloadRTX  webrtc.PayloadType = 97
)

const mimeRED = "audio/red"

// media registers the codecs and header extensions of a room: Opus with in-band FEC and redundancy, VP8 with retransmission. The
// payload types are only proposals, each client's offer names its own.
func media() (*webrtc.MediaEngine, error) {
	m := &webrtc.MediaEngine{}
	feedback := []webrtc.RTCPFeedback{{Type: "transport-cc"}, {Type: "ccm", Parameter: "fir"}, {Type: "nack"}, {Type: "nack", Parameter: "pli"}}
	for _, c := range []struct {
		kind  webrtc.RTPCodecType
		codec webrtc.RTPCodecParameters
	}{
		{webrtc.RTPCodecTypeAudio, webrtc.RTPCodecParameters{PayloadType: payloadOpus, RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2, SDPFmtpLine: "minptime=10;useinbandfec=1",
			RTCPFeedback: []webrtc.RTCPFeedback{{Type: "transport-cc"}},
		}}},
		{webrtc.RTPCodecTypeAudio, webrtc.RTPCodecParameters{PayloadType: payloadRED, RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: mimeRED, ClockRate: 48000, Channels: 2, SDPFmtpLine: fmt.Sprintf("%d/%d", payloadOpus, payloadOpus),
			RTCPFeedback: []webrtc.RTCPFeedback{{Type: "transport-cc"}},
		}}},
		{webrtc.RTPCodecTypeVideo, webrtc.RTPCodecParameters{PayloadType: payloadVP8, RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: webrtc.MimeTypeVP8, ClockRate: 90000, RTCPFeedback: feedback,
		}}},
		{webrtc.RTPCodecTypeVideo, webrtc.RTPCodecParameters{PayloadType: payloadRTX, RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: webrtc.MimeTypeRTX, ClockRate: 90000, SDPFmtpLine: rtxFor(payloadVP8),
		}}},
	} {
		if err := m.RegisterCodec(c.codec, c.kind); err != nil {
			return nil, fmt.Errorf("media engine: %w", err)
		}
	}
	for _, x := range []struct {
		uri   string
		kinds []webrtc.RTPCodecType
	}{
		{sdp.SDESMidURI, []webrtc.RTPCodecType{webrtc.RTPCodecTypeAudio, webrtc.RTPCodecTypeVideo}},
		{sdp.TransportCCURI, []webrtc.RTPCodecType{webrtc.RTPCodecTypeAudio, webrtc.RTPCodecTypeVideo}},
		{sdp.AudioLevelURI, []webrtc.RTPCodecType{webrtc.RTPCodecTypeAudio}},
		{sdp.SDESRTPStreamIDURI, []webrtc.RTPCodecType{webrtc.RTPCodecTypeVideo}},
		{sdp.SDESRepairRTPStreamIDURI, []webrtc.RTPCodecType{webrtc.RTPCodecTypeVideo}},
	} {
		for _, kind := range x.kinds {
			if err := m.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: x.uri}, kind); err != nil {
				return nil, fmt.Errorf("media engine: %w", err)
			}
		}
	}
	return m, nil
}

func rtxFor(pt webrtc.PayloadType) string { return fmt.Sprintf("apt=%d", pt) }
