package edge

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// written puts a new certificate of the authority into two files and gives their names and its number.
func written(t *testing.T, a *Authority, dir string) (cert, key string, serial *big.Int) {
	t.Helper()
	made, err := a.Sign([]string{"trade.city.test"})
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(made.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(made.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "fullchain.pem"), filepath.Join(dir, "privkey.pem")
	for name, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: made.Certificate[0]}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key, leaf.SerialNumber
}

// Number 97: a new certificate is given to whoever comes, and what stands (the relay, a socket) goes on.
func TestCase97NewCertificateDropsNobody(t *testing.T) {
	a, pool := authority(t)
	dir := t.TempDir()
	cert, key, first := written(t, a, dir)
	files, err := OpenFiles(cert, key, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	p := listening(t, 0, files)
	echo(t, p.TURN())
	echo(t, p.HTTP())
	open := func(protocols ...string) *tls.Conn {
		t.Helper()
		conn, err := tls.Dial("tcp", p.Addr().String(), &tls.Config{RootCAs: pool, ServerName: "trade.city.test", NextProtos: protocols})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		return conn
	}
	shown := func(conn *tls.Conn) *big.Int { return conn.ConnectionState().PeerCertificates[0].SerialNumber }
	relay, socket := open(), open("http/1.1")
	stands := func(when string) {
		t.Helper()
		if err := said(relay, stunRequest(3)); err != nil {
			t.Errorf("the relay's client %s: %v", when, err)
		}
		if err := said(socket, []byte("GET")); err != nil {
			t.Errorf("the socket %s: %v", when, err)
		}
	}
	stands("at first")
	if shown(relay).Cmp(first) != 0 {
		t.Error("the first client saw another certificate")
	}

	_, _, second := written(t, a, dir)
	files.looked = time.Time{} // a second later
	if got := shown(open()); got.Cmp(second) != 0 {
		t.Errorf("after the files changed a client saw %v, want %v", got, second)
	}
	stands("after the files changed")

	if err := os.WriteFile(key, []byte("half of a key"), 0o600); err != nil {
		t.Fatal(err)
	}
	files.looked = time.Time{}
	if got := shown(open()); got.Cmp(second) != 0 {
		t.Errorf("with a broken key a client saw %v, want %v", got, second)
	}
	if err := files.Reload(); err == nil {
		t.Error("a broken key was taken")
	}
	_, _, third := written(t, a, dir)
	if err := files.Reload(); err != nil { // as on SIGHUP
		t.Fatal(err)
	}
	if got := shown(open()); got.Cmp(third) != 0 {
		t.Errorf("after the reload a client saw %v, want %v", got, third)
	}
	stands("at last")
}

func TestAuthorityIsMadeOnceAndKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tls")
	first, err := OpenAuthority(dir, []string{"127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	again, err := OpenAuthority(dir, []string{"127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	if !first.cert.Equal(again.cert) {
		t.Error("a second start made another authority: browsers would have to be told again")
	}
	if info, err := os.Stat(first.keyFile()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key can be read by others: %v, %v", info.Mode(), err)
	}
}
