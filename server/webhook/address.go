package webhook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/etradeoffice/portal/server/problem"
)

const (
	tryLimit    = 5 * time.Second
	answerLimit = 1 << 20 // bytes that are read of an answer, and thrown away
	headerLimit = 16 << 10
)

// notPublic are ranges that no host on the public Internet has: private, local, reserved and documentation addresses
// (IANA special-purpose registries), and those that carry an IPv4 address inside, which may be any of these.
var notPublic = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
	"192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16",
	"fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
)

func prefixes(texts ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		all[i] = netip.MustParsePrefix(text)
	}
	return all
}

// public reports whether a webhook may go to the address: a global one, however it is written.
func public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	return a.IsGlobalUnicast() && !slices.ContainsFunc(notPublic, func(p netip.Prefix) bool { return p.Contains(a) })
}

// errInside is the error of an address that no webhook goes to.
var errInside = errors.New("the address is not on the public Internet")

// sender posts to endpoints. The address is judged when it is dialled, after every look-up, so that a name that changes its
// answer gains nothing; redirects are not followed, and no proxy of the environment stands between.
type sender struct {
	inside []netip.Prefix
	client *http.Client
}

func newSender(inside []netip.Prefix) *sender {
	s := &sender{inside: inside}
	dialer := &net.Dialer{Timeout: tryLimit, Control: func(_, address string, _ syscall.RawConn) error { return s.dials(address) }}
	s.client = &http.Client{
		Timeout:       tryLimit,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: tryLimit, MaxResponseHeaderBytes: headerLimit,
			DisableCompression: true, MaxIdleConnsPerHost: 1, IdleConnTimeout: 30 * time.Second},
	}
	return s
}

// dials judges the address that is about to be connected to.
func (s *sender) dials(address string) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %s", errInside, address)
	}
	host := to.Addr().Unmap().WithZone("")
	if s.allowed(host) {
		return nil
	}
	if !public(host) || to.Port() != 443 && to.Port() != 8443 {
		return fmt.Errorf("%w: %s", errInside, address)
	}
	return nil
}

func (s *sender) allowed(host netip.Addr) bool {
	return slices.ContainsFunc(s.inside, func(p netip.Prefix) bool { return p.Contains(host) })
}

// check is the URL of an endpoint as it is kept: HTTPS, without user and fragment; plain HTTP only to a literal address in a
// network that the operator has named.
func (s *sender) check(text string) (string, error) {
	refused := problem.InvalidFields(problem.Field{Name: "url", Code: "webhook_url"})
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || len(text) > urlMost || u.Host == "" || u.User != nil || u.Opaque != "" {
		return "", refused
	}
	host, err := netip.ParseAddr(u.Hostname())
	literal := err == nil
	inside := literal && s.allowed(host.Unmap().WithZone(""))
	switch {
	case u.Scheme != "https" && !(u.Scheme == "http" && inside):
		return "", refused
	case literal && !inside && !public(host):
		return "", problem.InvalidFields(problem.Field{Name: "url", Code: "webhook_inside"})
	case !inside && u.Port() != "" && u.Port() != "443" && u.Port() != "8443":
		return "", problem.InvalidFields(problem.Field{Name: "url", Code: "webhook_port"})
	case !literal && !strings.Contains(u.Hostname(), "."):
		return "", problem.InvalidFields(problem.Field{Name: "url", Code: "webhook_inside"})
	}
	u.Fragment = ""
	return u.String(), nil
}

// post sends one signed body and gives the status of the answer, of which nothing else is kept: an answer from inside would
// be a way to read it.
func (s *sender) post(ctx context.Context, address, body string, header http.Header) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, tryLimit)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header = header
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "etrade-webhooks/1")
	answer, err := s.client.Do(r)
	if err != nil {
		return 0, err
	}
	defer func() { _ = answer.Body.Close() }()
	_, err = io.Copy(io.Discard, io.LimitReader(answer.Body, answerLimit))
	return answer.StatusCode, err
}

// Faults are why there was no answer; locale keys "integration.fault_<code>".
var Faults = []string{"inside", "slow", "name", "tls", "refused"}

// faultOf is the code of an error; addresses and answers stay out of what people read.
func faultOf(err error) string {
	_, unknown := errors.AsType[*net.DNSError](err)
	timeout, late := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, errInside):
		return "inside"
	case late && timeout.Timeout():
		return "slow"
	case unknown:
		return "name"
	case strings.Contains(err.Error(), "tls:") || strings.Contains(err.Error(), "x509:"):
		return "tls"
	}
	return "refused"
}
