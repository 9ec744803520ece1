package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/etradeoffice/portal/server/audit"
	"github.com/etradeoffice/portal/server/blob"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/trust"
)

// doctorCommand looks at what the office needs. It changes nothing but what starting would change too.
type doctorCommand struct {
	settings
	Root string `help:"Root of a day's history from an old letter, 64 hex digits: is it still what the history says?" placeholder:"HEX"`
}

// finding is one line: what was looked at, and what is wrong with it (nil: nothing).
type finding struct {
	about string
	said  string
	err   error
}

// Run prints a line for each thing and fails when one of them would keep the office from working.
func (c doctorCommand) Run(ctx context.Context, t terminal) (err error) {
	log := c.logger(t)
	ends := &stack{log: log}
	defer func() { err = firstOf(err, ends.unwind()) }()
	findings := c.look(ctx, ends, t)
	wrong := 0
	for _, f := range findings {
		if f.err != nil {
			wrong++
			t.say(fmt.Sprintf("fail  %-16s %v", f.about, f.err))
			continue
		}
		t.say(fmt.Sprintf("ok    %-16s %s", f.about, f.said))
	}
	if wrong > 0 {
		return fmt.Errorf("%d of %d checks failed", wrong, len(findings))
	}
	return nil
}

func (c doctorCommand) look(ctx context.Context, ends *stack, t terminal) []finding {
	log := c.logger(t)
	var g ground
	err := g.attach(ctx, c.dataSettings, ends, t, log)
	findings := []finding{{about: "data folder", said: string(g.data), err: err}}
	if err == nil {
		findings = append(findings, lookAtDatabase(ctx, g.url, c.Root)...)
	}
	findings = append(findings, c.lookAtFiles(ctx, g.data), c.lookAtRedis(ctx), c.lookAtPort("tcp", c.Listen), c.lookAtPort("udp", c.mediaUDP()))
	return findings
}

// lookAtDatabase reads what the portal relies on; root is that of a letter, empty for none.
func lookAtDatabase(ctx context.Context, url, root string) []finding {
	db, err := postgres.Open(ctx, url)
	if err != nil {
		return []finding{{about: "database", err: err}}
	}
	defer db.Close()
	report, err := db.Inspect(ctx)
	if err != nil {
		return []finding{{about: "database", err: err}}
	}
	schema := finding{about: "tables", said: "those of this version", err: postgres.Check(ctx, url)}
	clock := finding{about: "clock", said: "agrees with the database's within " + report.Skew.Abs().Round(time.Millisecond).String()}
	if report.Skew.Abs() > 5*time.Second {
		clock.err = fmt.Errorf("this machine's clock and the database's are %s apart: set both by NTP", report.Skew.Round(time.Second))
	}
	letters := finding{about: "letters", said: "lower('Й') is 'й' in " + report.CType}
	if report.LowerShortI != "й" {
		letters.err = postgres.ErrCLocale
	}
	found := []finding{{about: "database", said: "PostgreSQL " + report.Version}, letters, clock, schema}
	if schema.err == nil {
		found = append(found, lookAtHistory(ctx, db, root))
	}
	return found
}

// lookAtHistory asks whether what happened to consultations stands as it was sealed day by day, whether what the office did and how companies
// were vouched for stand as they were written, and whether a root that was sent to somebody is one of the seals'.
func lookAtHistory(ctx context.Context, db *postgres.DB, root string) finding {
	f := finding{about: "history", said: "nothing is sealed yet"}
	for what, proven := range map[string]func(context.Context) (bool, error){"the office's acts": audit.NewProof(db).Whole, "verifications and endorsements": trust.NewProof(db).Whole} {
		whole, err := proven(ctx)
		if err == nil && !whole {
			err = fmt.Errorf("the log of %s is not as it was written: compare with a backup", what)
		}
		if err != nil {
			f.err = err
			return f
		}
	}
	seals, broken, err := consultation.Sealed(ctx, db)
	switch {
	case err != nil:
		f.err = err
	case broken != nil:
		f.err = fmt.Errorf("events of consultations before %s are not those that were sealed: compare with a backup", broken.Until.Format(time.RFC3339))
	case root != "":
		at := slices.IndexFunc(seals, func(s consultation.Seal) bool { return hex.EncodeToString(s.Root) == strings.ToLower(root) })
		if at < 0 {
			f.err = fmt.Errorf("no day has the root %s: if a letter of this office says so, the history before that letter was changed, or belongs to another database", root)
			break
		}
		f.said = fmt.Sprintf("%d seals hold; the root of the letter is that of the history until %s", len(seals), seals[at].Until.Format(time.RFC3339))
	case len(seals) > 0:
		last := seals[len(seals)-1]
		f.said = fmt.Sprintf("%d seals hold; the last is %x, until %s: both cities get it by mail", len(seals), last.Root[:8], last.Until.Format(time.RFC3339))
	}
	return f
}

// lookAtFiles writes a file where pictures and papers are kept, reads it and takes it away.
func (c doctorCommand) lookAtFiles(ctx context.Context, data folder) finding {
	f := finding{about: "files", said: data.files() + " can be written and read"}
	if at, err := url.Parse(c.BlobURL); err == nil && c.BlobURL != "" {
		f.said = at.Scheme + "://" + at.Host + at.Path + " can be written and read"
	}
	files, err := blob.Open(c.BlobURL, data.files())
	if err != nil {
		f.err = err
		return f
	}
	ctx, cancel := context.WithTimeout(ctx, probeFiles)
	defer cancel()
	if err := blob.Probe(ctx, files); err != nil {
		f.err = fmt.Errorf("check --blob-url, that the bucket is there and that its key may write and delete: %w", err)
		if c.BlobURL == "" {
			f.err = err
		}
	}
	return f
}

// probeFiles is how long a store of files may take to answer.
const probeFiles = 10 * time.Second

func (c doctorCommand) lookAtRedis(ctx context.Context) finding {
	f := finding{about: "redis", said: "inside this process, for one node"}
	if c.RedisURL == "" {
		return f
	}
	opts, err := redis.ParseURL(c.RedisURL)
	if err != nil {
		f.err = fmt.Errorf("--redis-url must be like redis://:password@host:6379/0")
		return f
	}
	client := redis.NewClient(opts)
	defer func() { _ = client.Close() }()
	info, err := client.Info(ctx, "server").Result()
	if err != nil {
		f.err = fmt.Errorf("it does not answer: check --redis-url and that it runs (%w)", err)
		return f
	}
	for line := range strings.Lines(info) {
		if name, value, _ := strings.Cut(strings.TrimSpace(line), ":"); name == "redis_version" {
			f.said = "version " + value
		}
	}
	return f
}

// lookAtPort says whether the address can be had; a running office has it, which is no fault.
func (c doctorCommand) lookAtPort(network, address string) finding {
	f := finding{about: network + " port", said: address + " can be had"}
	var err error
	if network == "udp" {
		var conn net.PacketConn
		if conn, err = net.ListenPacket(network, address); err == nil {
			_ = conn.Close()
		}
	} else {
		var listener net.Listener
		if listener, err = net.Listen(network, address); err == nil {
			_ = listener.Close()
		}
	}
	if err != nil {
		f.err = listenError(address, err)
	}
	return f
}
