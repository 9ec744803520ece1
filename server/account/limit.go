package account

import (
	"context"
	"net/netip"
	"sync"
	"time"

	"github.com/go-redis/redis_rate/v10"

	"github.com/etradeoffice/portal/server/problem"
)

// Limit is how often something may happen: Burst at once, and as many again each Per.
type Limit struct {
	Name  string
	Burst int
	Per   time.Duration
}

// The limits of the doors. An address is limited as well as the machine that asks, so that neither many machines nor
// many addresses get around it.
var (
	limitSignInClient  = Limit{"sign-in-client", 30, 10 * time.Minute}
	limitSignInEmail   = Limit{"sign-in-email", 10, 10 * time.Minute}
	limitCodeClient    = Limit{"code-client", 20, time.Hour}
	limitCodeEmail     = Limit{"code-email", 5, time.Hour}
	limitUseCodeClient = Limit{"use-code-client", 30, 10 * time.Minute}
	limitRegister      = Limit{"register-client", 10, time.Hour}
	limitBring         = Limit{"bring-person", 30, time.Hour}
)

// localKeys bounds the memory of the local counts; when it is full the oldest knowledge is forgotten, which the
// limits in Redis make harmless.
const localKeys = 20_000

// Limiter counts in Redis, so that all nodes count together. While Redis is away it counts in this process, half as
// generously: nobody is locked out, and no door stands open.
type Limiter struct {
	redis    *redis_rate.Limiter // nil: this process alone
	patience time.Duration       // how long Redis may take to answer
	now      func() time.Time
	mu       sync.Mutex
	next     map[string]time.Time // key: when its bucket is empty again (GCRA)
}

// NewLimiter makes a limiter; shared may be nil.
func NewLimiter(shared *redis_rate.Limiter, now func() time.Time) *Limiter {
	return &Limiter{redis: shared, patience: 500 * time.Millisecond, now: now, next: map[string]time.Time{}}
}

// Allow is nil while the limit has room for the key, else a TooMany refusal that says when to come back.
func (l *Limiter) Allow(ctx context.Context, limit Limit, key string) error {
	full := "limit:" + limit.Name + ":" + key
	if l.redis != nil {
		ctx, cancel := context.WithTimeout(ctx, l.patience)
		defer cancel()
		result, err := l.redis.Allow(ctx, full, redis_rate.Limit{Rate: limit.Burst, Burst: limit.Burst, Period: limit.Per})
		if err == nil {
			return refuse(result.Allowed > 0, result.RetryAfter)
		}
		limit.Burst = max(1, limit.Burst/2)
	}
	return refuse(l.local(full, limit))
}

// Room is nil while the limit has room for the key, and takes none of it: where only what succeeds counts, Allow is asked
// afterwards.
func (l *Limiter) Room(ctx context.Context, limit Limit, key string) error {
	full := "limit:" + limit.Name + ":" + key
	if l.redis != nil {
		ctx, cancel := context.WithTimeout(ctx, l.patience)
		defer cancel()
		result, err := l.redis.AllowN(ctx, full, redis_rate.Limit{Rate: limit.Burst, Burst: limit.Burst, Period: limit.Per}, 0)
		if err == nil {
			return refuse(result.Remaining > 0, limit.Per/time.Duration(limit.Burst))
		}
		limit.Burst = max(1, limit.Burst/2)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	next := l.next[full]
	if next.Before(now) {
		next = now
	}
	early := next.Add(limit.Per/time.Duration(limit.Burst)).Sub(now) - limit.Per
	return refuse(early <= 0, early)
}

// Network is the part of an address that one household or office holds, as limits count it.
func Network(address string) string { return network(address) }

// network is the part of an address that one household or office holds: an IPv6 line has 2^64 addresses.
func network(address string) string {
	parsed, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	parsed = parsed.Unmap().WithZone("")
	if parsed.Is4() {
		return parsed.String()
	}
	return netip.PrefixFrom(parsed, 64).Masked().String()
}

func refuse(allowed bool, retry time.Duration) error {
	if allowed {
		return nil
	}
	return problem.New(problem.TooMany, "too_many", "Count", int(retry.Minutes())+1).RetryIn(retry)
}

// local is the generic cell rate algorithm on this process's clock.
func (l *Limiter) local(key string, limit Limit) (allowed bool, retry time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	step := limit.Per / time.Duration(limit.Burst)
	next := l.next[key]
	if next.Before(now) {
		next = now
	}
	if early := next.Add(step).Sub(now) - limit.Per; early > 0 {
		return false, early
	}
	if len(l.next) >= localKeys {
		l.forget(now)
	}
	l.next[key] = next.Add(step)
	return true, 0
}

// forget drops the empty buckets, and all of them when none is empty.
func (l *Limiter) forget(now time.Time) {
	for key, next := range l.next {
		if next.Before(now) {
			delete(l.next, key)
		}
	}
	if len(l.next) >= localKeys {
		clear(l.next)
	}
}
