package mail

import "github.com/prometheus/client_golang/prometheus"

func newSent() *prometheus.CounterVec {
	sent := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "etrade_mail_total", Help: "Letters by what came of a try to send them."}, []string{"result"})
	for _, result := range []string{"sent", "kept", "failed"} {
		sent.WithLabelValues(result)
	}
	return sent
}

// Metrics are the figures of what left.
func (o *Outbox) Metrics() prometheus.Collector { return o.sent }

func (o *Outbox) count(done string, err error) error {
	if err != nil {
		done = "failed"
	}
	o.sent.WithLabelValues(done).Inc()
	return err
}
