package main

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/pion/rtp"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/sfu/sfutest"
	"github.com/etradeoffice/portal/signaling/socket/sockettest"
	"github.com/etradeoffice/portal/signaling/ticket"
	protocol "github.com/etradeoffice/portal/signaling/wire"
)

// bot is one participant of a soak: a socket like a page's, a microphone and a camera, and a look at everything that comes.
type bot struct {
	url, room, pid string
	role           protocol.Role
	until          time.Time
	mark           uint32
	media          *sfutest.Client
	times          sfutest.Timeline
	socket         *sockettest.Client
	hello          *protocol.HelloOK
	playing        sync.WaitGroup

	mu      sync.Mutex
	rev     int64 // of the newest state or delta
	gaps    int   // revisions that were passed over
	states  int   // whole states
	heard   time.Time
	silence time.Duration // the longest between two packets
	packets int64
}

// join comes in, is connected and begins to send until ctx ends.
func (b *bot) join(ctx context.Context) error {
	var err error
	b.media, err = sfutest.New(sfutest.Config{Light: true, OnPacket: b.hear, OnReport: b.times.Report})
	if err != nil {
		return err
	}
	now := time.Now()
	side := map[protocol.Role]protocol.Side{protocol.RoleHost: protocol.SideSupplier}[b.role]
	if side == "" {
		side = protocol.SideOffice
	}
	word := ticket.Mint(stageKeys, ticket.Claims{
		Room: b.room, Participant: b.pid, Name: b.pid, Role: string(b.role), Side: string(side), Company: "Soak", Lang: "en",
		Number: "SW-2026-0001", StartsAt: now, EndsAt: b.until, Exp: now.Add(ticket.Life),
	})
	if err := b.dial(ctx, &protocol.Hello{Ticket: word}); err != nil {
		return err
	}
	if err := b.connect(ctx); err != nil {
		return fmt.Errorf("%s: %w", b.pid, err)
	}
	for _, source := range []sfu.Source{sfu.Mic, sfu.Camera} {
		if err := b.ask(ctx, &protocol.PublishSet{Source: protocol.Source(source), Active: true}); err != nil {
			return err
		}
		b.playing.Go(func() { b.media.Track(source).Play(ctx, b.mark, 30) })
	}
	return nil
}

// dial opens a socket in place of the one before and says hello.
func (b *bot) dial(ctx context.Context, hello *protocol.Hello) error {
	if b.socket != nil {
		b.socket.Cut()
		b.read(b.socket)
	}
	limit, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	var err error
	if b.socket, err = sockettest.Dial(limit, b.url, sockettest.Options{Origin: "http" + b.url[2:len(b.url)-len("/live/ws")]}); err != nil {
		return err
	}
	reply, err := b.socket.Ask(limit, hello)
	if err != nil {
		return err
	}
	ok, is := reply.(*protocol.HelloOK)
	if !is {
		return fmt.Errorf("%s was not welcomed: %+v", b.pid, reply)
	}
	b.hello = ok
	return nil
}

// resume cuts the socket and goes on; media stay.
func (b *bot) resume(ctx context.Context) error {
	if err := b.dial(ctx, &protocol.Hello{Resume: &protocol.Resume{SID: b.hello.SID, Token: b.hello.Resume}}); err != nil {
		return err
	}
	if b.hello.NewMedia {
		return fmt.Errorf("%s came back and its media were gone", b.pid)
	}
	return nil
}

func (b *bot) connect(ctx context.Context) error {
	limit, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	offer, err := b.media.Offer(limit, false)
	if err != nil {
		return err
	}
	packed, err := protocol.PackSDP(offer)
	if err != nil {
		return err
	}
	if err := b.ask(limit, &protocol.Offer{Neg: 1, SDPZ: packed}); err != nil {
		return err
	}
	answer, err := sockettest.Await(limit, b.socket, func(a *protocol.Answer) bool { return a.Neg == 1 })
	if err != nil {
		return err
	}
	text, err := protocol.UnpackSDP(answer.SDPZ)
	if err != nil {
		return err
	}
	if err := b.media.Answer(text); err != nil {
		return err
	}
	return b.media.WaitUp(limit)
}

func (b *bot) ask(ctx context.Context, m protocol.Message) error {
	limit, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	reply, err := b.socket.Ask(limit, m)
	if err != nil {
		return err
	}
	if refused, is := reply.(*protocol.Error); is {
		return fmt.Errorf("%s: %s was refused: %s", b.pid, m.Type(), refused.Code)
	}
	return nil
}

// hear notes a packet of media.
func (b *bot) hear(mid string, p *rtp.Packet) {
	b.times.Packet(mid, p)
	now := time.Now()
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.heard.IsZero() {
		b.silence = max(b.silence, now.Sub(b.heard))
	}
	b.heard = now
	b.packets++
}

// read takes what the socket has brought since the last time, and counts the revisions that are missing.
func (b *bot) read(socket *sockettest.Client) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, frame := range socket.Drain() {
		switch m := frame.Message.(type) {
		case *protocol.State:
			b.rev = m.Rev
			b.states++
		case *protocol.Delta:
			if b.rev != 0 && m.Rev != b.rev+1 {
				b.gaps++
			}
			b.rev = m.Rev
		}
	}
}

// apart is how far voice and picture of the same person are from each other at the most, ms.
func (b *bot) apart() (most float64, pairs int) {
	for n := range sfu.SlotsPerKind {
		voice, ok := b.times.Offset(strconv.Itoa(sfu.FirstAudioMid + n))
		lips, fine := b.times.Offset(strconv.Itoa(sfu.FirstVideoMid + n))
		if ok && fine {
			pairs++
			most = max(most, milliseconds((voice - lips).Abs()))
		}
	}
	return most, pairs
}

// leave ends the bot after its ctx has ended.
func (b *bot) leave() {
	b.playing.Wait()
	if b.socket != nil {
		b.socket.Cut()
	}
	if b.media != nil {
		b.media.Close()
	}
}
