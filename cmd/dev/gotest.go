package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
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

// name is the package and the test, or the package alone.
func (e testEvent) name() string { return strings.TrimSpace(e.Package + e.ImportPath + " " + e.Test) }

// tally reads the events of one go test run.
type tally struct {
	packages []string          // the line that go test prints for each package
	said     map[string]string // package + test -> what it printed
	running  []testEvent       // the tests that have begun and not ended, in the order of their beginnings
	passed   int               // top-level tests
	failed   []string          // tests, those that their process took with it too, and then their package
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
	name := e.name()
	switch e.Action {
	case "run", "cont":
		t.running = append(t.running, e)
	case "pause", "pass", "fail", "skip":
		t.ended(e)
	}
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

// ended takes the event's test from those that run. A package that fails while tests run has lost its process in the middle of them (a
// fatal error, an exit): what killed it is in their output, and no event says that they failed.
func (t *tally) ended(e testEvent) {
	t.running = slices.DeleteFunc(t.running, func(began testEvent) bool {
		lost := e.Test == "" && began.Package == e.Package
		if lost {
			t.failed = append(t.failed, began.name())
		}
		return lost || began.name() == e.name()
	})
}

// mostLines is how much of what a failed test or package printed is shown.
const mostLines = 200

// died is how the line begins with which the runtime ends a process; the stacks of all goroutines follow it.
var died = regexp.MustCompile(`^(panic|fatal error|SIG[A-Z]+): `)

// shown is the part of a failed test's output that is shown: its last lines, from its death on when that is longer ago.
func shown(said string) string {
	lines := strings.SplitAfter(said, "\n")
	if len(lines) <= mostLines {
		return said
	}
	from := len(lines) - mostLines
	if death := slices.IndexFunc(lines, died.MatchString); death >= 0 {
		from = min(from, death)
	}
	to := from + mostLines
	return fmt.Sprintf("(%d lines before)\n%s(%d lines after)\n", from, strings.Join(lines[from:to], ""), len(lines)-to)
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
			fmt.Fprintf(b.out, "--- %s\n%s", name, shown(said))
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
