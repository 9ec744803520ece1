package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// journeys runs every browser journey of web/e2e; each starts the demo it needs.
func journeys(ctx context.Context, b *bench) error {
	files, err := testFiles(b.root, "e2e")
	if err != nil {
		return err
	}
	passed, err := travel(ctx, b, files)
	if err != nil {
		return err
	}
	b.tests += passed
	b.note("browser journeys: %d tests in %d files", passed, len(files))
	return nil
}

// journey builds web/dist and runs the named journeys only ("story" is web/e2e/story.test.ts), for who works on one: their
// screenshots are kept in web/e2e/shots, which costs a browser a minute and more for all pages.
func journey(ctx context.Context, root string, out io.Writer, names []string) error {
	files, err := testFiles(root, "e2e")
	if err != nil {
		return err
	}
	var chosen []string
	for _, file := range files {
		if slices.Contains(names, strings.TrimSuffix(filepath.Base(file), ".test.ts")) {
			chosen = append(chosen, file)
		}
	}
	if len(chosen) == 0 {
		return fmt.Errorf("name journeys of web/e2e: %s", strings.Join(files, ", "))
	}
	if err := build(ctx, root, io.Discard); err != nil {
		return err
	}
	_, err = travel(ctx, &bench{root: root, out: out, services: &services{}}, chosen, "ETRADE_E2E_SHOTS="+filepath.Join(root, "web", "e2e", "shots"))
	return err
}

// travel builds the program, bundles the journeys and runs them in Node; it returns how many tests passed.
func travel(ctx context.Context, b *bench, files []string, env ...string) (int, error) {
	program := filepath.Join(b.root, "web", "node_modules", ".tests", "etrade")
	if err := b.command("go", "build", "-o", program, "./cmd/etrade").run(ctx, b.out); err != nil {
		return 0, err
	}
	bundled, err := bundleForNode(b.root, files)
	if err != nil {
		return 0, err
	}
	if err := beginWith(bundled, crowded); err != nil {
		return 0, err
	}
	databases, drop, err := journeyDatabases(ctx, files)
	if err != nil {
		return 0, err
	}
	written, err := os.MkdirTemp("", "etrade-written-")
	if err != nil {
		return 0, errors.Join(err, drop())
	}
	defer func() { _ = os.RemoveAll(written) }()
	args := append([]string{"node", "--experimental-websocket", "--test", "--test-concurrency=2", "--enable-source-maps", "--test-reporter=spec"}, bundled...)
	run := b.web(args...)
	own, err := os.Executable()
	if err != nil {
		return 0, errors.Join(err, drop())
	}
	run.env = append([]string{
		"ETRADE_E2E_PROGRAM=" + program, "ETRADE_E2E_DEV=" + own, "ETRADE_CHROMIUM=" + chromium(), "ETRADE_FIREFOX=" + firefox(), "ETRADE_E2E_WRITTEN=" + written, databases,
	}, env...)
	passed, err := nodeTests(ctx, b, run)
	return passed, errors.Join(err, drop())
}

// crowded is the journey with the most windows at once, four that all show one another and a screen: beside another one with pictures two
// processors are too few for it. What begins beside the first is the walk through all pages, in one window.
const crowded = "story.test.mjs"

// beginWith has one of the bundled journeys run first: Node runs files in the order of their names.
func beginWith(bundled []string, name string) error {
	at := slices.IndexFunc(bundled, func(file string) bool { return filepath.Base(file) == name })
	if at < 0 {
		return nil
	}
	first := filepath.Join(filepath.Dir(bundled[at]), "0-"+name)
	if err := os.Rename(bundled[at], first); err != nil {
		return fmt.Errorf("put %s first: %w", name, err)
	}
	bundled[at] = first
	return nil
}
