package embedded

import (
	"crypto/rand"
	"fmt"

	"github.com/alicebob/miniredis/v2"
)

// Redis is the Redis protocol server of this process, for one node only. What it holds is gone when the process ends.
// Use only what Redis 7.0 serves too: no HEXPIRE, no keyspace events.
type Redis struct {
	server   *miniredis.Miniredis
	password string
}

// StartRedis listens on a free loopback port, behind a password that only this process knows.
func StartRedis() (*Redis, error) {
	r := &Redis{server: miniredis.NewMiniRedis(), password: rand.Text()}
	r.server.RequireAuth(r.password)
	// Without it keys would never expire: time passes for them at each command.
	r.server.ClockTTL(true)
	if err := r.server.Start(); err != nil {
		return nil, fmt.Errorf("start the Redis of this process: %w", err)
	}
	return r, nil
}

// URL is the connection string.
func (r *Redis) URL() string { return "redis://:" + r.password + "@" + r.server.Addr() + "/0" }

// Stop closes the port and every connection.
func (r *Redis) Stop() { r.server.Close() }
