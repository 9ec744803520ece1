package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/etradeoffice/portal/signaling/edge"
)

// socketsCmd holds many sockets that say little, cuts them all at once, stops reading on some, and opens others half. Each has a person
// behind it who is in a room or waits before one; 40 share a room.
type socketsCmd struct {
	JSON    bool `help:"Print JSON."`
	Idle    int  `default:"10000" help:"Sockets that stay."`
	Stalled int  `default:"1000" help:"Sockets in rooms where people write, whose client stops reading."`
	Half    int  `default:"1000" help:"Connections that never end their request."`

	Ways    []string `default:"clear,tls" enum:"clear,tls" help:"How they come."`
	Resumes bool     `default:"true" negatable:"" help:"Whether TLS goes on with the session of before, as browsers' does."`

	Look time.Duration `default:"10s" help:"How long each is looked at."`
}

type socketsResult struct {
	Machine machine       `json:"machine"`
	Load    string        `json:"load_average"`
	Runs    []socketsRun  `json:"runs"`
	Stalled *stalledRun   `json:"stalled,omitempty"`
	Half    []halfOpenRun `json:"half_open"`
	Took    time.Duration `json:"took_ns"`
}

// socketsRun is one crowd. Latencies are of a ping of somebody in a room of their own.
type socketsRun struct {
	TLS        bool    `json:"tls"`
	Sockets    int     `json:"sockets"`
	Alive      int     `json:"alive"` // of them, when their memory is looked at
	OpenS      float64 `json:"open_s"`
	RSSMB      float64 `json:"rss_mb"` // the whole process
	BeforeMB   float64 `json:"rss_before_mb"`
	KBEach     float64 `json:"kb_each"`
	Goroutines float64 `json:"goroutines_each"`
	CPUShare   float64 `json:"idle_cpu_share"` // processors that the server uses for them
	QuietP99   float64 `json:"others_quiet_ms_p99"`
	PingP99    float64 `json:"others_idle_ms_p99"`
	HerdP50    float64 `json:"herd_back_s_p50"` // after all were cut at once
	HerdP99    float64 `json:"herd_back_s_p99"`
	HerdMax    float64 `json:"herd_back_s_max"`
	HerdPing   float64 `json:"others_herd_ms_p99"`
	HerdLost   int     `json:"herd_lost"` // not back within herdLimit
	HerdTries  float64 `json:"herd_tries_each"`
	HerdCPU    float64 `json:"herd_cpu_s"`   // of the server's processors, until the last was back
	HerdResume float64 `json:"herd_resumed"` // share of those who are back whose TLS went on with a session
	HerdMB     float64 `json:"herd_rss_mb"`
}

// Run does one crowd without TLS and one with, then the stalled readers, then the half-open requests.
func (c *socketsCmd) Run(ctx context.Context) error {
	result, err := c.measure(ctx)
	if err != nil {
		return err
	}
	return show(c.JSON, result)
}

func (c *socketsCmd) measure(ctx context.Context) (r socketsResult, err error) {
	began := time.Now()
	r = socketsResult{Machine: thisMachine(), Load: loadAverage()}
	if err := raiseDescriptors(max(c.Idle, 2*c.Stalled, c.Half) + 500); err != nil {
		return r, err
	}
	for _, way := range c.Ways {
		err := c.onStage(ctx, way == "tls", func(s *stageSide) error {
			run, err := c.crowd(ctx, s)
			r.Runs = append(r.Runs, run)
			return err
		})
		if err != nil {
			return r, err
		}
		if c.Half == 0 {
			continue
		}
		err = c.onStage(ctx, way == "tls", func(s *stageSide) error {
			half, err := halfOpen(ctx, s, c.Half, c.Look)
			r.Half = append(r.Half, *half)
			return err
		})
		if err != nil {
			return r, err
		}
	}
	if c.Stalled > 0 {
		err = c.onStage(ctx, false, func(s *stageSide) (err error) { r.Stalled, err = stall(ctx, s, c.Stalled, c.Look); return err })
	}
	r.Took = time.Since(began)
	return r, err
}

// crowd opens the sockets, looks at them, and cuts them all.
func (c *socketsCmd) crowd(ctx context.Context, s *stageSide) (run socketsRun, err error) {
	run = socketsRun{TLS: s.secure != nil, Sockets: c.Idle}
	others, err := openOthers(ctx, s)
	if err != nil {
		return run, err
	}
	defer others.close()
	if run.QuietP99, err = others.during(ctx, c.Look); err != nil {
		return run, err
	}
	before, err := s.child.tell(order{Verb: "usage"})
	if err != nil {
		return run, err
	}
	began := time.Now()
	all := make([]*lurker, c.Idle)
	for i := range all {
		all[i] = newLurker(s, i)
	}
	living, end := context.WithCancel(ctx)
	var lives sync.WaitGroup
	defer func() {
		end()
		for _, l := range all {
			l.cut()
		}
		lives.Wait()
	}()
	lives.Go(func() { keepAlive(living, all) }) // ends with living
	if lost := each(ctx, all, 64, func(l *lurker) error { return l.comeBack(ctx) }); lost != nil {
		return run, lost
	}
	run.OpenS = round(time.Since(began).Seconds(), 1)
	if run.PingP99, err = others.during(ctx, c.Look); err != nil {
		return run, err
	}
	idle, err := s.child.tell(order{Verb: "usage"})
	if err != nil {
		return run, err
	}
	now, err := s.child.tell(order{Verb: "sockets"})
	if err != nil {
		return run, err
	}
	run.Alive = now.Sockets - len(others.all)
	run.BeforeMB, run.RSSMB = round(float64(before.RSSkb)/1024, 0), round(float64(idle.RSSkb)/1024, 0)
	run.KBEach = round(float64(idle.RSSkb-before.RSSkb)/float64(c.Idle), 1)
	run.Goroutines = round(float64(idle.Goroutines-before.Goroutines)/float64(c.Idle), 2)
	if run.CPUShare, err = s.busy(ctx, c.Look); err != nil {
		return run, err
	}
	return run, c.herd(ctx, s, all, others, &run)
}

// herdLimit is how long they are waited for; who is not back then counts as if it came at that moment.
const herdLimit = 2 * time.Minute

// herd cuts everybody at the same moment. They come back as pages do: after a time by chance, which doubles with each try.
func (c *socketsCmd) herd(ctx context.Context, s *stageSide, all []*lurker, others *others, run *socketsRun) error {
	limit, cancel := context.WithTimeout(ctx, herdLimit)
	defer cancel()
	before, err := s.child.tell(order{Verb: "sockets"})
	if err != nil {
		return err
	}
	cut := time.Now()
	for _, l := range all {
		l.tries = 0
		l.cut()
	}
	back := make([]float64, len(all))
	var coming sync.WaitGroup
	for i, l := range all {
		coming.Go(func() {
			if l.comeBack(limit) == nil {
				back[i] = time.Since(cut).Seconds()
			}
		})
	}
	done := make(chan struct{})
	go func() { coming.Wait(); close(done) }() // ends with the last of them
	ping, err := others.until(ctx, done)
	if err != nil {
		return err
	}
	gone, err := s.child.tell(order{Verb: "sockets"})
	if err != nil {
		return err
	}
	run.HerdCPU = round(float64(gone.CPUus-before.CPUus)/1e6, 1)
	tries, resumed := 0, 0
	for i, l := range all {
		tries += l.tries
		switch {
		case back[i] == 0:
			run.HerdLost++
			back[i] = herdLimit.Seconds()
		case l.resumed:
			resumed++
		}
	}
	run.HerdTries = round(float64(tries)/float64(len(all)), 2)
	run.HerdResume = round(float64(resumed)/float64(max(1, len(all)-run.HerdLost)), 3)
	run.HerdPing = ping
	run.HerdP50, run.HerdP99, run.HerdMax = quantile(back, 0.5), quantile(back, 0.99), quantile(back, 1)
	after, err := s.child.tell(order{Verb: "usage"})
	run.HerdMB = round(float64(after.RSSkb)/1024, 0)
	return err
}

// stageSide is a server in a process of its own, and how its clients believe it.
type stageSide struct {
	child   *child
	address string // http(s)://127.0.0.1:port
	secure  *tls.Config
	resumes bool

	processors *edge.Gate // one for all clients: what they compute for TLS they do one after the other, and each to its end
}

// onStage starts a server for the time of f.
func (c *socketsCmd) onStage(ctx context.Context, secure bool, f func(*stageSide) error) (err error) {
	s, args := &stageSide{resumes: c.Resumes, processors: edge.NewGate(runtime.GOMAXPROCS(0), time.Hour)}, []string{"stage"}
	if secure {
		dir, err := os.MkdirTemp("", "loadtest-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		authority, err := edge.OpenAuthority(dir, []string{"127.0.0.1"})
		if err != nil {
			return err
		}
		pem, err := os.ReadFile(authority.File())
		if err != nil {
			return err
		}
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(pem)
		s.secure, args = &tls.Config{RootCAs: pool, ServerName: "127.0.0.1", MinVersion: tls.VersionTLS13, NextProtos: []string{"http/1.1"}}, append(args, "--tls", dir)
	}
	if s.child, err = startChild(ctx, args...); err != nil {
		return err
	}
	defer s.child.stop()
	opened, err := s.child.tell(order{Verb: "open"})
	if err != nil {
		return err
	}
	s.address = opened.Answer
	return f(s)
}

// busy is how many processors the server has used in that time.
func (s *stageSide) busy(ctx context.Context, long time.Duration) (float64, error) {
	first, err := s.child.tell(order{Verb: "sockets"})
	if err == nil {
		err = pause(ctx, long)
	}
	if err != nil {
		return 0, err
	}
	last, err := s.child.tell(order{Verb: "sockets"})
	return round(float64(last.CPUus-first.CPUus)/float64(long.Microseconds()), 3), err
}

// raiseDescriptors lets this process and its children have so many files open.
func raiseDescriptors(need int) error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	if limit.Cur >= uint64(need) {
		return nil
	}
	raised := syscall.Rlimit{Cur: uint64(need), Max: max(limit.Max, uint64(need))}
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &raised); err != nil {
		return fmt.Errorf("%d files must be open at once, and %d may: raise the limit (ulimit -n %d) or ask for fewer sockets: %w", need, limit.Cur, need, err)
	}
	return nil
}

// each does it for all, some at a time, and is the first failure.
func each[T any](ctx context.Context, all []T, side int, do func(T) error) error {
	work := make(chan T)
	failed := make(chan error, side)
	var workers sync.WaitGroup
	for range side {
		workers.Go(func() {
			for one := range work {
				if err := do(one); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	var err error
	for _, one := range all {
		select {
		case work <- one:
			continue
		case err = <-failed:
		case <-ctx.Done():
			err = ctx.Err()
		}
		break
	}
	close(work)
	workers.Wait()
	close(failed)
	for e := range failed {
		err = errors.Join(err, e)
	}
	return err
}

func (r socketsResult) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d CPUs, %s, %s, load average %s; %s\n", r.Machine.CPUs, r.Machine.Go, r.Machine.OS, r.Load, r.Took.Round(time.Second))
	for _, n := range r.Runs {
		fmt.Fprintf(&b, "%d sockets (%d alive), TLS %t: open in %.1f s; %.0f MB (%.0f before), %.1f KB and %.2f goroutines each, %.3f processors\n",
			n.Sockets, n.Alive, n.TLS, n.OpenS, n.RSSMB, n.BeforeMB, n.KBEach, n.Goroutines, n.CPUShare)
		fmt.Fprintf(&b, "  others' p99: %.1f ms alone, %.1f beside them, %.1f in the herd\n", n.QuietP99, n.PingP99, n.HerdPing)
		fmt.Fprintf(&b, "  all cut: back p50 %.1f s, p99 %.1f s, last %.1f s, %d lost, %.0f MB; %.2f tries each, %.0f %% resumed, %.1f s of the server's processors\n",
			n.HerdP50, n.HerdP99, n.HerdMax, n.HerdLost, n.HerdMB, n.HerdTries, 100*n.HerdResume, n.HerdCPU)
	}
	if s := r.Stalled; s != nil {
		fmt.Fprintf(&b, "%d stalled readers: %.0f KB each at the most, the last closed %.1f s after it stopped reading, %d never; others' p99 %.1f ms alone, %.1f beside them\n",
			s.Readers, s.KBEach, s.ClosedS, s.Open, s.QuietP99, s.PingP99)
	}
	for _, h := range r.Half {
		fmt.Fprintf(&b, "%d half-open requests, TLS %t: %.1f KB each, the last hung up after %.1f s, %d never; others' p99 %.1f ms alone, %.1f beside them\n",
			h.Connections, h.TLS, h.KBEach, h.HungUpS, h.Open, h.QuietP99, h.PingP99)
	}
	return b.String()
}
