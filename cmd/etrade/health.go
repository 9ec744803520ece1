package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/signaling/edge"
)

// health answers the questions of whoever keeps the program running.
type health struct {
	ground   *ground
	leaving  atomic.Bool
	registry *prometheus.Registry
}

const probeLimit = 2 * time.Second

func newHealth(g *ground) *health {
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		poolGauge(g.db, "acquired", "Connections in use.", func(db *postgres.DB) float64 { return float64(db.Stat().AcquiredConns()) }),
		poolGauge(g.db, "total", "Connections open.", func(db *postgres.DB) float64 { return float64(db.Stat().TotalConns()) }),
		upGauge("etrade_database_up", "Whether the database answers.", g.db.Ping),
		upGauge("etrade_redis_up", "Whether Redis answers.", func(ctx context.Context) error { return g.redis.Ping(ctx).Err() }),
		g.queue, g.outbox.Metrics(),
		poolGauge(g.db, "max", "Connections at most.", func(db *postgres.DB) float64 { return float64(db.Stat().MaxConns()) }),
	)
	return &health{ground: g, registry: registry}
}

func poolGauge(db *postgres.DB, name, help string, value func(*postgres.DB) float64) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Namespace: "etrade", Subsystem: "database_connections", Name: name, Help: help,
	}, func() float64 { return value(db) })
}

// upGauge is 1 when a part answers in time, else 0.
func upGauge(name, help string, ask func(context.Context) error) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), probeLimit)
		defer cancel()
		if ask(ctx) != nil {
			return 0
		}
		return 1
	})
}

// turnedAway counts what the port had no processor for.
func turnedAway(port *edge.Port) prometheus.Collector {
	return prometheus.NewCounterFunc(prometheus.CounterOpts{
		Name: "etrade_tls_turned_away_total", Help: "TLS handshakes that were not begun because they would have waited for a processor for too long.",
	}, func() float64 { return float64(port.TurnedAway()) })
}

// routes adds the probes; everywhere says whether /metrics answers anybody or this machine only.
func (h *health) routes(mux *http.ServeMux, everywhere bool) {
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintln(w, "alive") })
	mux.HandleFunc("GET /readyz", h.ready)
	metrics := h.metrics()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		if !everywhere && !fromThisMachine(r) {
			http.NotFound(w, r)
			return
		}
		metrics.ServeHTTP(w, r)
	})
}

func (h *health) metrics() http.Handler {
	return promhttp.HandlerFor(h.registry, promhttp.HandlerOpts{})
}

// ready fails while the portal cannot work: leaving, or without its database. A lost Redis is told and fails nothing.
func (h *health) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), probeLimit)
	defer cancel()
	state := func(err error) string {
		if err != nil {
			return "does not answer"
		}
		return "ok"
	}
	database := h.ground.db.Ping(ctx)
	redis := h.ground.redis.Ping(ctx).Err()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if database != nil || h.leaving.Load() {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	if h.leaving.Load() {
		_, _ = fmt.Fprintln(w, "leaving")
	}
	_, _ = fmt.Fprintf(w, "database %s\nredis %s\n", state(database), state(redis))
}

// fromThisMachine is false for what a proxy on this machine passes on.
func fromThisMachine(r *http.Request) bool {
	if r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != "" {
		return false
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	ip := net.ParseIP(host)
	return err == nil && ip != nil && ip.IsLoopback()
}
