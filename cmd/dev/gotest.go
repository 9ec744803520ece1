package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// testEvent is one line of `go test -json` (go doc test2json).
type testEvent struct {
	Action     string
	Package    string
	ImportPath string // in place of Package while building
	Test       string
	Output     string
}

// tally reads the events of one go test run.
type tally struct {
	packages []string          // the line that go test prints for each package
	said     map[string]string // package + test -> what it printed
	passed   int               // top-level tests
	failed   []string
	skipped  []string
}

func readTests(events io.Reader) (*tally, error) {
	t := &tally{said: map[string]string{}}
	for decoder := json.NewDecoder(events); ; {
		var e testEvent
		if err := decoder.Decode(&e); errors.Is(err, io.EOF) {
			return t, nil
		} else if err != nil {
			return t, fmt.Errorf("read go test's events: %w", err)
		}
		t.add(e)
	}
}

func (t *tally) add(e testEvent) {
	name := strings.TrimSpace(e.Package + e.ImportPath + " " + e.Test)
	switch e.Action {
	case "output", "build-output":
		t.said[name] += e.Output
		if e.Test == "" && (strings.HasPrefix(e.Output, "ok ") || strings.HasPrefix(e.Output, "FAIL\t")) {
			t.packages = append(t.packages, strings.TrimRight(e.Output, "\n"))
		}
	case "pass":
		if e.Test != "" && !strings.Contains(e.Test, "/") {
			t.passed++
		}
	case "fail", "build-fail":
		t.failed = append(t.failed, name)
	case "skip":
		if e.Test != "" {
			t.skipped = append(t.skipped, name)
		}
	}
}

// seldomCollected starts a test's process so that it collects its garbage seldom while its heap is small: under the race detector that is a
// tenth of its processor time. The largest heap, of a portal with all pages in all languages, has 215 MB that are alive.
const seldomCollected = "env GOGC=400 GOMEMLIMIT=768MiB"

// goTests runs every Go test under the race detector, on servers that are the real ones.
func goTests(ctx context.Context, b *bench) error {
	if err := b.services.start(ctx, b); err != nil {
		return err
	}
	// The live side first: its longest package waits more than it works, and would be alone at the end. The step vet has vetted
	// all, with more analyzers than go test has.
	printed, runErr := b.command("go", "test", "-race", "-vet=off", "-p=4", "-exec="+seldomCollected, "-json", "-timeout=15m", "./signaling/...", "./...").output(ctx, b.out)
	t, err := readTests(strings.NewReader(printed))
	if err != nil {
		return errors.Join(runErr, err)
	}
	for _, name := range t.failed {
		if said := t.said[name]; said != "" {
			fmt.Fprintf(b.out, "--- %s\n%s", name, said)
		}
	}
	if runErr != nil {
		return runErr
	}
	if len(t.skipped) > 0 {
		return fmt.Errorf("skipped, and nothing is skipped silently: %s", strings.Join(t.skipped, ", "))
	}
	b.tests += t.passed
	b.note("go test -race ./...: %d tests in %d packages", t.passed, len(t.packages))
	b.summary = append(b.summary, t.packages...)
	return nil
}
