package main

import (
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres/pgtest"
)

// run is one run of the program that must come to its end by itself; it gives what was printed and the error.
func run(t *testing.T, args ...string) (string, error) {
	t.Helper()
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = out.Close() }()
	failure := execute(t.Context(), args, out, out)
	if _, err := out.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	printed, err := io.ReadAll(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(printed), failure
}

func refused(t *testing.T, says string, args ...string) {
	t.Helper()
	if _, err := run(t, args...); err == nil || !strings.Contains(err.Error(), says) {
		t.Errorf("etrade %s: %v, wanted a sentence with %q", strings.Join(args, " "), err, says)
	}
}

// openDir is a folder that the unprivileged user of the private PostgreSQL can pass.
func openDir(t *testing.T) string {
	t.Helper()
	// Such a run is about the private servers, whatever else the tests may use.
	t.Setenv("ETRADE_DATABASE_URL", "")
	t.Setenv("ETRADE_REDIS_URL", "")
	dir, err := os.MkdirTemp("", "etrade-run-")
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
	return dir
}

func TestTakenPortIsASentence(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	refused(t, "is taken by another program", "serve", "--listen", taken.Addr().String(), "--data", openDir(t))
	refused(t, "no address of this machine", "serve", "--listen", "192.0.2.1:0", "--data", openDir(t))
	refused(t, "nodes that share a Redis", "serve", "--listen", "127.0.0.1:0", "--node-inner", "127.0.0.1:0", "--data", openDir(t))
	refused(t, "--listen must be like", "serve", "--listen", "nonsense", "--data", openDir(t))
}

func TestUnusableDataFolderIsASentence(t *testing.T) {
	file := filepath.Join(openDir(t), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, "is not a folder", "serve", "--listen", "127.0.0.1:0", "--data", filepath.Join(file, "data"))
	for _, c := range []struct {
		cause error
		says  string
	}{
		{syscall.EACCES, "cannot be written"}, {syscall.EROFS, "cannot be written"}, {syscall.ENOSPC, "is full"}, {syscall.ENOTDIR, "is not a folder"},
	} {
		if err := folderError("/data", &os.PathError{Op: "mkdir", Path: "/data", Err: c.cause}); !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v: %v", c.cause, err)
		}
	}
}

func TestDemoStaysOnThisMachineUnlessAllowed(t *testing.T) {
	refused(t, "--public-demo", "demo", "--listen", "0.0.0.0:0", "--data", openDir(t))
	refused(t, "--public-demo", "demo", "--listen", ":0", "--data", openDir(t))
}

func execSQL(t *testing.T, url, statement string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestForeignDatabasesAreSentences(t *testing.T) {
	older := pgtest.EmptyURL(t, "template template0")
	refused(t, "run `etrade migrate` first", "serve", "--listen", "127.0.0.1:0", "--data", openDir(t), "--database-url", older)

	newer := pgtest.NewURL(t)
	execSQL(t, newer, `insert into goose_db_version (version_id, is_applied) values (99999, true)`)
	refused(t, "newer version of etrade", "serve", "--listen", "127.0.0.1:0", "--data", openDir(t), "--database-url", newer)
	refused(t, "newer version of etrade", "demo", "--listen", "127.0.0.1:0", "--data", openDir(t), "--database-url", newer)

	plain := pgtest.EmptyURL(t, "template template0 locale 'C' encoding 'UTF8'")
	refused(t, "C locale", "migrate", "--data", openDir(t), "--database-url", plain)

	refused(t, "does not answer", "serve", "--listen", "127.0.0.1:0", "--data", openDir(t), "--database-url", "postgres://127.0.0.1:1/none?connect_timeout=2")
	refused(t, "--fresh empties the private database only", "demo", "--fresh", "--listen", "127.0.0.1:0", "--data", openDir(t), "--database-url", newer)
}

func TestMigrateMakesAnOlderDatabaseCurrent(t *testing.T) {
	url := pgtest.EmptyURL(t, "template template0")
	printed, err := run(t, "migrate", "--data", openDir(t), "--database-url", url)
	if err != nil || !strings.Contains(printed, "those of this version") {
		t.Fatalf("%q, %v", printed, err)
	}
	refused(t, "nobody here has the mail address", "token", "create", "--email", "nobody@office.example", "--data", openDir(t), "--database-url", url)
	for range 2 { // the second time the person is known
		printed, err = run(t, "user", "create", "--email", "hana@office.example", "--name", "하나", "--data", openDir(t), "--database-url", url)
		if err != nil || !strings.Contains(printed, "하나 is officer") {
			t.Errorf("%q, %v", printed, err)
		}
	}
	refused(t, "--zone", "user", "create", "--email", "x@office.example", "--name", "X", "--zone", "Nowhere", "--data", openDir(t), "--database-url", url)
	if token, err := run(t, "token", "create", "--email", "hana@office.example", "--data", openDir(t), "--database-url", url); err != nil || !strings.HasPrefix(token, "etrade_") {
		t.Errorf("%q, %v", token, err)
	}
}

func TestSettingsComeFromFlagEnvironmentAndFile(t *testing.T) {
	config := filepath.Join(openDir(t), "etrade.yaml")
	if err := os.WriteFile(config, []byte("listen: 192.0.2.7:80\nmedia-ip: [198.51.100.1, 198.51.100.2]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, "192.0.2.7:80 is no address", "serve", "--config", config, "--data", openDir(t))
	t.Setenv("ETRADE_LISTEN", "192.0.2.8:80")
	refused(t, "192.0.2.8:80 is no address", "serve", "--config", config, "--data", openDir(t))
	refused(t, "192.0.2.9:80 is no address", "serve", "--config", config, "--listen", "192.0.2.9:80", "--data", openDir(t))
	if err := os.WriteFile(config, []byte("lisen: 127.0.0.1:0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, `"lisen", which is no setting`, "serve", "--config", config)
}

func TestHelpAndVersionAreNoErrors(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {}, {"version"}} {
		if printed, err := run(t, args...); err != nil || !strings.Contains(printed, "etrade") {
			t.Errorf("etrade %v: %q, %v", args, printed, err)
		}
	}
	refused(t, "see `etrade --help`", "serv")
}
