package signaling

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/etradeoffice/portal/signaling/control"
)

// How long the portal may take for one fact, and the waits between tries.
const (
	recordWithin = 5 * time.Second
	retryFirst   = 500 * time.Millisecond
	retryMost    = 30 * time.Second
)

// factQueue brings facts to the portal, in order within a room, until they are taken. A room whose fact is refused does not hold up others. With a folder
// each fact is a file until it is taken, and a new process goes on with what it finds.
type factQueue struct {
	to      control.Facts
	folder  string
	log     *slog.Logger
	mu      sync.Mutex
	waiting []control.Fact
	wake    chan struct{}
	empty   chan struct{} // closed and renewed when nothing waits
}

func newFactQueue(to control.Facts, folder string, log *slog.Logger) (*factQueue, error) {
	q := &factQueue{to: to, folder: folder, log: log, wake: make(chan struct{}, 1), empty: make(chan struct{})}
	if folder == "" {
		return q, nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("facts: %w", err)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("facts: %w", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("facts: %w", err)
		}
		var f control.Fact
		if err := json.Unmarshal(data, &f); err != nil {
			log.Warn("fact file is damaged", "file", file, "err", err)
			continue
		}
		q.waiting = append(q.waiting, f)
	}
	slices.SortFunc(q.waiting, func(a, b control.Fact) int {
		return strings.Compare(q.file(a), q.file(b))
	})
	if len(q.waiting) > 0 {
		q.wake <- struct{}{}
	}
	return q, nil
}

// file sorts by room, epoch and number.
func (q *factQueue) file(f control.Fact) string {
	return filepath.Join(q.folder, fmt.Sprintf("%s.%015d.%09d.json", f.Room, f.Epoch, f.N))
}

// add never waits.
func (q *factQueue) add(f control.Fact) {
	q.mu.Lock()
	q.waiting = append(q.waiting, f)
	q.mu.Unlock()
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

func (q *factQueue) pending() []control.Fact {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Clone(q.waiting)
}

// run works until ctx ends, and keeps what is left for the next process.
func (q *factQueue) run(ctx context.Context) {
	saved := map[string]bool{}
	defer q.keepAll(saved)
	retry := retryFirst
	for {
		if q.round(ctx, saved) {
			retry = retryFirst
			select {
			case <-q.wake:
			case <-ctx.Done():
				return
			}
			continue
		}
		wait := time.NewTimer(retry)
		retry = min(2*retry, retryMost)
		select {
		case <-wait.C:
		case <-q.wake:
			wait.Stop()
		case <-ctx.Done():
			wait.Stop()
			return
		}
	}
}

// round tries all that waits once and reports whether nothing is left.
func (q *factQueue) round(ctx context.Context, saved map[string]bool) bool {
	q.keepAll(saved) // first: a portal that hangs takes 5 s a room
	stuck := map[string]bool{}
	for _, f := range q.pending() {
		if stuck[f.Room] {
			continue
		}
		if err := q.record(ctx, f); err != nil {
			stuck[f.Room] = true
			if ctx.Err() == nil {
				q.log.Warn("fact not taken", "room", f.Room, "epoch", f.Epoch, "n", f.N, "kind", f.Kind, "err", err)
			}
			continue
		}
		q.taken(f, saved)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		close(q.empty)
		q.empty = make(chan struct{})
	}
	return len(q.waiting) == 0
}

func (q *factQueue) record(ctx context.Context, f control.Fact) error {
	ctx, cancel := context.WithTimeout(ctx, recordWithin)
	defer cancel()
	return q.to.Record(ctx, f)
}

func (q *factQueue) keepAll(saved map[string]bool) {
	for _, f := range q.pending() {
		q.keep(f, saved)
	}
}

// keep writes the fact's file once.
func (q *factQueue) keep(f control.Fact, saved map[string]bool) {
	if q.folder == "" || saved[q.file(f)] {
		return
	}
	data, err := json.Marshal(f)
	if err == nil {
		err = os.WriteFile(q.file(f), data, 0o600)
	}
	if err != nil {
		q.log.Warn("fact not kept", "room", f.Room, "n", f.N, "err", err)
		return
	}
	saved[q.file(f)] = true
}

func (q *factQueue) taken(f control.Fact, saved map[string]bool) {
	q.mu.Lock()
	q.waiting = slices.DeleteFunc(q.waiting, func(w control.Fact) bool { return w == f })
	q.mu.Unlock()
	if q.folder == "" {
		return
	}
	delete(saved, q.file(f))
	if err := os.Remove(q.file(f)); err != nil {
		q.log.Warn("fact file not removed", "err", err)
	}
}

// flush waits until nothing waits, or for ctx.
func (q *factQueue) flush(ctx context.Context) error {
	for {
		q.mu.Lock()
		left, empty := len(q.waiting), q.empty
		q.mu.Unlock()
		if left == 0 {
			return nil
		}
		select {
		case q.wake <- struct{}{}:
		default:
		}
		select {
		case <-empty:
		case <-ctx.Done():
			return fmt.Errorf("%d facts wait for the portal: %w", left, ctx.Err())
		}
	}
}
