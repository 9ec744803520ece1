package edge

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// authority is one for this test, and whom a client has to believe.
func authority(t *testing.T) (*Authority, *x509.CertPool) {
	t.Helper()
	a, err := OpenAuthority(filepath.Join(t.TempDir(), "tls"), []string{"127.0.0.1", "trade.city.test"})
	if err != nil {
		t.Fatal(err)
	}
	pem, err := os.ReadFile(a.File())
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	return a, pool
}

// pages serves HTTP on the port: who was asked, over which protocol.
func pages(t *testing.T, p *Port) {
	t.Helper()
	served := func(listener net.Listener, says string) {
		server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, says+" "+r.Proto)
		})}
		go func() { _ = server.Serve(listener) }() // ends with Close
		t.Cleanup(func() { _ = server.Close() })
	}
	served(p.HTTP(), "page")
	served(p.Plain(), "elsewhere")
}

// echo answers on a branch what it hears.
func echo(t *testing.T, listener net.Listener) {
	t.Helper()
	go func() { // ends with the port
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() { // ends with the connection
				_, _ = io.Copy(conn, conn)
				_ = conn.Close()
			}()
		}
	}()
}

func get(client *http.Client, url string) (string, error) {
	response, err := client.Get(url)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

func said(conn net.Conn, what []byte) error {
	if _, err := conn.Write(what); err != nil {
		return err
	}
	heard := make([]byte, len(what))
	if _, err := io.ReadFull(conn, heard); err != nil {
		return err
	}
	if !bytes.Equal(heard, what) {
		return errors.New("something else came back")
	}
	return nil
}

func TestTLSCarriesPagesSocketsAndTheRelayOnOnePort(t *testing.T) {
	a, pool := authority(t)
	p := listening(t, 0, a)
	pages(t, p)
	echo(t, p.TURN())
	echo(t, p.ICE())
	address := p.Addr().String()
	config := func(protocols ...string) *tls.Config {
		return &tls.Config{RootCAs: pool, ServerName: "trade.city.test", NextProtos: protocols}
	}
	for name, c := range map[string]struct {
		config *tls.Config
		h2     bool
		want   string
	}{
		"HTTP/2":                {config(), true, "page HTTP/2.0"},
		"HTTP/1.1":              {config("http/1.1"), false, "page HTTP/1.1"},
		"HTTP that names no h1": {&tls.Config{RootCAs: pool, ServerName: "trade.city.test", NextProtos: nil}, false, "page HTTP/1.1"},
	} {
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: c.config, ForceAttemptHTTP2: c.h2, DisableKeepAlives: true}}
		if got, err := get(client, "https://"+address); err != nil || got != c.want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for name, protocols := range map[string][]string{"relay client without a name": nil, "as Firefox names it": {"webrtc"}, "RFC 7443": {"stun.turn"}} {
		conn, err := tls.Dial("tcp", address, config(protocols...))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := said(conn, stunRequest(3)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		_ = conn.Close()
	}
	if err := said(dial(t, p), framed()); err != nil {
		t.Errorf("media over TCP, without TLS: %v", err)
	}
	if got, err := get(&http.Client{}, "http://"+address); err != nil || got != "elsewhere HTTP/1.1" {
		t.Errorf("HTTP without TLS: %q, %v", got, err)
	}
}

// Number 36: 500 clients of every kind at once, with some that say nothing, noise and the preface of HTTP/2 in the clear.
func TestCase36FiveHundredConnectionsOfEveryKind(t *testing.T) {
	a, pool := authority(t)
	p := listening(t, time.Minute, a)
	pages(t, p)
	echo(t, p.TURN())
	echo(t, p.ICE())
	address := p.Addr().String()
	config := &tls.Config{RootCAs: pool, ServerName: "trade.city.test"}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: config.Clone(), ForceAttemptHTTP2: true}}
	t.Cleanup(client.CloseIdleConnections)
	for range 50 { // who says nothing holds up nobody
		dial(t, p)
	}
	for _, noise := range [][]byte{bytes.Repeat([]byte{0xff}, 40), []byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), {tlsHandshake, 3, 1, 0, 5, 1, 0, 0, 1, 3, 3}} {
		conn := dial(t, p)
		_, _ = conn.Write(noise)
	}
	var all sync.WaitGroup
	kinds := []func() error{
		func() error { _, err := get(client, "https://"+address); return err },
		func() error {
			conn, err := tls.Dial("tcp", address, config)
			if err != nil {
				return err
			}
			defer func() { _ = conn.Close() }()
			return said(conn, stunRequest(3))
		},
		func() error {
			conn, err := net.Dial("tcp", address)
			if err != nil {
				return err
			}
			defer func() { _ = conn.Close() }()
			return said(conn, framed())
		},
	}
	slots := make(chan struct{}, 50) // of one kind fewer than wait for acceptance at most
	for i := range 450 {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			if err := kinds[i%len(kinds)](); err != nil {
				t.Errorf("connection %d: %v", i, err)
			}
		})
	}
	all.Wait()
}

// A page or a relay client that comes back is spared the certificate and its proof (RFC 8446 §2.2).
func TestWhoComesBackGoesOnWithTheSessionOfBefore(t *testing.T) {
	a, pool := authority(t)
	p := listening(t, 0, a)
	echo(t, p.TURN())
	echo(t, p.HTTP())
	for name, c := range map[string]*tls.Config{
		"page": {NextProtos: []string{"http/1.1"}}, "page by TLS 1.2": {NextProtos: []string{"http/1.1"}, MaxVersion: tls.VersionTLS12},
		"relay": {}, "relay, as Firefox names it": {NextProtos: []string{"webrtc"}},
	} {
		c.RootCAs, c.ServerName, c.ClientSessionCache = pool, "trade.city.test", tls.NewLRUClientSessionCache(1)
		for _, back := range []bool{false, true, true} {
			conn, err := tls.Dial("tcp", p.Addr().String(), c)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if err := said(conn, stunRequest(3)); err != nil { // the ticket for the next time comes before the answer
				t.Errorf("%s: %v", name, err)
			}
			if resumed := conn.ConnectionState().DidResume; resumed != back {
				t.Errorf("%s: went on %t, want %t", name, resumed, back)
			}
			_ = conn.Close()
		}
	}
}
