package main

import (
	"context"
	_ "embed"
	"fmt"
	"go/version"
	"runtime"
	"strings"

	"golang.org/x/mod/semver"
)

//go:embed floors.txt
var floorsText string

type floor struct{ module, least, why string }

func readFloors(text string) ([]floor, error) {
	var floors []floor
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0] == "#" {
			continue
		}
		if len(fields) < 3 {
			return nil, fmt.Errorf("floors.txt: %q is not: module, version, why", strings.TrimSpace(line))
		}
		floors = append(floors, floor{fields[0], fields[1], strings.Join(fields[2:], " ")})
	}
	return floors, nil
}

// belowFloor says which floors are not held; have maps a module to its version ("v5.12.0"), "go" to Go's ("go1.26.8").
func belowFloor(floors []floor, have map[string]string) []string {
	var below []string
	for _, f := range floors {
		got := have[f.module]
		switch {
		case got == "":
			below = append(below, fmt.Sprintf("%s is in floors.txt but not in go.mod: remove the row or follow the module's new path", f.module))
		case f.module == "go" && version.Compare(got, "go"+f.least) < 0,
			f.module != "go" && semver.Compare(got, "v"+f.least) < 0:
			below = append(below, fmt.Sprintf("%s is %s, at least %s is needed: %s", f.module, got, f.least, f.why))
		}
	}
	return below
}

func checkFloors(ctx context.Context, b *bench) error {
	floors, err := readFloors(floorsText)
	if err != nil {
		return err
	}
	listed, err := b.command("go", "list", "-m", "-f", "{{.Path}} {{.Version}}", "all").output(ctx, b.out)
	if err != nil {
		return err
	}
	have := map[string]string{"go": runtime.Version()}
	for line := range strings.Lines(listed) {
		if fields := strings.Fields(line); len(fields) == 2 {
			have[fields[0]] = fields[1]
		}
	}
	if below := belowFloor(floors, have); len(below) > 0 {
		return fmt.Errorf("below the floor:\n  %s", strings.Join(below, "\n  "))
	}
	return nil
}
