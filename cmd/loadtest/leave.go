package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	protocol "github.com/etradeoffice/portal/signaling/wire"
)

// leaveCmd stops a whole office as whoever keeps it running does, by SIGTERM: when nobody is there, in a call, and again while it leaves.
type leaveCmd struct {
	JSON  bool `help:"Print JSON."`
	Times int  `default:"3" help:"How often each way."`
}

type leaveResult struct {
	Machine machine    `json:"machine"`
	Load    string     `json:"load_average"`
	Runs    []leaveRun `json:"runs"`
}

// leaveRun is one end of one office. Times are from its last SIGTERM.
type leaveRun struct {
	Way        string               `json:"way"`          // idle, call, twice
	NotReadyMS float64              `json:"not_ready_ms"` // from the first one until /readyz says so, or nobody answers
	ExitS      float64              `json:"exit_s"`
	Code       int                  `json:"exit_code"` // -1: by the signal
	Told       []protocol.CloseCode `json:"told"`      // what the sockets of the call were closed with
}

var leaveWays = []string{"idle", "call", "twice"}

// Run starts PostgreSQL and the office anew for each end.
func (c *leaveCmd) Run(ctx context.Context) error {
	g, err := openGround(ctx, 8)
	if err != nil {
		return err
	}
	defer g.close()
	program, err := buildProgram(ctx, g.dir)
	if err != nil {
		return err
	}
	r := leaveResult{Machine: thisMachine(), Load: loadAverage()}
	for range c.Times {
		for _, way := range leaveWays {
			run, err := leave(ctx, program, g.cluster.URL(), way)
			if err != nil {
				return fmt.Errorf("%s: %w", way, err)
			}
			r.Runs = append(r.Runs, run)
		}
	}
	return show(c.JSON, r)
}

// leave starts an office on a database that has its tables, and ends it in one way.
func leave(ctx context.Context, program, database, way string) (run leaveRun, err error) {
	run = leaveRun{Way: way}
	dir, err := os.MkdirTemp("", "loadtest-")
	if err != nil {
		return run, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	redis, err := newRedis(ctx)
	if err != nil {
		return run, err
	}
	defer redis.close()
	office, err := startAlone(ctx, program, dir, database, redis.url())
	if err != nil {
		return run, err
	}
	defer func() { _ = office.command.Process.Kill(); <-office.ended }()

	playing, stop := context.WithCancel(ctx)
	var bots []*bot
	defer func() {
		stop()
		for _, b := range bots {
			b.leave()
		}
	}()
	if way != "idle" {
		if bots, err = callAt(playing, office.address); err != nil {
			return run, err
		}
	}
	begun := time.Now()
	if err := office.command.Process.Signal(syscall.SIGTERM); err != nil {
		return run, err
	}
	for isReady(ctx, office.address) {
		if err := pause(ctx, 2*time.Millisecond); err != nil {
			return run, err
		}
	}
	run.NotReadyMS = round(milliseconds(time.Since(begun)), 0)
	if way == "twice" {
		begun = time.Now()
		if err := office.command.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return run, err
		}
	}
	select {
	case <-office.ended:
	case <-ctx.Done():
		return run, ctx.Err()
	}
	run.ExitS, run.Code = round(time.Since(begun).Seconds(), 2), office.command.ProcessState.ExitCode()
	for _, b := range bots {
		code, err := b.socket.Closed(ctx)
		if err != nil {
			return run, err
		}
		run.Told = append(run.Told, code)
	}
	return run, nil
}

// startAlone is one node, which is ready.
func startAlone(ctx context.Context, program, dir, database, redis string) (*process, error) {
	ports := [2]string{}
	for i := range ports {
		var err error
		if ports[i], err = freePort(); err != nil {
			return nil, err
		}
	}
	own := "127.0.0.1:" + ports[0]
	command := serving(ctx, program, filepath.Join(dir, "data"), own, "http://"+own, "one", "127.0.0.1:"+ports[1], database, redis)
	if err := command.Start(); err != nil {
		return nil, err
	}
	p := &process{command, "http://" + own, make(chan struct{})}
	go func() { _ = command.Wait(); close(p.ended) }() // ends with the process
	for !isReady(ctx, p.address) {
		select {
		case <-p.ended:
			return nil, &exec.ExitError{ProcessState: command.ProcessState}
		default:
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// callAt is two people of one room who hear and see each other.
func callAt(ctx context.Context, address string) (bots []*bot, err error) {
	for n, role := range []protocol.Role{protocol.RoleHost, protocol.RoleOfficer} {
		b := &bot{participant: participant{name: fmt.Sprintf("p%d", n), room: "leave", role: role, mark: uint32(n + 1), keys: roomKeys(), until: time.Now().Add(time.Hour),
			node: func() string { return address }}}
		bots = append(bots, b)
		if err := b.join(ctx); err != nil {
			return bots, err
		}
	}
	for _, b := range bots {
		for b.heardNothing() {
			if err := pause(ctx, 20*time.Millisecond); err != nil {
				return bots, err
			}
		}
	}
	return bots, nil
}

func (b *bot) heardNothing() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.packets == 0
}

func (r leaveResult) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d CPUs, %s, %s, load average %s\n", r.Machine.CPUs, r.Machine.Go, r.Machine.OS, r.Load)
	for _, n := range r.Runs {
		fmt.Fprintf(&b, "%-5s  not ready after %4.0f ms, gone after %.2f s, exit code %d, sockets closed with %v\n", n.Way, n.NotReadyMS, n.ExitS, n.Code, n.Told)
	}
	return b.String()
}
