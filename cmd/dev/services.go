package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// services is the Redis that Go tests use: the one of the setting, else a private one that ends with the check. A PostgreSQL
// that no setting names each test program starts by itself (pgtest): in one of its own it can hand databases from test to
// test, which takes a third of the processor time of making them.
type services struct {
	dir      string
	redis    *exec.Cmd
	settings []string
}

// env is what tells a test where the server is; empty before start.
func (s *services) env() []string { return s.settings }

// start starts what no setting names. It returns when it takes connections.
func (s *services) start(ctx context.Context, b *bench) error {
	if s.dir != "" {
		return nil
	}
	dir, err := os.MkdirTemp("", "etrade-check-")
	if err != nil {
		return err
	}
	s.dir = dir
	return s.startRedis(ctx, b)
}

func (s *services) startRedis(ctx context.Context, b *bench) error {
	if os.Getenv("ETRADE_REDIS_URL") != "" {
		b.note("Redis of ETRADE_REDIS_URL")
		return nil
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	cmd := exec.Command("redis-server", "--port", port, "--bind", "127.0.0.1", "--dir", s.dir,
		"--save", "", "--appendonly", "no", "--logfile", filepath.Join(s.dir, "redis.log"))
	cmd.Stderr = b.out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	s.redis = cmd
	if err := answersPing(ctx, "127.0.0.1:"+port); err != nil {
		return fmt.Errorf("redis-server on port %s: %w", port, err)
	}
	s.settings = append(s.settings, "ETRADE_REDIS_URL=redis://127.0.0.1:"+port+"/0")
	b.note("Redis: a redis-server, started for the tests")
	return nil
}

// stop ends what start started and removes its folder.
func (s *services) stop() {
	if s.redis != nil {
		_ = s.redis.Process.Signal(syscall.SIGTERM)
		_ = s.redis.Wait()
	}
	if s.dir != "" {
		_ = os.RemoveAll(s.dir)
	}
}

func freePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	return port, errors.Join(err, listener.Close())
}

// answersPing waits, ten seconds at most, until the Redis at the address answers PING.
func answersPing(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for {
		err := ping(ctx, address)
		if err == nil || ctx.Err() != nil {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func ping(ctx context.Context, address string) error {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.Write([]byte("PING\r\n")); err != nil {
		return err
	}
	answer := make([]byte, 16)
	n, err := conn.Read(answer)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(string(answer[:n]), "+PONG") {
		return fmt.Errorf("answered %q", answer[:n])
	}
	return nil
}
