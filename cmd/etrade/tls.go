package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/etradeoffice/portal/signaling/edge"
)

// tlsSettings say whose certificate the port shows; without any, a proxy in front ends TLS.
type tlsSettings struct {
	TLSCert       string   `name:"tls-cert" help:"PEM file of the certificate with its chain; read again when it changes, and on SIGHUP." env:"ETRADE_TLS_CERT" placeholder:"FILE"`
	TLSKey        string   `name:"tls-key" help:"PEM file of its key." env:"ETRADE_TLS_KEY" placeholder:"FILE"`
	Domain        []string `help:"Names to fetch certificates for by ACME (Let's Encrypt). The first is the office's address." env:"ETRADE_DOMAIN" placeholder:"NAME"`
	ACMEURL       string   `name:"acme-url" help:"Directory of another ACME authority than Let's Encrypt." env:"ETRADE_ACME_URL" placeholder:"URL"`
	ACMERoots     string   `name:"acme-roots" help:"PEM file of whom that authority is certified by, where the system does not know it." env:"ETRADE_ACME_ROOTS" placeholder:"FILE"`
	ACMEEmail     string   `name:"acme-email" help:"Where the authority writes to about certificates." env:"ETRADE_ACME_EMAIL" placeholder:"ADDRESS"`
	TLSSelfSigned bool     `name:"tls-self-signed" help:"Show a certificate of an authority of this machine's own, for trying." env:"ETRADE_TLS_SELF_SIGNED"`
	HTTPListen    string   `name:"http-listen" help:"Address that sends plain HTTP on to HTTPS. Default: port 80 beside a --listen of port 443; off: none." env:"ETRADE_HTTP_LISTEN" placeholder:"HOST:PORT"`
}

func (s tlsSettings) on() bool { return s.TLSCert != "" || len(s.Domain) > 0 || s.TLSSelfSigned }

func (s tlsSettings) check() error {
	ways := 0
	for _, set := range []bool{s.TLSCert != "" || s.TLSKey != "", len(s.Domain) > 0, s.TLSSelfSigned} {
		if set {
			ways++
		}
	}
	switch {
	case (s.TLSCert == "") != (s.TLSKey == ""):
		return errors.New("--tls-cert and --tls-key go together: name both files")
	case ways > 1:
		return errors.New("choose one of --tls-cert with --tls-key, --domain, and --tls-self-signed")
	case s.HTTPListen != "" && s.HTTPListen != "off" && ways == 0:
		return errors.New("--http-listen sends people on to HTTPS, which needs --tls-cert with --tls-key, or --domain")
	}
	return nil
}

// openPort takes the one TCP port, with TLS where it is set.
func (o *office) openPort() error {
	if err := o.settings.tlsSettings.check(); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", o.settings.Listen)
	if err != nil {
		return listenError(o.settings.Listen, err)
	}
	c := edge.Config{Listener: listener}
	if o.public, err = o.settings.publicURL(listener.Addr()); err == nil {
		var certificates edge.Certificates
		if certificates, err = o.openCertificates(listener.Addr()); certificates != nil {
			c.TLS = edge.TLS(certificates)
		}
	}
	if err != nil {
		_ = listener.Close()
		return err
	}
	o.port = edge.Open(c)
	o.ends.push("port", 5*time.Second, func(context.Context) error { return ignoreClosed(o.port.Close()) })
	if c.TLS == nil {
		return nil
	}
	return o.openRedirect()
}

// openCertificates gives whatever shows certificates, nil where TLS is off.
func (o *office) openCertificates(listening net.Addr) (edge.Certificates, error) {
	s := o.settings
	dir, err := s.dataFolder()
	if err != nil {
		return nil, err
	}
	data := folder(dir)
	switch {
	case s.TLSCert != "":
		files, err := edge.OpenFiles(s.TLSCert, s.TLSKey, o.log)
		if err != nil {
			return nil, err
		}
		o.reloadOnHangup(files)
		return files, nil
	case len(s.Domain) > 0:
		acme, err := edge.OpenACME(edge.ACMEConfig{
			Names: s.Domain, Directory: s.ACMEURL, RootsFile: s.ACMERoots, Email: s.ACMEEmail, Folder: data.certificates(), Port: portOf(listening),
			HTTP: s.httpListen(listening) != "", Log: o.log,
		})
		if err != nil {
			return nil, err
		}
		o.acme = acme
		o.ends.push("certificates", 5*time.Second, func(ctx context.Context) error { return inTime(ctx, acme.Close) })
		return acme, nil
	case s.TLSSelfSigned:
		authority, err := edge.OpenAuthority(data.authority(), s.ownNames())
		if err != nil {
			return nil, err
		}
		o.terminal.say("  Browsers believe this machine's certificate once they were given " + authority.File())
		return authority, nil
	}
	return nil, nil
}

// reloadOnHangup reads the certificate again on SIGHUP, until the office ends.
func (o *office) reloadOnHangup(files *edge.Files) {
	hangups, over := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(hangups, syscall.SIGHUP)
	go func() { // ends with over
		for {
			select {
			case <-hangups:
				if err := files.Reload(); err != nil {
					o.log.Error("the certificate was not read again, the old one stays", "err", err)
				}
			case <-over:
				return
			}
		}
	}()
	o.ends.push("certificate", time.Second, func(context.Context) error { signal.Stop(hangups); close(over); return nil })
}

// fetchCertificates begins once the data folder is there, and goes on until ctx ends.
func (o *office) fetchCertificates(ctx context.Context) error {
	if o.acme == nil {
		return nil
	}
	return o.acme.Fetch(ctx)
}

// ownNames are what a certificate for trying is made out for.
func (s settings) ownNames() []string {
	names := []string{"localhost", "127.0.0.1", "::1"}
	if host, _, err := net.SplitHostPort(s.Listen); err == nil && host != "" {
		names = append(names, host)
	}
	if host, err := os.Hostname(); err == nil {
		names = append(names, host)
	}
	if at, err := url.Parse(s.PublicURL); err == nil && at.Hostname() != "" {
		names = append(names, at.Hostname())
	}
	names = append(names, s.MediaIP...)
	slices.Sort(names)
	return slices.Compact(names)
}

// httpListen is where plain HTTP is sent on to HTTPS; "" for nowhere.
func (s settings) httpListen(listening net.Addr) string {
	switch {
	case s.HTTPListen == "off":
		return ""
	case s.HTTPListen != "" || portOf(listening) != 443:
		return s.HTTPListen
	}
	host, _, err := net.SplitHostPort(s.Listen)
	if err != nil {
		return ""
	}
	return net.JoinHostPort(host, "80")
}

// openRedirect sends people who typed no "https" on, at port 80 and at the port itself.
func (o *office) openRedirect() error {
	var onward http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		to := url.URL{Scheme: o.public.Scheme, Host: o.public.Host, Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: r.URL.RawQuery}
		w.Header().Set("Connection", "close")
		http.Redirect(w, r, to.String(), http.StatusPermanentRedirect)
	})
	if o.acme != nil {
		onward = o.acme.Challenge(onward)
	}
	o.serveHTTP(o.port.Plain(), onward, "plain requests")
	address := o.settings.httpListen(o.port.Addr())
	if address == "" {
		return nil
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("--http-listen: %w", listenError(address, err))
	}
	o.serveHTTP(listener, onward, "redirects")
	return nil
}

func portOf(address net.Addr) int {
	_, text, err := net.SplitHostPort(address.String())
	if err != nil {
		return 0
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return port
}
