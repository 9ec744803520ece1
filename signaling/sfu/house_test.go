package sfu_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/transport/v5"
	"github.com/pion/transport/v5/vnet"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/sfu/sfutest"
)

// house is an SFU in a virtual network, with what its peers told.
type house struct {
	t       *testing.T
	net     *sfutest.Network
	sfu     *sfu.SFU
	room    *sfu.Room
	clients []*guest
	link    *sfutest.Link // the last guest's, if it is narrow
	others  []host        // further machines on the net

	mu     sync.Mutex
	events map[string][]sfu.Event
}

// guest is a participant on both sides of the wire.
type guest struct {
	id     string
	mark   uint32
	peer   *sfu.Peer
	client *sfutest.Client
	times  *sfutest.Timeline
}

type host struct {
	ip  string
	net transport.Net
}

const serverIP = "8.8.4.4"

// plan is what a house is built from.
type plan struct {
	guests    int // on 8.8.5.1, 8.8.5.2 and so on
	oneWay    time.Duration
	loss      float64
	simulcast bool
	red       []int           // the guests, from 0, that offer redundant sound
	carries   []int           // those that carry it in the padding of their own
	video     []sfutest.Video // by guest; VP8 alone for the others
	narrow    int             // bit/s towards the last guest; 0 = no limit
	others    []string        // addresses of further machines
}

// newHouse makes a house of the usual kind.
func newHouse(t *testing.T, n int, oneWay time.Duration, loss float64, others ...string) *house {
	t.Helper()
	return build(t, plan{guests: n, oneWay: oneWay, loss: loss, others: others})
}

// build must run in a synctest bubble.
func build(t *testing.T, p plan) *house {
	t.Helper()
	network, err := sfutest.NewNetwork(p.oneWay, p.loss)
	check(t, err)
	server, err := network.Host(serverIP)
	check(t, err)
	h := &house{t: t, net: network, events: map[string][]sfu.Event{}}
	for i := range p.guests {
		ip := fmt.Sprintf("8.8.5.%d", i+1)
		var host *vnet.Net
		if p.narrow > 0 && i == p.guests-1 {
			host, h.link, err = network.Narrow(ip, p.narrow, 40_000)
		} else {
			host, err = network.Host(ip)
		}
		check(t, err)
		own := &sfutest.Timeline{}
		video := sfutest.VP8
		if i < len(p.video) {
			video = p.video[i]
		}
		client, err := sfutest.New(sfutest.Config{Net: host, Video: video, Simulcast: p.simulcast, RED: slices.Contains(p.red, i), Carries: slices.Contains(p.carries, i), OnPacket: own.Packet, OnReport: own.Report})
		check(t, err)
		h.clients = append(h.clients, &guest{id: fmt.Sprintf("p%d", i+1), mark: uint32(i + 1), client: client, times: own})
	}
	for _, ip := range p.others {
		machine, err := network.Host(ip)
		check(t, err)
		h.others = append(h.others, host{ip, machine})
	}
	check(t, network.Start())
	h.sfu, err = sfu.New(sfu.Config{UDPAddr: serverIP + ":3478", Net: server})
	check(t, err)
	h.room = h.sfu.Open("room")
	return h
}

// close ends everything, so that the bubble can end.
func (h *house) close() {
	for _, g := range h.clients {
		g.client.Close()
	}
	h.sfu.Close()
	h.net.Stop()
}

// join makes the peer and waits until the transport is up.
func (h *house) join(g *guest) {
	h.t.Helper()
	h.attach(g)
	h.connect(g)
}

// attach makes the peer, whose transport does not stand yet.
func (h *house) attach(g *guest) {
	h.t.Helper()
	var err error
	g.peer, err = h.room.Join(g.id, func(e sfu.Event) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.events[g.id] = append(h.events[g.id], e)
		if e, ok := e.(sfu.LayersWanted); ok {
			g.client.Track(e.Source).SetLayers(e.On)
		}
	})
	check(h.t, err)
}

// connect waits until the transport is up.
func (h *house) connect(g *guest) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), 30*time.Second)
	defer cancel()
	if err := g.client.Connect(ctx, g.peer); err != nil {
		h.t.Fatalf("%s: %v", g.id, err)
	}
}

// play sends a guest's sources for a while, in the background of the bubble; the returned func ends it.
func (h *house) play(g *guest, sources ...sfu.Source) (stop func()) {
	ctx, cancel := context.WithCancel(h.t.Context())
	var all sync.WaitGroup
	for _, s := range sources {
		all.Go(func() { g.client.Track(s).Play(ctx, g.mark, 20) })
	}
	return func() { cancel(); all.Wait() }
}

// told says how many events of a peer satisfy is.
func (h *house) told(id string, is func(sfu.Event) bool) (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range h.events[id] {
		if is(e) {
			n++
		}
	}
	return n
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestTransportStandsAtHighLatencyAndLoss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 2, 125*time.Millisecond, 0.05)
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		start := time.Now()
		h.join(a)
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("the handshake took %v at 250 ms and 5 %% loss", took)
		}
		h.join(b)
		stop := h.play(a, sfu.Mic, sfu.Camera)
		h.room.Bind(b.id, []sfu.Slot{
			{Mid: sfu.AudioMid(0), Publisher: a.id, Source: sfu.Mic},
			{Mid: sfu.VideoMid(0), Publisher: a.id, Source: sfu.Camera},
		})
		time.Sleep(20 * time.Second)
		h.net.SetLoss(0)
		time.Sleep(3 * time.Second)
		stop()
		time.Sleep(time.Second)
		video, audio := b.client.Received(sfu.VideoMid(0)), b.client.Received(sfu.AudioMid(0))
		t.Logf("audio %+v video %+v", audio, video)
		if video.Missing > video.Packets/200 {
			t.Errorf("%d of %d video packets were never repaired", video.Missing, video.Packets)
		}
		if audio.Missing > audio.Packets*15/100 {
			t.Errorf("%d of %d audio packets are missing at 5 %% loss each way", audio.Missing, audio.Packets)
		}
	})
}

func TestEightJoinInRandomOrderAndEachReceivesExactlyTheOthers(t *testing.T) {
	for seed := range uint64(3) {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(t, 8, 40*time.Millisecond, 0)
			defer h.close()
			// Everybody's wishes are told at once; the people come in any order.
			for _, g := range h.clients {
				var slots []sfu.Slot
				n := 0
				for _, other := range h.clients {
					if other != g {
						slots = append(slots, sfu.Slot{Mid: sfu.AudioMid(n), Publisher: other.id, Source: sfu.Mic},
							sfu.Slot{Mid: sfu.VideoMid(n), Publisher: other.id, Source: sfu.Camera})
						n++
					}
				}
				h.room.Bind(g.id, slots)
			}
			var stops []func()
			order := rand.New(rand.NewPCG(seed, 0)).Perm(8)
			for _, i := range order {
				h.join(h.clients[i])
				stops = append(stops, h.play(h.clients[i], sfu.Mic, sfu.Camera))
			}
			time.Sleep(3 * time.Second)
			for _, stop := range stops {
				stop()
			}
			for _, g := range h.clients {
				n := 0
				for _, other := range h.clients {
					if other == g {
						continue
					}
					for _, mid := range []string{sfu.AudioMid(n), sfu.VideoMid(n)} {
						got := g.client.Received(mid)
						if len(got.Senders) != 1 || got.Senders[other.mark] == 0 || len(got.SSRCs) != 1 {
							t.Errorf("order %v: %s got on %s %v by %v, want only %s", order, g.id, mid, got.Senders, got.SSRCs, other.id)
						}
						if got.Missing+got.Twice+got.Backwards > 0 {
							t.Errorf("%s on %s: %+v", g.id, mid, got)
						}
					}
					n++
				}
				if heard := g.client.Heard(); len(heard) != 14 {
					t.Errorf("%s received on %v, want 14 slots", g.id, heard)
				}
				if changes := g.client.SignalingChanges(); changes != 2 {
					t.Errorf("%s negotiated again: %d changes of the signaling state", g.id, changes)
				}
			}
		})
	}
}
