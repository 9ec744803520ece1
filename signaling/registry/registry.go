// Package registry owns which process has which room: a lease in Redis with an epoch that only grows, and the snapshot of the room's
// state under the same fence. It leaves what a snapshot holds to room, and what to do when a lease is lost to signaling.
//
// Keys of a room: room:{id}:lease, a hash {node, epoch, url, inner} that lives 10 s; room:{id}:epoch, the last epoch; room:{id}:state, the snapshot.
// An epoch is at least the wall clock in ms, so that it grows even when Redis has come back empty. The key nodes lists the nodes that are there, see nodes.go.
package registry

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// Life is how long a lease counts without renewal, Every how often it is renewed.
const (
	Life  = 10 * time.Second
	Every = 2500 * time.Millisecond
)

// ErrElsewhere is a room that another node has; see Elsewhere.
var ErrElsewhere = errors.New("another node has the room")

// Elsewhere is ErrElsewhere with the node that has the room: its socket URL, and where other nodes reach it ("" when it takes no calls of theirs).
type Elsewhere struct{ URL, Inner string }

func (e *Elsewhere) Error() string { return ErrElsewhere.Error() + ": " + e.URL }

// Is makes it ErrElsewhere.
func (e *Elsewhere) Is(target error) bool { return target == ErrElsewhere }

// Config says who this process is.
type Config struct {
	Redis redis.UniversalClient // with ContextTimeoutEnabled and timeouts of some 100 ms
	Node  string                // the same after a restart, different on every other node
	URL   string                // this node's socket URL
	Inner string                // this node's URL for other nodes, http://10.0.0.2:8080; "" for the only node
	Now   func() time.Time
	// Folder keeps snapshots in files instead of Redis: for one node whose Redis does not outlive the process.
	Folder string
}

// Registry holds this node's leases. It is safe for concurrent use.
type Registry struct {
	Config
	mu   sync.Mutex
	held map[string]int64 // epoch by room
}

// New holds nothing yet. Snapshots in the folder that are too old to be loaded are removed.
func New(c Config) *Registry {
	r := &Registry{Config: c, held: map[string]int64{}}
	r.sweep()
	return r
}

func leaseKeys(room string) []string {
	return []string{"room:{" + room + "}:lease", "room:{" + room + "}:epoch"}
}

// Acquire takes the room with a new epoch: at once when nobody has it or this node had it before a restart, else ErrElsewhere.
func (r *Registry) Acquire(ctx context.Context, room string) (epoch int64, err error) {
	answer, err := acquire.Run(ctx, r.Redis, leaseKeys(room), r.Node, r.URL, r.Now().UnixMilli(), Life.Milliseconds(), r.Inner).StringSlice()
	if err != nil {
		return 0, fmt.Errorf("acquire room %s: %w", room, err)
	}
	if answer[0] == "" {
		return 0, &Elsewhere{URL: answer[1], Inner: answer[2]}
	}
	epoch, err = strconv.ParseInt(answer[0], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("acquire room %s: %w", room, err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held[room] = epoch
	return epoch, nil
}

// Owner is the socket URL of the node that has the room, "" when none has.
func (r *Registry) Owner(ctx context.Context, room string) (url string, err error) {
	url, err = r.Redis.HGet(ctx, leaseKeys(room)[0], "url").Result()
	if errors.Is(err, redis.Nil) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("owner of room %s: %w", room, err)
	}
	return url, nil
}

// Renew prolongs all leases that this node holds. lost names the rooms that another node has taken, with its URL; they are held no more.
// A lease that has expired or vanished while nobody took it is taken back under the same epoch: back names those rooms, whose snapshot may have vanished too.
// An error means that Redis was away: nothing is lost by that.
func (r *Registry) Renew(ctx context.Context) (lost map[string]string, back []string, err error) {
	r.mu.Lock()
	held := make(map[string]int64, len(r.held))
	for room, epoch := range r.held {
		held[room] = epoch
	}
	r.mu.Unlock()
	lost = map[string]string{}
	for room, epoch := range held {
		answer, err := renew.Run(ctx, r.Redis, leaseKeys(room), r.Node, r.URL, epoch, Life.Milliseconds(), r.Inner).StringSlice()
		if err != nil {
			return lost, back, fmt.Errorf("renew room %s: %w", room, err)
		}
		switch {
		case answer[0] == "":
			lost[room] = answer[1]
			r.forget(room, epoch)
		case len(answer) > 1:
			back = append(back, room)
		}
	}
	return lost, back, nil
}

// Release gives the room away. The snapshot stays for who comes next.
func (r *Registry) Release(ctx context.Context, room string) error {
	r.mu.Lock()
	epoch, ok := r.held[room]
	r.mu.Unlock()
	if !ok {
		return nil
	}
	r.forget(room, epoch)
	if err := release.Run(ctx, r.Redis, leaseKeys(room), r.Node, epoch).Err(); err != nil {
		return fmt.Errorf("release room %s: %w", room, err)
	}
	return nil
}

func (r *Registry) forget(room string, epoch int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.held[room] == epoch {
		delete(r.held, room)
	}
}
