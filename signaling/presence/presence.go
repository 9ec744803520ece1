// Package presence owns who is at the desk now, true to a heartbeat in Redis: a beat every 5 s, gone 15 s after the last.
// It leaves who may see it to the portal. It is never a proof of being in a room, and a missing Redis makes it unknown, not away.
//
// Keys: presence:{company}:desk and presence:{company}:call, sorted sets of user ids by the instant (ms) at which their beat ends.
package presence

import (
	"context"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/etradeoffice/portal/signaling/control"
)

// Every is the time between beats, Life how long a beat counts.
const (
	Every = 5 * time.Second
	Life  = 15 * time.Second
)

// pause is how long Redis is left alone after it failed.
const pause = time.Second

// Presence answers from Redis. It is safe for concurrent use.
type Presence struct {
	redis redis.UniversalClient
	now   func() time.Time
	rest  atomic.Int64 // until when Redis is left alone, ns since 1970
}

// New uses a client with ContextTimeoutEnabled and timeouts of some 100 ms.
func New(client redis.UniversalClient, now func() time.Time) *Presence {
	return &Presence{redis: client, now: now}
}

var _ control.Presence = (*Presence)(nil)

// Beat says that a member of a company has a page of the portal open.
func (p *Presence) Beat(ctx context.Context, company, user string) error {
	return p.beat(ctx, key(company, "desk"), user)
}

// BeatInCall says that a member of a company is in a room.
func (p *Presence) BeatInCall(ctx context.Context, company, user string) error {
	return p.beat(ctx, key(company, "call"), user)
}

func key(company, kind string) string { return "presence:{" + company + "}:" + kind }

func (p *Presence) beat(ctx context.Context, key, user string) error {
	if p.resting() {
		return fmt.Errorf("presence: redis is away")
	}
	now := p.now()
	_, err := p.redis.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.ZAdd(ctx, key, redis.Z{Score: float64(now.Add(Life).UnixMilli()), Member: user})
		pipe.ZRemRangeByScore(ctx, key, "-inf", strconv.FormatInt(now.UnixMilli(), 10))
		pipe.PExpire(ctx, key, Life)
		return nil
	})
	return p.noted(err)
}

// Of is the state of each company: at its desk when a member who is in no call has beaten, in a call when all who have beaten are in one. Every state is
// unknown when Redis cannot be asked; the error is always nil.
func (p *Presence) Of(ctx context.Context, companies []string) (map[string]control.PresenceState, error) {
	states := make(map[string]control.PresenceState, len(companies))
	for _, company := range companies {
		states[company] = control.PresenceUnknown
	}
	if len(companies) == 0 || p.resting() {
		return states, nil
	}
	alive := &redis.ZRangeBy{Min: "(" + strconv.FormatInt(p.now().UnixMilli(), 10), Max: "+inf"}
	desks, calls := make([]*redis.StringSliceCmd, len(companies)), make([]*redis.StringSliceCmd, len(companies))
	_, err := p.redis.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for i, company := range companies {
			desks[i] = pipe.ZRangeByScore(ctx, key(company, "desk"), alive)
			calls[i] = pipe.ZRangeByScore(ctx, key(company, "call"), alive)
		}
		return nil
	})
	if p.noted(err) != nil {
		return states, nil
	}
	for i, company := range companies {
		states[company] = state(desks[i].Val(), calls[i].Val())
	}
	return states, nil
}

func state(desk, call []string) control.PresenceState {
	busy := map[string]bool{}
	for _, user := range call {
		busy[user] = true
	}
	for _, user := range desk {
		if !busy[user] {
			return control.AtDesk
		}
	}
	if len(call) > 0 {
		return control.InCall
	}
	return control.Away
}

func (p *Presence) resting() bool { return p.now().UnixNano() < p.rest.Load() }

func (p *Presence) noted(err error) error {
	if err != nil {
		p.rest.Store(p.now().Add(pause).UnixNano())
		return fmt.Errorf("presence: %w", err)
	}
	return nil
}
