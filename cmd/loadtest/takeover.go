package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/etradeoffice/portal/signaling/socket/sockettest"
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
		started, stop, err := startRedis(ctx)
		if err != nil {
			return err
		}
		defer stop()
		url = started
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

// startRedis starts a Redis of our own.
func startRedis(ctx context.Context) (url string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	_ = l.Close()
	dir, err := os.MkdirTemp("", "loadtest-redis-")
	if err != nil {
		return "", nil, err
	}
	server := exec.CommandContext(ctx, "redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", dir)
	if err := server.Start(); err != nil {
		return "", nil, fmt.Errorf("redis-server is needed: %w", err)
	}
	stop = func() { _ = server.Process.Kill(); _ = server.Wait(); _ = os.RemoveAll(dir) }
	url = "redis://127.0.0.1:" + port + "/0"
	client, err := openRedis(url)
	if err != nil {
		stop()
		return "", nil, err
	}
	defer func() { _ = client.Close() }()
	for client.Ping(ctx).Err() != nil {
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			stop()
			return "", nil, err
		}
	}
	return url, stop, nil
}

// city is three nodes and a room with people.
type city struct {
	redis  *redis.Client
	room   string
	people []*resident

	mu    sync.Mutex
	nodes map[string]*process // by name; those that may be dialled
}

func (c *city) node() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	addresses := make([]string, 0, len(c.nodes))
	for _, p := range c.nodes {
		addresses = append(addresses, p.address)
	}
	return addresses[rand.IntN(len(addresses))]
}

// takeover fills a room, takes its node away, and looks at what came of it. paused is how long a paused node sleeps.
func takeover(ctx context.Context, url string, people int, way string, paused time.Duration) (run takeoverRun, err error) {
	run = takeoverRun{Way: way, People: people, Changed: []string{}}
	client, err := openRedis(url)
	if err != nil {
		return run, err
	}
	c := &city{redis: client, room: fmt.Sprintf("takeover-%d-%d", os.Getpid(), rand.Int32()), nodes: map[string]*process{}}
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
	if err := pause(ctx, time.Second); err != nil { // until the officer's new token is saved too
		return run, err
	}
	for _, r := range c.people {
		lives.Go(func() { r.live(living, c.room) })
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

func startRoomNode(ctx context.Context, url, name string) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	command, address, err := start(exec.CommandContext(ctx, self, "room-node", "--redis", url, "--name", name), "http://")
	if err != nil {
		return nil, err
	}
	p := &process{command, address, make(chan struct{})}
	// Ends with the process.
	go func() { _ = command.Wait(); close(p.ended) }()
	return p, nil
}

// gather fills the room and gives it something to remember.
func (c *city) gather(ctx context.Context, people int) error {
	for n := range people {
		role := protocol.RoleGuest
		switch n {
		case 0:
			role = protocol.RoleHost
		case 1:
			role = protocol.RoleOfficer
		}
		r := &resident{name: fmt.Sprintf("%s-%d", role, n+1), mark: uint32(n + 1), role: role, nodes: c.node}
		c.people = append(c.people, r)
		if err := r.hop(ctx, c.room); err != nil {
			return err
		}
		if role == protocol.RoleGuest {
			if err := errors.Join(r.ask(ctx, &protocol.Knock{}), c.people[0].ask(ctx, &protocol.LobbyAdmit{PID: r.name})); err != nil {
				return err
			}
		}
		if err := errors.Join(r.ask(ctx, &protocol.PublishSet{Source: protocol.SourceMic, Active: true}), r.ask(ctx, &protocol.LangSpeak{Lang: []string{"ko", "de", "vi"}[n%3]}),
			r.ask(ctx, &protocol.ChatSend{CID: "before", Text: "said by " + r.name})); err != nil {
			return err
		}
	}
	host, officer, guest := c.people[0], c.people[1], c.people[len(c.people)-1]
	return errors.Join(guest.ask(ctx, &protocol.HandSet{Up: true}), host.ask(ctx, &protocol.Mute{PID: guest.name, Source: protocol.SourceMic}),
		officer.ask(ctx, &protocol.PublishSet{Source: protocol.SourceMic, Active: true, Muted: true}), officer.ask(ctx, &protocol.Lock{On: true}),
		pause(ctx, time.Second)) // until it is saved
}

// picture is what the room says to the officer, who asks for all of it.
func (c *city) picture(ctx context.Context) (protocol.State, error) {
	officer := c.people[1]
	if err := officer.hop(ctx, c.room); err != nil {
		return protocol.State{}, err
	}
	state, err := sockettest.Await[*protocol.State](ctx, officer.socket, nil)
	if err != nil {
		return protocol.State{}, err
	}
	_, err = sockettest.Await[*protocol.ChatHistory](ctx, officer.socket, nil)
	return *state, err
}

func (c *city) owner(ctx context.Context) (name string, epoch int64, err error) {
	lease := c.redis.HMGet(ctx, "room:{"+c.room+"}:lease", "node", "epoch")
	var read struct {
		Node  string `redis:"node"`
		Epoch int64  `redis:"epoch"`
	}
	err = errors.Join(lease.Err(), lease.Scan(&read))
	return read.Node, read.Epoch, err
}

// takeAway does it to the room's node, which nobody reaches from then on.
func (c *city) takeAway(ctx context.Context, way string) (time.Time, error) {
	name, _, err := c.owner(ctx)
	if err != nil {
		return time.Time{}, err
	}
	c.mu.Lock()
	p := c.nodes[name]
	delete(c.nodes, name)
	c.mu.Unlock()
	if p == nil {
		return time.Time{}, fmt.Errorf("the room is at %q", name)
	}
	signal := map[string]syscall.Signal{"kill": syscall.SIGKILL, "pause": syscall.SIGSTOP, "drain": syscall.SIGINT}[way]
	return time.Now(), p.command.Process.Signal(signal)
}

// await waits, a minute and a half at most, until everybody is back.
func (c *city) await(ctx context.Context, moment time.Time) error {
	limit, cancel := context.WithTimeout(ctx, 90*time.Second)
	defer cancel()
	for {
		missing := []string{}
		for _, r := range c.people {
			if _, back := r.since(moment); !back {
				missing = append(missing, r.name)
			}
		}
		if len(missing) == 0 {
			return nil
		}
		if pause(limit, 50*time.Millisecond) != nil {
			return fmt.Errorf("%v did not come back", missing)
		}
	}
}

// wake lets the paused node go on, and counts the states of its epoch that Redis takes from it.
func (c *city) wake(ctx context.Context, all map[string]*process, at time.Time) (stale int, err error) {
	if err := pause(ctx, time.Until(at)); err != nil {
		return 0, err
	}
	_, newest, err := c.owner(ctx)
	if err != nil {
		return 0, err
	}
	for _, p := range all {
		if err := p.command.Process.Signal(syscall.SIGCONT); err != nil {
			return 0, err
		}
	}
	for until := time.Now().Add(6 * time.Second); time.Now().Before(until); {
		data, err := c.redis.Get(ctx, "room:{"+c.room+"}:state").Bytes()
		if err != nil {
			return 0, err
		}
		var saved struct{ Epoch int64 }
		if err := json.Unmarshal(data, &saved); err != nil {
			return 0, err
		}
		if saved.Epoch < newest {
			stale++
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return 0, err
		}
	}
	return stale, nil
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
func (c *city) judge(ctx context.Context, run *takeoverRun, before protocol.State) error {
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
func changes(before, after protocol.State) []string {
	different := []string{}
	note := func(what string, a, b any) {
		if !reflect.DeepEqual(a, b) {
			different = append(different, fmt.Sprintf("%s: %+v, was %+v", what, b, a))
		}
	}
	note("room", before.Room, after.Room)
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
