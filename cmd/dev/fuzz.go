package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// fuzzTime is how long each fuzz target runs in a check.
const fuzzTime = "4s"

// fuzzPackage is a package with fuzz targets.
type fuzzPackage struct {
	path, dir string
	targets   []string
}

// fuzz runs every fuzz target for a few seconds; a finding stays in testdata/fuzz and is a test from then on.
func fuzz(ctx context.Context, b *bench) error {
	packages, err := b.fuzzPackages(ctx)
	if err != nil {
		return err
	}
	bin, err := os.MkdirTemp("", "etrade-fuzz-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(bin) }()
	ran := 0
	for _, p := range packages {
		program := filepath.Join(bin, filepath.Base(p.path)+".test")
		// Vetted already, without what fuzzing puts into every package.
		if err := b.command("go", "test", "-c", "-vet=off", "-fuzz=.", "-o", program, p.path).run(ctx, b.out); err != nil {
			return err
		}
		for _, target := range p.targets {
			if err := b.fuzzOne(ctx, program, p, target); err != nil {
				return err
			}
			ran++
		}
	}
	b.tests += ran
	b.note("%d fuzz targets, %s each", ran, fuzzTime)
	return nil
}

// fuzzOne runs one target for its time, beginning with what earlier runs found worth keeping. The testing package now and then takes the end of
// that time for a failure when a worker is late to notice it; there is no input that fails then, and the target runs again.
func (b *bench) fuzzOne(ctx context.Context, program string, p fuzzPackage, target string) error {
	kept, err := b.command("go", "env", "GOCACHE").output(ctx, b.out)
	if err != nil {
		return err
	}
	run := b.command(program, "-test.run=^$", "-test.fuzz=^"+target+"$", "-test.fuzztime="+fuzzTime, "-test.timeout=10m",
		"-test.fuzzcachedir="+filepath.Join(strings.TrimSpace(kept), "fuzz", p.path))
	run.dir = p.dir
	for tries := 1; ; tries++ {
		printed, err := run.output(ctx, b.out)
		fmt.Fprint(b.out, printed)
		late := strings.Contains(printed, "context deadline exceeded") && !strings.Contains(printed, "Failing input written to")
		if err == nil || !late || tries == 3 {
			return err
		}
	}
}

// testSources prints the import path and the folder of each package, and its test files that are built here.
const testSources = "{{.ImportPath}}\t{{.Dir}}\t{{join .TestGoFiles \" \"}} {{join .XTestGoFiles \" \"}}"

var fuzzFunc = regexp.MustCompile(`(?m)^func (Fuzz\w*)\(\w+ \*testing\.F\)`)

// fuzzPackages reads the sources, since asking the test programs (go test -list) would build all of them.
func (b *bench) fuzzPackages(ctx context.Context) ([]fuzzPackage, error) {
	listed, err := b.command("go", "list", "-f", testSources, "./...").output(ctx, b.out)
	if err != nil {
		return nil, err
	}
	var packages []fuzzPackage
	for line := range strings.Lines(listed) {
		fields := strings.Split(strings.TrimRight(line, "\n"), "\t")
		p := fuzzPackage{path: fields[0], dir: fields[1]}
		for _, file := range strings.Fields(fields[2]) {
			source, err := os.ReadFile(filepath.Join(p.dir, file))
			if err != nil {
				return nil, err
			}
			for _, found := range fuzzFunc.FindAllSubmatch(source, -1) {
				p.targets = append(p.targets, string(found[1]))
			}
		}
		if len(p.targets) > 0 {
			packages = append(packages, p)
		}
	}
	return packages, nil
}
