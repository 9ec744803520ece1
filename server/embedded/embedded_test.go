package embedded_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
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

// childDir in the environment makes the test binary play the program that is killed.
const childDir = "ETRADE_TEST_CLUSTER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		playKilledProgram(dir)
	}
	os.Exit(m.Run())
}

func playKilledProgram(dir string) {
	c, err := embedded.Start(context.Background(), embedded.Config{Dir: dir})
	if err != nil {
		_, _ = os.Stdout.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
	_, _ = os.Stdout.WriteString(c.URL() + "\n")
	<-c.Exited()
	os.Exit(1)
}

func TestKilledProgramLeavesNoServerAndTheNextStartRecovers(t *testing.T) {
	dir := clusterDir(t)
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childDir+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 4096)
	n, err := out.Read(line)
	url := strings.TrimSpace(string(line[:n]))
	if err != nil || !strings.HasPrefix(url, "postgres://") {
		t.Fatalf("the child says %q, %v", url, err)
	}
	query(t, url, "create table kept as select 'committed' as word")
	raw, err := os.ReadFile(filepath.Join(dir, "cluster", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(raw), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	server, err := os.FindProcess(pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()
	// The next start waits for what is left of the old server, so afterwards it must be gone.
	c := start(t, dir)
	if err := server.Signal(syscall.Signal(0)); err == nil && !zombie(pid) {
		t.Error("the server outlived its program")
	}
	if word := query(t, c.URL(), "select word from kept"); word != "committed" {
		t.Fatalf("after recovery: %q", word)
	}
}

// zombie reports a process that has ended and waits only for init to read its status.
func zombie(pid int) bool {
	raw, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return true
	}
	_, rest, _ := strings.Cut(string(raw), ") ")
	return strings.HasPrefix(rest, "Z")
}
