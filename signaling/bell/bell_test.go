package bell

import (
	"bufio"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"github.com/etradeoffice/portal/signaling/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// node is one process that listens and rings.
type node struct {
	*Bell
	url    string
	cancel context.CancelFunc
}

func newNode(t *testing.T, addr string) node {
	t.Helper()
	client := redis.NewClient(&redis.Options{Addr: addr, ContextTimeoutEnabled: true, MaxRetries: -1})
	b := New(client, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(context.Background())
	mux := http.NewServeMux()
	mux.Handle("GET /live/changes/{thing}", b)
	server := httptest.NewServer(mux)
	go b.Run(ctx) // ends with ctx
	t.Cleanup(func() {
		cancel()
		<-b.over
		server.Close()
		_ = client.Close()
	})
	return node{b, server.URL + "/live/changes/", cancel}
}

// events are the names of what a stream says, one after the other.
func events(t *testing.T, url string) <-chan string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close(); http.DefaultTransport.(*http.Transport).CloseIdleConnections() })
	said := make(chan string, 10)
	go func() { // ends with the stream
		defer close(said)
		lines := bufio.NewScanner(response.Body)
		for lines.Scan() {
			if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				said <- name
			}
		}
	}()
	return said
}

// until waits for an event and skips those before it.
func until(t *testing.T, said <-chan string, want string) {
	t.Helper()
	for name := range said {
		if name == want {
			return
		}
	}
	t.Fatalf("the stream ended without %q", want)
}

func TestWhoRingsOnOneNodeIsHeardOnAnother(t *testing.T) {
	mini := miniredis.RunT(t)
	first, second := newNode(t, mini.Addr()), newNode(t, mini.Addr())
	here, elsewhere := events(t, second.url+"a"), events(t, second.url+"b")
	until(t, here, "back")
	until(t, elsewhere, "back")
	for _, thing := range []string{"a", "b"} {
		if err := first.Ring(t.Context(), thing); err != nil {
			t.Fatal(err)
		}
	}
	until(t, here, "changed")
	until(t, elsewhere, "changed")
}

func TestListenersAreToldWhenRedisIsAwayAndBack(t *testing.T) {
	mini := miniredis.NewMiniRedis()
	if err := mini.Start(); err != nil {
		t.Fatal(err)
	}
	defer mini.Close()
	n := newNode(t, mini.Addr())
	said := events(t, n.url+"a")
	until(t, said, "back")
	mini.Close()
	until(t, said, "lost")
	if err := mini.Restart(); err != nil {
		t.Fatal(err)
	}
	until(t, said, "back")
	if err := n.Ring(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	until(t, said, "changed")
}

func TestStreamsEndWhenTheNodeLeaves(t *testing.T) {
	n := newNode(t, miniredis.RunT(t).Addr())
	said := events(t, n.url+"a")
	until(t, said, "back")
	n.cancel()
	for range said { // ends only if the stream does
	}
}

func TestThingsHavePlainNames(t *testing.T) {
	n := newNode(t, miniredis.RunT(t).Addr())
	for _, wrong := range []string{"A", "a*", strings.Repeat("a", 65)} {
		response, err := http.Get(n.url + wrong)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != http.StatusNotFound {
			t.Errorf("%q: %d", wrong, response.StatusCode)
		}
	}
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
}
