package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/etradeoffice/portal/server/blob"
	"github.com/etradeoffice/portal/server/embedded"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/postgres"
)

// ground is what everything else stands on.
type ground struct {
	data     folder
	url      string // of the database
	db       *postgres.DB
	redis    *redis.Client
	files    blob.Store
	outbox   *mail.Outbox
	queue    *jobs.Queue
	secrets  secrets
	gone     <-chan struct{} // closed when the private PostgreSQL ended by itself; nil where there is none
	external bool            // the database is not ours to migrate unasked
}

// demoDatabase has a demo not wait for the disk at each commit: after a power cut the last half second of invented data may be
// missing, and what is there is consistent.
var demoDatabase = map[string]string{"synchronous_commit": "off"}

// database gives the URL of the named database, or starts the private one with these settings.
func (g *ground) database(ctx context.Context, d dataSettings, fresh bool, settings map[string]string, ends *stack, t terminal, log *slog.Logger) error {
	dir, err := d.dataFolder()
	if err != nil {
		return err
	}
	g.data = folder(dir)
	if err := g.data.open(); err != nil {
		return err
	}
	if d.DatabaseURL != "" {
		if fresh {
			return errors.New("--fresh empties the private database only: empty the one of ETRADE_DATABASE_URL yourself, or unset it")
		}
		g.url, g.external = d.DatabaseURL, true
		return nil
	}
	cluster, err := embedded.Start(ctx, embedded.Config{
		Dir: g.data.postgres(), Fresh: fresh, Settings: settings, Log: log, Say: func(line string) { t.say("  " + line) },
	})
	if err != nil {
		return err
	}
	ends.push("private PostgreSQL", 30*time.Second, func(context.Context) error { return cluster.Stop() })
	g.url, g.gone = cluster.URL(), cluster.Exited()
	if fresh {
		return g.data.empty()
	}
	return nil
}

// attach is database for a command beside a running office: it uses the private PostgreSQL that the office has started.
func (g *ground) attach(ctx context.Context, d dataSettings, ends *stack, t terminal, log *slog.Logger) error {
	err := g.database(ctx, d, false, nil, ends, t, log)
	if !errors.Is(err, embedded.ErrInUse) {
		return err
	}
	g.url, err = embedded.Running(g.data.postgres())
	return err
}

// tables brings the schema to this version; a database that is not ours alone is only looked at, unless migrate is set.
func (g *ground) tables(ctx context.Context, migrate bool) error {
	if g.external && !migrate {
		return postgres.Check(ctx, g.url)
	}
	return postgres.Migrate(ctx, g.url)
}

// open connects to what the settings name and starts the rest.
func (g *ground) open(ctx context.Context, s settings, c *clock, ends *stack, log *slog.Logger) (err error) {
	if g.db, err = postgres.Open(ctx, g.url); err != nil {
		return err
	}
	ends.push("database pool", 10*time.Second, func(context.Context) error { g.db.Close(); return nil })
	if g.redis, err = openRedis(s, ends, log); err != nil {
		return err
	}
	if g.outbox, err = mail.New(mail.Config{SMTPURL: s.SMTPURL, From: s.MailFrom, FromName: s.OfficeName, Dir: g.data.mail(), Now: c.Now}); err != nil {
		return err
	}
	if g.files, err = blob.Open(s.BlobURL, g.data.files()); err != nil {
		return err
	}
	if g.secrets, err = g.data.secrets(s.secretSettings); err != nil {
		return err
	}
	g.queue = jobs.New(g.db, log)
	if c.set {
		g.queue = jobs.NewWithClock(g.db, log, c.Now)
	}
	jobs.Handle(g.queue, func(ctx context.Context, job mail.Job) error { return g.outbox.Send(ctx, job.Message) })
	return nil
}
