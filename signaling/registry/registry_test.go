package registry

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// node is what all kinds of registry can do.
type node interface {
	Acquire(ctx context.Context, room string) (int64, error)
	Renew(ctx context.Context) (map[string]string, []string, error)
	Release(ctx context.Context, room string) error
	Save(ctx context.Context, room string, epoch int64, data []byte) error
	Load(ctx context.Context, room string) ([]byte, error)
	Drop(ctx context.Context, room string) error
	Owner(ctx context.Context, room string) (string, error)
	Announce(ctx context.Context) ([]string, error)
	Withdraw(ctx context.Context) error
	Young(ctx context.Context) (bool, error)
}

// kind is one kind of registry: a node of it by name, a way to let 10 s pass for leases, and to lose all data.
type kind struct {
	node   func(name string) node
	expire func(t *testing.T, room string)
	flush  func(t *testing.T)
}

func client(t testing.TB, addr string) *redis.Client {
	c := redis.NewClient(&redis.Options{
		Addr: addr, ContextTimeoutEnabled: true, DialTimeout: 500 * time.Millisecond, ReadTimeout: 500 * time.Millisecond, WriteTimeout: 500 * time.Millisecond,
	})
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// realRedis starts a Redis server of its own and waits until it answers.
func realRedis(t testing.TB) *redis.Client {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	_ = listener.Close()
	server := exec.Command("redis-server", "--port", fmt.Sprint(port), "--bind", "127.0.0.1", "--save", "", "--dir", t.TempDir())
	if err := server.Start(); err != nil {
		t.Fatalf("this test needs Redis 7 (apt-get install redis-server): %v", err)
	}
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	c := client(t, fmt.Sprint("127.0.0.1:", port))
	for deadline := time.Now().Add(10 * time.Second); c.Ping(t.Context()).Err() != nil; {
		if time.Now().After(deadline) {
			t.Fatal("redis-server does not answer")
		}
	}
	return c
}

func redisKind(c *redis.Client, forward func(time.Duration)) kind {
	return kind{
		node: func(name string) node {
			return New(Config{Redis: c, Node: name, URL: "wss://" + name, Inner: "http://" + name, Now: time.Now})
		},
		expire: func(t *testing.T, room string) {
			if forward != nil {
				forward(Life)
				return
			}
			if err := c.PExpire(t.Context(), leaseKeys(room)[0], 0).Err(); err != nil {
				t.Fatal(err)
			}
		},
		flush: func(t *testing.T) {
			if err := c.FlushAll(t.Context()).Err(); err != nil {
				t.Fatal(err)
			}
		},
	}
}

func kinds(t *testing.T) map[string]kind {
	mini := miniredis.RunT(t)
	now := time.Now()
	memory := NewMemory(func() time.Time { return now })
	return map[string]kind{
		"redis":     redisKind(realRedis(t), nil),
		"miniredis": redisKind(client(t, mini.Addr()), mini.FastForward),
		"memory": {
			node:   func(name string) node { return memory.Node(name, "wss://"+name, "http://"+name) },
			expire: func(*testing.T, string) { now = now.Add(Life) },
			flush:  func(*testing.T) { memory.Forget() },
		},
	}
}

// everyKind runs a test against all kinds.
func everyKind(t *testing.T, test func(t *testing.T, k kind)) {
	for name, k := range kinds(t) {
		t.Run(name, func(t *testing.T) { test(t, k) })
	}
}

func acquired(t *testing.T, n node, room string) int64 {
	t.Helper()
	epoch, err := n.Acquire(t.Context(), room)
	if err != nil {
		t.Fatal(err)
	}
	return epoch
}

func TestOneNodeHasARoomUntilItsLeaseExpires(t *testing.T) {
	everyKind(t, func(t *testing.T, k kind) {
		a, b := k.node("a"), k.node("b")
		first := acquired(t, a, "r")
		_, err := b.Acquire(t.Context(), "r")
		if elsewhere, ok := errors.AsType[*Elsewhere](err); !ok || elsewhere.URL != "wss://a" || !errors.Is(err, ErrElsewhere) {
			t.Fatalf("second node got %v", err)
		}
		k.expire(t, "r")
		if second := acquired(t, b, "r"); second <= first {
			t.Errorf("epoch went from %d to %d", first, second)
		}
		lost, _, err := a.Renew(t.Context())
		if err != nil || lost["r"] != "wss://b" {
			t.Errorf("the old owner learned %v, %v", lost, err)
		}
	})
}

func TestRestartedNodeTakesItsRoomBackAtOnceWithANewEpoch(t *testing.T) {
	everyKind(t, func(t *testing.T, k kind) {
		first := acquired(t, k.node("a"), "r")
		if second := acquired(t, k.node("a"), "r"); second <= first {
			t.Errorf("epoch went from %d to %d", first, second)
		}
	})
}

func TestRenewalKeepsTheLeaseAndTakesAnExpiredOneBack(t *testing.T) {
	everyKind(t, func(t *testing.T, k kind) {
		a, b := k.node("a"), k.node("b")
		epoch := acquired(t, a, "r")
		for name, happens := range map[string]func(){"nothing": func() {}, "expiry": func() { k.expire(t, "r") }, "flush": func() { k.flush(t) }} {
			happens()
			lost, back, err := a.Renew(t.Context())
			if err != nil || len(lost) != 0 || (name == "nothing") != (len(back) == 0) {
				t.Errorf("after %s: lost %v, taken back %v, %v", name, lost, back, err)
			}
			if _, err := b.Acquire(t.Context(), "r"); !errors.Is(err, ErrElsewhere) {
				t.Errorf("after %s another node got %v", name, err)
			}
			if err := a.Save(t.Context(), "r", epoch, []byte("x")); err != nil {
				t.Errorf("after %s the owner's save got %v", name, err)
			}
		}
	})
}

func TestStaleOwnerWritesAndReleasesNothing(t *testing.T) {
	everyKind(t, func(t *testing.T, k kind) {
		a, b := k.node("a"), k.node("b")
		old := acquired(t, a, "r")
		if err := a.Save(t.Context(), "r", old, []byte("old")); err != nil {
			t.Fatal(err)
		}
		k.expire(t, "r")
		epoch := acquired(t, b, "r")
		if err := a.Save(t.Context(), "r", old, []byte("stale")); !errors.Is(err, ErrFenced) {
			t.Errorf("stale save: %v", err)
		}
		if err := a.Release(t.Context(), "r"); err != nil {
			t.Error(err)
		}
		if _, err := k.node("c").Acquire(t.Context(), "r"); !errors.Is(err, ErrElsewhere) {
			t.Errorf("a stale release freed the room: %v", err)
		}
		if data, err := b.Load(t.Context(), "r"); err != nil || string(data) != "old" {
			t.Errorf("loaded %q, %v", data, err)
		}
		if err := b.Save(t.Context(), "r", epoch, []byte("new")); err != nil {
			t.Error(err)
		}
	})
}

func TestReleasedRoomIsFreeAndItsStateStaysUntilDropped(t *testing.T) {
	everyKind(t, func(t *testing.T, k kind) {
		a, b := k.node("a"), k.node("b")
		epoch := acquired(t, a, "r")
		if err := errors.Join(a.Save(t.Context(), "r", epoch, []byte("x")), a.Release(t.Context(), "r")); err != nil {
			t.Fatal(err)
		}
		acquired(t, b, "r")
		if data, err := b.Load(t.Context(), "r"); err != nil || string(data) != "x" {
			t.Errorf("loaded %q, %v", data, err)
		}
		if err := b.Drop(t.Context(), "r"); err != nil {
			t.Fatal(err)
		}
		if data, err := b.Load(t.Context(), "r"); err != nil || data != nil {
			t.Errorf("after the drop: %q, %v", data, err)
		}
	})
}

func TestEpochGrowsThoughAllWasLost(t *testing.T) {
	everyKind(t, func(t *testing.T, k kind) {
		first := acquired(t, k.node("a"), "r")
		k.flush(t)
		if k.expire(t, "r"); first >= acquired(t, k.node("b"), "r")+1 {
			t.Error("an epoch came twice")
		}
	})
}

func TestSnapshotsInAFolderOutliveRedis(t *testing.T) {
	mini := miniredis.RunT(t)
	folder := t.TempDir() + "/rooms"
	r := New(Config{Redis: client(t, mini.Addr()), Node: "a", URL: "ws://a", Now: time.Now, Folder: folder})
	if data, err := r.Load(t.Context(), "r"); err != nil || data != nil {
		t.Fatalf("before: %q, %v", data, err)
	}
	if err := r.Save(t.Context(), "r", 1, []byte("kept")); err != nil {
		t.Fatal(err)
	}
	mini.FlushAll()
	if data, err := r.Load(t.Context(), "r"); err != nil || string(data) != "kept" {
		t.Errorf("after: %q, %v", data, err)
	}
	r.Now = func() time.Time { return time.Now().Add(SnapshotLife + time.Minute) }
	if data, err := r.Load(t.Context(), "r"); err != nil || data != nil {
		t.Errorf("too old: %q, %v", data, err)
	}
	if err := errors.Join(r.Drop(t.Context(), "r"), r.Drop(t.Context(), "r")); err != nil {
		t.Error(err)
	}
}

// Chats are in snapshots: those of rooms to which nobody has come back must not lie in the folder for good.
func TestNextStartForgetsOldSnapshots(t *testing.T) {
	c := Config{Now: time.Now, Folder: t.TempDir() + "/rooms"}
	if err := New(c).Save(t.Context(), "r", 1, []byte("kept")); err != nil {
		t.Fatal(err)
	}
	New(c)
	if files, err := os.ReadDir(c.Folder); err != nil || len(files) != 1 {
		t.Fatalf("at once: %d files, %v", len(files), err)
	}
	c.Now = func() time.Time { return time.Now().Add(SnapshotLife + time.Minute) }
	New(c)
	if files, err := os.ReadDir(c.Folder); err != nil || len(files) != 0 {
		t.Errorf("hours later: %d files, %v", len(files), err)
	}
}

func TestAwayRedisIsAnErrorInTime(t *testing.T) {
	mini := miniredis.RunT(t)
	r := New(Config{Redis: client(t, mini.Addr()), Node: "a", URL: "ws://a", Now: time.Now})
	acquired(t, r, "r")
	mini.Close()
	if lost, _, err := r.Renew(t.Context()); err == nil || len(lost) != 0 {
		t.Errorf("renewal without Redis: %v, %v", lost, err)
	}
	if _, err := r.Acquire(t.Context(), "s"); err == nil || errors.Is(err, ErrElsewhere) {
		t.Errorf("a room without Redis: %v", err)
	}
}
