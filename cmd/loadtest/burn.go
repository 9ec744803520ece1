package main

import (
	"context"
	"crypto/sha256"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"time"

	"github.com/pion/rtp"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/sfu/sfutest"
)

// burnCmd uses up one core until it is killed.
type burnCmd struct{}

// Run ends with ctx.
func (burnCmd) Run(ctx context.Context) error {
	sum := [sha256.Size]byte{}
	for ctx.Err() == nil {
		sum = sha256.Sum256(sum[:])
	}
	return nil
}

// fire is a core that is burnt by another process, in the second half of each minute.
type fire struct {
	command *exec.Cmd // nil: none is
	bots    []*bot
}

func (f *fire) second(ctx context.Context, second int) error {
	switch second {
	case 30:
		return f.light(ctx)
	case 0:
		f.out()
	}
	return nil
}

func (f *fire) light(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	f.command = exec.CommandContext(ctx, self, "burn")
	if err := f.command.Start(); err != nil {
		return err
	}
	f.tell(true)
	return nil
}

// out ends it, and says nothing where there is none.
func (f *fire) out() {
	if f.command != nil {
		_ = f.command.Process.Kill()
		_ = f.command.Wait() // killed
		f.command = nil
	}
	f.tell(false)
}

func (f *fire) tell(burns bool) {
	for _, b := range f.bots {
		b.flow.turn(burns)
	}
}

// flow is how regularly media come to one bot. The zero value keeps nothing.
type flow struct {
	mu     sync.Mutex
	now    *tide
	tides  [2]tide // without fire, with
	before map[string]time.Time
}

// tide is one half of it, ms.
type tide struct{ voice, picture, late []float64 }

func (f *flow) turn(burns bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now, f.before = &f.tides[0], map[string]time.Time{}
	if burns {
		f.now = &f.tides[1]
	}
}

// hear notes a packet: how long after the one before on its line, and how long after it was sent.
func (f *flow) hear(mid string, p *rtp.Packet, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.now == nil {
		return
	}
	line, _ := strconv.Atoi(mid)
	voice := line < sfu.FirstVideoMid
	if mark, _, ok := sfutest.ReadMark(p.Payload, voice); ok {
		f.now.late = append(f.now.late, milliseconds(now.Sub(mark.SentAt)))
	}
	if last, ok := f.before[mid]; ok && voice {
		f.now.voice = append(f.now.voice, milliseconds(now.Sub(last)))
	} else if ok {
		f.now.picture = append(f.now.picture, milliseconds(now.Sub(last)))
	}
	f.before[mid] = now
}

// soakFire is what came of all media while a core was burnt, or while none was. Voices send every 33 ms.
type soakFire struct {
	Burnt      bool    `json:"burnt"`
	VoiceP99   float64 `json:"voice_gap_ms_p99"`
	VoiceMax   float64 `json:"voice_gap_ms_max"`
	PictureP99 float64 `json:"picture_gap_ms_p99"`
	LateP50    float64 `json:"late_ms_p50"` // from one bot through the server to another
	LateP99    float64 `json:"late_ms_p99"`
}

func (f *fire) sum() (both []soakFire) {
	for i := range 2 {
		var all tide
		for _, b := range f.bots {
			b.flow.mu.Lock()
			t := &b.flow.tides[i]
			all.voice, all.picture, all.late = append(all.voice, t.voice...), append(all.picture, t.picture...), append(all.late, t.late...)
			b.flow.mu.Unlock()
		}
		both = append(both, soakFire{
			Burnt: i == 1, VoiceP99: quantile(all.voice, 0.99), VoiceMax: quantile(all.voice, 1), PictureP99: quantile(all.picture, 0.99),
			LateP50: quantile(all.late, 0.5), LateP99: quantile(all.late, 0.99),
		})
	}
	return both
}
