package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/embedded"
	"github.com/etradeoffice/portal/server/postgres"
)

// clustersKept bounds how many test processes can run at once; each takes the first folder that is free.
const clustersKept = 64

// held has this process's cluster. One that nothing refers to loses its lock when the collector closes the lock's
// file, and another test process would end its server.
var held []*embedded.Cluster

// startPrivate starts a cluster that dies with this process. Its folder stays for the next run, which saves making it
// anew; nothing in it is worth keeping, so nothing is flushed to the disk.
func startPrivate(ctx context.Context) (string, error) {
	base := filepath.Join(os.TempDir(), fmt.Sprintf("etrade-pgtest-%d", os.Getuid()))
	for n := range clustersKept {
		dir := filepath.Join(base, fmt.Sprint(n))
		cluster, err := start(ctx, dir)
		if errors.Is(err, embedded.ErrInUse) {
			continue
		}
		if err != nil {
			return "", err
		}
		held = append(held, cluster)
		return cluster.URL(), dropLeftovers(ctx, cluster.URL())
	}
	return "", fmt.Errorf("all %d test clusters in %s are in use", clustersKept, base)
}

func start(ctx context.Context, dir string) (*embedded.Cluster, error) {
	cfg := embedded.Config{Dir: dir, Settings: map[string]string{
		"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off",
		"max_connections": "300", "shared_buffers": "64MB", "log_statement": "none",
	}}
	cluster, err := embedded.Start(ctx, cfg)
	if err == nil || errors.Is(err, embedded.ErrInUse) {
		return cluster, err
	}
	// A cluster without flushes does not survive a fall of the machine: make it anew once.
	if err := os.RemoveAll(dir); err != nil {
		return nil, fmt.Errorf("remove the broken test cluster: %w", err)
	}
	return embedded.Start(ctx, cfg)
}

// dropLeftovers removes what a killed run left, and templates of other migrations.
func dropLeftovers(ctx context.Context, admin string) error {
	conn, err := pgx.Connect(ctx, admin)
	if err != nil {
		return fmt.Errorf("connect to the test cluster: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	print, err := postgres.Fingerprint()
	if err != nil {
		return err
	}
	rows, err := conn.Query(ctx, `select datname from pg_database where starts_with(datname, 'etrade_') and datname <> $1`, "etrade_template_"+print)
	if err != nil {
		return fmt.Errorf("list left databases: %w", err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("list left databases: %w", err)
	}
	for _, name := range names {
		if _, err := conn.Exec(ctx, "drop database "+pgx.Identifier{name}.Sanitize()+" with (force)"); err != nil {
			return fmt.Errorf("drop %s: %w", name, err)
		}
	}
	return nil
}
