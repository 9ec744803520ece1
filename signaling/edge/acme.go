package edge

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/caddyserver/certmagic"
	"go.uber.org/zap"
)

// ACMEConfig says whose certificates are fetched, and from whom (RFC 8555).
type ACMEConfig struct {
	Names     []string
	Directory string // URL of the authority's directory; "" = Let's Encrypt
	Email     string // where the authority writes to; may be empty
	RootsFile string // PEM file of whom the authority itself is certified by; "" = the system's
	Folder    string // keeps keys and certificates; nodes that share a name share it
	Port      int    // TCP port of ours that the authority's port 443 arrives at
	HTTP      bool   // Challenge is served at port 80
	Log       *slog.Logger
}

// ACME fetches certificates and renews them while it runs. It proves that a name is ours in the handshake itself
// (tls-alpn-01, RFC 8737) or, where Challenge is served on port 80, over HTTP.
type ACME struct {
	names  []string
	cache  *certmagic.Cache
	magic  *certmagic.Config
	issuer *certmagic.ACMEIssuer
	came   chan struct{} // closed when there is a certificate
	once   sync.Once
}

// OpenACME reads what the folder has. Nothing is fetched before Fetch; Close ends the renewals.
func OpenACME(c ACMEConfig) (*ACME, error) {
	log := zap.New(slogCore{log: c.Log})
	a := &ACME{names: c.Names, came: make(chan struct{})}
	a.cache = certmagic.NewCache(certmagic.CacheOptions{
		GetConfigForCert: func(certmagic.Certificate) (*certmagic.Config, error) { return a.magic, nil },
		Logger:           log,
	})
	a.magic = certmagic.New(a.cache, certmagic.Config{
		Storage: &certmagic.FileStorage{Path: c.Folder}, Logger: log, OnEvent: a.happened,
	})
	template := certmagic.ACMEIssuer{
		CA: c.Directory, Email: c.Email, Agreed: true, AltTLSALPNPort: c.Port, DisableHTTPChallenge: !c.HTTP,
		Logger: log, CertObtainTimeout: 2 * time.Minute,
	}
	if c.Directory == "" {
		template.CA = certmagic.LetsEncryptProductionCA
	}
	if c.RootsFile != "" {
		pem, err := os.ReadFile(c.RootsFile)
		if err != nil {
			a.Close()
			return nil, fmt.Errorf("who certifies the authority: %w", err)
		}
		template.TrustedRoots = x509.NewCertPool()
		if !template.TrustedRoots.AppendCertsFromPEM(pem) {
			a.Close()
			return nil, fmt.Errorf("%s holds no certificate in PEM", c.RootsFile)
		}
	}
	a.issuer = certmagic.NewACMEIssuer(a.magic, template)
	a.magic.Issuers = []certmagic.Issuer{a.issuer}
	return a, nil
}

// Fetch gets what is missing and keeps it fresh; until it has come, handshakes fail. It goes on trying in the background, until ctx ends.
func (a *ACME) Fetch(ctx context.Context) error {
	if err := a.magic.ManageAsync(ctx, a.names); err != nil {
		return fmt.Errorf("certificates for %v: %w", a.names, err)
	}
	return nil
}

// Came is closed when there is a certificate, fetched now or kept from before.
func (a *ACME) Came() <-chan struct{} { return a.came }

func (a *ACME) happened(_ context.Context, event string, _ map[string]any) error {
	if event == "cached_managed_cert" {
		a.once.Do(func() { close(a.came) })
	}
	return nil
}

// GetCertificate is what each handshake asks.
func (a *ACME) GetCertificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	if hello.ServerName == "" { // who connects to the address alone gets what a named visitor would
		named := *hello
		named.ServerName = a.names[0]
		hello = &named
	}
	return a.magic.GetCertificate(hello)
}

// Challenge answers the authority on port 80 and leaves the rest to next.
func (a *ACME) Challenge(next http.Handler) http.Handler { return a.issuer.HTTPChallengeHandler(next) }

// Close ends the renewals.
func (a *ACME) Close() { a.cache.Stop() }
