package presence

import (
	"fmt"
	"net"
	"os/exec"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"github.com/etradeoffice/portal/signaling/control"
)

func client(t testing.TB, addr string) *redis.Client {
	c := redis.NewClient(&redis.Options{
		Addr: addr, ContextTimeoutEnabled: true, DialTimeout: 300 * time.Millisecond, ReadTimeout: 300 * time.Millisecond, WriteTimeout: 300 * time.Millisecond,
	})
	t.Cleanup(func() { _ = c.Close() })
	return c
}

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

var here = control.Whereabouts{State: control.AtDesk}

func TestPresenceFollowsTheBeats(t *testing.T) {
	for name, c := range map[string]*redis.Client{"redis": realRedis(t), "miniredis": client(t, miniredis.RunT(t).Addr())} {
		t.Run(name, func(t *testing.T) {
			now := time.Now()
			p := New(c, func() time.Time { return now })
			want := func(when string, states map[string]control.PresenceState) {
				t.Helper()
				var companies []string
				for company := range states {
					companies = append(companies, company)
				}
				got, err := p.Of(t.Context(), companies)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(states, got); diff != "" {
					t.Errorf("%s: %s", when, diff)
				}
			}
			beat := func(err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
			}
			want("at first", map[string]control.PresenceState{"a": control.Away, "b": control.Away})
			beat(p.Beat(t.Context(), "a", "one", here))
			beat(p.BeatInCall(t.Context(), "b", "two"))
			want("after beats", map[string]control.PresenceState{"a": control.AtDesk, "b": control.InCall})
			beat(p.BeatInCall(t.Context(), "a", "one"))
			want("the only one is in a call", map[string]control.PresenceState{"a": control.InCall})
			beat(p.Beat(t.Context(), "a", "three", here))
			want("another one is at the desk", map[string]control.PresenceState{"a": control.AtDesk})
			now = now.Add(Life - time.Millisecond)
			want("just before the end", map[string]control.PresenceState{"a": control.AtDesk, "b": control.InCall})
			now = now.Add(time.Millisecond)
			want("15 s after the last beat", map[string]control.PresenceState{"a": control.Away, "b": control.Away})
		})
	}
}

// There is no word of going that could come late: each is there for 15 s after their last beat, and not a millisecond longer.
func TestCase95ThousandPeopleAreGoneExactlyWhenTheirTimeIsOver(t *testing.T) {
	const people, companies, apart = 1000, 10, 10 * time.Millisecond
	start := time.Now().Truncate(time.Millisecond)
	now := start
	p := New(client(t, miniredis.RunT(t).Addr()), func() time.Time { return now })
	for i := range people {
		now = start.Add(time.Duration(i) * apart)
		if err := p.Beat(t.Context(), fmt.Sprint("company", i%companies), fmt.Sprint("person", i), here); err != nil {
			t.Fatal(err)
		}
	}
	for _, gone := range []int{1, 2, 333, 999, people} {
		for _, early := range []time.Duration{time.Millisecond, 0} { // the last of the gone is still there, and is not
			now = start.Add(time.Duration(gone-1)*apart + 15*time.Second - early)
			want, got := people-gone, 0
			if early > 0 {
				want++
			}
			for c := range companies {
				there, err := p.People(t.Context(), fmt.Sprint("company", c))
				if err != nil {
					t.Fatal(err)
				}
				got += len(there)
			}
			if got != want {
				t.Errorf("%v before %d are gone %d are there, want %d", early, gone, got, want)
			}
		}
	}
}

func TestPresenceIsUnknownWithoutRedisAndRightAfterwards(t *testing.T) {
	mini := miniredis.RunT(t)
	now := time.Now()
	p := New(client(t, mini.Addr()), func() time.Time { return now })
	if err := p.Beat(t.Context(), "a", "one", here); err != nil {
		t.Fatal(err)
	}
	mini.Close()
	for range 2 {
		states, err := p.Of(t.Context(), []string{"a"})
		if err != nil || states["a"] != control.PresenceUnknown {
			t.Errorf("without Redis: %v, %v", states, err)
		}
	}
	if err := p.Beat(t.Context(), "a", "one", here); err == nil {
		t.Error("a beat without Redis was taken")
	}
	if people, err := p.People(t.Context(), "a"); err == nil {
		t.Errorf("people without Redis: %v", people)
	}
	if err := mini.Restart(); err != nil {
		t.Fatal(err)
	}
	now = now.Add(pause)
	if states, err := p.Of(t.Context(), []string{"a"}); err != nil || states["a"] != control.AtDesk {
		t.Errorf("with Redis again: %v, %v", states, err)
	}
}

func TestPeopleAreThereAsTheySay(t *testing.T) {
	for name, c := range map[string]*redis.Client{"redis": realRedis(t), "miniredis": client(t, miniredis.RunT(t).Addr())} {
		t.Run(name, func(t *testing.T) {
			now := time.Now().Truncate(time.Second).UTC()
			p := New(c, func() time.Time { return now })
			until := now.Add(10 * time.Second)
			for _, step := range []struct {
				user    string
				says    control.Whereabouts
				company control.PresenceState
			}{
				{"one", control.Whereabouts{State: control.Away}, control.Away},
				{"two", control.Whereabouts{State: control.OnBreak, Until: until}, control.OnBreak},
				{"three", control.Whereabouts{State: control.Busy}, control.Busy},
				{"four", here, control.AtDesk},
				{"four", control.Whereabouts{State: control.Busy}, control.Busy},
			} {
				if err := p.Beat(t.Context(), "c", step.user, step.says); err != nil {
					t.Fatal(err)
				}
				if states, _ := p.Of(t.Context(), []string{"c"}); states["c"] != step.company {
					t.Errorf("after %s says %v: %s", step.user, step.says, states["c"])
				}
			}
			want := map[string]control.Whereabouts{"one": {State: control.Away}, "two": {State: control.OnBreak, Until: until}, "three": {State: control.Busy}, "four": {State: control.Busy}}
			got, err := p.People(t.Context(), "c")
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%v %s", err, diff)
			}
			now = until
			if got, err = p.People(t.Context(), "c"); err != nil || got["two"].State != control.AtDesk {
				t.Errorf("the break is over: %v, %v", got["two"], err)
			}
		})
	}
}
