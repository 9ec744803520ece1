package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/signaling/edge"
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

// composed starts one node with the settings that the compose file gives it; its addresses are this machine's, its database, Redis and certificate the test's.
func composed(t *testing.T, env map[string]string, own map[string]string) (running, string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	flags, args := flagsByEnv(t), []string{"--listen", address}
	for name, value := range env {
		if here, is := own[name]; is {
			value = here
		}
		if value != "" && name != "ETRADE_LISTEN" {
			args = append(args, "--"+flags[name].Name+"="+value)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- execute(ctx, append([]string{"serve"}, args...), os.Stderr, os.Stderr) }() // ends with cancel, or when the start fails
	r := running{ended: ended, stop: func() error { cancel(); return <-ended }}
	for limit := time.Now().Add(2 * time.Minute); ; {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			_ = conn.Close()
			return r, address
		}
		select {
		case err := <-ended:
			t.Fatalf("serve %v: %v", args, err)
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(limit) {
			t.Fatalf("serve %v does not listen", args)
		}
	}
}

// officeCertificate writes a certificate for the names as files, and returns who certifies it.
func officeCertificate(t *testing.T, names ...string) (folder string, trusted *x509.CertPool) {
	t.Helper()
	folder = t.TempDir()
	authority, err := edge.OpenAuthority(filepath.Join(folder, "authority"), names)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := authority.Sign(names)
	if err != nil {
		t.Fatal(err)
	}
	key, err := x509.MarshalPKCS8PrivateKey(signed.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	var chain []byte
	for _, der := range signed.Certificate {
		chain = append(chain, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	}
	for name, text := range map[string][]byte{"fullchain.pem": chain, "privkey.pem": pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})} {
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	trusted = x509.NewCertPool()
	trusted.AppendCertsFromPEM(chain)
	return folder, trusted
}

// freeAddress is one of loopback that nobody listened at a moment ago.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// The three nodes of deploy/compose.nodes.yml with the settings of the file, on one database and one Redis, behind one name that leads to each in turn: who
// comes by any of them is in the one room.
func TestCase93ThreeNodesOfTheComposeFileAreOneOffice(t *testing.T) {
	const name = "trade.city.example"
	folder, trusted := officeCertificate(t, name, "one."+name, "two."+name, "three."+name)
	own := map[string]string{
		"ETRADE_DATABASE_URL": pgtest.NewURL(t), "ETRADE_REDIS_URL": ownRedis(t), "ETRADE_MEDIA_UDP": "127.0.0.1:0", "ETRADE_MEDIA_IP": "", "ETRADE_NODE_INNER": "127.0.0.1:0", "ETRADE_BLOB_URL": "file://" + openDir(t),
		"ETRADE_TLS_CERT": filepath.Join(folder, "fullchain.pem"), "ETRADE_TLS_KEY": filepath.Join(folder, "privkey.pem"),
	}
	var nodes []running
	var addresses []string
	var questions [][]string // of their health
	for _, node := range composeNodes(t) {
		own["ETRADE_DATA"], own["ETRADE_METRICS_LISTEN"] = openDir(t), freeAddress(t)
		r, address := composed(t, node.Environment, own)
		nodes, addresses = append(nodes, r), append(addresses, address)
		if asks := node.Healthcheck.Test; len(asks) < 3 || asks[0] != "CMD" || asks[1] != "/usr/local/bin/etrade" {
			t.Fatalf("a node is asked for its health by %q", asks)
		}
		questions = append(questions, append(node.Healthcheck.Test[2:], "--metrics-listen", own["ETRADE_METRICS_LISTEN"]))
	}
	current, _, err := secrets{current: []byte(nodesSecret)}.key("join ticket")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var last *sockettest.Client
	for i, address := range addresses {
		now := time.Now()
		text := ticket.Mint(ticket.Keys{Current: current}, ticket.Claims{
			Room: "0198a1b2-0000-7000-8000-00000000c093", Participant: fmt.Sprint("officer-", i), Name: "Officer", Role: "officer", Side: "office", Company: "Office",
			Lang: "en", Number: "SW-2026-0093", StartsAt: now, EndsAt: now.Add(time.Hour), Exp: now.Add(ticket.Life),
		})
		leads := func(ctx context.Context, network, _ string) (net.Conn, error) {
			d := tls.Dialer{Config: &tls.Config{RootCAs: trusted, ServerName: name}}
			return d.DialContext(ctx, network, address)
		}
		client, err := sockettest.Dial(ctx, "ws://"+name+"/live/ws", sockettest.Options{Origin: "https://" + name, Dial: leads})
		if err != nil {
			t.Fatal(err)
		}
		defer client.Cut()
		if reply, err := client.Ask(ctx, &wire.Hello{Ticket: text}); err != nil || reply.Type() != "hello.ok" {
			t.Fatalf("node %d answers %+v, %v", i, reply, err)
		}
		last = client
	}
	for _, question := range questions {
		if said, err := run(t, question...); err != nil || !strings.Contains(said, "database ok") {
			t.Errorf("a node that runs answers its health check with %q, %v", said, err)
		}
	}
	if state, err := sockettest.Await[*wire.State](ctx, last, nil); err != nil || len(state.People) != 3 {
		t.Errorf("who came to the third sees %+v, %v", state, err)
	}
	for _, node := range nodes {
		if err := node.stop(); err != nil {
			t.Error(err)
		}
	}
}
