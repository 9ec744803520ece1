// Package bell tells open pages that something they show has changed: who rings on one node is heard on all, through
// Redis, and reaches browsers as server-sent events. It carries no content, only that it is time to look again; what there
// is to see, and who may, is the page's. Redis may be away: listeners are told so and look again by themselves.
package bell

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	prefix = "changed:"
	// checkEvery is how often a silent connection to Redis is asked whether it lives, and how soon a lost one is tried
	// again.
	checkEvery = 3 * time.Second
)

// Bell rings and listens. Its methods may be called from any goroutine.
type Bell struct {
	redis *redis.Client
	log   *slog.Logger

	mu        sync.Mutex
	up        bool
	listeners map[string]map[chan signal]bool
	over      chan struct{} // closed when Run has ended
}

// signal is what a listener hears.
type signal int

const (
	changed signal = iota // look again
	lost                  // nothing more will be heard for now: look again by yourself
	back                  // it will; something may have been missed
)

// New makes a bell; Run has to be running for it to be heard.
func New(client *redis.Client, log *slog.Logger) *Bell {
	return &Bell{redis: client, log: log, listeners: map[string]map[chan signal]bool{}, over: make(chan struct{})}
}

// Ring says that the thing has changed.
func (b *Bell) Ring(ctx context.Context, thing string) error {
	return b.redis.Publish(ctx, prefix+thing, "").Err()
}

// Run hears what is rung anywhere, until ctx ends; streams end with it. It is run once.
func (b *Bell) Run(ctx context.Context) {
	defer close(b.over)
	for ctx.Err() == nil {
		b.hear(ctx)
		b.set(false)
		select {
		case <-ctx.Done():
		case <-time.After(checkEvery):
		}
	}
}

// hear listens on one connection until it is lost.
func (b *Bell) hear(ctx context.Context) {
	heard := b.redis.PSubscribe(ctx, prefix+"*")
	defer func() { _ = heard.Close() }() // it is lost, or we are leaving
	if _, err := heard.Receive(ctx); err != nil {
		return
	}
	b.set(true)
	asked := false
	for {
		message, err := heard.ReceiveTimeout(ctx, checkEvery)
		switch m := message.(type) {
		case *redis.Message:
			b.tell(m.Channel[len(prefix):], changed)
			asked = false
			continue
		case *redis.Pong:
			asked = false
			continue
		}
		if ctx.Err() != nil || asked || err == nil || heard.Ping(ctx) != nil {
			return
		}
		asked = true // silence: without an answer by the next check the connection is lost
	}
}

// set notes whether anything can be heard, and tells who listens when that changes.
func (b *Bell) set(up bool) {
	b.mu.Lock()
	was := b.up
	b.up = up
	b.mu.Unlock()
	if was == up {
		return
	}
	if up {
		b.all(back)
		return
	}
	b.log.Warn("open pages hear of no changes until Redis is back; they look by themselves")
	b.all(lost)
}

func (b *Bell) all(s signal) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, channels := range b.listeners {
		for c := range channels {
			put(c, s)
		}
	}
}

func (b *Bell) tell(thing string, s signal) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.listeners[thing] {
		put(c, s)
	}
}

// put never waits: a listener that has not yet read its last signal will look anyway.
func put(c chan signal, s signal) {
	select {
	case c <- s:
	default:
	}
}

// listen is a listener to one thing; leave ends it.
func (b *Bell) listen(thing string) (heard <-chan signal, up bool, leave func()) {
	c := make(chan signal, 4)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.listeners[thing] == nil {
		b.listeners[thing] = map[chan signal]bool{}
	}
	b.listeners[thing][c] = true
	return c, b.up, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.listeners[thing], c)
		if len(b.listeners[thing]) == 0 {
			delete(b.listeners, thing)
		}
	}
}
