package media

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics count what the job does.
type metrics struct {
	pictures  *prometheus.CounterVec
	took      prometheus.Histogram
	collected prometheus.Counter
}

func newMetrics() *metrics {
	return &metrics{
		pictures: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: "etrade", Subsystem: "media", Name: "photographs_total", Help: "Photographs that were worked on, by how it went.",
		}, []string{"state"}),
		took: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: "etrade", Subsystem: "media", Name: "photograph_seconds", Help: "How long the pictures of a photograph took.",
			Buckets: []float64{0.25, 0.5, 1, 2, 4, 8, 16},
		}),
		collected: prometheus.NewCounter(prometheus.CounterOpts{
			Namespace: "etrade", Subsystem: "media", Name: "files_collected_total", Help: "Files taken away because nothing named them.",
		}),
	}
}

// count counts one photograph by how it went.
func (m *metrics) count(state PhotoState, took time.Duration) {
	m.pictures.WithLabelValues(string(state)).Inc()
	m.took.Observe(took.Seconds())
}

// collector gives the service's figures to whoever asks.
type collector struct{ s *Service }

// Metrics are the figures of the job, and how many photographs wait for it.
func (s *Service) Metrics() prometheus.Collector { return collector{s} }

var waiting = prometheus.NewDesc("etrade_media_photographs_waiting", "Photographs that wait for their pictures.", nil, nil)

// Describe names the figures.
func (c collector) Describe(out chan<- *prometheus.Desc) {
	c.s.pictures.Describe(out)
	c.s.took.Describe(out)
	c.s.collected.Describe(out)
	out <- waiting
}

// Collect takes the figures. A database that is away leaves the waiting ones out.
func (c collector) Collect(out chan<- prometheus.Metric) {
	c.s.pictures.Collect(out)
	c.s.took.Collect(out)
	c.s.collected.Collect(out)
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if n, err := countWaiting(ctx, c.s.db); err == nil {
		out <- prometheus.MustNewConstMetric(waiting, prometheus.GaugeValue, float64(n))
	}
}
