package reach_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/etradeoffice/portal/signaling"
	"github.com/etradeoffice/portal/signaling/control"
	"github.com/etradeoffice/portal/signaling/edge"
	"github.com/etradeoffice/portal/signaling/edge/edgetest"
	"github.com/etradeoffice/portal/signaling/registry"
	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/sfu/reach"
	"github.com/etradeoffice/portal/signaling/ticket"
	"github.com/etradeoffice/portal/signaling/turn"
)

// office is a live side on one port with TLS, behind a link that closes ways.
type office struct {
	t      *testing.T
	link   *edgetest.Link
	config reach.Config
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// nobody takes facts: a device check has none.
type nobody struct{}

func (nobody) Record(context.Context, control.Fact) error { return nil }

const outside = "127.0.0.2" // where visitors find the office; the office itself is at 127.0.0.1, on the same port

func open(t *testing.T) *office {
	t.Helper()
	inside, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	own := netip.MustParseAddrPort(inside.Addr().String())
	public := netip.AddrPortFrom(netip.MustParseAddr(outside), own.Port())
	authority, err := edge.OpenAuthority(t.TempDir(), []string{outside})
	check(t, err)
	port := edge.Open(edge.Config{Listener: inside, TLS: edge.TLS(authority)})
	t.Cleanup(func() { _ = port.Close() })
	link, err := edgetest.Open(public.String(), own.String())
	check(t, err)
	t.Cleanup(link.Close)

	media, err := sfu.New(sfu.Config{UDPAddr: own.String(), TCPListener: port.ICE(), PublicIPs: []net.IP{public.Addr().AsSlice()}, AllowLoopback: true,
		ClientNets: []netip.Prefix{netip.PrefixFrom(public.Addr(), 32)}, // so that media come through the link and by no way beside it
	})
	check(t, err)
	t.Cleanup(media.Close)
	relay, err := turn.Listen(turn.Config{
		TCP: port.TURN(), RelayIP: own.Addr().AsSlice(), Media: []netip.AddrPort{public}, Local: own, Realm: "etrade",
		URLs: []string{"turns:" + public.String() + "?transport=tcp"}, Secrets: [][]byte{bytes.Repeat([]byte("s"), 32)},
	})
	check(t, err)
	t.Cleanup(relay.Close)
	media.AdmitRelay(own.Addr().AsSlice(), relay.Has)
	live, err := signaling.New(signaling.Config{
		Keys: ticket.Keys{Current: bytes.Repeat([]byte("k"), ticket.MinKey)}, Registry: registry.NewMemory(time.Now).Node("one", "wss://one.test", ""),
		SFU: media, Facts: nobody{}, Turn: relay, Hellos: 1000,
	})
	check(t, err)
	t.Cleanup(func() { check(t, live.Close()) })
	mux := http.NewServeMux()
	live.Routes(mux)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(port.HTTP()) }() // ends with Close
	t.Cleanup(func() { _ = server.Close() })

	pem, err := os.ReadFile(authority.File())
	check(t, err)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	at := &url.URL{Scheme: "https", Host: public.String()}
	return &office{t: t, link: link, config: reach.Config{Office: at, TLS: &tls.Config{RootCAs: pool}, Limit: 30 * time.Second}}
}

func TestEachWayIsFoundOpenAndClosed(t *testing.T) {
	o := open(t)
	for _, c := range []struct {
		name   string
		is     edgetest.Conditions
		closed []reach.Way
	}{
		{"all open", edgetest.Conditions{}, nil},
		{"no UDP, as most firewalls of companies", edgetest.Conditions{NoUDP: true}, []reach.Way{reach.UDP}},
		{"TLS alone", edgetest.Conditions{NoUDP: true, NoTCP: true}, []reach.Way{reach.UDP, reach.TCP}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o.link.Set(c.is)
			config := o.config
			if len(c.closed) > 0 {
				config.Limit = 8 * time.Second // nothing comes, however long one waits
			}
			results, err := reach.Try(t.Context(), config)
			check(t, err)
			if len(results) != len(reach.Ways) {
				t.Fatalf("%d results", len(results))
			}
			for _, r := range results {
				closed := false
				for _, way := range c.closed {
					closed = closed || way == r.Way
				}
				if closed != errors.Is(r.Err, reach.ErrClosed) || !closed && r.Err != nil || r.Over == "" {
					t.Errorf("%s over %s: %v", r.Way, r.Over, r.Err)
				}
			}
		})
	}
	o.link.Set(edgetest.Conditions{NoUDP: true, NoTCP: true, NoTLS: true})
	if _, err := reach.Try(t.Context(), o.config); err == nil {
		t.Error("an office that cannot be reached at all answered")
	}
}
