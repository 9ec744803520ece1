package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/go-redis/redis_rate/v10"

	"github.com/etradeoffice/portal/server"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/signaling"
	"github.com/etradeoffice/portal/signaling/bell"
	"github.com/etradeoffice/portal/signaling/presence"
	"github.com/etradeoffice/portal/web"
)

// portal is everything that people and programs reach.
type portal struct {
	topics
	texts  *locale.Texts
	health *health
}

// openPortal wires topics, live side and shell, starts the jobs, and serves. What it pushes last ends first: probes say
// no, rooms drain, requests end, jobs end, then the ground goes.
func (o *office) openPortal(ctx context.Context) error {
	g := &o.ground
	texts, err := locale.Load(web.Locale())
	if err != nil {
		return err
	}
	if o.mode.pseudo {
		texts.AddPseudo()
	}
	p := &portal{texts: texts, health: newHealth(g)}
	o.portal, o.bell = p, bell.New(g.redis, o.log)
	there := presence.New(g.redis, time.Now)
	if err := p.open(ctx, o, there); err != nil {
		return err
	}
	if err := p.schedule.CountRooms(ctx, o.settings.Rooms); err != nil {
		return err
	}
	live, err := o.openLive(there, p.walkin)
	if err != nil {
		return err
	}
	p.health.registry.MustRegister(live, p.media.Metrics(), p.consultation.Metrics(), turnedAway(o.port))
	p.work(o, texts, live)
	shell, err := o.openShell(live)
	if err != nil {
		return err
	}
	p.health.registry.MustRegister(shell)
	if err := p.topics.catalog.InstallSynonyms(ctx); err != nil {
		return err
	}
	if o.mode.demo {
		if err := o.seed(ctx); err != nil {
			return err
		}
	}
	if err := o.warm(ctx); err != nil {
		return err
	}
	if err := g.queue.Start(ctx); err != nil {
		return err
	}
	o.ends.push("jobs", 30*time.Second, g.queue.Stop)
	mux := http.NewServeMux()
	live.Routes(mux)
	p.health.routes(mux, o.mode.demo)
	if o.clock.set {
		o.clock.routes(mux, g.queue.Turn)
	}
	mux.Handle("/", shell)
	if err := o.serveMetrics(); err != nil {
		return err
	}
	mux.Handle("GET /live/changes/{thing}", o.bell) // pages of free times hear when one is taken
	o.serveHTTP(o.port.HTTP(), mux, "requests")
	o.ends.push("open pages", time.Second, o.ring())
	o.ends.push("common words", 5*time.Second, beside(o.warmOn))
	o.ends.push("settings", 5*time.Second, beside(o.watchSettings))
	o.ends.push("readiness", time.Second, func(context.Context) error { p.health.leaving.Store(true); return nil })
	return nil
}

const (
	// warmLimit is for how long a start looks for common words before it is ready; what is left then is looked for beside visitors.
	warmLimit = 10 * time.Second
	// warmRest leaves a fifth of a processor to it there.
	warmRest = 4
	// warmAgain is how long common words may stay forgotten after an import.
	warmAgain = 20 * time.Second
)

// warm reads what searches look at, so that the first visitors do not wait for it.
func (o *office) warm(ctx context.Context) error {
	if err := o.portal.catalog.Warm(ctx); err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, warmLimit)
	defer cancel()
	if err := o.portal.catalog.WarmWords(limited, 0); err != nil && limited.Err() == nil {
		return err
	}
	return ctx.Err()
}

// warmOn looks for the common words that warm has left, and again for those that an import has had forgotten, until ctx ends. Whoever
// searches for one that is not there yet looks by themselves.
func (o *office) warmOn(ctx context.Context) {
	if err := o.portal.catalog.WarmOn(ctx, warmRest, warmAgain); err != nil {
		o.log.DebugContext(ctx, "common words are not looked for", "err", err)
	}
}

// openShell makes the portal's pages and API over the topics.
func (o *office) openShell(live *signaling.Server) (*server.Server, error) {
	g, t := &o.ground, &o.portal.topics
	if n := len(o.settings.MailSecret); n > 0 && n < 20 {
		return nil, errors.New("--mail-secret must have at least 20 bytes")
	}
	pages, err := page.New(o.portal.texts, web.Templates(), web.Asset)
	if err != nil {
		return nil, err
	}
	shell, err := server.New(server.Config{
		DB: g.db, Log: o.log, Now: o.clock.Now,
		Web:         server.Web{Pages: pages, Assets: web.Handler(), Worker: web.Worker()},
		Integration: t.integration, Trust: t.trust,
		Saved: t.saved, Wanted: t.wanted,
		Account: t.account, Catalog: t.catalog, Studio: t.studio, Intake: t.intake, Inquiry: t.inquiry, Settings: t.settings, Schedule: t.schedule, Consultation: t.consultation, WalkIn: t.walkin, Refill: t.refill, Deal: t.deal, Report: t.report,
		Rooms: live, Media: t.media, Outbox: g.outbox, Limits: redis_rate.NewLimiter(g.redis),
		Secure: o.public.Scheme == "https", TrustedProxies: o.settings.TrustedProxies, MailSecret: o.settings.MailSecret, Demo: o.mode.demo,
		Origin: o.public.String(), LiveOrigins: o.settings.NodeOrigins,
		OfficeZone: o.settings.OfficeZone, OfficeCity: o.settings.OfficeCity,
	})
	if err != nil {
		return nil, err
	}
	return shell, nil
}

// serveMetrics opens the separate address of /metrics where one is set.
func (o *office) serveMetrics() error {
	if o.settings.MetricsListen == "" {
		return nil
	}
	listener, err := net.Listen("tcp", o.settings.MetricsListen)
	if err != nil {
		return fmt.Errorf("--metrics-listen: %w", listenError(o.settings.MetricsListen, err))
	}
	mux := http.NewServeMux()
	o.portal.health.routes(mux, true)
	o.serveHTTP(listener, mux, "metrics")
	return nil
}
