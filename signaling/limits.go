package signaling

import (
	"net/netip"
	"sync"
	"time"
)

// The bounds of one address (one /64 for IPv6): hellos a minute, and failed tickets in half an hour.
const (
	helloSpan = time.Minute
	failSpan  = 30 * time.Minute
	failsMost = 10
	addresses = 10_000 // remembered at most; beyond that all is forgotten at once
)

// limits counts hellos by address.
type limits struct {
	mu     sync.Mutex
	most   int
	hellos map[string][]time.Time
	fails  map[string][]time.Time
}

func newLimits(most int) *limits {
	return &limits{most: most, hellos: map[string][]time.Time{}, fails: map[string][]time.Time{}}
}

// hello counts a hello and reports how long the address must wait, 0 when it need not.
func (l *limits) hello(ip string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	ip = network(ip)
	if failed := recent(l.fails[ip], now, failSpan); len(failed) >= failsMost {
		return failed[0].Add(failSpan).Sub(now)
	}
	kept := recent(l.hellos[ip], now, helloSpan)
	if len(kept) >= l.most {
		l.hellos[ip] = kept
		return kept[0].Add(helloSpan).Sub(now)
	}
	if len(l.hellos) >= addresses {
		clear(l.hellos)
	}
	l.hellos[ip] = append(kept, now)
	return 0
}

// failed counts a ticket that was no good.
func (l *limits) failed(ip string, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	ip = network(ip)
	if len(l.fails) >= addresses {
		clear(l.fails)
	}
	l.fails[ip] = append(recent(l.fails[ip], now, failSpan), now)
}

func recent(at []time.Time, now time.Time, span time.Duration) []time.Time {
	for len(at) > 0 && now.Sub(at[0]) >= span {
		at = at[1:]
	}
	return at
}

func network(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	addr = addr.Unmap()
	if addr.Is4() {
		return addr.String()
	}
	prefix, err := addr.Prefix(64)
	if err != nil {
		return ip
	}
	return prefix.String()
}
