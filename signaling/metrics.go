package signaling

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/etradeoffice/portal/signaling/wire"
)

// metrics are the live side's own figures; what rooms hold is read when it is asked for.
type metrics struct {
	sockets prometheus.Gauge
	refused prometheus.Counter
	hellos  *prometheus.CounterVec
	closes  *prometheus.CounterVec
}

func newMetrics() *metrics {
	return &metrics{
		sockets: prometheus.NewGauge(prometheus.GaugeOpts{Name: "etrade_live_sockets", Help: "Open sockets."}),
		refused: prometheus.NewCounter(prometheus.CounterOpts{Name: "etrade_live_refused_total", Help: "Upgrades refused for origin or protocol."}),
		hellos: prometheus.NewCounterVec(
			prometheus.CounterOpts{Name: "etrade_live_hellos_total", Help: "Hellos given to a room (taken) or refused before, by code."}, []string{"result"}),
		closes: prometheus.NewCounterVec(
			prometheus.CounterOpts{Name: "etrade_live_closes_total", Help: "Closed sockets by close code; 1006 is the client or the network."}, []string{"code"}),
	}
}

func (m *metrics) closed(code wire.CloseCode) {
	m.closes.WithLabelValues(strconv.Itoa(int(code))).Inc()
}

var (
	roomsDesc  = prometheus.NewDesc("etrade_live_rooms", "Open rooms by phase.", []string{"phase"}, nil)
	peopleDesc = prometheus.NewDesc("etrade_live_people", "People by role and place.", []string{"role", "place"}, nil)
	factsDesc  = prometheus.NewDesc("etrade_live_facts_waiting", "Facts that the portal has not taken yet.", nil, nil)
)

// Describe is prometheus.Collector's: register the Server to have its figures.
func (s *Server) Describe(out chan<- *prometheus.Desc) { prometheus.DescribeByCollect(s, out) }

// Collect is prometheus.Collector's.
func (s *Server) Collect(out chan<- prometheus.Metric) {
	for _, c := range []prometheus.Collector{s.metrics.sockets, s.metrics.refused, s.metrics.hellos, s.metrics.closes} {
		c.Collect(out)
	}
	phases, people := map[string]int{}, map[[2]string]int{}
	for _, l := range s.open() {
		if !l.isOpen() {
			continue
		}
		state := l.room.State()
		phases[string(state.Phase)]++
		for _, p := range state.People {
			place := "lobby"
			if p.In {
				place = "room"
			}
			people[[2]string{string(p.Role), place}]++
		}
	}
	for phase, n := range phases {
		out <- prometheus.MustNewConstMetric(roomsDesc, prometheus.GaugeValue, float64(n), phase)
	}
	for of, n := range people {
		out <- prometheus.MustNewConstMetric(peopleDesc, prometheus.GaugeValue, float64(n), of[0], of[1])
	}
	out <- prometheus.MustNewConstMetric(factsDesc, prometheus.GaugeValue, float64(len(s.facts.pending())))
}
