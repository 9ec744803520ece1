package main

import (
	"context"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"time"
)

// nodes are two servers in processes of their own. One that was killed is started again.
type nodes struct {
	url  string
	http *http.Client

	mu      sync.Mutex
	running [2]*process
	kills   int // from here, at no point in particular
	deaths  int // those too
}

// process is one of them. ended is closed when it is gone.
type process struct {
	command *exec.Cmd
	address string
	ended   chan struct{}
}

func startNodes(ctx context.Context, url string) (*nodes, error) {
	n := &nodes{url: url, http: &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
	for i := range n.running {
		if err := n.start(ctx, i); err != nil {
			n.stop()
			return nil, err
		}
	}
	return n, nil
}

func (n *nodes) start(ctx context.Context, i int) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	command, address, err := start(exec.CommandContext(ctx, self, "node", "--database", n.url), "http://")
	if err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	p := &process{command, address, make(chan struct{})}
	// Ends with the process.
	go func() { _ = command.Wait(); close(p.ended) }()
	n.running[i] = p
	return nil
}

// address is one of them by chance.
func (n *nodes) address() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.running[rand.IntN(len(n.running))].address
}

// killAtRandom kills one node after the other, at no point in particular, and starts again what is not there, until ctx
// ends.
func (n *nodes) killAtRandom(ctx context.Context) error {
	starting := context.WithoutCancel(ctx)
	next := time.Now().Add(time.Second)
	for pause(ctx, 50*time.Millisecond) == nil {
		for i := range n.running {
			if !n.gone(i) {
				continue
			}
			n.deaths++
			if err := n.start(starting, i); err != nil {
				return err
			}
		}
		if time.Now().After(next) {
			n.kill(rand.IntN(len(n.running)))
			next = time.Now().Add(time.Second + time.Duration(rand.Int64N(int64(2*time.Second))))
		}
	}
	return nil
}

// gone reports whether the process has ended, killed from here or by itself.
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

func (n *nodes) kill(i int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.kills++
	_ = n.running[i].command.Process.Kill()
}

func (n *nodes) stop() {
	for _, p := range n.running {
		if p != nil {
			_ = p.command.Process.Kill()
			<-p.ended
		}
	}
	n.http.CloseIdleConnections()
}
