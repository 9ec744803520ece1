package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// step is one check. It writes what it has to say to its bench and returns an error when it is red.
type step struct {
	name string
	what string // what it checks, for the list that check prints
	run  func(ctx context.Context, b *bench) error
	mend string // the command to type when it is red
}

// bench is what the steps of one check share.
type bench struct {
	root     string
	out      io.Writer // of the running step; shown when it is red, or when it is worth reading
	services *services
	summary  []string // lines for the end
	tests    int      // tests that ran and passed, in Go, TypeScript and the browser
}

// note adds a line to the closing summary.
func (b *bench) note(format string, args ...any) {
	b.summary = append(b.summary, fmt.Sprintf(format, args...))
}

// steps is the whole check, in the order in which it runs: what is quick and often red comes first.
var steps = []step{
	{"set-up", "the tools that the checks need are here", setUp, ""},
	{"gofmt", "Go files are formatted", gofmt, "gofmt -w cmd server signaling web"},
	{"modules", "go.mod and go.sum are tidy and verified, and no module is below its floor", checkModules, "go mod tidy"},
	{"generated", "wire.gen.ts and web/dist are what their sources make", checkGenerated, "go run ./cmd/dev generate"},
	{"strings", "the languages that people are led to have all sentences", checkStrings, "go run ./cmd/dev strings --missing LANG"},
	{"vet", "go vet", goVet, "go vet ./..."},
	{"lint", "golangci-lint with .golangci.yml", lint, "go run ./cmd/dev check lint"},
	{"types", "tsc --noEmit", typeCheck, "cd web && npx tsc --noEmit"},
	{"web-tests", "TypeScript tests in Node", webTests, "go run ./cmd/dev check web-tests"},
	{"go-tests", "go test -race ./... on a real PostgreSQL and a real Redis", goTests, "go test -race ./..."},
	{"fuzz", "every fuzz target for some seconds", fuzz, "go run ./cmd/dev check fuzz"},
	{"sizes", "what the browser loads stays within its budget", checkSizes, "go run ./cmd/dev check sizes"},
	{"journeys", "people's journeys in a real browser against the demo", journeys, "go run ./cmd/dev check journeys"},
}

// check runs the named steps, all when none is named, and stops at the first red.
func check(ctx context.Context, root string, out io.Writer, names []string) error {
	for _, name := range names {
		if !slices.ContainsFunc(steps, func(s step) bool { return s.name == name }) {
			return fmt.Errorf("no step is called %q; steps are %s", name, stepNames())
		}
	}
	began := time.Now()
	b := &bench{root: root, services: &services{}}
	defer b.services.stop()
	passed := 0
	for _, s := range steps {
		if len(names) > 0 && !slices.Contains(names, s.name) {
			continue
		}
		if err := runStep(ctx, b, s, out); err != nil {
			fmt.Fprintf(out, "\ncheck: %d passed, 1 failed\n", passed+b.tests)
			return fmt.Errorf("step %s is red", s.name)
		}
		passed++
	}
	fmt.Fprintf(out, "\nWhat ran, in %s:\n", time.Since(began).Round(time.Second))
	for _, line := range b.summary {
		fmt.Fprintln(out, "  "+line)
	}
	fmt.Fprintf(out, "%d steps and %d tests.\n", passed, b.tests)
	fmt.Fprintf(out, "check: %d passed, 0 failed\n", passed+b.tests)
	return nil
}

func runStep(ctx context.Context, b *bench, s step, out io.Writer) error {
	fmt.Fprintf(out, "%-10s %s ...\n", s.name, s.what)
	began := time.Now()
	var said bytes.Buffer
	b.out = &said
	err := s.run(ctx, b)
	took := time.Since(began).Round(100 * time.Millisecond)
	if err == nil {
		fmt.Fprintf(out, "%-10s ok   %s\n", s.name, took)
		return nil
	}
	fmt.Fprintf(out, "%s\n%-10s RED  %s: %v\n", strings.TrimRight(said.String(), "\n"), s.name, took, err)
	if s.mend != "" {
		fmt.Fprintf(out, "%-10s to mend or see it again: %s\n", "", s.mend)
	}
	return err
}

func stepNames() string {
	var names []string
	for _, s := range steps {
		names = append(names, s.name)
	}
	return strings.Join(names, ", ")
}
