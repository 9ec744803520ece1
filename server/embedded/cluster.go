package embedded

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// clusterFolder is the finished cluster inside Config.Dir; it appears by a rename, so it is whole or not there.
const clusterFolder = "cluster"

// Signals of PostgreSQL's server (postgres(1)).
const (
	fastShutdown      = syscall.SIGINT
	immediateShutdown = syscall.SIGQUIT
)

const pollEvery = 10 * time.Millisecond

func (c *Cluster) cluster() string { return filepath.Join(c.dir, clusterFolder) }

// recover waits for a server that is still ending after its starter was killed, and ends one that nothing else would.
// We hold the lock, so no other process of ours can own it.
func (c *Cluster) recover() error {
	left, found := readPIDFile(c.cluster())
	if !found {
		return nil
	}
	if left.alive(c.cluster()) {
		c.log.Info("a PostgreSQL of an earlier run is still there, ending it", "pid", left.pid)
		_ = syscall.Kill(left.pid, fastShutdown)
	}
	for deadline := time.Now().Add(stopLimit); left.alive(c.cluster()); time.Sleep(pollEvery) {
		if time.Now().After(deadline) {
			return fmt.Errorf("a PostgreSQL of an earlier run (process %d) does not end: end it (kill -QUIT %d) and start again", left.pid, left.pid)
		}
	}
	removeStale(left.socket)
	return nil
}

// create runs initdb into a temporary name and renames it.
func (c *Cluster) create(ctx context.Context, bin string, say func(string)) error {
	if _, err := os.Stat(filepath.Join(c.cluster(), "PG_VERSION")); err == nil {
		return c.sameVersion(bin)
	}
	if err := c.owner.mustReach(ctx, c.dir); err != nil {
		return err
	}
	say("Creating a private PostgreSQL in " + c.dir + " ...")
	unfinished := c.cluster() + ".new"
	if err := os.RemoveAll(unfinished); err != nil {
		return folderError(c.dir, err)
	}
	var out []byte
	var err error
	for _, locale := range locales {
		args := append([]string{
			"--pgdata", unfinished, "--username", superuser, "--encoding", "UTF8",
			"--auth-local", "trust", "--auth-host", "reject", "--no-instructions",
		}, locale...)
		out, err = c.owner.command(ctx, filepath.Join(bin, "initdb"), args...).CombinedOutput()
		if err == nil || !bytes.Contains(out, []byte("locale")) {
			break
		}
	}
	if err != nil {
		_ = os.RemoveAll(unfinished)
		if bytes.Contains(out, []byte("No space left on device")) {
			return folderError(c.dir, syscall.ENOSPC)
		}
		return fmt.Errorf("initdb in %s: %w\n%s", c.dir, err, bytes.TrimSpace(out))
	}
	if err := os.Rename(unfinished, c.cluster()); err != nil {
		return folderError(c.dir, err)
	}
	return nil
}

// locales are tried in turn: letters of every language must count as letters (pg_trgm, lower), which C does not give.
var locales = [][]string{
	{"--locale", "C.UTF-8"},
	{"--locale", "en_US.UTF-8"},
	{"--locale-provider", "icu", "--icu-locale", "und"},
}

// sameVersion refuses a cluster that another major version of PostgreSQL made.
func (c *Cluster) sameVersion(bin string) error {
	raw, err := os.ReadFile(filepath.Join(c.cluster(), "PG_VERSION"))
	if err != nil {
		return folderError(c.dir, err)
	}
	have := strings.TrimSpace(string(raw))
	out, err := c.owner.command(context.Background(), filepath.Join(bin, "postgres"), "--version").Output()
	if err != nil {
		return fmt.Errorf("version of %s: %w", bin, err)
	}
	major, err := majorVersion(string(out))
	if err != nil {
		return err
	}
	if have != fmt.Sprint(major) {
		return fmt.Errorf("the data in %s was written by PostgreSQL %s and %s is version %d: "+
			"name the older programs in ETRADE_POSTGRES_BIN, or begin anew with --fresh", c.dir, have, bin, major)
	}
	return nil
}

// run starts the server and waits until postmaster.pid says that it is ready.
func (c *Cluster) run(ctx context.Context, bin string, settings map[string]string) error {
	logPath := filepath.Join(c.dir, "postgresql.log")
	logFile, err := os.OpenFile(logPath, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o640)
	if err != nil {
		return folderError(c.dir, err)
	}
	defer func() { _ = logFile.Close() }()
	args := []string{
		"-D", c.cluster(), "-k", c.socket.path, "-p", socketPort,
		"-c", "listen_addresses=", "-c", "unix_socket_permissions=0700", "-c", "timezone=UTC", "-c", "log_timezone=UTC",
		"-c", "max_connections=100", "-c", "shared_buffers=128MB", "-c", "log_checkpoints=off",
	}
	for _, name := range sortedKeys(settings) {
		args = append(args, "-c", name+"="+settings[name])
	}
	c.server = c.owner.command(context.WithoutCancel(ctx), filepath.Join(bin, "postgres"), args...)
	c.server.Stdout, c.server.Stderr = logFile, logFile
	c.server.Env = append(os.Environ(), "LC_ALL=C", "LANG=C") // messages only; the cluster keeps its own locale
	if err := spawn(c.server, c.exited); err != nil {
		return fmt.Errorf("start %s: %w", filepath.Join(bin, "postgres"), err)
	}
	limit, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	for {
		if p, ok := readPIDFile(c.cluster()); ok && p.pid == c.server.Process.Pid && p.status == "ready" {
			return nil
		}
		select {
		case <-c.exited:
			return c.startError(logPath)
		case <-limit.Done():
			_ = c.server.Process.Signal(immediateShutdown)
			<-c.exited
			return fmt.Errorf("the private PostgreSQL was not ready in time (%w); its log is %s", limit.Err(), logPath)
		case <-time.After(pollEvery):
		}
	}
}

// startError is the sentence for a server that ended while starting, from the end of its log.
func (c *Cluster) startError(logPath string) error {
	raw, _ := os.ReadFile(logPath)
	if bytes.Contains(raw, []byte("No space left on device")) {
		return folderError(c.dir, syscall.ENOSPC)
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	if len(lines) > 6 {
		lines = lines[len(lines)-6:]
	}
	return errors.New("the private PostgreSQL does not start; the end of its log:\n" + strings.Join(lines, "\n"))
}

// createDatabase makes the portal's database once.
func (c *Cluster) createDatabase(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, urlOf(c.socket.path, "postgres"))
	if err != nil {
		return fmt.Errorf("connect to the private PostgreSQL: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	var there bool
	if err := conn.QueryRow(ctx, `select exists (select from pg_database where datname = $1)`, databaseName).Scan(&there); err != nil {
		return fmt.Errorf("look for the database: %w", err)
	}
	if there {
		return nil
	}
	if _, err := conn.Exec(ctx, "create database "+databaseName); err != nil {
		return fmt.Errorf("create the database: %w", err)
	}
	return nil
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
