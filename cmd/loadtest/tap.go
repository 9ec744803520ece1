package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/url"
	"path/filepath"
	"sync"

	"github.com/jackc/pgx/v5/pgconn"
)

// tap stands between a node and its PostgreSQL, so that the node can be killed with a statement on its way: before
// PostgreSQL has it, or when PostgreSQL has it and the node will never hear what came of it.
type tap struct {
	listener net.Listener
	to       *pgconn.Config
	kill     func()
	running  sync.WaitGroup

	mu    sync.Mutex
	after bool // PostgreSQL gets the statement before the kill
	left  int  // statements until then; 0: none is waited for
	open  map[net.Conn]bool
}

// openTap listens in the folder, and returns the URL by which a node comes through. kill is called from its goroutines.
func openTap(ctx context.Context, dir, database string, kill func()) (*tap, string, error) {
	to, err := pgconn.ParseConfig(database)
	if err != nil {
		return nil, "", err
	}
	u, err := url.Parse(database)
	if err != nil {
		return nil, "", err
	}
	q := u.Query()
	q.Set("host", dir)
	q.Set("port", "5432")
	u.Host, u.RawQuery = "", q.Encode()
	l, err := net.Listen("unix", filepath.Join(dir, ".s.PGSQL.5432"))
	if err != nil {
		return nil, "", err
	}
	t := &tap{listener: l, to: to, kill: kill, open: map[net.Conn]bool{}}
	t.running.Go(func() { // ends with close
		for {
			node, err := l.Accept()
			if err != nil {
				return
			}
			t.running.Go(func() { t.serve(ctx, node) }) // ends with the connection
		}
	})
	return t, u.String(), nil
}

func (t *tap) serve(ctx context.Context, node net.Conn) {
	network, address := pgconn.NetworkAddress(t.to.Host, t.to.Port)
	up, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		_ = node.Close()
		return
	}
	t.keep(true, node, up)
	defer t.keep(false, node, up)
	t.running.Go(func() { _, _ = io.Copy(node, up); _ = node.Close() }) // ends with either side
	t.forward(up, node)
	_ = up.Close()
	_ = node.Close()
}

// forward hands statements on until one is the node's last.
func (t *tap) forward(up, node net.Conn) {
	buffer := make([]byte, 64<<10)
	for {
		n, err := node.Read(buffer)
		if n > 0 {
			last, after := t.counted()
			if last && !after {
				t.kill()
				return
			}
			if _, err := up.Write(buffer[:n]); err != nil {
				return
			}
			if last {
				t.kill()
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// counted reports whether this statement is the node's last, and whether PostgreSQL gets it.
func (t *tap) counted() (last, after bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.left == 0 {
		return false, false
	}
	t.left--
	return t.left == 0, t.after
}

// arm has the node killed at one of its next statements.
func (t *tap) arm(within int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.left, t.after = 1+rand.IntN(within), rand.IntN(2) == 0
}

// disarm leaves a node alone that has just begun.
func (t *tap) disarm() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.left = 0
}

func (t *tap) keep(open bool, both ...net.Conn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, c := range both {
		if open {
			t.open[c] = true
		} else {
			delete(t.open, c)
		}
	}
}

func (t *tap) close() error {
	err := t.listener.Close()
	t.mu.Lock()
	for c := range t.open {
		_ = c.Close()
	}
	t.mu.Unlock()
	t.running.Wait()
	if err != nil {
		return fmt.Errorf("close the way to PostgreSQL: %w", err)
	}
	return nil
}
