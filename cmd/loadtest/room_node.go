package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/etradeoffice/portal/signaling"
	"github.com/etradeoffice/portal/signaling/registry"
)

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
	live, address, err := startLiveSide(slog.New(slog.DiscardHandler), []string{roomOrigin}, nil, func(address string) signaling.Leases {
		return registry.New(registry.Config{Redis: client, Node: c.Name, URL: "ws" + address[len("http"):] + "/live/ws", Inner: address, Now: time.Now})
	})
	if err != nil {
		return err
	}
	fmt.Println(address)
	<-ctx.Done()
	return live.close()
}
