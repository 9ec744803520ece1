package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/etradeoffice/portal/cmd/etrade/demo"
	"github.com/etradeoffice/portal/server/embedded"
	"github.com/etradeoffice/portal/signaling/bell"
	"github.com/etradeoffice/portal/signaling/edge"
	"github.com/etradeoffice/portal/signaling/registry"
)

// office is one run of the program, from the taken port to the given-back folder.
type office struct {
	settings settings
	mode     mode
	terminal terminal
	log      *slog.Logger
	clock    *clock
	ends     *stack
	ground   ground
	port     *edge.Port
	acme     *edge.ACME // nil: no certificates are fetched
	failed   chan error // of whatever serves
	public   *url.URL
	portal   *portal
	places   *registry.Registry // of rooms; nil until the live side is open
	bell     *bell.Bell
}

// mode is what differs between demo and serve.
type mode struct {
	demo    bool       // invented data, one-click sign-ins, /dev/mail
	fresh   bool       // forget earlier runs
	clock   time.Time  // where the clock starts; zero: now
	migrate bool       // bring the tables to this version even in a database that is not ours alone
	pseudo  bool       // pages in the pseudo-languages
	large   demo.Large // what the demo makes up beside its own
}

func newOffice(s settings, m mode, t terminal) *office {
	log := s.logger(t)
	return &office{settings: s, mode: m, terminal: t, log: log, clock: newClock(m.clock), ends: &stack{log: log}, failed: make(chan error, 4)}
}

// run starts everything in order, serves until ctx ends, and stops everything in the opposite order.
func (o *office) run(ctx context.Context, ready func()) (err error) {
	defer func() { err = firstOf(err, o.ends.unwind()) }()
	if err := o.start(ctx); err != nil {
		if ctx.Err() != nil {
			return nil // asked to end while starting
		}
		return err
	}
	ready()
	select {
	case <-ctx.Done():
		o.terminal.say("\n  Stopping ...")
		return nil
	case <-o.ground.gone:
		return errors.New("the private PostgreSQL has ended by itself: its log is " + o.ground.data.postgres() + "/postgresql.log; start again, and its data are recovered")
	case err := <-o.failed:
		return fmt.Errorf("serving has ended: %w", err)
	}
}

// start goes from what fails soonest to what takes longest: a taken port is told before a database is made.
func (o *office) start(ctx context.Context) error {
	if err := o.openPort(); err != nil {
		return err
	}
	var settings map[string]string
	if o.mode.demo {
		settings = demoDatabase
	}
	if err := o.ground.database(ctx, o.settings.dataSettings, o.mode.fresh, settings, o.ends, o.terminal, o.log); err != nil {
		return inUse(err)
	}
	if err := o.fetchCertificates(ctx); err != nil {
		return err
	}
	o.terminal.say("  Preparing the tables ...")
	if err := o.ground.tables(ctx, o.mode.migrate); err != nil {
		return err
	}
	if err := o.ground.open(ctx, o.settings, o.clock, o.ends, o.log); err != nil {
		return err
	}
	return o.openPortal(ctx)
}

// inUse says what to do about a data folder that another etrade works with.
func inUse(err error) error {
	if errors.Is(err, embedded.ErrInUse) {
		return fmt.Errorf("another etrade is running with this data: stop it, or choose another folder with --data (%w)", err)
	}
	return err
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// serveHTTP serves until the end; requests that run get their time.
func (o *office) serveHTTP(listener net.Listener, handler http.Handler, name string) {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second,
		IdleTimeout: 90 * time.Second, MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(o.log.Handler(), slog.LevelDebug),
	}
	go func() { // ends with the listener
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			o.failed <- err
		}
	}()
	o.ends.push(name, 15*time.Second, server.Shutdown)
}
