package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	protocol "github.com/etradeoffice/portal/signaling/wire"
)

// soakCmd keeps rooms full for long. People write, raise hands and lose their sockets all the time; once a minute it is
// looked at what the server holds, how far voice and picture are apart, and whether everybody has every revision.
type soakCmd struct {
	JSON    bool `help:"Print JSON."`
	Rooms   int  `default:"3" help:"Rooms."`
	People  int  `default:"4" help:"Participants of each, at most 8."`
	Minutes int  `default:"60" help:"How long, minutes."`
	Burn    bool `help:"Burn one core in a process of its own, in the second half of each minute."`
	// Profiles are for go tool pprof -base.
	Profiles string `type:"existingdir" help:"A folder for a profile of the server's heap each minute."`
}

// soakLook is one look at everything.
type soakLook struct {
	Minute     int     `json:"minute"`
	HeapKB     int64   `json:"heap_kb"` // of the server, in use after a collection
	RSSKB      int64   `json:"rss_kb"`
	Goroutines int     `json:"goroutines"`
	ApartMS    float64 `json:"voice_picture_ms"` // the most that voice and picture of one person are apart for anybody
	Gaps       int     `json:"revision_gaps"`
	SilenceMS  float64 `json:"longest_silence_ms"` // in that minute, with nothing from anybody
	CPU        float64 `json:"cpu_s"`
}

type soakResult struct {
	Machine   machine    `json:"machine"`
	Looks     []soakLook `json:"looks"`
	HeapSlope float64    `json:"heap_kb_per_hour"` // by least squares, without the first fifth
	GoSlope   float64    `json:"goroutines_per_hour"`
	DriftMS   float64    `json:"drift_ms_per_hour"`
	Gaps      int        `json:"revision_gaps"`
	Revisions int64      `json:"revisions"`
	Packets   int64      `json:"packets"`
	Resumes   int        `json:"resumes"`
	Away      int        `json:"said_to_be_away"` // times that somebody was told of as interrupted; nobody is cut for that long
	Fire      []soakFire `json:"fire,omitempty"`
}

// Run fills the rooms and looks.
func (c *soakCmd) Run(ctx context.Context) error {
	if c.Rooms < 1 || c.People < 2 || c.People > 8 || c.Minutes < 1 {
		return fmt.Errorf("want at least one room of 2 to 8 and one minute")
	}
	server, err := startChild(ctx, "stage")
	if err != nil {
		return err
	}
	defer server.stop()
	opened, err := server.tell(order{Verb: "open"})
	if err != nil {
		return err
	}
	playing, stop := context.WithCancel(ctx)
	var bots []*bot
	defer func() {
		stop()
		for _, b := range bots {
			b.leave()
		}
	}()
	until := time.Now().Add(time.Duration(c.Minutes)*time.Minute + time.Hour)
	roles := []protocol.Role{protocol.RoleHost, protocol.RoleOfficer} // nobody has to be let in
	for range c.Rooms {
		room := uuid.Must(uuid.NewV7()).String()
		for n := range c.People {
			b := &bot{participant: participant{name: fmt.Sprintf("p%d", n), room: room, role: roles[n%len(roles)], mark: uint32(len(bots) + 1), keys: roomKeys(), until: until,
				node: func() string { return opened.Answer }}}
			bots = append(bots, b)
			if err := b.join(playing); err != nil {
				return err
			}
		}
	}
	result := soakResult{Machine: thisMachine()}
	burning := fire{bots: bots}
	defer burning.out()
	for minute := 1; minute <= c.Minutes; minute++ {
		if err := c.live(ctx, bots, minute, &burning, &result); err != nil {
			return err
		}
		look, err := c.look(server, bots, minute)
		if err != nil {
			return err
		}
		result.Looks = append(result.Looks, look)
	}
	result.sum(bots)
	if c.Burn {
		result.Fire = burning.sum()
	}
	return show(c.JSON, result)
}

// live is one minute: every second somebody does something.
func (c *soakCmd) live(ctx context.Context, bots []*bot, minute int, burning *fire, result *soakResult) error {
	for second := range 60 {
		if err := pause(ctx, time.Second); err != nil {
			return err
		}
		if c.Burn {
			if err := burning.second(ctx, second); err != nil {
				return err
			}
		}
		n := minute*60 + second
		b := bots[n%len(bots)]
		var err error
		switch n % 5 {
		case 0:
			err = b.ask(ctx, &protocol.ChatSend{CID: fmt.Sprintf("c%d", n), Text: "still here"})
		case 1, 3:
			err = b.ask(ctx, &protocol.HandSet{Up: n%5 == 1})
		case 2:
			err = b.ask(ctx, &protocol.PublishSet{Source: protocol.SourceMic, Active: true, Muted: n%2 == 0})
		default:
			result.Resumes++
			err = b.resume(ctx)
		}
		if err != nil {
			return err
		}
		for _, b := range bots {
			b.read(b.socket)
		}
	}
	return nil
}

func (c *soakCmd) look(server *child, bots []*bot, minute int) (soakLook, error) {
	u, err := server.tell(order{Verb: "usage"})
	if err != nil {
		return soakLook{}, err
	}
	l := soakLook{Minute: minute, HeapKB: u.HeapKB, RSSKB: u.RSSkb, Goroutines: u.Goroutines, CPU: round(float64(u.CPUus)/1e6, 1)}
	if c.Profiles != "" {
		if _, err := server.tell(order{Verb: "profile", Path: filepath.Join(c.Profiles, fmt.Sprintf("heap-%03d.pb.gz", minute))}); err != nil {
			return l, err
		}
	}
	for _, b := range bots {
		apart, pairs := b.apart()
		if pairs < c.People-1 {
			return l, fmt.Errorf("%s in %s has voice and picture of %d people, not of %d", b.name, b.room, pairs, c.People-1)
		}
		l.ApartMS = max(l.ApartMS, round(apart, 1))
		b.mu.Lock()
		l.Gaps += b.gaps
		l.SilenceMS = max(l.SilenceMS, round(milliseconds(b.silence), 0))
		b.silence = 0
		b.mu.Unlock()
	}
	return l, nil
}

func (r *soakResult) sum(bots []*bot) {
	for _, b := range bots {
		b.mu.Lock()
		r.Gaps += b.gaps
		r.Revisions = max(r.Revisions, b.rev)
		r.Packets += b.packets
		r.Away += b.away
		b.mu.Unlock()
	}
	late := r.Looks[len(r.Looks)/5:]
	r.HeapSlope = slope(late, func(l soakLook) float64 { return float64(l.HeapKB) })
	r.GoSlope = slope(late, func(l soakLook) float64 { return float64(l.Goroutines) })
	r.DriftMS = slope(late, func(l soakLook) float64 { return l.ApartMS })
}

// slope is the growth an hour, by least squares.
func slope(looks []soakLook, of func(soakLook) float64) float64 {
	var n, x, y, xx, xy float64
	for _, l := range looks {
		at := float64(l.Minute) / 60
		n, x, y, xx, xy = n+1, x+at, y+of(l), xx+at*at, xy+at*of(l)
	}
	return round((n*xy-x*y)/(n*xx-x*x), 1)
}

func (r soakResult) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d CPUs, %s, %s\n%6s %9s %9s %10s %16s %6s %11s %7s\n", r.Machine.CPUs, r.Machine.Go, r.Machine.OS,
		"minute", "heap KB", "RSS KB", "goroutines", "voice-picture ms", "gaps", "silence ms", "CPU s")
	for _, l := range r.Looks {
		fmt.Fprintf(&b, "%6d %9d %9d %10d %16.1f %6d %11.0f %7.1f\n", l.Minute, l.HeapKB, l.RSSKB, l.Goroutines, l.ApartMS, l.Gaps, l.SilenceMS, l.CPU)
	}
	fmt.Fprintf(&b, "an hour: heap %+.0f KB, goroutines %+.1f, voice to picture %+.1f ms; %d revisions at most, %d gaps, %d sockets cut and resumed, %d packets\n",
		r.HeapSlope, r.GoSlope, r.DriftMS, r.Revisions, r.Gaps, r.Resumes, r.Packets)
	fmt.Fprintf(&b, "%d times somebody was said to be away\n", r.Away)
	for _, f := range r.Fire {
		fmt.Fprintf(&b, "a core burnt: %-5t  between two packets of a voice p99 %.0f ms, at most %.0f; of a picture p99 %.0f; late p50 %.1f, p99 %.0f ms\n",
			f.Burnt, f.VoiceP99, f.VoiceMax, f.PictureP99, f.LateP50, f.LateP99)
	}
	return b.String()
}
