// Package embedded owns the two servers that the program starts when nothing is configured: a private PostgreSQL under
// the data folder and a Redis protocol server in this process. It leaves their use to postgres and to the live side.
//
// The PostgreSQL cluster belongs to one process at a time (flock), listens on a unix socket only, and dies with the
// process that started it, even when that one is killed; the next start recovers it.
package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"
)

const (
	superuser    = "etrade"
	databaseName = "etrade"
	startLimit   = 60 * time.Second // recovery after a crash may replay a lot of WAL
	stopLimit    = 20 * time.Second
)

// Config says where the cluster lives and whom to tell.
type Config struct {
	Dir      string            // the cluster's own folder, made when missing
	Bin      string            // folder of the PostgreSQL programs; empty: found, see Find
	Cache    string            // where a downloaded PostgreSQL may be kept; empty: UserCache()
	Fresh    bool              // forget the data of earlier runs
	Settings map[string]string // more settings for the server, as "name": "value"
	Say      func(string)      // one line for the person who waits; nil: silent
	Log      *slog.Logger      // nil: silent
}

// Cluster is a running private PostgreSQL.
type Cluster struct {
	dir    string
	socket socketDir
	owner  owner
	lock   *os.File
	log    *slog.Logger
	server *exec.Cmd
	exited chan struct{} // closed when the server process is gone
	stop   sync.Once
}

// Start makes the cluster when there is none, recovers it when it was killed, and returns when it takes connections.
// ctx bounds the start only; the cluster runs until Stop.
func Start(ctx context.Context, cfg Config) (_ *Cluster, err error) {
	cfg = cfg.withDefaults()
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return nil, fmt.Errorf("folder of the private PostgreSQL: %w", err)
	}
	bin := cfg.Bin
	if bin == "" {
		if bin, err = Find(ctx, cfg.Cache, cfg.Say); err != nil {
			return nil, err
		}
	}
	c := &Cluster{dir: dir, log: cfg.Log, exited: make(chan struct{})}
	if err := c.prepare(ctx, bin); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			c.release()
		}
	}()
	if err := c.recover(); err != nil {
		return nil, err
	}
	if cfg.Fresh {
		if err := os.RemoveAll(c.cluster()); err != nil {
			return nil, folderError(dir, err)
		}
	}
	if err := c.create(ctx, bin, cfg.Say); err != nil {
		return nil, err
	}
	if c.socket, err = newSocketDir(filepath.Join(dir, "socket"), c.owner); err != nil {
		return nil, err
	}
	if err := c.run(ctx, bin, cfg.Settings); err != nil {
		return nil, err
	}
	if err := c.createDatabase(ctx); err != nil {
		_ = c.Stop()
		return nil, err
	}
	c.log.Info("private PostgreSQL is ready", "dir", dir, "bin", bin, "user", c.owner.name)
	return c, nil
}

func (cfg Config) withDefaults() Config {
	if cfg.Say == nil {
		cfg.Say = func(string) {}
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Cache == "" {
		cfg.Cache = UserCache()
	}
	return cfg
}

// prepare makes the folder, chooses the system user and takes the lock.
func (c *Cluster) prepare(ctx context.Context, bin string) error {
	if err := os.MkdirAll(c.dir, 0o755); err != nil {
		return folderError(c.dir, err)
	}
	var err error
	if c.owner, err = chooseOwner(c.dir); err != nil {
		return err
	}
	if err := c.owner.mustRun(ctx, filepath.Join(bin, "postgres")); err != nil {
		return err
	}
	if c.lock, err = lockFolder(c.dir); err != nil {
		return err
	}
	if err := c.owner.give(c.dir); err != nil {
		c.release()
		return folderError(c.dir, err)
	}
	return nil
}

// URL is the connection string of the cluster's database.
func (c *Cluster) URL() string { return urlOf(c.socket.path, databaseName) }

// Running is the connection string of the cluster that another process of ours runs in this folder.
func Running(dir string) (string, error) {
	running, found := readPIDFile(filepath.Join(dir, clusterFolder))
	if !found || running.status != "ready" {
		return "", fmt.Errorf("no PostgreSQL is ready in %s", dir)
	}
	return urlOf(running.socket, databaseName), nil
}

func urlOf(socket, database string) string {
	query := url.Values{"host": {socket}, "port": {socketPort}, "user": {superuser}, "dbname": {database}, "sslmode": {"disable"}}
	return "postgres:///?" + query.Encode()
}

// Exited is closed when the server has ended, asked or not.
func (c *Cluster) Exited() <-chan struct{} { return c.exited }

// Stop ends the cluster in order: it refuses new connections, ends the open ones, writes a checkpoint and releases the
// folder. Later calls do nothing.
func (c *Cluster) Stop() (err error) {
	c.stop.Do(func() {
		_ = c.server.Process.Signal(fastShutdown)
		select {
		case <-c.exited:
		case <-time.After(stopLimit):
			_ = c.server.Process.Signal(immediateShutdown)
			<-c.exited
			err = errors.New("the private PostgreSQL did not stop in time and was ended; its next start recovers")
		}
		c.release()
		c.log.Info("private PostgreSQL has stopped", "dir", c.dir)
	})
	return err
}

// release gives back the socket folder and the lock.
func (c *Cluster) release() {
	c.socket.remove()
	if c.lock != nil {
		_ = c.lock.Close()
		c.lock = nil
	}
}
