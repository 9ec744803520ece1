package catalog

import (
	"context"
	"sync"
	"time"

	"github.com/etradeoffice/portal/server/postgres"
)

// A pulse tells whether anything that public pages show has changed, whoever changed it in whichever process: each transaction
// that does leaves a row (catalog_changes). An answer comes of a look at the database that began after it was asked for, so
// what was committed before is never missed; those who ask while one looks share the next look.
type pulse struct {
	mu    sync.Mutex
	next  *beat // has not begun
	turn  sync.Mutex
	state pulseState // of the one who holds turn
}

type beat struct {
	done  chan struct{}
	count int64 // rises with each look that found a change
	err   error
}

type pulseState struct {
	count    int64
	snapshot string // pg_snapshot of the last look; "" before the first
	floor    string // xid8: transactions before it were over when it was taken
	floored  time.Time
}

const (
	// beatLimit ends a look that nobody waits for any more.
	beatLimit = 5 * time.Second
	// floorKept is for how long a process may not have looked without missing what is deleted meanwhile: far longer than a
	// page is kept.
	floorKept = 10 * time.Minute
)

// beat is how often something has changed, as far as this process has looked. changed is called when it has, before anybody is told.
func (p *pulse) beat(ctx context.Context, q postgres.Querier, now time.Time, changed func()) (int64, error) {
	p.mu.Lock()
	b, first := p.next, p.next == nil
	if first {
		b = &beat{done: make(chan struct{})}
		p.next = b
	}
	p.mu.Unlock()
	if first {
		p.look(ctx, q, now, b, changed)
	}
	select {
	case <-b.done:
		return b.count, b.err
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// look waits for the look before it, then looks for all who have come meanwhile. It is not given up with the one who began it.
func (p *pulse) look(ctx context.Context, q postgres.Querier, now time.Time, b *beat, changed func()) {
	p.turn.Lock()
	defer p.turn.Unlock()
	defer close(b.done)
	p.mu.Lock()
	p.next = nil
	p.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), beatLimit)
	defer cancel()
	seen, err := lookForChanges(ctx, q, p.state.snapshot)
	if err != nil {
		b.err = err
		return
	}
	if seen.Changed || p.state.snapshot == "" {
		p.state.count++
		changed()
	}
	p.state.snapshot, b.count = seen.Snapshot, p.state.count
	if now.Sub(p.state.floored) < floorKept {
		return
	}
	if p.state.floor != "" {
		b.err = forgetChanges(ctx, q, p.state.floor)
	}
	p.state.floor, p.state.floored = seen.Oldest, now
}
