package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
)

// redisServer is a Redis of our own that keeps nothing: after a stop it comes back empty, at the same address.
type redisServer struct {
	port, dir string
	command   *exec.Cmd // nil: it is stopped
}

func newRedis(ctx context.Context) (*redisServer, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "loadtest-redis-")
	if err != nil {
		return nil, err
	}
	r := &redisServer{port: port, dir: dir}
	if err := r.start(ctx); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func (r *redisServer) url() string { return "redis://127.0.0.1:" + r.port + "/0" }

// start returns when it answers.
func (r *redisServer) start(ctx context.Context) error {
	r.command = exec.CommandContext(ctx, "redis-server", "--port", r.port, "--bind", "127.0.0.1", "--save", "", "--dir", r.dir)
	if err := r.command.Start(); err != nil {
		r.command = nil
		return fmt.Errorf("redis-server is needed: %w", err)
	}
	client, err := openRedis(r.url())
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	for client.Ping(ctx).Err() != nil {
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

func (r *redisServer) stop() {
	if r.command != nil {
		_ = r.command.Process.Kill()
		_ = r.command.Wait()
		r.command = nil
	}
}

func (r *redisServer) close() {
	r.stop()
	_ = os.RemoveAll(r.dir)
}

func openRedis(url string) (*redis.Client, error) {
	options, err := redis.ParseURL(url)
	if err != nil {
		return nil, err
	}
	logging.Disable() // it is stopped on purpose
	options.ContextTimeoutEnabled = true
	options.DialTimeout, options.ReadTimeout, options.WriteTimeout = 500*time.Millisecond, 500*time.Millisecond, 500*time.Millisecond
	return redis.NewClient(options), nil
}

// freePort is one that nobody listens at.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return "", err
	}
	return port, l.Close()
}
