package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/pion/rtp"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/sfu/sfutest"
)

// roomsCmd measures rooms. Every participant sends Opus (50 packets a second of 80 bytes) and VP8 (30 frames a second
// of 2 x 1000 bytes) and receives everybody else of the room.
type roomsCmd struct {
	JSON    bool          `help:"Print JSON."`
	Sizes   []string      `default:"1x2,10x2,10x4" help:"Rooms x participants."`
	Measure time.Duration `default:"6s" help:"How long to count, per size and server."`
	Warm    time.Duration `default:"1500ms" help:"How long to let it run before."`
	Climb   int           `help:"Instead: rooms of three, so many more at each step, until more than 1 % is lost."`
}

// roomsRun is one size on one server.
type roomsRun struct {
	Size         string  `json:"size"`
	Server       string  `json:"server"` // own or bare
	Forwarded    int64   `json:"packets_forwarded"`
	PerSecond    float64 `json:"packets_per_s"`
	CPU          float64 `json:"cpu_us_per_packet"`
	JoinP50      float64 `json:"join_ms_p50"` // from the offer to the first RTP packet of somebody else, others being there
	JoinP95      float64 `json:"join_ms_p95"`
	KeyframeP50  float64 `json:"keyframe_ms_p50"` // ... to the first keyframe
	KeyframeP95  float64 `json:"keyframe_ms_p95"`
	RSS          float64 `json:"rss_kb_per_participant"`
	LatencyP50   float64 `json:"latency_us_p50"` // from the sender's write to the receiver's read, both in the load process
	LatencyP99   float64 `json:"latency_us_p99"`
	Loss         float64 `json:"loss_pct"`
	Participants int     `json:"participants"`
}

// roomsFigure is one size, this server beside the bare one.
type roomsFigure struct {
	Rooms      int     `json:"rooms"`
	Size       int     `json:"size"` // participants of each
	CPU        float64 `json:"cpu_us_per_packet"`
	BareCPU    float64 `json:"bare_cpu_us_per_packet,omitempty"`
	Ratio      float64 `json:"ratio,omitempty"`
	JoinP50    float64 `json:"join_ms_p50"`
	JoinP95    float64 `json:"join_ms_p95"`
	RSS        float64 `json:"rss_kb_per_participant"`
	LatencyP50 float64 `json:"latency_us_p50"`
	LatencyP99 float64 `json:"latency_us_p99"`
	Loss       float64 `json:"loss_pct"`
}

// roomsResult has the figures of the last size in front.
type roomsResult struct {
	roomsFigure
	Machine machine       `json:"machine"`
	Sizes   []roomsFigure `json:"sizes,omitempty"`
	Runs    []roomsRun    `json:"runs"`
}

// add takes the two runs of a size; bare is missing where nothing was beside.
func (r *roomsResult) add(rooms, size int, own roomsRun, bare *roomsRun) {
	f := roomsFigure{
		Rooms: rooms, Size: size, CPU: own.CPU, JoinP50: own.JoinP50, JoinP95: own.JoinP95, RSS: own.RSS,
		LatencyP50: own.LatencyP50, LatencyP99: own.LatencyP99, Loss: own.Loss,
	}
	if bare != nil {
		f.BareCPU, f.Ratio = bare.CPU, round(own.CPU/bare.CPU, 3)
		r.Runs = append(r.Runs, *bare)
	}
	r.Runs = append(r.Runs, own)
	r.Sizes = append(r.Sizes, f)
	r.roomsFigure = f
}

// Run measures every size on both servers, one after the other.
func (c *roomsCmd) Run(ctx context.Context) error {
	result := roomsResult{Machine: thisMachine()}
	if c.Climb > 0 {
		if err := c.climb(ctx, &result); err != nil {
			return err
		}
		return show(c.JSON, result)
	}
	for _, size := range c.Sizes {
		var rooms, people int
		if _, err := fmt.Sscanf(size, "%dx%d", &rooms, &people); err != nil || rooms < 1 || people < 2 || people > sfu.SlotsPerKind {
			return fmt.Errorf("size %q: want rooms x participants, 2 to %d of them, such as 10x4", size, sfu.SlotsPerKind)
		}
		bare, err := c.measure(ctx, rooms, people, true)
		if err != nil {
			return fmt.Errorf("size %s: %w", size, err)
		}
		own, err := c.measure(ctx, rooms, people, false)
		if err != nil {
			return fmt.Errorf("size %s: %w", size, err)
		}
		result.add(rooms, people, own, &bare)
	}
	return show(c.JSON, result)
}

// climb fills rooms of three until more than 1 % is lost; the step before that is the figure in front.
func (c *roomsCmd) climb(ctx context.Context, result *roomsResult) error {
	for rooms := c.Climb; ; rooms += c.Climb {
		own, err := c.measure(ctx, rooms, 3, false)
		if err != nil {
			return fmt.Errorf("%d rooms of three: %w", rooms, err)
		}
		if own.Loss > 1 {
			result.Runs = append(result.Runs, own)
			return nil
		}
		result.add(rooms, 3, own, nil)
	}
}

// measure fills the rooms of one server and counts.
func (c *roomsCmd) measure(ctx context.Context, rooms, people int, bare bool) (roomsRun, error) {
	args := []string{"forward"}
	if bare {
		args = append(args, "--bare")
	}
	server, err := startChild(ctx, args...)
	if err != nil {
		return roomsRun{}, err
	}
	defer server.stop()
	idle, err := server.tell(order{Verb: "usage"})
	if err != nil {
		return roomsRun{}, err
	}
	playing, stop := context.WithCancel(ctx)
	var players sync.WaitGroup
	var all []*listener
	defer func() {
		stop()
		players.Wait()
		for _, l := range all {
			l.client.Close()
		}
	}()
	for r := range rooms {
		for n := range people {
			l, err := join(ctx, server, fmt.Sprintf("room%d", r), n, people)
			if err != nil {
				return roomsRun{}, err
			}
			all = append(all, l)
			for _, source := range []sfu.Source{sfu.Mic, sfu.Camera} {
				players.Go(func() { l.client.Track(source).Play(playing, uint32(r*100+n), 30) })
			}
			if n == 0 {
				continue // alone: nothing to see yet
			}
			if err := l.arrived(ctx); err != nil {
				return roomsRun{}, err
			}
		}
	}
	if err := pause(ctx, c.Warm); err != nil {
		return roomsRun{}, err
	}
	before, err := server.tell(order{Verb: "usage"})
	if err != nil {
		return roomsRun{}, err
	}
	for _, l := range all {
		l.begin()
	}
	start := time.Now()
	if err := pause(ctx, c.Measure); err != nil {
		return roomsRun{}, err
	}
	took := time.Since(start)
	after, err := server.tell(order{Verb: "usage"})
	if err != nil {
		return roomsRun{}, err
	}
	run := roomsRun{Size: fmt.Sprintf("%dx%d", rooms, people), Server: "own", Participants: rooms * people, RSS: round(float64(after.RSSkb-idle.RSSkb)/float64(rooms*people), 0)}
	if bare {
		run.Server = "bare"
	}
	run.fill(all, took)
	run.CPU = round(float64(after.CPUus-before.CPUus)/float64(run.Forwarded), 2)
	return run, nil
}

func (run *roomsRun) fill(all []*listener, took time.Duration) {
	var latencies, joins, keys []float64
	var missing int64
	for _, l := range all {
		count, lost, late := l.end()
		run.Forwarded += count
		missing += lost
		latencies = append(latencies, late...)
		if l.first > 0 {
			joins = append(joins, milliseconds(l.first))
		}
		if l.key > 0 {
			keys = append(keys, milliseconds(l.key))
		}
	}
	run.PerSecond = round(float64(run.Forwarded)/took.Seconds(), 0)
	run.Loss = round(100*float64(missing)/float64(run.Forwarded+missing), 3)
	run.JoinP50, run.JoinP95 = quantile(joins, 0.5), quantile(joins, 0.95)
	run.KeyframeP50, run.KeyframeP95 = quantile(keys, 0.5), quantile(keys, 0.95)
	run.LatencyP50, run.LatencyP99 = round(quantile(latencies, 0.5), 0), round(quantile(latencies, 0.99), 0)
}

// listener is one participant of the load.
type listener struct {
	client *sfutest.Client
	start  time.Time

	mu         sync.Mutex
	first, key time.Duration // since start; 0 = not yet
	got        chan struct{} // closed at the first keyframe
	counting   bool
	count      int64
	latency    []float64
	spans      map[string]*span // by mid
}

type span struct {
	low, high uint32
	count     int64
}

// join puts participant n of a room of `people` there, bound to all others.
func join(ctx context.Context, server *child, room string, n, people int) (*listener, error) {
	l := &listener{got: make(chan struct{}), spans: map[string]*span{}, start: time.Now()}
	client, err := sfutest.New(sfutest.Config{Light: true, OnPacket: l.hear})
	if err != nil {
		return nil, err
	}
	l.client = client
	l.start = time.Now()
	who := fmt.Sprintf("p%d", n)
	if err := client.Negotiate(ctx, seat{server, room, who}, false); err != nil {
		return nil, err
	}
	var slots []sfu.Slot
	for other := range people {
		if other != n {
			at := len(slots) / 2
			slots = append(slots, sfu.Slot{Mid: sfu.AudioMid(at), Publisher: fmt.Sprintf("p%d", other), Source: sfu.Mic},
				sfu.Slot{Mid: sfu.VideoMid(at), Publisher: fmt.Sprintf("p%d", other), Source: sfu.Camera})
		}
	}
	if _, err := server.tell(order{Verb: "bind", Room: room, Who: who, Slots: slots}); err != nil {
		return nil, err
	}
	limit, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	return l, client.WaitUp(limit)
}

func (l *listener) hear(mid string, p *rtp.Packet) {
	audio := p.PayloadType == 109
	mark, key, ok := sfutest.ReadMark(p.Payload, audio)
	if !ok {
		return
	}
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.first == 0 {
		l.first = now.Sub(l.start)
	}
	if key && l.key == 0 {
		l.key = now.Sub(l.start)
		close(l.got)
	}
	if !l.counting {
		return
	}
	l.count++
	l.latency = append(l.latency, float64(now.Sub(mark.SentAt).Nanoseconds())/1000)
	s := l.spans[mid]
	if s == nil {
		s = &span{low: mark.Number, high: mark.Number}
		l.spans[mid] = s
	}
	if int16(uint16(mark.Number)-uint16(s.high)) > 0 {
		s.high += uint32(uint16(mark.Number) - uint16(s.high))
	}
	s.count++
}

func (l *listener) arrived(ctx context.Context) error {
	limit, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	select {
	case <-l.got:
		return nil
	case <-limit.Done():
		return fmt.Errorf("no keyframe in 20 s: %w", limit.Err())
	}
}

func (l *listener) begin() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.counting = true
}

func (l *listener) end() (count, lost int64, latency []float64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.counting = false
	for _, s := range l.spans {
		lost += max(int64(s.high-s.low)+1-s.count, 0)
	}
	return l.count, lost, l.latency
}

func (r roomsResult) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d CPUs, %s, %s\n", r.Machine.CPUs, r.Machine.Go, r.Machine.OS)
	fmt.Fprintf(&b, "%-6s %-5s %10s %12s %16s %16s %10s %18s %7s\n", "size", "", "packets/s", "CPU us/pkt", "join ms p50/95", "keyframe p50/95", "KB/person", "latency us p50/99", "loss %")
	for _, n := range r.Runs {
		fmt.Fprintf(&b, "%-6s %-5s %10.0f %12.2f %8.1f/%7.1f %8.1f/%7.1f %10.0f %9.0f/%8.0f %7.3f\n",
			n.Size, n.Server, n.PerSecond, n.CPU, n.JoinP50, n.JoinP95, n.KeyframeP50, n.KeyframeP95, n.RSS, n.LatencyP50, n.LatencyP99, n.Loss)
	}
	for _, f := range r.Sizes {
		if f.Ratio > 0 {
			fmt.Fprintf(&b, "CPU per packet, own to bare, %dx%d: %.3f\n", f.Rooms, f.Size, f.Ratio)
		}
	}
	return b.String()
}
