package edge

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"encoding/pem"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"
	"golang.org/x/net/dns/dnsmessage"
)

// names is a name server for which every name is on this machine.
func names(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() { // ends with the listener
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_ = answerName(conn)
			_ = conn.Close()
		}
	}()
	return listener.Addr().String()
}

// answerName reads one question, with its length in front (RFC 1035 §4.2.2).
func answerName(conn net.Conn) error {
	var size uint16
	if err := binary.Read(conn, binary.BigEndian, &size); err != nil {
		return err
	}
	asked := make([]byte, size)
	if _, err := io.ReadFull(conn, asked); err != nil {
		return err
	}
	var m dnsmessage.Message
	if err := m.Unpack(asked); err != nil {
		return err
	}
	m.Header.Response, m.Additionals = true, nil
	if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
		m.Answers = []dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 1},
			Body:   &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}},
		}}
	}
	answer, err := m.AppendPack([]byte{0, 0})
	if err != nil {
		return err
	}
	binary.BigEndian.PutUint16(answer, uint16(len(answer)-2))
	_, err = conn.Write(answer)
	return err
}

// certifier is Let's Encrypt's own test server, in this process; it looks for names at a port of ours.
func certifier(t *testing.T, port int) (server *httptest.Server, rootsFile string) {
	t.Helper()
	t.Setenv("PEBBLE_VA_NOSLEEP", "1")
	t.Setenv("PEBBLE_WFE_NONCEREJECT", "0")
	quiet := log.New(io.Discard, "", 0)
	store := db.NewMemoryStore()
	authority := ca.New(quiet, store, "", "ecdsa", 0, 1, map[string]ca.Profile{"default": {Description: "default"}})
	validator := va.New(quiet, 1, port, true, names(t), store)
	front := wfe.New(quiet, store, validator, authority, []string{"pebble.test"}, true, false, 1, 1)
	server = httptest.NewTLSServer(front.Handler())
	t.Cleanup(server.Close)
	rootsFile = filepath.Join(t.TempDir(), "roots.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(rootsFile, block, 0o600); err != nil {
		t.Fatal(err)
	}
	return server, rootsFile
}

func TestCertificateIsFetchedFromARealAuthorityOverTheSharedPort(t *testing.T) {
	raw, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := raw.Addr().(*net.TCPAddr).Port
	server, roots := certifier(t, port)
	folder := t.TempDir()
	config := ACMEConfig{
		Names: []string{"trade.city.test"}, Directory: server.URL + wfe.DirectoryPath, RootsFile: roots, Folder: folder, Port: port, Log: slog.New(slog.DiscardHandler),
	}
	a, err := OpenACME(config)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	p := Open(Config{Listener: raw, TLS: TLS(a)})
	defer func() { _ = p.Close() }()
	pages(t, p)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	came(ctx, t, a)
	leaf := certificate(ctx, t, p, "trade.city.test")
	if err := leaf.VerifyHostname("trade.city.test"); err != nil {
		t.Error(err)
	}
	if bare := certificate(ctx, t, p, ""); !bare.Equal(leaf) {
		t.Error("who names nothing sees another certificate")
	}

	// What was fetched is kept: the next start asks nobody.
	server.Close()
	again, err := OpenACME(config)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	came(ctx, t, again)
	if kept, err := filepath.Glob(filepath.Join(folder, "certificates", "*", "trade.city.test", "*.crt")); err != nil || len(kept) != 1 {
		t.Errorf("kept: %v, %v", kept, err)
	}
}

// certificate is what a client is shown.
func certificate(ctx context.Context, t *testing.T, p *Port, name string) *x509.Certificate {
	t.Helper()
	// The chain is that of a test server, which nobody believes; that it is for the name is looked at by the caller.
	dialer := tls.Dialer{Config: &tls.Config{ServerName: name, InsecureSkipVerify: true}}
	conn, err := dialer.DialContext(ctx, "tcp", p.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	return conn.(*tls.Conn).ConnectionState().PeerCertificates[0]
}

func came(ctx context.Context, t *testing.T, a *ACME) {
	t.Helper()
	if err := a.Fetch(t.Context()); err != nil {
		t.Fatal(err)
	}
	select {
	case <-a.Came():
	case <-ctx.Done():
		t.Fatal("no certificate came")
	}
}
