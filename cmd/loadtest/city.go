package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/etradeoffice/portal/signaling/socket/sockettest"
	protocol "github.com/etradeoffice/portal/signaling/wire"
)

// city is three nodes and a room with people.
type city struct {
	redis  *redis.Client
	room   string
	origin string        // of the page of the room
	silent time.Duration // what its people bear; 0: as much as a page
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
		r := &resident{participant: participant{name: fmt.Sprintf("%s-%d", role, n+1), room: c.room, role: role, mark: uint32(n + 1), keys: roomKeys(),
			until: time.Now().Add(time.Hour), node: c.node, origin: c.origin}, silent: cmp.Or(c.silent, silentAfter)}
		c.people = append(c.people, r)
		if err := r.hop(ctx); err != nil {
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
		guest.ask(ctx, &protocol.DocPresent{ID: "sheet-1", Page: 1}), guest.ask(ctx, &protocol.DocPage{Page: 3}),
		pause(ctx, time.Second)) // until it is saved
}

// picture is a room as it tells of itself.
type picture struct {
	protocol.State
	shown protocol.Doc
}

// picture is what the room says to the officer, who asks for all of it.
func (c *city) picture(ctx context.Context) (picture, error) {
	officer := c.people[1]
	if err := officer.hop(ctx); err != nil {
		return picture{}, err
	}
	state, err := sockettest.Await[*protocol.State](ctx, officer.socket, nil)
	if err != nil {
		return picture{}, err
	}
	if _, err = sockettest.Await[*protocol.ChatHistory](ctx, officer.socket, nil); err != nil {
		return picture{}, err
	}
	shown, err := sockettest.Await[*protocol.Doc](ctx, officer.socket, nil)
	if err != nil {
		return picture{}, err
	}
	return picture{*state, *shown}, nil
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
