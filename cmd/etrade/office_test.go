package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/embedded"
)

// running is an office in this process, started by its command line.
type running struct {
	address string // http://127.0.0.1:port
	printed string // until it was ready
	ended   <-chan error
	stop    func() error
}

var readyLine = regexp.MustCompile(`(?:Ready after .*|e-Trade Office: )(https?://127\.0\.0\.1:\d+)/`)

// startDemo runs the program until it says that it is ready.
func startDemo(t *testing.T, args ...string) running {
	t.Helper()
	return startOffice(t, "demo", args...)
}

func startOffice(t *testing.T, verb string, args ...string) running {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { // ends with cancel, or when the start fails
		ended <- execute(ctx, append([]string{verb, "--listen", "127.0.0.1:0"}, args...), write, os.Stderr)
		_ = write.Close()
	}()
	r := running{ended: ended, stop: func() error { cancel(); return <-ended }}
	lines := bufio.NewScanner(read)
	for r.address == "" && lines.Scan() {
		r.printed += lines.Text() + "\n"
		if m := readyLine.FindStringSubmatch(lines.Text()); m != nil {
			r.address = m[1]
		}
	}
	go func() { _, _ = io.Copy(io.Discard, read) }() // ends when the program closes its side
	if r.address == "" {
		t.Fatalf("%s did not start: %v\n%s", verb, <-ended, r.printed)
	}
	return r
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func TestDemoStartsStopsAndStartsAgainWithoutSeedingTwice(t *testing.T) {
	data := filepath.Join(openDir(t), "data")
	first := startDemo(t, "--data", data)
	if !strings.Contains(first.printed, "Loading the demonstration") {
		t.Errorf("a first start says nothing about loading:\n%s", first.printed)
	}
	for path, holds := range map[string]string{
		"/livez": "alive", "/readyz": "database ok", "/metrics": "etrade_database_connections_max", "/en/sign-in": "buyer@demo.example",
	} {
		if status, body := get(t, first.address+path); status != http.StatusOK || !strings.Contains(body, holds) {
			t.Errorf("%s: %d, without %q", path, status, holds)
		}
	}
	_, figures := get(t, first.address+"/metrics")
	dashboardFits(t, readExposed(figures))
	alertsFit(t, readExposed(figures))
	url, err := embedded.Running(filepath.Join(data, "postgres"))
	if err != nil {
		t.Fatal(err)
	}
	before := countPeople(t, url)
	token, err := run(t, "token", "create", "--email", "officer@demo.example", "--data", data)
	if err != nil || !strings.HasPrefix(token, "etrade_") {
		t.Errorf("token beside a running office: %q, %v", token, err)
	}
	refused(t, "another etrade is running with this data", "serve", "--listen", "127.0.0.1:0", "--data", data)
	if err := first.stop(); err != nil {
		t.Fatalf("stopping: %v", err)
	}
	if url, err := embedded.Running(filepath.Join(data, "postgres")); err == nil {
		t.Errorf("a database still runs at %s", url)
	}

	second := startDemo(t, "--data", data)
	if strings.Contains(second.printed, "Loading") || strings.Contains(second.printed, "Creating") {
		t.Errorf("the second start made things anew:\n%s", second.printed)
	}
	if url, err = embedded.Running(filepath.Join(data, "postgres")); err != nil {
		t.Fatal(err)
	}
	if after := countPeople(t, url); after != before || after < 30 {
		t.Errorf("%d people after the second start, %d before", after, before)
	}
	if err := second.stop(); err != nil {
		t.Fatal(err)
	}

	third := startDemo(t, "--data", data, "--fresh", "--tls-self-signed")
	speaksTLS(t, third.address, filepath.Join(data, "tls", "ca.pem"))
	if found, err := run(t, "doctor", "net", third.address, "--roots", filepath.Join(data, "tls", "ca.pem"), "--limit", "30s"); err != nil || strings.Count(found, "ok ") != 3 {
		t.Errorf("from outside: %v\n%s", err, found)
	}
	if !strings.Contains(third.printed, "Loading the demonstration") {
		t.Errorf("--fresh kept the old data:\n%s", third.printed)
	}
	if err := third.stop(); err != nil {
		t.Fatal(err)
	}
}

func countPeople(t *testing.T, url string) int {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	var n int
	if err := conn.QueryRow(t.Context(), "select count(*) from users").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestProgramEndsWithASentenceWhenItsDatabaseIsGone(t *testing.T) {
	data := filepath.Join(openDir(t), "data")
	office := startDemo(t, "--data", data)
	raw, err := os.ReadFile(filepath.Join(data, "postgres", "cluster", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(raw), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGQUIT); err != nil {
		t.Fatal(err)
	}
	if err := <-office.ended; err == nil || !strings.Contains(err.Error(), "has ended by itself") {
		t.Errorf("got %v", err)
	}
	again := startDemo(t, "--data", data)
	if err := again.stop(); err != nil {
		t.Error(err)
	}
}
