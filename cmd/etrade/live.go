package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server"
	"github.com/etradeoffice/portal/signaling"
	"github.com/etradeoffice/portal/signaling/control"
	"github.com/etradeoffice/portal/signaling/presence"
	"github.com/etradeoffice/portal/signaling/registry"
	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/ticket"
	"github.com/etradeoffice/portal/signaling/turn"
)

// socketPath is where the live side's socket is, on the portal's own origin.
const socketPath = "/live/ws"

// ticketKeys sign the way from the portal into a room.
func (g *ground) ticketKeys() (ticket.Keys, error) {
	current, before, err := g.secrets.key("join ticket")
	return ticket.Keys{Current: current, Previous: before}, err
}

// openMedia starts the media port and, where this machine has an address to relay from, the relay in front of it.
func (o *office) openMedia() (*sfu.SFU, *turn.Server, error) {
	public, networks, err := o.settings.mediaAddresses()
	if err != nil {
		return nil, nil, err
	}
	media, err := sfu.New(sfu.Config{
		UDPAddr: o.mediaUDP(), TCPListener: o.port.ICE(), PublicIPs: public, ClientNets: networks,
		AllowLoopback: o.mode.demo || loopback(o.settings.Listen), Log: o.log,
	})
	if err != nil {
		return nil, nil, fmt.Errorf("media port: %w", listenError(o.mediaUDP(), err))
	}
	o.ends.push("media", 5*time.Second, func(ctx context.Context) error { return inTime(ctx, media.Close) })
	reached := reachable(media.MediaAddr(), public, machineAddresses())
	if !reached.four.IsValid() && !reached.six.IsValid() {
		o.log.Warn("no address to relay from, so there is no relay for firewalls that let nothing else through", "media", media.MediaAddr())
		return media, nil, nil
	}
	relay, err := o.openRelay(reached)
	if err != nil {
		return nil, nil, err
	}
	for _, own := range []netip.Addr{reached.four, reached.six} {
		if own.IsValid() {
			media.AdmitRelay(own.AsSlice(), relay.Has)
		}
	}
	return media, relay, nil
}

func (o *office) openRelay(r place) (*turn.Server, error) {
	current, before, err := o.ground.secrets.key("relay")
	if err != nil {
		return nil, err
	}
	accepted := [][]byte{current}
	if before != nil {
		accepted = append(accepted, before)
	}
	relay, err := turn.Listen(turn.Config{
		TCP: o.port.TURN(), RelayIP: r.four.AsSlice(), RelayIP6: r.six.AsSlice(), Media: r.named,
		Local: netip.AddrPortFrom(r.four, r.port), Local6: netip.AddrPortFrom(r.six, r.port),
		URLs: []string{o.relayScheme() + o.relayHost(r) + "?transport=tcp"}, Realm: "etrade", Secrets: accepted, Now: o.clock.Now,
	})
	if err != nil {
		return nil, err
	}
	o.ends.push("relay", 5*time.Second, func(ctx context.Context) error { return inTime(ctx, relay.Close) })
	return relay, nil
}

// mediaUDP is the UDP address of all media: the set one, or the port that the portal has.
func (o *office) mediaUDP() string {
	if o.settings.MediaUDP != "" {
		return o.settings.MediaUDP
	}
	return o.port.Addr().String()
}

// mediaAddresses are the addresses that clients are told, and the private networks that they may come from.
func (s settings) mediaAddresses() (public []net.IP, networks []netip.Prefix, err error) {
	for _, text := range s.MediaIP {
		ip := net.ParseIP(text)
		if ip == nil {
			return nil, nil, fmt.Errorf("--media-ip: %q is no IP address", text)
		}
		public = append(public, ip)
	}
	for _, text := range s.ClientNets {
		network, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, nil, fmt.Errorf("--client-nets: %q is no network like 10.1.0.0/16", text)
		}
		networks = append(networks, network)
	}
	return public, networks, nil
}

// place is where the media port is, as clients are told it and as the relay on this machine finds it.
type place struct {
	named     []netip.AddrPort
	four, six netip.Addr // of this machine; invalid where clients are told no address of that family
	port      uint16
}

// reachable lists the addresses of the media port of a machine that has these.
func reachable(media *net.UDPAddr, public, machine []net.IP) place {
	own := []net.IP{media.IP}
	if media.IP.IsUnspecified() {
		own = slices.DeleteFunc(slices.Clone(machine), func(ip net.IP) bool { return media.IP.To4() != nil && ip.To4() == nil })
	}
	named := own
	if len(public) > 0 {
		named = public
	}
	r := place{port: media.AddrPort().Port()}
	family := map[bool]bool{} // by whether it is IPv4
	for _, ip := range named {
		if addr, ok := netip.AddrFromSlice(ip); ok {
			r.named = append(r.named, netip.AddrPortFrom(addr.Unmap(), r.port))
			family[addr.Unmap().Is4()] = true
		}
	}
	for _, ip := range own {
		addr, ok := netip.AddrFromSlice(ip)
		addr = addr.Unmap()
		switch {
		case !ok || !family[addr.Is4()]:
		case addr.Is4() && !r.four.IsValid():
			r.four = addr
		case addr.Is6() && !r.six.IsValid():
			r.six = addr
		}
	}
	return r
}

// machineAddresses are those of this machine's interfaces that lead beyond one wire, those of the loopback last.
func machineAddresses() []net.IP {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var outside, inside []net.IP
	for _, address := range addresses {
		network, ok := address.(*net.IPNet)
		switch {
		case !ok || network.IP.IsLinkLocalUnicast():
		case network.IP.IsLoopback():
			inside = append(inside, network.IP)
		default:
			outside = append(outside, network.IP)
		}
	}
	return append(outside, inside...)
}

// relayScheme has the relay spoken to over TLS where this port has it: firewalls that let nothing else through are what it is for.
func (o *office) relayScheme() string {
	if o.settings.on() {
		return "turns:"
	}
	return "turn:"
}

// relayHost is where clients find the relay: the public name, with the port that we listen on.
func (o *office) relayHost(r place) string {
	_, port, err := net.SplitHostPort(o.port.Addr().String())
	if err != nil {
		port = strconv.Itoa(int(r.port))
	}
	host := o.public.Hostname()
	if own, err := url.Parse(o.settings.NodeURL); err == nil && own.Hostname() != "" {
		return net.JoinHostPort(own.Hostname(), port) // the public name is that of other nodes too, whose relays do not lead here
	}
	if o.settings.PublicURL == "" && len(o.settings.Domain) == 0 {
		host = r.named[0].Addr().String()
	}
	return net.JoinHostPort(host, port)
}

// openLive starts the live side; facts go to the portal's own service in this process.
func (o *office) openLive(there *presence.Presence, facts control.Facts) (*signaling.Server, error) {
	media, relay, err := o.openMedia()
	if err != nil {
		return nil, err
	}
	keys, err := o.ground.ticketKeys()
	if err != nil {
		return nil, err
	}
	socket, err := o.socketURL()
	if err != nil {
		return nil, err
	}
	inner, err := o.listenInside()
	if err != nil {
		return nil, err
	}
	places := registry.Config{Redis: o.ground.redis, Node: o.settings.node(), URL: socket, Inner: inner.url(), Now: time.Now}
	if o.settings.RedisURL == "" {
		places.Folder = filepath.Join(o.ground.data.rooms(), "snapshots")
	}
	var origins []string
	if o.settings.PublicURL != "" || o.settings.on() {
		origins = []string{o.public.String()}
	}
	clientIP, err := server.ClientAddress(o.settings.TrustedProxies)
	if err != nil {
		return nil, err
	}
	hellos := 0 // the live side's own limit
	if o.mode.demo {
		hellos = 600 // all people of a demo are at one address
	}
	o.places = registry.New(places)
	live, err := signaling.New(signaling.Config{
		Keys: keys, Origins: origins, Registry: o.places, SFU: media, Facts: facts,
		FactFolder: filepath.Join(o.ground.data.rooms(), "facts"), Presence: there, Turn: relay,
		ClientIP: clientIP, Hellos: hellos, Log: o.log, Now: o.clock.Now,
	})
	if err != nil {
		return nil, err
	}
	if inner.Listener != nil {
		mux := http.NewServeMux()
		live.NodeRoutes(mux)
		o.serveHTTP(inner, mux, "other nodes")
	}
	o.ends.push("rooms", 15*time.Second, func(context.Context) error { return live.Close() })
	return live, nil
}

// node names this process among those that share a Redis; it is the same after a restart.
func (s settings) node() string {
	if s.Node != "" {
		return s.Node
	}
	host, err := os.Hostname()
	if err != nil {
		host = "node"
	}
	return host + " " + s.Listen
}

// inside is where the other nodes' calls come in; without a listener there are no others.
type inside struct{ net.Listener }

func (i inside) url() string {
	if i.Listener == nil {
		return ""
	}
	return "http://" + i.Addr().String()
}

// listenInside takes the address for other nodes, which share the Redis.
func (o *office) listenInside() (inside, error) {
	if o.settings.NodeInner == "" {
		return inside{}, nil
	}
	if o.settings.RedisURL == "" {
		return inside{}, errors.New("--node-inner is for nodes that share a Redis: set --redis-url")
	}
	l, err := net.Listen("tcp", o.settings.NodeInner)
	if err != nil {
		return inside{}, fmt.Errorf("--node-inner: %w", listenError(o.settings.NodeInner, err))
	}
	return inside{l}, nil
}

// socketURL is this node's socket as browsers reach it: at the public address, where any node may answer, or at its own.
func (o *office) socketURL() (string, error) {
	u := *o.public
	if o.settings.NodeURL != "" {
		own, err := settings{PublicURL: o.settings.NodeURL}.publicURL(nil)
		if err != nil {
			return "", fmt.Errorf("--node-url must be like https://node1.trade.city.example, not %q", o.settings.NodeURL)
		}
		u = *own
	}
	u.Scheme = strings.Replace(u.Scheme, "http", "ws", 1)
	u.Path = socketPath
	return u.String(), nil
}

// ownerSocket is the socket of the node that has a room, where nodes have addresses of their own; "" when any will do, and without Redis.
func (o *office) ownerSocket(ctx context.Context, room string) string {
	if o.settings.NodeURL == "" || o.places == nil {
		return ""
	}
	url, err := o.places.Owner(ctx, room)
	if err != nil {
		o.log.Warn("owner of a room", "err", err)
	}
	return url
}
