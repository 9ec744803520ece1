package turn

import (
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/turn/v5"
)

var (
	errForbidden = errors.New("turn: the relay leads to the media port only")
	errFull      = errors.New("turn: no more allocations")
)

// relays makes the relay's sockets and counts them. It is pion's turn.RelayAddressGenerator.
type relays struct {
	config Config

	mu    sync.Mutex
	users map[string]map[*relay]bool
	total int
	byOwn map[string]*relay // by relay address
	bySrc map[string]*relay // by the client's address
}

func newRelays(c Config) *relays {
	return &relays{config: c, users: map[string]map[*relay]bool{}, byOwn: map[string]*relay{}, bySrc: map[string]*relay{}}
}

// Validate is part of pion's interface; the settings were checked by Listen.
func (*relays) Validate() error { return nil }

// AllocatePacketConn opens a relay socket. Asking for a port (EVEN-PORT, RESERVATION-TOKEN) is not served.
func (r *relays) AllocatePacketConn(c turn.AllocateListenerConfig) (net.PacketConn, net.Addr, error) {
	ip, local := r.home(c.Network)
	if ip == nil || c.RequestedPort != 0 {
		return nil, nil, errFull
	}
	r.mu.Lock()
	defer r.mu.Unlock() // each connection allocates on a goroutine of its own: count and place go together
	if !r.fits(c.UserID) {
		return nil, nil, errFull
	}
	conn, err := net.ListenUDP(c.Network, &net.UDPAddr{IP: ip})
	if err != nil {
		return nil, nil, err
	}
	own := &relay{UDPConn: conn, all: r, user: c.UserID, local: local}
	own.limit = time.AfterFunc(Lifetime, func() { _ = own.Close() })
	if r.users[c.UserID] == nil {
		r.users[c.UserID] = map[*relay]bool{}
	}
	r.users[c.UserID][own] = true
	r.total++
	r.byOwn[conn.LocalAddr().String()] = own
	return own, conn.LocalAddr(), nil
}

// home is where the relay's sockets of a family are, nil for nowhere, and where the media port is from there, zero for where it is named.
func (r *relays) home(network string) (net.IP, netip.AddrPort) {
	switch network {
	case "udp4":
		return r.config.RelayIP, r.config.Local
	case "udp6":
		return r.config.RelayIP6, r.config.Local6
	}
	return nil, netip.AddrPort{}
}

// AllocateListener and AllocateConn would relay TCP (RFC 6062), which is not served.
func (*relays) AllocateListener(turn.AllocateListenerConfig) (net.Listener, net.Addr, error) {
	return nil, nil, errForbidden
}

// AllocateConn: see AllocateListener.
func (*relays) AllocateConn(turn.AllocateConnConfig) (net.Conn, error) { return nil, errForbidden }

// room says whether a participant may have one more.
func (r *relays) room(user string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.fits(user)
}

func (r *relays) fits(user string) bool {
	return len(r.users[user]) < Quota && r.total < r.config.Max
}

// events are pion's news of allocations.
func (r *relays) events() turn.EventHandler {
	count := func(own net.Addr, by int) {
		r.mu.Lock()
		defer r.mu.Unlock()
		if of := r.byOwn[own.String()]; of != nil {
			of.grants += by
		}
	}
	permission := func(by int) func(src, dst net.Addr, protocol, user, realm string, own net.Addr, peer net.IP) {
		return func(_, _ net.Addr, _, _, _ string, own net.Addr, _ net.IP) { count(own, by) }
	}
	channel := func(by int) func(src, dst net.Addr, protocol, user, realm string, own, peer net.Addr, number uint16) {
		return func(_, _ net.Addr, _, _, _ string, own, _ net.Addr, _ uint16) { count(own, by) }
	}
	return turn.EventHandler{
		OnAuth: r.refreshed, OnAllocationCreated: r.created,
		OnPermissionCreated: permission(+1), OnPermissionDeleted: permission(-1),
		OnChannelCreated: channel(+1), OnChannelDeleted: channel(-1),
	}
}

// grants is how many permissions and channels a client's allocation has.
func (r *relays) grants(client net.Addr) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if own := r.bySrc[client.String()]; own != nil {
		return own.grants
	}
	return 0
}

// created notes which client an allocation belongs to.
func (r *relays) created(src, _ net.Addr, _, _, _ string, own net.Addr, _ int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if made := r.byOwn[own.String()]; made != nil {
		made.src = src.String()
		r.bySrc[made.src] = made
	}
}

// refreshed lets an allocation live on. pion itself would grant up to an hour at once.
func (r *relays) refreshed(src, _ net.Addr, _, _, _, method string, verdict bool) {
	if !verdict || method != "Refresh" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if own := r.bySrc[src.String()]; own != nil {
		own.limit.Reset(Lifetime)
	}
}

func (r *relays) has(relay netip.AddrPort) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.byOwn[relay.String()] != nil
}

func (r *relays) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.total
}

// close ends the relays of a user, of everybody if user is "".
func (r *relays) close(user string) {
	r.mu.Lock()
	var all []*relay
	for name, own := range r.users {
		for c := range own {
			if user == "" || user == name {
				all = append(all, c)
			}
		}
	}
	r.mu.Unlock()
	for _, c := range all {
		_ = c.Close()
	}
}

// relay is one allocation's socket.
type relay struct {
	*net.UDPConn
	all   *relays
	local netip.AddrPort // of the media port; zero: as it is named
	user  string
	src   string
	limit *time.Timer
	once  sync.Once
	// grants is guarded by all.mu.
	grants int

	mu   sync.Mutex
	told net.Addr // the media address as the client writes it, when we reach it elsewhere
}

// WriteTo sends to the media port; whatever else is asked for is refused.
func (c *relay) WriteTo(b []byte, to net.Addr) (int, error) {
	target, ok := c.all.media(to)
	if !ok {
		return 0, errForbidden
	}
	if c.local.IsValid() {
		c.mu.Lock()
		c.told, target = to, c.local
		c.mu.Unlock()
	}
	return c.WriteToUDPAddrPort(b, target)
}

// ReadFrom gives what the media port sent; everything else that arrives is dropped unseen.
func (c *relay) ReadFrom(b []byte) (int, net.Addr, error) {
	for {
		n, from, err := c.ReadFromUDPAddrPort(b)
		if err != nil {
			return 0, nil, err
		}
		from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
		if c.local.IsValid() {
			c.mu.Lock()
			told := c.told
			c.mu.Unlock()
			if from == c.local && told != nil {
				return n, told, nil
			}
			continue
		}
		if addr := net.UDPAddrFromAddrPort(from); c.all.isMedia(from) {
			return n, addr, nil
		}
	}
}

// Close frees the participant's place.
func (c *relay) Close() error {
	err := net.ErrClosed
	c.once.Do(func() {
		c.limit.Stop()
		c.all.mu.Lock()
		delete(c.all.users[c.user], c)
		if len(c.all.users[c.user]) == 0 {
			delete(c.all.users, c.user)
		}
		c.all.total--
		delete(c.all.byOwn, c.LocalAddr().String())
		if c.all.bySrc[c.src] == c {
			delete(c.all.bySrc, c.src)
		}
		c.all.mu.Unlock()
		err = c.UDPConn.Close()
	})
	return err
}

func (r *relays) media(to net.Addr) (netip.AddrPort, bool) {
	udp, ok := to.(*net.UDPAddr)
	if !ok {
		return netip.AddrPort{}, false
	}
	written := udp.AddrPort()
	target := netip.AddrPortFrom(Embedded(written.Addr()), written.Port())
	return target, r.isMedia(target)
}

func (r *relays) isMedia(addr netip.AddrPort) bool {
	for _, media := range r.config.Media {
		if media.Port() == addr.Port() && media.Addr().Unmap() == addr.Addr() {
			return true
		}
	}
	return false
}
