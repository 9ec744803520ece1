package registry

import (
	"errors"
	"flag"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// owner is what one node believes: it was given the epoch and may have slept ever since.
type owner struct {
	node  node
	epoch int64 // 0: it never had the room
}

// Any story of three nodes that acquire, sleep, wake, renew, write, let go and see leases expire, also with a clock that jumps: what a node
// writes counts only while no newer epoch has begun, and no epoch is given twice.
func TestCase94OnlyTheNewestEpochWrites(t *testing.T) {
	if err := flag.Set("rapid.checks", "1000"); err != nil {
		t.Fatal(err)
	}
	story := 0
	now := time.Date(2026, 6, 15, 9, 0, 0, 0, time.UTC)
	memory := NewMemory(func() time.Time { return now })
	rapid.Check(t, func(t *rapid.T) {
		story++
		room := fmt.Sprint("room", story)
		var owners []*owner
		for _, name := range []string{"a", "b", "c"} {
			owners = append(owners, &owner{node: memory.Node(name+room, "wss://"+name, "")})
		}
		tellLeaseStory(t, room, owners, func(d time.Duration) { now = now.Add(d) })
	})
}

func TestCase94OnlyTheNewestEpochWritesOnRedis(t *testing.T) {
	if err := flag.Set("rapid.checks", "100"); err != nil {
		t.Fatal(err)
	}
	redis := realRedis(t)
	story := 0
	rapid.Check(t, func(t *rapid.T) {
		story++
		room := fmt.Sprint("room", story)
		late := time.Duration(0) // of the nodes' clocks, which Redis does not share
		var owners []*owner
		for _, name := range []string{"a", "b", "c"} {
			owners = append(owners, &owner{node: New(Config{Redis: redis, Node: name, URL: "wss://" + name, Now: func() time.Time { return time.Now().Add(late) }})})
		}
		tellLeaseStory(t, room, owners, func(d time.Duration) {
			late += d - 2*Life // also backwards
			if d >= Life {
				if err := redis.Del(t.Context(), leaseKeys(room)[0]).Err(); err != nil {
					t.Fatal(err)
				}
			}
		})
	})
}

func tellLeaseStory(t *rapid.T, room string, owners []*owner, pass func(time.Duration)) {
	newest, stored := int64(0), ""
	given := map[int64]bool{}
	someone := rapid.SampledFrom(owners)
	t.Repeat(map[string]func(*rapid.T){
		"acquire": func(t *rapid.T) {
			o := someone.Draw(t, "node")
			epoch, err := o.node.Acquire(t.Context(), room)
			if errors.Is(err, ErrElsewhere) {
				return
			}
			if err != nil || epoch <= newest || given[epoch] {
				t.Fatalf("epoch %d after %d, %v", epoch, newest, err)
			}
			given[epoch], newest, o.epoch = true, epoch, epoch
		},
		"write": func(t *rapid.T) {
			o := someone.Draw(t, "node")
			if o.epoch == 0 {
				return
			}
			data := rapid.StringN(1, 4, 16).Draw(t, "data")
			err := o.node.Save(t.Context(), room, o.epoch, []byte(data))
			switch {
			case o.epoch == newest && err == nil:
				stored = data
			case o.epoch < newest && errors.Is(err, ErrFenced):
			default:
				t.Fatalf("epoch %d of %d wrote: %v", o.epoch, newest, err)
			}
		},
		"renew": func(t *rapid.T) {
			o := someone.Draw(t, "node")
			lost, _, err := o.node.Renew(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, gone := lost[room]; gone && o.epoch == newest {
				t.Fatalf("the newest owner lost the room: %v", lost)
			}
		},
		"release": func(t *rapid.T) {
			if err := someone.Draw(t, "node").node.Release(t.Context(), room); err != nil {
				t.Fatal(err)
			}
		},
		"time passes": func(t *rapid.T) { pass(time.Duration(rapid.Int64Range(0, int64(3*Life)).Draw(t, "time"))) },
		"": func(t *rapid.T) {
			if data, err := owners[0].node.Load(t.Context(), room); err != nil || string(data) != stored {
				t.Fatalf("stored %q instead of %q, %v", data, stored, err)
			}
		},
	})
}
