package sfu_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/pion/rtp"

	"github.com/etradeoffice/portal/signaling/edge"
	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/sfu/sfutest"
)

// newCertificate writes one of the authority as files, as whoever renews certificates does.
func newCertificate(t *testing.T, authority *edge.Authority, dir string) (cert, key string) {
	t.Helper()
	signed, err := authority.Sign([]string{"127.0.0.1"})
	check(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(signed.PrivateKey)
	check(t, err)
	var chain []byte
	for _, one := range signed.Certificate {
		chain = append(chain, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: one})...)
	}
	cert, key = filepath.Join(dir, "fullchain.pem"), filepath.Join(dir, "privkey.pem")
	check(t, os.WriteFile(cert, chain, 0o600))
	check(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600))
	return cert, key
}

// speakingTLS is the part of a browser that pion's client has done on the way.
func speakingTLS(believed *x509.CertPool) func(client, server *net.TCPConn) {
	return func(client, server *net.TCPConn) {
		secure := tls.Client(server, &tls.Config{RootCAs: believed, ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12})
		go func() { _, _ = io.Copy(secure, client) }() // both end with their connections
		go func() { _, _ = io.Copy(client, secure) }()
	}
}

// A call whose media go through the relay over TLS, on the shared port: the certificate is renewed, who comes now is shown the new one,
// and the call goes on.
func TestCase97CallOverTLSGoesOnWhenTheCertificateIsRenewed(t *testing.T) {
	t.Parallel() // it mostly waits for pion's client to take the relay
	dir := t.TempDir()
	authority, err := edge.OpenAuthority(filepath.Join(dir, "authority"), []string{"127.0.0.1"})
	check(t, err)
	cert, key := newCertificate(t, authority, dir)
	files, err := edge.OpenFiles(cert, key, slog.New(slog.DiscardHandler))
	check(t, err)
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	check(t, err)
	port := edge.Open(edge.Config{Listener: l, TLS: edge.TLS(files)})
	t.Cleanup(func() { _ = port.Close() })
	root, err := os.ReadFile(authority.File())
	check(t, err)
	trust := &tls.Config{RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12}
	trust.RootCAs.AppendCertsFromPEM(root)

	s := open(t)
	_, _, behind := relayOn(t, s, port.TURN())
	room := s.Open("room")
	a, _ := connect(t, room, "a", sfutest.Config{})
	w := &way{t: t, box: speakingTLS(trust.RootCAs)}
	config := behind("turn:" + w.open(l.Addr().String()).String() + "?transport=tcp")
	packets := make(chan struct{})
	config.OnPacket = func(string, *rtp.Packet) {
		select {
		case packets <- struct{}{}:
		default:
		}
	}
	_, rung := connect(t, room, "b", config)
	if rung != sfu.RungRelay {
		t.Errorf("came in on %s", rung)
	}
	room.Bind("b", []sfu.Slot{{Mid: sfu.AudioMid(0), Publisher: "a", Source: sfu.Mic}})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go a.Track(sfu.Mic).Play(ctx, 1, 20) // ends with ctx
	for range 50 {
		wait(t, "before", packets)
	}

	shown := func() *big.Int {
		conn, err := tls.Dial("tcp", l.Addr().String(), trust)
		check(t, err)
		defer func() { _ = conn.Close() }()
		return conn.ConnectionState().PeerCertificates[0].SerialNumber
	}
	first := shown()
	newCertificate(t, authority, dir)
	check(t, files.Reload()) // as on SIGHUP
	if shown().Cmp(first) == 0 {
		t.Error("who comes now is shown the old certificate")
	}
	for range 50 {
		wait(t, "afterwards", packets)
	}
}
