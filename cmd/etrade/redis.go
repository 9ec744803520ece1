package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/etradeoffice/portal/server/embedded"
)

// redisLimit keeps a Redis that hangs from holding a request: presence is then unknown, and nothing else waits.
const redisLimit = 500 * time.Millisecond

func openRedis(s settings, ends *stack, log *slog.Logger) (*redis.Client, error) {
	url := s.RedisURL
	if url == "" {
		server, err := embedded.StartRedis()
		if err != nil {
			return nil, err
		}
		ends.push("Redis of this process", 5*time.Second, func(context.Context) error { server.Stop(); return nil })
		url = server.URL()
	}
	opts, err := redis.ParseURL(url)
	if err != nil {
		return nil, errors.New("--redis-url must be like redis://:password@host:6379/0")
	}
	// Without it go-redis does not look at a context's deadline.
	opts.ContextTimeoutEnabled = true
	opts.DialTimeout, opts.ReadTimeout, opts.WriteTimeout, opts.PoolTimeout = redisLimit, redisLimit, redisLimit, redisLimit
	opts.MaxRetries, opts.DialerRetries = 1, 1 // else one call to a Redis that is gone takes half a second
	redis.SetLogger(redisLog{log})
	client := redis.NewClient(opts)
	client.AddHook(&breaker{now: time.Now})
	ends.push("Redis client", 5*time.Second, func(context.Context) error {
		if err := client.Close(); err != nil {
			return fmt.Errorf("close: %w", err)
		}
		return nil
	})
	return client, nil
}

// redisLog takes what the client says of its connections, a line for each call while Redis is away: whoever called says it once, in words.
type redisLog struct{ *slog.Logger }

// Printf is the client's own form.
func (l redisLog) Printf(ctx context.Context, format string, v ...any) {
	l.DebugContext(ctx, "redis client", "says", fmt.Sprintf(format, v...))
}

// errRedisAway is the answer to calls that were not made.
var errRedisAway = errors.New("no answer from Redis for some time")

// A breaker opens after so many calls in a row without an answer; then one call in a while asks whether Redis is back.
const (
	breakAfter = 3
	askAgain   = time.Second
)

// breaker spares those who call a Redis that is away the wait for each call: a page asks it several things, and each would cost redisLimit where Redis hangs.
type breaker struct {
	now  func() time.Time
	mu   sync.Mutex
	row  int       // calls without an answer since the last answer
	next time.Time // when one may ask again
}

// within marks what a call does on its way, which is no call of its own: a new connection says who it is before the call
// that opens it, and a breaker that refused this would never let Redis come back.
type within struct{}

// mayCall reports whether a call is made, or refused at once.
func (b *breaker) mayCall() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.row < breakAfter {
		return true
	}
	if now := b.now(); !now.Before(b.next) {
		b.next = now.Add(askAgain)
		return true
	}
	return false
}

// came notes how a call ended. What Redis itself says is an answer, also when it is a refusal; a caller who has gone says nothing about Redis.
func (b *breaker) came(err error) {
	_, answered := errors.AsType[redis.Error](err)
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case err == nil, answered:
		b.row = 0
	case errors.Is(err, context.Canceled):
	default:
		if b.row++; b.row == breakAfter {
			b.next = b.now().Add(askAgain)
		}
	}
}

// DialHook is redis.Hook.
func (*breaker) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		return next(ctx, network, address)
	}
}

// ProcessHook is redis.Hook.
func (b *breaker) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if ctx.Value(within{}) != nil {
			return next(ctx, cmd)
		}
		if !b.mayCall() {
			cmd.SetErr(errRedisAway)
			return errRedisAway
		}
		err := next(context.WithValue(ctx, within{}, true), cmd)
		b.came(err)
		return err
	}
}

// ProcessPipelineHook is redis.Hook.
func (b *breaker) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		if ctx.Value(within{}) != nil {
			return next(ctx, cmds)
		}
		if !b.mayCall() {
			for _, cmd := range cmds {
				cmd.SetErr(errRedisAway)
			}
			return errRedisAway
		}
		err := next(context.WithValue(ctx, within{}, true), cmds)
		b.came(err)
		return err
	}
}
