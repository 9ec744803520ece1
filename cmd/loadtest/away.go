package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// awayCmd stops the Redis of a whole office, in which people talk and others book, and starts it again, empty.
type awayCmd struct {
	JSON  bool          `help:"Print JSON."`
	Away  time.Duration `default:"10m" help:"How long it is stopped."`
	Rooms int           `default:"2" help:"Rooms of four people."`
	Every time.Duration `default:"1s" help:"Time between two bookings."`
}

const perRoom = 4

type awayResult struct {
	Machine  machine  `json:"machine"`
	Load     string   `json:"load"` // averages of the machine before
	People   int      `json:"people"`
	AwayS    float64  `json:"redis_away_s"`
	Dropped  int      `json:"dropped"`          // sockets that were lost, but those cut on purpose
	Seats    int      `json:"seats_lost"`       // people who had to come with a new ticket
	GapMax   float64  `json:"media_gap_ms_max"` // the longest time in which somebody heard nobody
	Cut      int      `json:"cut_while_away"`   // sockets cut on purpose
	CutBack  float64  `json:"cut_back_ms_max"`  // until their owners were back, by whichever node they reached
	Moved    int      `json:"rooms_moved"`      // rooms that have another owner or epoch than before
	Right    float64  `json:"redis_right_ms"`   // from its return until it has every lease and every room's state again
	Lost     int      `json:"chat_lost"`
	Apart    int      `json:"people_apart"`
	Changed  []string `json:"changed"`   // what is not as before
	NotReady int      `json:"not_ready"` // times that a node said so, asked every second
	Before   asking   `json:"bookings_before"`
	While    asking   `json:"bookings_while_away"`
	After    asking   `json:"bookings_after"`
}

// Run starts PostgreSQL, Redis and the office.
func (c *awayCmd) Run(ctx context.Context) error {
	g, err := openGroundWith(ctx, 8, map[string]string{"max_connections": "200"})
	if err != nil {
		return err
	}
	defer g.close()
	program, err := buildProgram(ctx, g.dir)
	if err != nil {
		return err
	}
	result, err := c.measure(ctx, g, program, g.cluster.URL())
	if err != nil {
		return err
	}
	return show(c.JSON, result)
}

// measure does it on a database that is there.
func (c *awayCmd) measure(ctx context.Context, g *ground, program, database string) (r awayResult, err error) {
	r = awayResult{Machine: thisMachine(), Load: loadAverage(), People: c.Rooms * perRoom, Changed: []string{}}
	dir, err := os.MkdirTemp("", "loadtest-")
	if err != nil {
		return r, err
	}
	server, err := newRedis(ctx)
	if err != nil {
		return r, errors.Join(err, os.RemoveAll(dir))
	}
	office, err := startThreeNodes(ctx, program, dir, database, server.url())
	if err != nil {
		server.close()
		return r, errors.Join(err, os.RemoveAll(dir))
	}
	living, end := context.WithCancel(ctx)
	var lives sync.WaitGroup
	a := &outage{awayCmd: c, server: server, office: office}
	defer func() {
		end()
		lives.Wait()
		for _, r := range a.people() {
			r.leave()
		}
		err = errors.Join(err, office.close(), os.RemoveAll(dir))
		server.close()
	}()
	if a.shop, err = openShop(ctx, g, office.front.url()); err != nil {
		return r, err
	}
	if err := a.fill(ctx); err != nil {
		return r, err
	}
	for _, p := range a.people() {
		lives.Go(func() { p.live(living) })
		p.begin()
	}
	if r.Before, err = a.shop.book(ctx, c.Every, 10); err != nil {
		return r, err
	}
	if err := a.withoutRedis(ctx, &r); err != nil {
		return r, err
	}
	if r.After, err = a.shop.book(ctx, c.Every, 10); err != nil {
		return r, err
	}
	return r, a.judge(ctx, &r)
}

// outage is one run.
type outage struct {
	*awayCmd
	server *redisServer
	office *threeNodes
	shop   *shop
	rooms  []*city
	before []picture
	owners []string // of each room, with its epoch
}

func (a *outage) people() (all []*resident) {
	for _, c := range a.rooms {
		all = append(all, c.people...)
	}
	return all
}

// fill opens the rooms, and remembers how they are.
func (a *outage) fill(ctx context.Context) error {
	if err := pause(ctx, 3*time.Second); err != nil { // until the nodes know each other
		return err
	}
	client, err := openRedis(a.server.url())
	if err != nil {
		return err
	}
	at := map[string]*process{"office": {address: a.office.front.url()}}
	for n := range a.Rooms {
		// Silence is not what is looked for: a busy machine is silent for seconds.
		c := &city{redis: client, silent: time.Minute, origin: a.office.front.url(), room: fmt.Sprintf("away-%d", n), nodes: at}
		a.rooms = append(a.rooms, c)
		if err := c.gather(ctx, perRoom); err != nil {
			return err
		}
		before, err := c.picture(ctx)
		if err != nil {
			return err
		}
		owner, err := a.owner(ctx, c)
		if err != nil {
			return err
		}
		a.before, a.owners = append(a.before, before), append(a.owners, owner)
	}
	return nil
}

func (a *outage) owner(ctx context.Context, c *city) (string, error) {
	name, epoch, err := c.owner(ctx)
	return fmt.Sprintf("%s %d", name, epoch), err
}

// withoutRedis is the time from its stop until it has everything again.
func (a *outage) withoutRedis(ctx context.Context, r *awayResult) error {
	a.server.stop()
	stopped := time.Now()
	until, cancel := context.WithDeadline(ctx, stopped.Add(a.Away))
	defer cancel()
	var all sync.WaitGroup
	var booking, cutting error
	all.Go(func() { r.While, booking = a.shop.book(until, a.Every, 0) })
	all.Go(func() { r.NotReady = a.office.watchReady(until) })
	all.Go(func() { cutting = a.cut(ctx, r) })
	all.Wait()
	r.AwayS = round(time.Since(stopped).Seconds(), 1)
	if err := errors.Join(booking, cutting, ctx.Err(), a.server.start(ctx)); err != nil {
		return err
	}
	back := time.Now()
	for !a.isRight(ctx) {
		if time.Since(back) > time.Minute {
			return errors.New("a minute after its return Redis has not all leases and states")
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
	r.Right = round(milliseconds(time.Since(back)), 0)
	return nil
}

// cut cuts the socket of one of each room, half-way, and waits a minute at most until they are back. Each is led to another node than before; Redis stays away.
func (a *outage) cut(ctx context.Context, r *awayResult) error {
	if err := pause(ctx, a.Away/2); err != nil {
		return err
	}
	until, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	moment := time.Now()
	for _, c := range a.rooms {
		guest := c.people[len(c.people)-1]
		guest.mu.Lock()
		guest.socket.Cut()
		guest.mu.Unlock()
		r.Cut++
	}
	for _, c := range a.rooms {
		for {
			took, is := c.people[len(c.people)-1].since(moment)
			if is {
				r.CutBack = max(r.CutBack, milliseconds(took))
				break
			}
			if err := pause(until, 10*time.Millisecond); err != nil {
				return fmt.Errorf("who was cut in %s did not come back while Redis was away", c.room)
			}
		}
	}
	return nil
}

// isRight reports whether Redis has an owner and a state of every room.
func (a *outage) isRight(ctx context.Context) bool {
	for _, c := range a.rooms {
		name, _, err := c.owner(ctx)
		if err != nil || name == "" || c.redis.Exists(ctx, "room:{"+c.room+"}:state").Val() == 0 {
			return false
		}
	}
	return true
}

// judge compares every room with what it was.
func (a *outage) judge(ctx context.Context, r *awayResult) error {
	for _, p := range a.people() {
		p.mu.Lock()
		r.Dropped += p.returns
		p.mu.Unlock()
		p.hearing.Lock()
		r.GapMax = max(r.GapMax, milliseconds(p.gap))
		p.hearing.Unlock()
	}
	r.Dropped -= r.Cut
	for i, c := range a.rooms {
		owner, err := a.owner(ctx, c)
		if err != nil {
			return err
		}
		if owner != a.owners[i] {
			r.Moved++
		}
		var run takeoverRun
		if err := c.judge(ctx, &run, a.before[i]); err != nil {
			return err
		}
		r.Seats, r.Lost, r.Apart, r.Changed = r.Seats+run.Seats, r.Lost+run.Lost, r.Apart+run.Apart, slices.Concat(r.Changed, run.Changed)
	}
	return a.rooms[0].redis.Close()
}

func (r awayResult) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d CPUs, %s, load average %s before\n%d people, Redis away for %.1f s: dropped %d, seats lost %d, longest silence %.0f ms, rooms moved %d, chat lost %d, apart %d, changed %v, not ready %d\n",
		r.Machine.CPUs, r.Machine.Go, r.Load, r.People, r.AwayS, r.Dropped, r.Seats, r.GapMax, r.Moved, r.Lost, r.Apart, r.Changed, r.NotReady)
	fmt.Fprintf(&b, "%d sockets cut meanwhile: back after %.0f ms at the most; Redis right again %.0f ms after its return\n", r.Cut, r.CutBack, r.Right)
	for _, part := range []struct {
		name string
		of   asking
	}{{"before", r.Before}, {"while it was away", r.While}, {"after", r.After}} {
		fmt.Fprintf(&b, "bookings %s: %d of %d, %.0f ms p50, %.0f p99, %.0f max%s\n", part.name, part.of.Booked, part.of.Asked, part.of.P50, part.of.P99, part.of.Max,
			cmp.Or(strings.Join(append([]string{""}, part.of.Failed...), "\n  "), ""))
	}
	return b.String()
}
