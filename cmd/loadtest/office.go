package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

// threeNodes is a whole office as deploy/compose.nodes.yml has it: three times `etrade serve`, on one database and one Redis, behind one name.
type threeNodes struct {
	front *front
	own   []string // each node's own address
	all   []*exec.Cmd
}

// buildProgram makes etrade in the folder.
func buildProgram(ctx context.Context, dir string) (string, error) {
	program := filepath.Join(dir, "etrade")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", program, "github.com/etradeoffice/portal/cmd/etrade").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return program, nil
}

// serving is one node, which has not begun: `etrade serve` at an address of loopback.
func serving(ctx context.Context, program, data, own, public, name, inner, database, redis string) *exec.Cmd {
	node := exec.CommandContext(ctx, program, "serve", "--data", data, "--database-url", database, "--redis-url", redis, "--secret", officeSecret,
		"--listen", own, "--media-udp", "127.0.0.1:0", "--public-url", public, "--node", name, "--node-inner", inner, "--log-level", "error")
	node.Stderr = os.Stderr
	return node
}

// startThreeNodes returns when all are ready. The database has its tables.
func startThreeNodes(ctx context.Context, program, dir, database, redis string) (o *threeNodes, err error) {
	o = &threeNodes{}
	defer func() {
		if err != nil {
			err = errors.Join(err, o.close())
		}
	}()
	if o.front, err = openFront(ctx); err != nil {
		return o, err
	}
	for _, name := range []string{"one", "two", "three"} {
		ports := [2]string{}
		for i := range ports {
			if ports[i], err = freePort(); err != nil {
				return o, err
			}
		}
		own := "127.0.0.1:" + ports[0]
		node := serving(ctx, program, filepath.Join(dir, name), own, o.front.url(), name, "127.0.0.1:"+ports[1], database, redis)
		if err := node.Start(); err != nil {
			return o, err
		}
		o.all, o.own = append(o.all, node), append(o.own, "http://"+own)
	}
	for _, own := range o.own {
		for !isReady(ctx, own) {
			if err := pause(ctx, 50*time.Millisecond); err != nil {
				return o, err
			}
		}
	}
	o.front.lead(o.own)
	return o, nil
}

// isReady is what whoever keeps a node running asks it.
func isReady(ctx context.Context, own string) bool {
	_, err := get(ctx, visitor, own+"/readyz")
	return err == nil
}

// close asks all to stop, and waits for it.
func (o *threeNodes) close() error {
	for _, node := range o.all {
		_ = node.Process.Signal(os.Interrupt)
	}
	var err error
	for _, node := range o.all {
		err = errors.Join(err, node.Wait())
	}
	if o.front != nil {
		o.front.close()
	}
	return err
}

// front is the one name: it leads each connection to the next node, from an address of its own, as if each were another client's.
type front struct {
	listener net.Listener
	count    atomic.Uint32
	mu       sync.Mutex
	nodes    []string // host:port
	open     map[net.Conn]bool
	running  sync.WaitGroup
}

func openFront(ctx context.Context) (*front, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	f := &front{listener: l, open: map[net.Conn]bool{}}
	f.running.Go(func() { // ends with close
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			f.running.Go(func() { f.serve(ctx, client) }) // ends with the connection
		}
	})
	return f, nil
}

func (f *front) url() string { return "http://" + f.listener.Addr().String() }

func (f *front) lead(addresses []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, a := range addresses {
		f.nodes = append(f.nodes, a[len("http://"):])
	}
}

func (f *front) serve(ctx context.Context, client net.Conn) {
	n := f.count.Add(1)
	f.mu.Lock()
	node := f.nodes[int(n)%len(f.nodes)]
	f.mu.Unlock()
	from := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 1, byte(n>>8), byte(n))}}
	up, err := from.DialContext(ctx, "tcp", node)
	if err != nil {
		_ = client.Close()
		return
	}
	f.keep(true, client, up)
	defer f.keep(false, client, up)
	f.running.Go(func() { _, _ = io.Copy(up, client); _ = up.Close() }) // ends with either side
	_, _ = io.Copy(client, up)
	_ = client.Close()
}

func (f *front) keep(open bool, both ...net.Conn) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range both {
		if open {
			f.open[c] = true
		} else {
			delete(f.open, c)
		}
	}
}

func (f *front) close() {
	_ = f.listener.Close()
	f.mu.Lock()
	for c := range f.open {
		_ = c.Close()
	}
	f.mu.Unlock()
	f.running.Wait()
}

// watchReady asks every node each second, until ctx ends, and counts how often one was not ready.
func (o *threeNodes) watchReady(ctx context.Context) (not int) {
	for pause(ctx, time.Second) == nil {
		for _, own := range o.own {
			if !isReady(ctx, own) && ctx.Err() == nil {
				not++
			}
		}
	}
	return not
}

// noRedirects is for programs: an answer is an answer.
func noRedirects(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
