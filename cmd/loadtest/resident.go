package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/pion/rtp"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/sfu/sfutest"
	"github.com/etradeoffice/portal/signaling/socket/sockettest"
	"github.com/etradeoffice/portal/signaling/ticket"
	protocol "github.com/etradeoffice/portal/signaling/wire"
)

const (
	roomOrigin  = "https://trade.city.example"
	retryWait   = 500 * time.Millisecond
	silentAfter = 7 * time.Second // as web/live/signal.ts
)

// resident is one person of a room: it comes by any node, speaks, and comes back by any node when its socket is lost, as the room's page does.
type resident struct {
	name  string
	mark  uint32
	role  protocol.Role
	nodes func() string // the address of one that runs, by chance

	mu     sync.Mutex
	socket *sockettest.Client
	media  *sfutest.Client
	hello  *protocol.HelloOK
	neg    int
	losses int
	backAt time.Time // last time that it was in with media that stand
	speaks context.CancelFunc

	hearing sync.Mutex
	last    time.Time // last packet of somebody else
	gap     time.Duration
}

// hop leaves its socket, if it has one, and comes back by another: it has a full state then.
func (r *resident) hop(ctx context.Context, room string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.socket != nil {
		r.socket.Cut()
		r.socket = nil
	}
	hello := &protocol.Hello{Ticket: r.ticket(room)}
	if r.hello != nil {
		hello = &protocol.Hello{Resume: &protocol.Resume{SID: r.hello.SID, Token: r.hello.Resume}}
	}
	s, err := sockettest.Dial(ctx, "ws"+strings.TrimPrefix(r.nodes(), "http")+"/live/ws", sockettest.Options{Origin: roomOrigin})
	if err != nil {
		return err
	}
	r.socket = s
	reply, err := s.Ask(ctx, hello)
	if err != nil {
		return err
	}
	ok, is := reply.(*protocol.HelloOK)
	if !is {
		if refused, is := reply.(*protocol.Error); is && (refused.Code == protocol.ErrSessionUnknown || refused.Code == protocol.ErrTicketInvalid) {
			r.hello = nil // the next try is with a ticket
			r.losses++
		}
		return fmt.Errorf("%s: %+v", r.name, reply)
	}
	r.hello = ok
	if ok.NewMedia {
		if err := r.connect(ctx); err != nil {
			return err
		}
	}
	r.backAt = time.Now()
	return nil
}

func (r *resident) ticket(room string) string {
	now := time.Now()
	side := protocol.SideOffice
	switch r.role {
	case protocol.RoleHost:
		side = protocol.SideSupplier
	case protocol.RoleGuest:
		side = protocol.SideBuyer
	}
	return ticket.Mint(roomKeys, ticket.Claims{
		Room: room, Participant: r.name, Name: r.name, Role: string(r.role), Side: string(side), Company: "Company", Lang: "en",
		Number: "SW-2026-0042", StartsAt: now, EndsAt: now.Add(time.Hour), Exp: now.Add(ticket.Life),
	})
}

// connect makes new media over the socket. The resident is held.
func (r *resident) connect(ctx context.Context) error {
	before, silence := r.media, r.speaks
	defer func() {
		if before != nil { // only now: where its node still forwards, nobody misses a word
			silence()
			before.Close()
		}
	}()
	media, err := sfutest.New(sfutest.Config{Light: true, OnPacket: r.hear})
	if err != nil {
		return err
	}
	r.media, r.neg = media, 1
	offer, err := media.Offer(ctx, false)
	if err != nil {
		return err
	}
	packed, err := protocol.PackSDP(offer)
	if err != nil {
		return err
	}
	if reply, err := r.socket.Ask(ctx, &protocol.Offer{Neg: r.neg, SDPZ: packed}); err != nil || reply.Type() != "ok" {
		return fmt.Errorf("%s: offer: %+v, %w", r.name, reply, err)
	}
	answer, err := sockettest.Await(ctx, r.socket, func(a *protocol.Answer) bool { return a.Neg == r.neg })
	if err != nil {
		return err
	}
	sdp, err := protocol.UnpackSDP(answer.SDPZ)
	if err != nil {
		return err
	}
	if err := errors.Join(media.Answer(sdp), media.WaitUp(ctx)); err != nil {
		return err
	}
	speaking, stop := context.WithCancel(context.Background())
	r.speaks = stop
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
	reply, err := s.Ask(ctx, m)
	if err != nil {
		return fmt.Errorf("%s: %s: %w", r.name, m.Type(), err)
	}
	if refused, is := reply.(*protocol.Error); is {
		return fmt.Errorf("%s: %s was refused: %s", r.name, m.Type(), refused.Code)
	}
	return nil
}

// live comes back whenever the socket is lost or silent, until ctx ends.
func (r *resident) live(ctx context.Context, room string) {
	for pause(ctx, retryWait/2) == nil {
		r.mu.Lock()
		s := r.socket
		r.mu.Unlock()
		if s != nil && s.Err() == nil && time.Since(s.Heard()) < silentAfter {
			continue
		}
		for ctx.Err() == nil {
			attempt, cancel := context.WithTimeout(ctx, 8*time.Second)
			err := r.hop(attempt, room)
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
	if r.media != nil {
		r.speaks()
		r.media.Close()
	}
	if r.socket != nil {
		r.socket.Cut()
	}
}
