// Package presence owns who is at the desk now, true to a heartbeat in Redis: a beat every 5 s, gone 15 s after the last.
// It leaves who may see it to the portal. It is never a proof of being in a room, and a missing Redis makes it unknown, not away.
//
// Keys: presence:{company}:desk and presence:{company}:call, sorted sets of user ids by the instant (ms) at which their beat ends, and
// presence:{company}:said, a hash of what those at the desk who are not simply there have said ("busy", "away", "break 1767225600").
package presence

import (
	"context"
	"fmt"
	"strconv"
	"strings"
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

// Beat says that a member of a company has a page of the portal open, and how they are there.
func (p *Presence) Beat(ctx context.Context, company, user string, how control.Whereabouts) error {
	return p.beat(ctx, key(company, "desk"), user, func(pipe redis.Pipeliner) {
		said := key(company, "said")
		if text := spell(how); text != "" {
			pipe.HSet(ctx, said, user, text)
			pipe.PExpire(ctx, said, Life)
		} else {
			pipe.HDel(ctx, said, user)
		}
	})
}

// BeatInCall says that a member of a company is in a room.
func (p *Presence) BeatInCall(ctx context.Context, company, user string) error {
	return p.beat(ctx, key(company, "call"), user, func(redis.Pipeliner) {})
}

func key(company, kind string) string { return "presence:{" + company + "}:" + kind }

func (p *Presence) beat(ctx context.Context, key, user string, more func(redis.Pipeliner)) error {
	if p.resting() {
		return fmt.Errorf("presence: redis is away")
	}
	now := p.now()
	_, err := p.redis.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.ZAdd(ctx, key, redis.Z{Score: float64(now.Add(Life).UnixMilli()), Member: user})
		pipe.ZRemRangeByScore(ctx, key, "-inf", strconv.FormatInt(now.UnixMilli(), 10))
		pipe.PExpire(ctx, key, Life)
		more(pipe)
		return nil
	})
	return p.noted(err)
}

// Of is the state of each company: that of its most present person. Every state is unknown when Redis cannot be asked; the
// error is always nil.
func (p *Presence) Of(ctx context.Context, companies []string) (map[string]control.PresenceState, error) {
	states := make(map[string]control.PresenceState, len(companies))
	for _, company := range companies {
		states[company] = control.PresenceUnknown
	}
	looks, err := p.look(ctx, companies)
	if err != nil {
		return states, nil
	}
	for i, company := range companies {
		states[company] = together(looks[i].people(p.now()))
	}
	return states, nil
}

// People are those of a company who have beaten.
func (p *Presence) People(ctx context.Context, company string) (map[string]control.Whereabouts, error) {
	looks, err := p.look(ctx, []string{company})
	if err != nil {
		return nil, err
	}
	return looks[0].people(p.now()), nil
}

// look is what Redis says of one company.
type look struct {
	desk, call *redis.StringSliceCmd
	said       *redis.MapStringStringCmd
}

func (p *Presence) look(ctx context.Context, companies []string) ([]look, error) {
	if len(companies) == 0 {
		return nil, nil
	}
	if p.resting() {
		return nil, fmt.Errorf("presence: redis is away")
	}
	alive := &redis.ZRangeBy{Min: "(" + strconv.FormatInt(p.now().UnixMilli(), 10), Max: "+inf"}
	looks := make([]look, len(companies))
	_, err := p.redis.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for i, company := range companies {
			looks[i] = look{
				desk: pipe.ZRangeByScore(ctx, key(company, "desk"), alive), call: pipe.ZRangeByScore(ctx, key(company, "call"), alive),
				said: pipe.HGetAll(ctx, key(company, "said")),
			}
		}
		return nil
	})
	return looks, p.noted(err)
}

func (l look) people(now time.Time) map[string]control.Whereabouts {
	people, said := map[string]control.Whereabouts{}, l.said.Val()
	for _, user := range l.desk.Val() {
		people[user] = read(said[user], now)
	}
	for _, user := range l.call.Val() {
		people[user] = control.Whereabouts{State: control.InCall}
	}
	return people
}

// together is the state of the most present.
func together(people map[string]control.Whereabouts) control.PresenceState {
	for _, state := range []control.PresenceState{control.AtDesk, control.InCall, control.Busy, control.OnBreak} {
		for _, one := range people {
			if one.State == state {
				return state
			}
		}
	}
	return control.Away
}

// spell writes what somebody says; who is simply there says nothing.
func spell(how control.Whereabouts) string {
	switch how.State {
	case control.Busy, control.Away:
		return string(how.State)
	case control.OnBreak:
		return string(control.OnBreak) + " " + strconv.FormatInt(how.Until.Unix(), 10)
	default:
		return ""
	}
}

// read is the reverse of spell.
func read(text string, now time.Time) control.Whereabouts {
	word, until, _ := strings.Cut(text, " ")
	switch state := control.PresenceState(word); state {
	case control.Busy, control.Away:
		return control.Whereabouts{State: state}
	case control.OnBreak:
		if seconds, err := strconv.ParseInt(until, 10, 64); err == nil && time.Unix(seconds, 0).After(now) {
			return control.Whereabouts{State: state, Until: time.Unix(seconds, 0).UTC()}
		}
	default:
	}
	return control.Whereabouts{State: control.AtDesk}
}

func (p *Presence) resting() bool { return p.now().UnixNano() < p.rest.Load() }

func (p *Presence) noted(err error) error {
	if err != nil {
		p.rest.Store(p.now().Add(pause).UnixNano())
		return fmt.Errorf("presence: %w", err)
	}
	return nil
}
