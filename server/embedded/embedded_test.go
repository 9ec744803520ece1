package embedded_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/embedded"
)

// clusterDir is a folder that the server's own unprivileged user can reach.
func clusterDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "etrade-embedded-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "postgres")
}

func start(t *testing.T, dir string) *embedded.Cluster {
	t.Helper()
	c, err := embedded.Start(t.Context(), embedded.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func query(t *testing.T, url, statement string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	var value string
	if err := conn.QueryRow(t.Context(), statement).Scan(&value); err != nil && !errors.Is(err, pgx.ErrNoRows) {
		t.Fatal(err)
	}
	return value
}

func TestClusterKeepsItsDataOverAnOrderlyStop(t *testing.T) {
	dir := clusterDir(t)
	c := start(t, dir)
	query(t, c.URL(), "create table kept as select 'still here' as word")
	if addresses := query(t, c.URL(), "show listen_addresses"); addresses != "" {
		t.Errorf("the server listens on %q, not on its unix socket alone", addresses)
	}
	if letters := query(t, c.URL(), "select upper('é') || (select datctype from pg_database where datname = current_database())"); !strings.HasPrefix(letters, "É") {
		t.Errorf("letters beyond English are unknown: %q", letters)
	}
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	<-c.Exited()
	c = start(t, dir)
	if word := query(t, c.URL(), "select word from kept"); word != "still here" {
		t.Fatalf("read %q", word)
	}
}

func TestFolderBelongsToOneProcessAtATime(t *testing.T) {
	dir := clusterDir(t)
	first := start(t, dir)
	if _, err := embedded.Start(t.Context(), embedded.Config{Dir: dir}); !errors.Is(err, embedded.ErrInUse) || !strings.Contains(err.Error(), "--data") {
		t.Fatalf("a second start: %v", err)
	}
	if url, err := embedded.Running(dir); err != nil || query(t, url, "select '1'") != "1" {
		t.Errorf("the running server is not found: %q, %v", url, err)
	}
	if err := first.Stop(); err != nil {
		t.Fatal(err)
	}
	if url, err := embedded.Running(dir); err == nil {
		t.Errorf("a stopped server is found at %s", url)
	}
	start(t, dir)
}

func TestFreshStartForgets(t *testing.T) {
	dir := clusterDir(t)
	c := start(t, dir)
	query(t, c.URL(), "create table kept as select 'old' as word")
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	fresh, err := embedded.Start(t.Context(), embedded.Config{Dir: dir, Fresh: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = fresh.Stop() }()
	if there := query(t, fresh.URL(), "select 'kept' from pg_tables where tablename = 'kept'"); there != "" {
		t.Error("the old table is still there")
	}
}

func TestLongPathMovesTheSocketAndLeavesNothing(t *testing.T) {
	dir := filepath.Join(clusterDir(t), strings.Repeat("folder-with-a-long-name/", 5))
	c := start(t, dir)
	socket := query(t, c.URL(), "show unix_socket_directories")
	if len(filepath.Join(socket, ".s.PGSQL.5432")) > 107 {
		t.Fatalf("socket in %s", socket)
	}
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(socket); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the temporary socket folder is still there: %v", err)
	}
}

func TestHalfMadeClusterIsMadeAnew(t *testing.T) {
	dir := clusterDir(t)
	unfinished := filepath.Join(dir, "cluster.new", "base")
	if err := os.MkdirAll(unfinished, 0o755); err != nil {
		t.Fatal(err)
	}
	c := start(t, dir)
	if one := query(t, c.URL(), "select '1'"); one != "1" {
		t.Fatalf("read %q", one)
	}
	if _, err := os.Stat(filepath.Dir(unfinished)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what was left of the first try is still there: %v", err)
	}
}

func TestFileInTheWayIsASentence(t *testing.T) {
	dir := clusterDir(t)
	if err := os.WriteFile(dir, []byte("a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := embedded.Start(t.Context(), embedded.Config{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), "is not a folder") {
		t.Fatalf("got %v", err)
	}
}

func TestOtherMajorVersionIsASentence(t *testing.T) {
	dir := clusterDir(t)
	c := start(t, dir)
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "cluster", "PG_VERSION"), []byte("14\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := embedded.Start(t.Context(), embedded.Config{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), "written by PostgreSQL 14") {
		t.Fatalf("got %v", err)
	}
}
