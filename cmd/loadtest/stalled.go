package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/etradeoffice/portal/signaling/socket/sockettest"
	protocol "github.com/etradeoffice/portal/signaling/wire"
)

// stalledRun is people whose client has stopped reading, in rooms where others write.
type stalledRun struct {
	Readers  int     `json:"readers"`
	KBEach   float64 `json:"kb_each"` // of the server's memory, at the most
	ClosedS  float64 `json:"closed_s"`
	Open     int     `json:"still_open"`
	QuietP99 float64 `json:"others_quiet_ms_p99"`
	PingP99  float64 `json:"others_ms_p99"`
}

const (
	stalledEach = 4       // of a room of eight; the others write
	stalledRoom = 4 << 10 // bytes that the kernel keeps for a reader: what a phone on a dead link has is much more, and only later told
	stalledWait = 2 * time.Minute
)

// stall has the readers stop, the others of their rooms write as much as they may, and waits until the server has let go of them.
func stall(ctx context.Context, s *stageSide, readers int, look time.Duration) (run *stalledRun, err error) {
	run = &stalledRun{Readers: readers}
	bystanders, err := openOthers(ctx, s)
	if err != nil {
		return run, err
	}
	defer bystanders.close()
	var dead []*lurker
	var talkers []*participant
	defer func() {
		for _, l := range dead {
			l.cut()
		}
		for _, t := range talkers {
			t.leave()
		}
	}()
	for n := range readers {
		l := newLurker(s, 0)
		l.room, l.name, l.stalls = fmt.Sprintf("stalled-%d", n/stalledEach), fmt.Sprintf("reader%d", n%stalledEach), true
		dead = append(dead, l)
		talkers = append(talkers, &participant{name: fmt.Sprintf("talker%d", n%stalledEach), room: l.room, role: protocol.RoleHost, keys: l.keys, until: l.until,
			node: l.node, secure: s.secure})
	}
	limit, cancel := context.WithTimeout(ctx, stalledWait)
	defer cancel()
	if err := errors.Join(each(limit, talkers, 32, func(p *participant) error { return p.greet(limit) }), each(limit, dead, 32, func(l *lurker) error { return l.greet(limit) })); err != nil {
		return run, err
	}
	if run.QuietP99, err = bystanders.during(ctx, look); err != nil {
		return run, err
	}
	before, err := s.child.tell(order{Verb: "usage"})
	if err != nil {
		return run, err
	}
	return run, run.write(ctx, s, bystanders, talkers, before)
}

// write goes on until the server has no socket but of those who read.
func (run *stalledRun) write(ctx context.Context, s *stageSide, bystanders *others, talkers []*participant, before report) error {
	began, done := time.Now(), make(chan struct{})
	writing, stop := context.WithTimeout(ctx, stalledWait)
	defer stop()
	var all sync.WaitGroup
	defer all.Wait()
	defer stop()
	for _, t := range talkers {
		all.Go(func() { talk(writing, t.socket) }) // ends with writing
	}
	most := before.RSSkb
	var looking error
	all.Go(func() { // ends with done
		defer close(done)
		for pause(writing, 500*time.Millisecond) == nil {
			u, err := s.child.tell(order{Verb: "sockets"})
			if err != nil {
				looking = err
				return
			}
			most, run.Open = max(most, u.RSSkb), u.Sockets-len(talkers)-len(bystanders.all)
			if run.Open <= 0 {
				run.ClosedS = round(time.Since(began).Seconds(), 1)
				return
			}
		}
	})
	ping, err := bystanders.until(ctx, done)
	run.PingP99, run.KBEach = ping, round(float64(most-before.RSSkb)/float64(run.Readers), 0)
	return errors.Join(err, looking)
}

// talk writes long lines as fast as a room takes them, and forgets what comes.
func talk(ctx context.Context, s *sockettest.Client) {
	for n := 0; ; n++ {
		limit, cancel := context.WithTimeout(ctx, patience)
		_, err := s.Ask(limit, &protocol.ChatSend{CID: fmt.Sprintf("c%d", n), Text: strings.Repeat("x", 4000)})
		cancel()
		s.Drain()
		if err != nil || pause(ctx, time.Second) != nil {
			return
		}
	}
}

// halfOpenRun is connections that begin a request and never end it.
type halfOpenRun struct {
	TLS         bool    `json:"tls"`
	Connections int     `json:"connections"`
	KBEach      float64 `json:"kb_each"`
	HungUpS     float64 `json:"hung_up_s"`  // until the last was
	Open        int     `json:"still_open"` // after a minute
	QuietP99    float64 `json:"others_quiet_ms_p99"`
	PingP99     float64 `json:"others_ms_p99"`
}

// halfOpen opens them with the head of an upgrade, or with that of a TLS handshake.
func halfOpen(ctx context.Context, s *stageSide, connections int, look time.Duration) (*halfOpenRun, error) {
	run := &halfOpenRun{TLS: s.secure != nil, Connections: connections}
	head := "GET /live/ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
	if run.TLS {
		head = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"
	}
	bystanders, err := openOthers(ctx, s)
	if err != nil {
		return run, err
	}
	defer bystanders.close()
	if run.QuietP99, err = bystanders.during(ctx, look); err != nil {
		return run, err
	}
	before, err := s.child.tell(order{Verb: "usage"})
	if err != nil {
		return run, err
	}
	began, done := time.Now(), make(chan struct{})
	var half []net.Conn
	for range connections {
		conn, err := net.Dial("tcp", s.address[strings.Index(s.address, "//")+2:])
		if err != nil {
			return run, err
		}
		defer func() { _ = conn.Close() }()
		half = append(half, conn)
		if _, err := conn.Write([]byte(head)); err != nil {
			return run, err
		}
	}
	during, err := s.child.tell(order{Verb: "usage"})
	if err != nil {
		return run, err
	}
	run.KBEach = round(float64(during.RSSkb-before.RSSkb)/float64(connections), 1)
	go func() { // ends when all are hung up, or have not been for long
		defer close(done)
		for _, conn := range half {
			_ = conn.SetReadDeadline(began.Add(time.Minute)) // fails where the read does
			if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
				run.Open++
			}
		}
		run.HungUpS = round(time.Since(began).Seconds(), 1)
	}()
	run.PingP99, err = bystanders.until(ctx, done)
	<-done
	return run, err
}
