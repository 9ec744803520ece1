package consultation

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/schedule"
)

// writing has those who write at the same moment share a transaction. What a commit, a round trip and the start of a statement
// cost, they pay once; a lone one waits for nobody.
//
// Of those who come, the first few lead: each takes all that wait and do not meet each other, writes them, tells them, and gives the
// lead to who has waited longest. A transaction that is refused names whom it was refused for: that one has its answer, as it would
// have had alone, and the others are written without it. Where nobody is named each is written alone.
type writing struct {
	commit func(ctx context.Context, all []entry) error

	mu      sync.Mutex
	waiting []*rider
	leading int
}

const (
	// leaders is how many transactions are written at once: while PostgreSQL works on one, the next is made ready.
	leaders = 2
	// mostTogether keeps a transaction short for those who wait for its rows.
	mostTogether = 32
	writeLimit   = 30 * time.Second
)

// rider is one who waits to be written. ready is closed once it is written, or has the lead.
type rider struct {
	entry   entry
	ready   chan struct{}
	leads   bool
	written bool
	err     error
}

// write writes an entry in one transaction. Once others may have taken it along it is written even if ctx ends.
func (w *writing) write(ctx context.Context, e entry) error {
	t := &rider{entry: e, ready: make(chan struct{})}
	if w.join(t) {
		w.lead(ctx, t)
		return t.err
	}
	select {
	case <-t.ready:
	case <-ctx.Done():
		if w.leave(t) {
			return ctx.Err()
		}
		<-t.ready
	}
	if !t.written {
		w.lead(ctx, t)
	}
	return t.err
}

// join reports whether a turn may lead at once; else it waits.
func (w *writing) join(t *rider) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.leading < leaders {
		w.leading++
		return true
	}
	w.waiting = append(w.waiting, t)
	return false
}

// leave takes back who still waits.
func (w *writing) leave(t *rider) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	i := slices.Index(w.waiting, t)
	if i >= 0 {
		w.waiting = slices.Delete(w.waiting, i, i+1)
	}
	return i >= 0
}

// lead writes a turn and those whom it takes along, and gives the lead to who has waited longest.
func (w *writing) lead(ctx context.Context, own *rider) {
	own.leads = true
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeLimit)
	defer cancel()
	defer w.handOver()
	w.gather()
	all := w.take(own)
	defer func() { // whoever is taken along is told, whatever happens
		for _, t := range all {
			if !t.written {
				t.tell(errUnwritten)
			}
		}
	}()
	w.together(ctx, all)
}

var errUnwritten = errors.New("who was to write it has failed")

// gather lets those run who are about to come, as long as some do. Where nobody is, it costs nothing.
func (w *writing) gather() {
	for before := -1; w.queued() > before; runtime.Gosched() {
		before = w.queued()
	}
}

func (w *writing) queued() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.waiting)
}

// take is a turn with all that wait and meet nobody taken.
func (w *writing) take(own *rider) []*rider {
	w.mu.Lock()
	defer w.mu.Unlock()
	taken := []*rider{own}
	w.waiting = slices.DeleteFunc(w.waiting, func(t *rider) bool {
		free := len(taken) < mostTogether && !slices.ContainsFunc(taken, func(other *rider) bool { return t.entry.meets(other.entry) })
		if free {
			taken = append(taken, t)
		}
		return free
	})
	return taken
}

func (w *writing) handOver() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.waiting) == 0 {
		w.leading--
		return
	}
	next := w.waiting[0]
	w.waiting = w.waiting[1:]
	close(next.ready)
}

// together writes turns in one transaction, without those whom it is refused for.
func (w *writing) together(ctx context.Context, all []*rider) {
	all = slices.Clone(all)
	for len(all) > 0 {
		entries := make([]entry, len(all))
		for i, t := range all {
			entries[i] = t.entry
		}
		err := w.commit(ctx, entries)
		if len(all) == 1 || !postgres.IsRefusal(err) {
			for _, t := range all {
				t.tell(err)
			}
			return
		}
		id, _ := refusedOf(err)
		if i := slices.IndexFunc(all, func(t *rider) bool { return t.entry.made.ID == id }); i >= 0 {
			all[i].tell(err)
			all = slices.Delete(all, i, i+1)
			continue
		}
		for _, t := range all {
			t.tell(w.commit(ctx, []entry{t.entry}))
		}
		return
	}
}

// tell ends a turn. Only who leads it calls it, once.
func (t *rider) tell(err error) {
	t.written, t.err = true, err
	if !t.leads {
		close(t.ready)
	}
}

// meets reports whether two entries cannot be of one transaction: each has to see what the other has done.
func (e entry) meets(other entry) bool {
	if e.made.ID == other.made.ID || e.try.key != "" && e.try.key == other.try.key && e.try.actor == other.try.actor ||
		e.counts != (account.UserID{}) && e.counts == other.counts {
		return true
	}
	return e.sides().Meets(other.sides()) || e.thirds().Meets(other.thirds())
}

func (e entry) sides() schedule.Taking {
	return schedule.Taking{Consultation: e.made.ID.UUID, Claims: e.made.Claims}
}

func (e entry) thirds() schedule.Taking {
	return schedule.Taking{Consultation: e.made.ID.UUID, Claims: e.made.Third}
}

// writeTogether writes entries in one transaction and one round trip.
func (s *Service) writeTogether(ctx context.Context, all []entry) error {
	batch := &postgres.Batch{}
	if err := s.queueWrite(batch, all...); err != nil {
		return err
	}
	return s.db.Atomic(ctx, batch)
}
