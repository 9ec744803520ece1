package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/embedded"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/signaling/ticket"
)

// ground is a private PostgreSQL with the portal's tables and the services that write bookings. Jobs are inserted and
// not worked.
type ground struct {
	dir          string
	cluster      *embedded.Cluster
	db           *postgres.DB
	account      *account.Service
	schedule     *schedule.Service
	consultation *consultation.Service
}

// usualPool is how many connections a portal's pool has.
const usualPool = 20

// openGround starts it with a pool that has a connection for each of the clients, and never fewer than a portal's.
func openGround(ctx context.Context, clients int) (*ground, error) {
	return openGroundWith(ctx, clients, map[string]string{})
}

// openGroundWith is openGround with more settings for PostgreSQL.
func openGroundWith(ctx context.Context, clients int, settings map[string]string) (g *ground, err error) {
	g = &ground{}
	defer func() {
		if err != nil {
			g.close()
		}
	}()
	if g.dir, err = os.MkdirTemp("", "loadtest-"); err != nil {
		return nil, err
	}
	if err := os.Chmod(g.dir, 0o755); err != nil { // as root the server runs as somebody else
		return nil, err
	}
	settings["log_line_prefix"], settings["log_min_messages"] = "%e ", "error"
	if g.cluster, err = embedded.Start(ctx, embedded.Config{Dir: filepath.Join(g.dir, "postgres"),
		Settings: settings}); err != nil {
		return nil, err
	}
	if err := postgres.Migrate(ctx, g.cluster.URL()); err != nil {
		return nil, err
	}
	if g.db, err = postgres.Open(ctx, pooled(g.cluster.URL(), max(clients, usualPool))); err != nil {
		return nil, err
	}
	on := groundOn(g.db, nil, longDrafts())
	on.dir, on.cluster = g.dir, g.cluster
	return on, nil
}

// groundOn is the services on a database that is there. With a clock they go by it, else by PostgreSQL's.
func groundOn(db *postgres.DB, now func() time.Time, settings consultation.Settings) *ground {
	g, log, clock := &ground{db: db}, slog.New(slog.DiscardHandler), now
	queue := jobs.New(db, log)
	if now == nil {
		clock = time.Now
	} else {
		queue = jobs.NewWithClock(db, log, now)
	}
	g.account = account.New(db, queue, log, clock)
	g.schedule = schedule.New(db, clock)
	seats := consultation.Seats{Keys: ticket.Keys{Current: make([]byte, 32)}}
	g.consultation = consultation.New(db, g.account, g.schedule, queue, settings, seats, log, now)
	return g
}

// longDrafts are settings with which no draft ends in a run.
func longDrafts() consultation.Settings {
	s := consultation.DefaultSettings()
	s.Drafts, s.HoldFor = 1<<30, 24*time.Hour
	return s
}

func (g *ground) close() {
	if g.db != nil {
		g.db.Close()
	}
	if g.cluster != nil {
		_ = g.cluster.Stop()
	}
	if g.dir != "" {
		_ = os.RemoveAll(g.dir)
	}
}

// supplier is a company that is open day and night and can be booked every step.
func (g *ground) supplier(ctx context.Context, n int, step time.Duration) (account.CompanyID, error) {
	company, err := g.account.CreateCompany(ctx, account.Company{
		Slug: supplierSlug(n), Kind: account.SupplierCompany, Country: "KR", City: "Seoul", Zone: "Asia/Seoul",
		NameEn: fmt.Sprintf("Load %d", n), Languages: []string{"en"},
	})
	if err != nil {
		return company.ID, err
	}
	rules, err := schedule.ParseWeekly("mon-sun 0-24")
	if err != nil {
		return company.ID, err
	}
	if err := g.schedule.SetWeekly(ctx, schedule.Supplier, company.ID.UUID, "Asia/Seoul", rules); err != nil {
		return company.ID, err
	}
	return company.ID, g.schedule.SetTerms(ctx, company.ID, schedule.Terms{
		Lengths: []time.Duration{slotLength}, Step: step, Notice: time.Hour, WindowDays: windowDays,
	})
}

func supplierSlug(n int) string { return fmt.Sprintf("load-%d", n) }

func supplierSKU(n int) string { return fmt.Sprintf("LOAD-%d", n) }

// buyer is a person with a company of its own.
func (g *ground) buyer(ctx context.Context, n int) (account.Viewer, error) {
	id, err := g.account.Register(ctx, fmt.Sprintf("load%d@load.example", n), account.Registration{
		Name: fmt.Sprintf("Load %d", n), Company: fmt.Sprintf("Load %d", n), Country: "DE", City: "Hamburg", Zone: "Europe/Berlin", Lang: "en",
	})
	if err != nil {
		return account.Viewer{}, err
	}
	return g.account.Viewer(ctx, id)
}

// interpreter is a person who works between Korean and a language at any time.
func (g *ground) interpreter(ctx context.Context, n int, language string) error {
	u, err := g.account.CreateUser(ctx, account.User{Email: fmt.Sprintf("voice%d@load.example", n), Name: fmt.Sprintf("Voice %d", n),
		Lang: "ko", Zone: "Asia/Seoul", City: "Seoul"}, "")
	if err != nil {
		return err
	}
	if err := g.account.Grant(ctx, u.ID, account.Grant{Role: account.Interpreter}); err != nil {
		return err
	}
	rules, err := schedule.ParseWeekly("mon-sun 0-24")
	if err != nil {
		return err
	}
	if err := g.schedule.SetWeekly(ctx, schedule.Interpreter, u.ID.UUID, "Asia/Seoul", rules); err != nil {
		return err
	}
	return g.schedule.SetPairs(ctx, u.ID, []schedule.Pair{{From: "ko", To: language}, {From: language, To: "ko"}})
}

// faults counts what PostgreSQL ended by itself, by the codes in its log.
func (g *ground) faults() (Faults, error) {
	log, err := os.ReadFile(filepath.Join(g.dir, "postgres", "postgresql.log"))
	if err != nil {
		return Faults{}, err
	}
	var f Faults
	for line := range strings.Lines(string(log)) {
		switch {
		case strings.HasPrefix(line, "40P01 ERROR"):
			f.Deadlocks++
		case strings.HasPrefix(line, "40001 ERROR"):
			f.Serialization++
		}
	}
	return f, nil
}

// pooled is the URL with a pool for so many clients.
func pooled(address string, clients int) string {
	mark := "?"
	if strings.Contains(address, "?") {
		mark = "&"
	}
	return fmt.Sprintf("%s%spool_max_conns=%d", address, mark, clients)
}

const (
	slotLength = 30 * time.Minute
	windowDays = 60
)
