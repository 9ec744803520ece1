package main

import (
	"context"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/signaling/socket/sockettest"
	"github.com/etradeoffice/portal/signaling/ticket"
	"github.com/etradeoffice/portal/signaling/wire"
)

const nodesSecret = "a secret that all nodes of an office share"

// ownRedis starts a Redis that ends with the test, and waits until it answers.
func ownRedis(t *testing.T) (url string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	server := exec.Command("redis-server", "--port", fmt.Sprint(l.Addr().(*net.TCPAddr).Port), "--bind", "127.0.0.1", "--save", "", "--dir", t.TempDir())
	if err := server.Start(); err != nil {
		t.Fatalf("this test needs Redis 7 (apt-get install redis-server): %v", err)
	}
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	client := redis.NewClient(&redis.Options{Addr: address})
	defer func() { _ = client.Close() }()
	for limit := time.Now().Add(time.Minute); client.Ping(t.Context()).Err() != nil; {
		if time.Now().After(limit) {
			t.Fatal("redis-server does not answer")
		}
	}
	return "redis://" + address + "/0"
}

// Two programs on one database and one Redis, as behind one name: who reaches the one is in the room that the other has.
func TestCase93TwoProgramsAreOneOffice(t *testing.T) {
	database, shared := pgtest.NewURL(t), ownRedis(t)
	var nodes []running
	for _, name := range []string{"one", "two"} {
		nodes = append(nodes, startOffice(t, "serve", "--data", openDir(t), "--database-url", database, "--redis-url", shared,
			"--secret", nodesSecret, "--node", name, "--node-inner", "127.0.0.1:0"))
	}
	current, _, err := secrets{current: []byte(nodesSecret)}.key("join ticket")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var last *sockettest.Client
	for i, node := range nodes {
		now := time.Now()
		text := ticket.Mint(ticket.Keys{Current: current}, ticket.Claims{
			Room: "0198a1b2-0000-7000-8000-00000000c093", Participant: fmt.Sprint("officer-", i), Name: "Officer", Role: "officer", Side: "office", Company: "Office",
			Lang: "en", Number: "SW-2026-0093", StartsAt: now, EndsAt: now.Add(time.Hour), Exp: now.Add(ticket.Life),
		})
		client, err := sockettest.Dial(ctx, "ws"+strings.TrimPrefix(node.address, "http")+"/live/ws", sockettest.Options{Origin: node.address})
		if err != nil {
			t.Fatal(err)
		}
		defer client.Cut()
		if reply, err := client.Ask(ctx, &wire.Hello{Ticket: text}); err != nil || reply.Type() != "hello.ok" {
			t.Fatalf("node %d answers %+v, %v", i, reply, err)
		}
		last = client
	}
	if state, err := sockettest.Await[*wire.State](ctx, last, nil); err != nil || len(state.People) != 2 {
		t.Errorf("who came to the second sees %+v, %v", state, err)
	}
	for _, node := range nodes {
		if err := node.stop(); err != nil {
			t.Error(err)
		}
	}
}
