package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"strings"
	"time"

	"github.com/etradeoffice/portal/signaling/sfu/sfutest"
	"github.com/etradeoffice/portal/signaling/socket/sockettest"
	"github.com/etradeoffice/portal/signaling/ticket"
	protocol "github.com/etradeoffice/portal/signaling/wire"
)

// participant is one person of a room with what the room's page has: a ticket, a socket, and media that are agreed over it. It is for one goroutine.
type participant struct {
	name, room string
	role       protocol.Role
	mark       uint32 // in every packet that it sends
	keys       ticket.Keys
	until      time.Time     // end of the meeting
	node       func() string // http://host:port that the next socket goes to
	origin     string        // of its page; "": the node itself
	secure     *tls.Config   // whom it believes; nil: whom the system does

	media  *sfutest.Client
	socket *sockettest.Client
	hello  *protocol.HelloOK // nil: it has no session to go on with
}

// unwelcome is a hello that was refused.
type unwelcome struct {
	name  string
	reply protocol.Message
}

func (e *unwelcome) Error() string { return fmt.Sprintf("%s was not welcomed: %+v", e.name, e.reply) }

// greet opens a socket and comes in by a ticket, or goes on with its session.
func (p *participant) greet(ctx context.Context) error {
	hello := &protocol.Hello{}
	if p.hello != nil {
		hello.Resume = &protocol.Resume{SID: p.hello.SID, Token: p.hello.Resume}
	} else {
		hello.Ticket = p.ticket()
	}
	node := p.node()
	s, err := sockettest.Dial(ctx, "ws"+strings.TrimPrefix(node, "http")+"/live/ws", sockettest.Options{Origin: cmp.Or(p.origin, node), TLS: p.secure})
	if err != nil {
		return err
	}
	p.socket = s
	reply, err := s.Ask(ctx, hello)
	if err != nil {
		return err
	}
	ok, is := reply.(*protocol.HelloOK)
	if !is {
		return &unwelcome{p.name, reply}
	}
	p.hello = ok
	return nil
}

func (p *participant) ticket() string {
	side := protocol.SideOffice
	switch p.role {
	case protocol.RoleHost:
		side = protocol.SideSupplier
	case protocol.RoleGuest:
		side = protocol.SideBuyer
	}
	now := time.Now()
	return ticket.Mint(p.keys, ticket.Claims{
		Room: p.room, Participant: p.name, Name: p.name, Role: string(p.role), Side: string(side), Company: "Company", Lang: "en",
		Number: "SW-2026-0042", StartsAt: now, EndsAt: p.until, Exp: now.Add(ticket.Life),
	})
}

// negotiate connects new media over the socket.
func (p *participant) negotiate(ctx context.Context) error {
	offer, err := p.media.Offer(ctx, false)
	if err != nil {
		return err
	}
	packed, err := protocol.PackSDP(offer)
	if err != nil {
		return err
	}
	if err := tell(ctx, p.socket, &protocol.Offer{Neg: 1, SDPZ: packed}); err != nil {
		return fmt.Errorf("%s: %w", p.name, err)
	}
	answer, err := sockettest.Await(ctx, p.socket, func(a *protocol.Answer) bool { return a.Neg == 1 })
	if err != nil {
		return err
	}
	sdp, err := protocol.UnpackSDP(answer.SDPZ)
	if err != nil {
		return err
	}
	if err := p.media.Answer(sdp); err != nil {
		return err
	}
	return p.media.WaitUp(ctx)
}

func (p *participant) leave() {
	if p.socket != nil {
		p.socket.Cut()
	}
	if p.media != nil {
		p.media.Close()
	}
}

// tell says something that must be answered ok.
func tell(ctx context.Context, s *sockettest.Client, m protocol.Message) error {
	reply, err := s.Ask(ctx, m)
	if err != nil {
		return fmt.Errorf("%s: %w", m.Type(), err)
	}
	if refused, is := reply.(*protocol.Error); is {
		return fmt.Errorf("%s was refused: %s", m.Type(), refused.Code)
	}
	return nil
}
