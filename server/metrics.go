package server

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics are what the shell counts: requests by route and how they went, and how long they took.
type metrics struct {
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "etrade_http_requests_total", Help: "Requests by method, route and class of the status (2xx).",
		}, []string{"method", "route", "class"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "etrade_http_request_seconds", Help: "How long requests took, by method.", Buckets: []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15},
		}, []string{"method"}),
	}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		m.took.WithLabelValues(method)
	}
	return m
}

// counted counts what passes. The route is a pattern of the table, so that nobody can make series by asking for paths.
func (m *metrics) counted(route string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		method := http.MethodGet
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			method = http.MethodPost
		}
		recorder := &statusRecorder{ResponseWriter: w}
		start := time.Now()
		defer func() {
			status := recorder.status
			if status == 0 {
				status = http.StatusInternalServerError // a panic, or nothing was written
			}
			m.requests.WithLabelValues(method, route, strconv.Itoa(status/100)+"xx").Inc()
			m.took.WithLabelValues(method).Observe(time.Since(start).Seconds())
		}()
		next.ServeHTTP(recorder, r)
	})
}

// Describe is prometheus.Collector's: register the Server to have its figures.
func (s *Server) Describe(out chan<- *prometheus.Desc) {
	s.metrics.requests.Describe(out)
	s.metrics.took.Describe(out)
}

// Collect is prometheus.Collector's.
func (s *Server) Collect(out chan<- prometheus.Metric) {
	s.metrics.requests.Collect(out)
	s.metrics.took.Collect(out)
}
