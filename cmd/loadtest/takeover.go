package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"sync"
	"syscall"
	"time"

	protocol "github.com/etradeoffice/portal/signaling/wire"
)

// takeoverCmd takes the node away that has a room in which people talk, in each of the ways in which that happens, and tells how and when they are back.
type takeoverCmd struct {
	JSON   bool     `help:"Print JSON."`
	Redis  string   `help:"URL of Redis. Empty: one is started." env:"ETRADE_REDIS_URL"`
	People int      `default:"8" help:"In the room."`
	Ways   []string `default:"kill,pause,drain" enum:"kill,pause,drain" help:"kill -9, 20 s of SIGSTOP, SIGTERM."`
	Times  int      `default:"1" help:"Of each way."`
}

// takeoverRun is one node taken away.
type takeoverRun struct {
	Way     string   `json:"way"`
	People  int      `json:"people"`
	BackP50 float64  `json:"back_ms_p50"` // from the moment to a socket with the same seat, and media that stand and bring somebody's voice
	BackMax float64  `json:"back_ms_max"`
	GapP50  float64  `json:"media_gap_ms_p50"` // the longest time without a packet of anybody
	GapMax  float64  `json:"media_gap_ms_max"`
	Changed []string `json:"changed"`      // what is not as before: nothing, if all is well
	Stale   int      `json:"stale"`        // states of an older epoch found in Redis after a newer one had begun
	Lost    int      `json:"chat_lost"`    // lines that somebody misses of those said before and after
	Seats   int      `json:"seats_lost"`   // people who had to come with a new ticket
	Apart   int      `json:"people_apart"` // people who are not where the others are in the end
}

type takeoverResult struct {
	Machine machine       `json:"machine"`
	Runs    []takeoverRun `json:"runs"`
}

// Run does one after the other.
func (c *takeoverCmd) Run(ctx context.Context) error {
	url := c.Redis
	if url == "" {
		started, err := newRedis(ctx)
		if err != nil {
			return err
		}
		defer started.close()
		url = started.url()
	}
	result := takeoverResult{Machine: thisMachine()}
	for _, way := range c.Ways {
		for range c.Times {
			run, err := takeover(ctx, url, c.People, way, 20*time.Second)
			if err != nil {
				return fmt.Errorf("%s: %w", way, err)
			}
			result.Runs = append(result.Runs, run)
		}
	}
	return show(c.JSON, result)
}

// takeover fills a room, takes its node away, and looks at what came of it. paused is how long a paused node sleeps.
func takeover(ctx context.Context, url string, people int, way string, paused time.Duration) (run takeoverRun, err error) {
	run = takeoverRun{Way: way, People: people, Changed: []string{}}
	client, err := openRedis(url)
	if err != nil {
		return run, err
	}
	c := &city{redis: client, origin: roomOrigin, room: fmt.Sprintf("takeover-%d-%d", os.Getpid(), rand.Int32()), nodes: map[string]*process{}}
	living, end := context.WithCancel(ctx)
	var lives sync.WaitGroup
	all := map[string]*process{}
	defer func() {
		end()
		lives.Wait()
		for _, r := range c.people {
			r.leave()
		}
		for _, p := range all {
			_ = p.command.Process.Signal(syscall.SIGCONT)
			_ = p.command.Process.Kill()
			<-p.ended
		}
		err = errors.Join(err, client.Close())
	}()
	for _, name := range []string{"one", "two", "three"} {
		p, err := startRoomNode(ctx, url, c.room+name)
		if err != nil {
			return run, err
		}
		c.nodes[c.room+name], all[c.room+name] = p, p
	}
	if err := pause(ctx, 3*time.Second); err != nil { // until they know each other
		return run, err
	}
	if err := c.gather(ctx, people); err != nil {
		return run, err
	}
	before, err := c.picture(ctx)
	if err != nil {
		return run, err
	}
	for _, r := range c.people {
		lives.Go(func() { r.live(living) })
		r.begin()
	}
	moment, err := c.takeAway(ctx, way)
	if err != nil {
		return run, err
	}
	if err := c.await(ctx, moment); err != nil {
		return run, err
	}
	run.note(c.people, moment)
	if way == "pause" {
		if run.Stale, err = c.wake(ctx, all, moment.Add(paused)); err != nil {
			return run, err
		}
	}
	return run, c.judge(ctx, &run, before)
}

// note is when people were back, and how long they heard nobody.
func (run *takeoverRun) note(people []*resident, moment time.Time) {
	var back, gaps []float64
	for _, r := range people {
		took, _ := r.since(moment)
		r.hearing.Lock()
		back, gaps = append(back, milliseconds(took)), append(gaps, milliseconds(r.gap))
		r.hearing.Unlock()
	}
	run.BackP50, run.BackMax = quantile(back, 0.5), quantile(back, 1)
	run.GapP50, run.GapMax = quantile(gaps, 0.5), quantile(gaps, 1)
}

// judge compares the room with what it was, and looks for what somebody misses.
func (c *city) judge(ctx context.Context, run *takeoverRun, before picture) error {
	for _, r := range c.people {
		if err := r.ask(ctx, &protocol.ChatSend{CID: "after", Text: "said by " + r.name}); err != nil {
			return err
		}
	}
	if err := pause(ctx, time.Second); err != nil {
		return err
	}
	after, err := c.picture(ctx)
	if err != nil {
		return err
	}
	run.Changed = changes(before, after)
	_, epoch, err := c.owner(ctx)
	if err != nil {
		return err
	}
	for _, r := range c.people {
		r.mu.Lock()
		run.Seats += r.losses
		said, at := map[string]bool{}, int64(0)
		for _, f := range r.socket.All() {
			at = max(at, f.Epoch)
			switch m := f.Message.(type) {
			case *protocol.ChatMsg:
				said[m.PID+m.CID] = true
			case *protocol.ChatHistory:
				for _, line := range m.Messages {
					said[line.PID+line.CID] = true
				}
			}
		}
		r.mu.Unlock()
		run.Lost += 2*len(c.people) - len(said)
		if at != epoch {
			run.Apart++
		}
	}
	return nil
}

// changes names what differs between two pictures of a room; its revision has to grow.
func changes(before, after picture) []string {
	different := []string{}
	note := func(what string, a, b any) {
		if !reflect.DeepEqual(a, b) {
			different = append(different, fmt.Sprintf("%s: %+v, was %+v", what, b, a))
		}
	}
	note("room", before.Room, after.Room)
	note("document", before.shown, after.shown)
	if after.Rev <= before.Rev {
		note("revision", before.Rev, after.Rev)
	}
	note("people", len(before.People), len(after.People))
	if len(before.People) != len(after.People) {
		return different
	}
	for i, person := range before.People {
		note(person.PID, person, after.People[i])
	}
	return different
}

func (r takeoverResult) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d CPUs, %s, %s\n", r.Machine.CPUs, r.Machine.Go, r.Machine.OS)
	for _, n := range r.Runs {
		fmt.Fprintf(&b, "%-5s %d people: back %.0f ms p50, %.0f max; no media for %.0f ms p50, %.0f max; stale states %d, chat lost %d, seats lost %d, apart %d, changed %v\n",
			n.Way, n.People, n.BackP50, n.BackMax, n.GapP50, n.GapMax, n.Stale, n.Lost, n.Seats, n.Apart, n.Changed)
	}
	return b.String()
}
