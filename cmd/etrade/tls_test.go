package main

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// speaksTLS looks at a running office on a certificate of its own: pages over HTTP/2, cookies for HTTPS only, and plain HTTP sent on.
func speaksTLS(t *testing.T, address, authority string) {
	t.Helper()
	pem, err := os.ReadFile(authority)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	client := &http.Client{
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	response, err := client.Get(address + "/en/sign-in")
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.ProtoMajor != 2 || response.StatusCode != http.StatusOK || response.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%s: %s %d, %v", address, response.Proto, response.StatusCode, response.Header)
	}
	plain := strings.Replace(address, "https:", "http:", 1)
	if response, err = client.Get(plain + "/en/sign-in?to=%2Fen%2Fdesk"); err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if got := response.Header.Get("Location"); response.StatusCode != http.StatusPermanentRedirect || got != address+"/en/sign-in?to=%2Fen%2Fdesk" {
		t.Errorf("plain HTTP: %d to %q", response.StatusCode, got)
	}
}

func TestCertificatesComeFromOnePlace(t *testing.T) {
	for says, s := range map[string]tlsSettings{
		"go together": {TLSCert: "a.pem"}, "choose one": {TLSCert: "a.pem", TLSKey: "b.pem", Domain: []string{"trade.city.example"}},
		"--http-listen sends": {HTTPListen: ":80"},
	} {
		if err := s.check(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%+v: %v, wanted a sentence with %q", s, err, says)
		}
	}
	for _, s := range []tlsSettings{{}, {TLSCert: "a.pem", TLSKey: "b.pem"}, {Domain: []string{"trade.city.example"}, HTTPListen: ":80"}, {TLSSelfSigned: true}, {HTTPListen: "off"}} {
		if err := s.check(); err != nil {
			t.Errorf("%+v: %v", s, err)
		}
	}
	refused(t, "go together", "serve", "--listen", "127.0.0.1:0", "--tls-cert", "a.pem", "--data", openDir(t))
	refused(t, "no such file", "serve", "--listen", "127.0.0.1:0", "--tls-cert", "a.pem", "--tls-key", "b.pem", "--data", filepath.Join(openDir(t), "data"))
}

func TestAddressIsThatOfTheCertificate(t *testing.T) {
	at := func(port int) net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port} }
	for want, c := range map[string]struct {
		s    settings
		port int
	}{
		"http://127.0.0.1:8080":      {settings{}, 8080},
		"https://127.0.0.1:8443":     {settings{tlsSettings: tlsSettings{TLSSelfSigned: true}}, 8443},
		"https://trade.city.example": {settings{tlsSettings: tlsSettings{Domain: []string{"trade.city.example", "other.example"}}}, 443},
		"https://named.example":      {settings{PublicURL: "https://named.example", tlsSettings: tlsSettings{TLSCert: "a", TLSKey: "b"}}, 443},
	} {
		if got, err := c.s.publicURL(at(c.port)); err != nil || got.String() != want {
			t.Errorf("%v, %v, want %s", got, err, want)
		}
	}
	for want, c := range map[string]struct {
		listen, set string
		port        int
	}{
		"0.0.0.0:80": {"0.0.0.0:443", "", 443}, "": {"0.0.0.0:8443", "", 8443}, "[::]:80": {"[::]:443", "", 443}, "127.0.0.1:8081": {"0.0.0.0:443", "127.0.0.1:8081", 443},
	} {
		s := settings{Listen: c.listen, tlsSettings: tlsSettings{HTTPListen: c.set}}
		if got := s.httpListen(at(c.port)); got != want {
			t.Errorf("--listen %s: %q, want %q", c.listen, got, want)
		}
	}
	if got := (settings{tlsSettings: tlsSettings{HTTPListen: "off"}}).httpListen(at(443)); got != "" {
		t.Errorf("off: %q", got)
	}
}
