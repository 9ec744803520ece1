package page

import (
	"container/heap"
	"context"
	"runtime"
	"sync"
	"time"
)

// turnMost is how long one who has a place keeps it: whoever takes longer, waiting for the database or anybody else, goes on without
// one, so that slow pages hold up nobody.
const turnMost = 250 * time.Millisecond

// turns decide whose page is made next when more visitors ask than the processors can serve: the one that is due first (earliest
// deadline first). In a crowd a page that is cheap to make is not as late as the dearest; where nobody waits they change nothing. They
// are safe for concurrent use.
type turns struct {
	mu     sync.Mutex
	places int // free
	queue  turnQueue
}

// turnPlaces is how many visitors' pages are made at the same time: some wait for the database meanwhile. With half as many processors
// stand idle, with twice as many each page waits for all others at each of its steps.
func turnPlaces() int { return 4 * runtime.GOMAXPROCS(0) }

// A turn is somebody's place, or the wait for it.
type turn struct {
	of    *turns
	due   time.Time
	at    int           // in the queue; -1: has had its place
	ready chan struct{} // closed when it has a place
	once  sync.Once
	late  *time.Timer
}

type turnKey struct{}

// take waits for a place, the earlier due the sooner. It is nil when the context ends before. The turn has to be ended.
func (t *turns) take(ctx context.Context, due time.Time) *turn {
	mine := &turn{of: t, due: due, at: -1, ready: make(chan struct{})}
	t.mu.Lock()
	if t.places > 0 {
		t.places--
		close(mine.ready)
	} else {
		heap.Push(&t.queue, mine)
	}
	t.mu.Unlock()
	select {
	case <-mine.ready:
	case <-ctx.Done():
		if t.leave(mine) {
			return nil
		}
	}
	mine.late = time.AfterFunc(turnMost, mine.giveBack)
	return mine
}

// leave is false when a place has been given at the same moment.
func (t *turns) leave(mine *turn) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if mine.at < 0 {
		return false
	}
	heap.Remove(&t.queue, mine.at)
	return true
}

// end gives the place to who is due next. A second end does nothing.
func (u *turn) end() {
	u.late.Stop()
	u.giveBack()
}

func (u *turn) giveBack() { u.once.Do(u.of.free) }

func (t *turns) free() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.queue) == 0 {
		t.places++
		return
	}
	next, _ := heap.Pop(&t.queue).(*turn)
	close(next.ready)
}

// endTurn is called before an answer is written: a reader may be slow.
func endTurn(ctx context.Context) {
	if mine, ok := ctx.Value(turnKey{}).(*turn); ok {
		mine.end()
	}
}

// turnQueue is a heap (container/heap) of those who wait, by when they are due.
type turnQueue []*turn

func (q turnQueue) Len() int           { return len(q) }
func (q turnQueue) Less(i, j int) bool { return q[i].due.Before(q[j].due) }
func (q turnQueue) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].at, q[j].at = i, j
}

// Push is for container/heap.
func (q *turnQueue) Push(x any) {
	last, _ := x.(*turn)
	last.at = len(*q)
	*q = append(*q, last)
}

// Pop is for container/heap.
func (q *turnQueue) Pop() any {
	n := len(*q) - 1
	last := (*q)[n]
	last.at = -1
	(*q)[n], *q = nil, (*q)[:n]
	return last
}
