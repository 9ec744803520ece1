package sfu

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/pion/dtls/v3"
	dtlselliptic "github.com/pion/dtls/v3/pkg/crypto/elliptic"
	"github.com/pion/dtls/v3/pkg/crypto/fingerprint"
	"github.com/pion/dtls/v3/pkg/crypto/selfsign"
	"github.com/pion/ice/v4"
	"github.com/pion/srtp/v3"
	"github.com/pion/transport/v5/packetio"
)

// identity is what the node proves itself with to clients.
type identity struct {
	certificate tls.Certificate
	fingerprint string // SHA-256, as SDP writes it (RFC 8122)
	made        time.Time
}

// certificate is the node's DTLS identity, renewed daily. Making one a participant would cost each join its time.
func (s *SFU) certificate() (*identity, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.identity != nil && time.Since(s.identity.made) < 24*time.Hour {
		return s.identity, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("media certificate: %w", err)
	}
	certificate, err := selfsign.SelfSign(key)
	if err != nil {
		return nil, fmt.Errorf("media certificate: %w", err)
	}
	parsed, err := x509.ParseCertificate(certificate.Certificate[0])
	if err != nil {
		return nil, fmt.Errorf("media certificate: %w", err)
	}
	print, err := fingerprint.Fingerprint(parsed, sha256Hash)
	if err != nil {
		return nil, fmt.Errorf("media certificate: %w", err)
	}
	s.identity = &identity{certificate, strings.ToUpper(print), time.Now()}
	return s.identity, nil
}

// claim is what the client's offer says of its certificate: a hash function and the hash.
type claim struct{ hash, value string }

// proves says whether the certificate is one of those that were claimed.
func proves(claims []claim, certificate []byte) error {
	parsed, err := x509.ParseCertificate(certificate)
	if err != nil {
		return fmt.Errorf("certificate of the client: %w", err)
	}
	for _, c := range claims {
		hash, err := fingerprint.HashFromString(strings.ToLower(c.hash))
		if err != nil {
			continue // a function that we do not know
		}
		if print, err := fingerprint.Fingerprint(parsed, hash); err == nil && strings.EqualFold(print, c.value) {
			return nil
		}
	}
	return errors.New("the client's certificate is not the one of its offer")
}

// sealing is how SRTP is sealed: GCM costs a quarter of AES-CM with HMAC-SHA1.
var sealing = map[dtls.SRTPProtectionProfile]srtp.ProtectionProfile{
	dtls.SRTP_AEAD_AES_128_GCM:       srtp.ProtectionProfileAeadAes128Gcm,
	dtls.SRTP_AES128_CM_HMAC_SHA1_80: srtp.ProtectionProfileAes128CmHmacSha1_80,
}

// handshake agrees on the keys of SRTP with the client (RFC 5764), as the DTLS client.
func (l *link) handshake(wire *dtlsWire, own *identity, claims []claim) (*dtls.Conn, *srtp.Config, error) {
	conn, err := dtls.ClientWithOptions(wire, wire.RemoteAddr(),
		dtls.WithCertificates(own.certificate),
		dtls.WithSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80),
		dtls.WithEllipticCurves(dtlselliptic.X25519, dtlselliptic.P384, dtlselliptic.P256),
		// A shorter one would repeat whole flights while the first is still on its way at 300 ms.
		dtls.WithFlightInterval(400*time.Millisecond),
		dtls.WithLoggerFactory(quiet{l.peer.room.sfu.log}),
		// Nobody signs a browser's certificate: the offer, which came over the socket, says which one it is.
		dtls.WithInsecureSkipVerify(true),
		dtls.WithVerifyPeerCertificate(func(chain [][]byte, _ [][]*x509.Certificate) error {
			if len(chain) == 0 {
				return errors.New("the client has no certificate")
			}
			return proves(claims, chain[0])
		}),
	)
	if err != nil {
		return nil, nil, err
	}
	if err := conn.HandshakeContext(l.peer.done); err != nil {
		return conn, nil, err
	}
	profile, _ := conn.SelectedSRTPProtectionProfile()
	state, ok := conn.ConnectionState()
	keys := &srtp.Config{Profile: sealing[profile]}
	if keys.Profile == 0 || !ok {
		return conn, nil, errors.New("no protection for SRTP was agreed on")
	}
	return conn, keys, keys.ExtractSessionKeysFromDTLS(&state, true)
}

// dtlsWire is what DTLS reads and writes: the packets of ICE that are its own.
type dtlsWire struct {
	*ice.Conn
	in *packetio.Buffer
}

const dtlsRoom = 64 << 10 // bytes waiting

func newDTLSWire(conn *ice.Conn) *dtlsWire {
	w := &dtlsWire{conn, packetio.NewBuffer()}
	w.in.SetLimitSize(dtlsRoom)
	return w
}

// ReadFrom and WriteTo are net.PacketConn's.
func (w *dtlsWire) ReadFrom(b []byte) (int, net.Addr, error) {
	n, _, err := w.in.Read(b, nil)
	return n, w.RemoteAddr(), err
}

// WriteTo sends to the only one there is.
func (w *dtlsWire) WriteTo(b []byte, _ net.Addr) (int, error) { return w.Write(b) }

// SetReadDeadline and SetDeadline bound ReadFrom.
func (w *dtlsWire) SetReadDeadline(at time.Time) error { return w.in.SetReadDeadline(at) }

// SetDeadline bounds ReadFrom; writing never waits.
func (w *dtlsWire) SetDeadline(at time.Time) error { return w.in.SetReadDeadline(at) }

// Close ends ReadFrom. The agent owns the connection.
func (w *dtlsWire) Close() error { return w.in.Close() }
