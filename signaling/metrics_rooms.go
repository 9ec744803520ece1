package signaling

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/etradeoffice/portal/signaling/control"
	"github.com/etradeoffice/portal/signaling/room"
	"github.com/etradeoffice/portal/signaling/wire"
)

// What rooms hold is read when it is asked for. Every label has a value from the start, so that a dashboard shows 0 and not a gap.
var (
	roomsDesc   = prometheus.NewDesc("etrade_live_rooms", "Open rooms by phase.", []string{"phase"}, nil)
	peopleDesc  = prometheus.NewDesc("etrade_live_people", "People by role and place.", []string{"role", "place"}, nil)
	linksDesc   = prometheus.NewDesc("etrade_live_links", "People in rooms by the rung that their media take; none: nothing comes through.", []string{"rung"}, nil)
	failingDesc = prometheus.NewDesc("etrade_live_failing", "People in rooms whose link is weak or down now, by whose it is: theirs, or ours where everybody's in the room is.", []string{"whose"}, nil)
	rateDesc    = prometheus.NewDesc("etrade_live_media_kbps", "Media of all people in rooms, kbit/s, from them and to them.", []string{"way"}, nil)
	factsDesc   = prometheus.NewDesc("etrade_live_facts_waiting", "Facts that the portal has not taken yet.", nil, nil)
	leasesDesc  = prometheus.NewDesc("etrade_live_leases", "Rooms whose lease this node has.", nil, nil)
	relayDesc   = prometheus.NewDesc("etrade_relay_allocations", "Allocations that stand at the relay.", nil, nil)
)

// census is what all rooms of this node hold together.
type census struct {
	phases, rungs, failing map[string]int
	people                 map[[2]string]int
	up, down, rooms        int
}

func (s *Server) census() census {
	c := census{phases: map[string]int{}, rungs: map[string]int{}, failing: map[string]int{}, people: map[[2]string]int{}}
	for _, phase := range []wire.Phase{wire.PhaseLobby, wire.PhaseLive, wire.PhaseUnattended, wire.PhaseOvertime, wire.PhaseEnding} {
		c.phases[string(phase)] = 0
	}
	for _, rung := range []string{"udp", "tcp", "relay", "none"} {
		c.rungs[rung] = 0
	}
	for _, whose := range []string{control.FailingTheirs, control.FailingOurs} {
		c.failing[whose] = 0
	}
	for _, role := range []wire.Role{wire.RoleHost, wire.RoleGuest, wire.RoleInterpreter, wire.RoleOfficer} {
		c.people[[2]string{string(role), "lobby"}], c.people[[2]string{string(role), "room"}] = 0, 0
	}
	for _, l := range s.open() {
		if l.isOpen() {
			c.rooms++
			c.add(l.room.State())
		}
	}
	return c
}

func (c *census) add(state room.State) {
	c.phases[string(state.Phase)]++
	for _, p := range state.People {
		if !p.In {
			c.people[[2]string{string(p.Role), "lobby"}]++
			continue
		}
		c.people[[2]string{string(p.Role), "room"}]++
		if whose := failing(&state, p); whose != "" {
			c.failing[whose]++
		}
		if p.Media.Rung == wire.RungNone {
			c.rungs["none"]++
			continue
		}
		c.rungs[string(p.Media.Rung)]++
		c.up, c.down = c.up+p.Media.Up.Kbps, c.down+p.Media.Down.Kbps
	}
}

// Collect is prometheus.Collector's.
func (s *Server) Collect(out chan<- prometheus.Metric) {
	s.metrics.collect(out)
	gauge := func(of *prometheus.Desc, n int, labels ...string) {
		out <- prometheus.MustNewConstMetric(of, prometheus.GaugeValue, float64(n), labels...)
	}
	c := s.census()
	for phase, n := range c.phases {
		gauge(roomsDesc, n, phase)
	}
	for of, n := range c.people {
		gauge(peopleDesc, n, of[0], of[1])
	}
	for rung, n := range c.rungs {
		gauge(linksDesc, n, rung)
	}
	for whose, n := range c.failing {
		gauge(failingDesc, n, whose)
	}
	gauge(rateDesc, c.up, "up")
	gauge(rateDesc, c.down, "down")
	gauge(factsDesc, len(s.facts.pending()))
	gauge(leasesDesc, c.rooms)
	relayed := 0
	if s.Turn != nil {
		relayed = s.Turn.Allocations()
	}
	gauge(relayDesc, relayed)
}
