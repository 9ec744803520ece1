package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/etradeoffice/portal/signaling"
	"github.com/etradeoffice/portal/signaling/control"
	"github.com/etradeoffice/portal/signaling/registry"
	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/ticket"
)

// roomKeys sign the tickets of takeover and what its nodes ask of each other.
var roomKeys = ticket.Keys{Current: bytes.Repeat([]byte("k"), ticket.MinKey)}

// roomNodeCmd is one node of the live side, in a process of its own that may be killed at any time.
type roomNodeCmd struct {
	Redis string `required:"" help:"URL of Redis."`
	Name  string `required:"" help:"The node's name."`
}

// Run serves until it is interrupted or killed.
func (c *roomNodeCmd) Run(ctx context.Context) error {
	client, err := openRedis(c.Redis)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	media, err := sfu.New(sfu.Config{UDPAddr: "127.0.0.1:0", AllowLoopback: true})
	if err != nil {
		return err
	}
	defer media.Close()
	inner := "http://" + l.Addr().String()
	live, err := signaling.New(signaling.Config{
		Keys: roomKeys, Origins: []string{roomOrigin}, SFU: media, Facts: noFacts{}, Hellos: 100_000, Log: slog.New(slog.DiscardHandler),
		Registry: registry.New(registry.Config{Redis: client, Node: c.Name, URL: "ws://" + l.Addr().String() + "/live/ws", Inner: inner, Now: time.Now}),
	})
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	live.Routes(mux)
	live.NodeRoutes(mux)
	s := &http.Server{ReadHeaderTimeout: 5 * time.Second, Handler: mux, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)}
	ended := make(chan error, 1)
	// Ends with the process's interrupt: the rooms leave first, then the server.
	go func() { <-ctx.Done(); ended <- errors.Join(live.Close(), s.Close()) }()
	fmt.Println(inner)
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-ended
}

// noFacts takes what rooms report and keeps nothing: the portal is not there.
type noFacts struct{}

func (noFacts) Record(context.Context, control.Fact) error { return nil }

func openRedis(url string) (*redis.Client, error) {
	options, err := redis.ParseURL(url)
	if err != nil {
		return nil, err
	}
	options.ContextTimeoutEnabled = true
	options.DialTimeout, options.ReadTimeout, options.WriteTimeout = 500*time.Millisecond, 500*time.Millisecond, 500*time.Millisecond
	return redis.NewClient(options), nil
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
