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
	protocol "github.com/etradeoffice/portal/signaling/wire"
)

// patience is how long anything of a soak may take: the machine may be busy.
const patience = 30 * time.Second

// bot is one participant of a soak, and a look at everything that comes.
type bot struct {
	participant
	times   sfutest.Timeline
	flow    flow
	playing sync.WaitGroup

	mu      sync.Mutex
	rev     int64 // of the newest state or delta
	gaps    int   // revisions that were passed over
	states  int   // whole states
	away    int   // times that somebody was told of as interrupted
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
	limit, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := b.greet(limit); err != nil {
		return err
	}
	if err := b.negotiate(limit); err != nil {
		return err
	}
	for _, source := range []sfu.Source{sfu.Mic, sfu.Camera} {
		if err := b.ask(ctx, &protocol.PublishSet{Source: protocol.Source(source), Active: true}); err != nil {
			return err
		}
		b.playing.Go(func() { b.media.Track(source).Play(ctx, b.mark, 30) })
	}
	return nil
}

// resume cuts the socket and goes on; media stay.
func (b *bot) resume(ctx context.Context) error {
	limit, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	b.socket.Cut()
	b.read(b.socket)
	if err := b.greet(limit); err != nil {
		return err
	}
	if b.hello.NewMedia {
		return fmt.Errorf("%s came back and its media were gone", b.name)
	}
	return nil
}

func (b *bot) ask(ctx context.Context, m protocol.Message) error {
	limit, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := tell(limit, b.socket, m); err != nil {
		return fmt.Errorf("%s: %w", b.name, err)
	}
	return nil
}

// hear notes a packet of media.
func (b *bot) hear(mid string, p *rtp.Packet) {
	b.times.Packet(mid, p)
	now := time.Now()
	b.flow.hear(mid, p, now)
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
			for _, p := range m.People {
				if p.Standing == protocol.StandingInterrupted {
					b.away++
				}
			}
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
	b.participant.leave()
}
