package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"
)

// nodes are two of `etrade serve` on one PostgreSQL and one Redis, as a whole office has them: pages, API, rooms and jobs. One
// that was killed is started again.
type nodes struct {
	program string
	dir     string
	redis   *redisServer
	http    *http.Client
	way     [2]way

	mu      sync.Mutex
	running [2]*process
	kills   int // at no point in particular
	deaths  int // those too
}

// way is how a node is reached, and how it reaches its database.
type way struct {
	name, own, inner, database string
	tap                        *tap
}

// process is one of them. ended is closed when it is gone.
type process struct {
	command *exec.Cmd
	address string
	ended   chan struct{}
}

// startNodes runs the program twice. The database has its tables.
func startNodes(ctx context.Context, program, database string) (n *nodes, err error) {
	n = &nodes{program: program, http: &http.Client{Timeout: 20 * time.Second, CheckRedirect: noRedirects, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
	defer func() {
		if err != nil {
			err = errors.Join(err, n.stop())
		}
	}()
	if n.dir, err = os.MkdirTemp("", "loadtest-"); err != nil {
		return n, err
	}
	if n.redis, err = newRedis(ctx); err != nil {
		return n, err
	}
	for i, name := range []string{"one", "two"} {
		w, dir := &n.way[i], filepath.Join(n.dir, name)
		if err := os.Mkdir(dir, 0o700); err != nil {
			return n, err
		}
		ports := [2]string{}
		for p := range ports {
			if ports[p], err = freePort(); err != nil {
				return n, err
			}
		}
		w.name, w.own, w.inner = name, "127.0.0.1:"+ports[0], "127.0.0.1:"+ports[1]
		if w.tap, w.database, err = openTap(ctx, dir, database, func() { n.kill(i) }); err != nil {
			return n, err
		}
		if err := n.start(ctx, i); err != nil {
			return n, err
		}
	}
	return n, nil
}

// start returns when the node is ready.
func (n *nodes) start(ctx context.Context, i int) error {
	w := n.way[i]
	w.tap.disarm()
	command := serving(ctx, n.program, filepath.Join(n.dir, w.name, "data"), w.own, "http://"+w.own, w.name, w.inner, w.database, n.redis.url())
	// A person asks for hundreds in a run, which is more than an office bears.
	command.Args = append(command.Args, "--requests-open", "1000", "--requests-hour", "1000")
	if err := command.Start(); err != nil {
		return err
	}
	p := &process{command, "http://" + w.own, make(chan struct{})}
	// Ends with the process.
	go func() { _ = command.Wait(); close(p.ended) }()
	n.mu.Lock()
	n.running[i] = p
	n.mu.Unlock()
	for !isReady(ctx, p.address) {
		if n.gone(i) {
			return fmt.Errorf("node %s ended before it was ready", w.name)
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

// killAtRandom kills one node after the other and starts it again, until ctx ends: half of them at no point in particular, half
// with a statement on its way to PostgreSQL. Between two deaths both are there for a while, so that clients meet at both.
func (n *nodes) killAtRandom(ctx context.Context) error {
	starting := context.WithoutCancel(ctx)
	next := time.Now().Add(time.Second)
	for pause(ctx, 20*time.Millisecond) == nil {
		for i := range n.running {
			if !n.gone(i) {
				continue
			}
			n.deaths++
			if err := n.start(starting, i); err != nil {
				return err
			}
			next = time.Now().Add(time.Second + time.Duration(rand.Int64N(int64(3*time.Second))))
		}
		if time.Now().Before(next) {
			continue
		}
		next = next.Add(time.Minute) // until it is back
		if i := rand.IntN(len(n.running)); rand.IntN(2) == 0 {
			n.kills++
			n.kill(i)
		} else {
			n.way[i].tap.arm(20)
		}
	}
	return nil
}

// gone reports whether the process has ended.
func (n *nodes) gone(i int) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	select {
	case <-n.running[i].ended:
		return true
	default:
		return false
	}
}

// kill is kill -9.
func (n *nodes) kill(i int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	_ = n.running[i].command.Process.Kill()
}

func (n *nodes) stop() error {
	var errs []error
	for i, p := range n.running {
		if p != nil {
			n.kill(i)
			<-p.ended
		}
	}
	for _, w := range n.way {
		if w.tap != nil {
			errs = append(errs, w.tap.close())
		}
	}
	if n.redis != nil {
		n.redis.close()
	}
	n.http.CloseIdleConnections()
	return errors.Join(append(errs, os.RemoveAll(n.dir))...)
}
