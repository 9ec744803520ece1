package edge

import (
	"crypto/tls"
	"slices"
)

// What clients name in the handshake.
const (
	protocolHTTP2 = "h2"
	protocolHTTP1 = "http/1.1"
	protocolTURN  = "stun.turn"  // RFC 7443
	protocolACME  = "acme-tls/1" // RFC 8737
)

// Certificates gives the certificate for a handshake: *Files, *ACME or *Authority.
type Certificates interface {
	GetCertificate(*tls.ClientHelloInfo) (*tls.Certificate, error)
}

// TLS is the port's configuration: TLS 1.2 and newer, HTTP/2 for pages.
func TLS(certificates Certificates) *tls.Config {
	c := &tls.Config{
		MinVersion: tls.VersionTLS12, GetCertificate: certificates.GetCertificate,
		NextProtos: []string{protocolHTTP2, protocolHTTP1, protocolTURN, protocolACME},
	}
	silent := c.Clone()
	silent.NextProtos = nil
	c.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		ours := func(name string) bool { return slices.Contains(c.NextProtos, name) }
		if slices.ContainsFunc(hello.SupportedProtos, ours) {
			return nil, nil
		}
		return silent, nil // a relay client that names what we do not know ("webrtc") would be refused by crypto/tls
	}
	return c
}
