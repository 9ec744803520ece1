package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/pion/rtp"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/sfu/sfutest"
	protocol "github.com/etradeoffice/portal/signaling/wire"
)

const (
	roomOrigin  = "https://trade.city.example"
	retryWait   = 500 * time.Millisecond
	silentAfter = 7 * time.Second // as web/live/signal.ts
)

// resident is a participant that speaks, and comes back by any node when its socket is lost, as the room's page does.
type resident struct {
	mu sync.Mutex
	participant
	silent  time.Duration // after so long without a word it takes its socket for lost
	losses  int
	returns int                // sockets that it has lost
	backAt  time.Time          // last time that it was in with media that stand
	speaks  context.CancelFunc // ends its microphone; nil: it has none

	hearing sync.Mutex
	last    time.Time // last packet of somebody else
	gap     time.Duration
}

// hop leaves its socket, if it has one, and comes back by another: it has a full state then.
func (r *resident) hop(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.socket != nil {
		r.socket.Cut()
		r.socket = nil
	}
	err := r.greet(ctx)
	if refused, is := errors.AsType[*unwelcome](err); is {
		if e, is := refused.reply.(*protocol.Error); is && (e.Code == protocol.ErrSessionUnknown || e.Code == protocol.ErrTicketInvalid) {
			r.hello = nil // the next try is with a ticket
			r.losses++
		}
	}
	if err != nil {
		return err
	}
	if r.hello.NewMedia {
		if err := r.connect(ctx); err != nil {
			return err
		}
	}
	r.backAt = time.Now()
	return nil
}

// connect makes new media over the socket. The resident is held.
func (r *resident) connect(ctx context.Context) error {
	before, silence := r.media, r.speaks
	defer func() {
		if before != nil && before != r.media { // only now: where its node still forwards, nobody misses a word
			silence()
			before.Close()
		}
	}()
	media, err := sfutest.New(sfutest.Config{Light: true, OnPacket: r.hear})
	if err != nil {
		return err
	}
	speaking, stop := context.WithCancel(context.Background())
	r.media, r.speaks = media, stop
	if err := r.negotiate(ctx); err != nil {
		return err
	}
	go media.Track(sfu.Mic).Play(speaking, r.mark, 20) // ends with speaks
	return nil
}

// hear notes the longest time without a packet of anybody.
func (r *resident) hear(string, *rtp.Packet) {
	now := time.Now()
	r.hearing.Lock()
	defer r.hearing.Unlock()
	if !r.last.IsZero() {
		r.gap = max(r.gap, now.Sub(r.last))
	}
	r.last = now
}

// ask must be answered ok.
func (r *resident) ask(ctx context.Context, m protocol.Message) error {
	r.mu.Lock()
	s := r.socket
	r.mu.Unlock()
	if err := tell(ctx, s, m); err != nil {
		return fmt.Errorf("%s: %w", r.name, err)
	}
	return nil
}

// live comes back whenever the socket is lost or silent, until ctx ends.
func (r *resident) live(ctx context.Context) {
	for pause(ctx, retryWait/2) == nil {
		r.mu.Lock()
		s := r.socket
		r.mu.Unlock()
		if s != nil && s.Err() == nil && time.Since(s.Heard()) < r.silent {
			continue
		}
		r.mu.Lock()
		r.returns++
		r.mu.Unlock()
		for ctx.Err() == nil {
			attempt, cancel := context.WithTimeout(ctx, 8*time.Second)
			err := r.hop(attempt)
			cancel()
			if err == nil {
				break
			}
			_ = pause(ctx, time.Duration(rand.Int64N(int64(retryWait)))+retryWait/2)
		}
	}
}

// since is how long after a moment it was back, false if it is not.
func (r *resident) since(moment time.Time) (time.Duration, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hearing.Lock()
	defer r.hearing.Unlock()
	return r.backAt.Sub(moment), r.backAt.After(moment) && r.last.After(r.backAt)
}

// begin counts gaps from now on.
func (r *resident) begin() {
	r.hearing.Lock()
	defer r.hearing.Unlock()
	r.gap, r.last = 0, time.Now()
}

func (r *resident) leave() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.speaks != nil {
		r.speaks()
	}
	r.participant.leave()
}
