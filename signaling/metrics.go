package signaling

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/wire"
)

// metrics are the live side's own counts.
type metrics struct {
	sockets prometheus.Gauge
	refused prometheus.Counter
	hellos  *prometheus.CounterVec
	closes  *prometheus.CounterVec
	joins   *prometheus.HistogramVec
	rtt     prometheus.Histogram
	loss    *prometheus.HistogramVec
	stands  prometheus.Counter
	freezes prometheus.Counter
	frozen  prometheus.Counter
	renewed *prometheus.CounterVec
	lost    prometheus.Counter
}

func newMetrics() *metrics {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "etrade", Subsystem: "live", Name: name, Help: help})
	}
	counters := func(name, help, label string, values ...string) *prometheus.CounterVec {
		vec := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "etrade", Subsystem: "live", Name: name, Help: help}, []string{label})
		for _, value := range values {
			vec.WithLabelValues(value)
		}
		return vec
	}
	histogram := func(name, help string, buckets ...float64) prometheus.HistogramOpts {
		return prometheus.HistogramOpts{Namespace: "etrade", Subsystem: "live", Name: name, Help: help, Buckets: buckets}
	}
	m := &metrics{
		sockets: prometheus.NewGauge(prometheus.GaugeOpts{Name: "etrade_live_sockets", Help: "Open sockets."}),
		refused: counter("refused_total", "Upgrades refused for origin or protocol."),
		hellos:  counters("hellos_total", "Hellos given to a room (taken), led to another node (led), or refused before, by code.", "result", "taken", "led"),
		closes:  counters("closes_total", "Closed sockets by close code; 1006 is the client or the network.", "code", "1000"),
		joins: prometheus.NewHistogramVec(histogram("join_seconds", "From a hello that was taken to media that stand, by rung.",
			0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4.5, 6, 10, 20, 45), []string{"rung"}),
		rtt: prometheus.NewHistogram(histogram("rtt_seconds", "Round trip of each link, measured every 2 s.", 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1.2)),
		loss: prometheus.NewHistogramVec(histogram("loss_ratio", "Loss of the worst stream of each link, measured every 2 s, from people (up) and to them (down).",
			0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4), []string{"way"}),
		stands:  counter("stands_total", "How often no media came or went any more, by people's links."),
		freezes: counter("freezes_total", "How often a picture stood still before somebody, as browsers tell."),
		frozen:  counter("frozen_seconds_total", "For how long pictures stood still, as browsers tell."),
		renewed: counters("lease_renewals_total", "Rounds in which the leases of this node were renewed, by how they went.", "result", "done", "failed"),
		lost:    counter("leases_lost_total", "Rooms that were found at another node."),
	}
	for _, rung := range []sfu.Rung{sfu.RungUDP, sfu.RungTCP, sfu.RungRelay} {
		m.joins.WithLabelValues(string(rung))
	}
	for _, way := range []string{"up", "down"} {
		m.loss.WithLabelValues(way)
	}
	return m
}

func (m *metrics) collect(out chan<- prometheus.Metric) {
	for _, c := range []prometheus.Collector{
		m.sockets, m.refused, m.hellos, m.closes, m.joins, m.rtt, m.loss, m.stands, m.freezes, m.frozen, m.renewed, m.lost,
	} {
		c.Collect(out)
	}
}

func (m *metrics) closed(code wire.CloseCode) {
	m.closes.WithLabelValues(strconv.Itoa(int(code))).Inc()
}

// joined notes that media stand for the first time, and how long that took.
func (m *metrics) joined(rung sfu.Rung, took time.Duration) {
	m.joins.WithLabelValues(string(rung)).Observe(took.Seconds())
}

func (m *metrics) measured(q sfu.Quality) {
	if q.RTT > 0 {
		m.rtt.Observe(q.RTT.Seconds())
	}
	m.loss.WithLabelValues("up").Observe(q.Up.Loss)
	m.loss.WithLabelValues("down").Observe(q.Down.Loss)
}

// told counts what a browser says of its own pictures.
func (m *metrics) told(s *wire.Stats) {
	m.freezes.Add(float64(s.Freezes))
	m.frozen.Add(float64(s.FrozenMs) / 1000)
}

// Describe is prometheus.Collector's: register the Server to have its figures.
func (s *Server) Describe(out chan<- *prometheus.Desc) { prometheus.DescribeByCollect(s, out) }
