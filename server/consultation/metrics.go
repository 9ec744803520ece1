package consultation

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

var (
	openDesc    = prometheus.NewDesc("etrade_consultations", "Consultations that are not over, by state.", []string{"state"}, nil)
	bookedTotal = prometheus.NewDesc("etrade_consultations_numbered_total", "Numbers given to consultations: each is a request that was submitted, a walk-in or a meeting of a programme.", nil, nil)
)

type figures struct{ s *Service }

// Metrics are the figures of consultations, read when they are asked for.
func (s *Service) Metrics() prometheus.Collector { return figures{s} }

// Describe is prometheus.Collector's.
func (figures) Describe(out chan<- *prometheus.Desc) {
	out <- openDesc
	out <- bookedTotal
}

// Collect is prometheus.Collector's. A database that is away leaves the figures out.
func (f figures) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	open, numbered, err := counted(ctx, f.s.db)
	if err != nil {
		f.s.log.Debug("figures of consultations", "err", err)
		return
	}
	for _, state := range []State{Draft, Requested, Returned, Offered, Accepted, Confirmed, Suspended, Live, Ended} {
		out <- prometheus.MustNewConstMetric(openDesc, prometheus.GaugeValue, float64(open[state]), string(state))
	}
	out <- prometheus.MustNewConstMetric(bookedTotal, prometheus.CounterValue, float64(numbered))
}
