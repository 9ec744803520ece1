package main

import (
	"slices"
	"strings"
	"testing"
)

func TestVersionBelowFloorIsRefused(t *testing.T) {
	floors := []floor{
		{"go", "1.26.6", "templates"},
		{"github.com/jackc/pgx/v5", "5.12.0", "injection"},
		{"github.com/redis/go-redis/v9", "9.7.3", "order"},
	}
	held := map[string]string{"go": "go1.26.8", "github.com/jackc/pgx/v5": "v5.12.0", "github.com/redis/go-redis/v9": "v9.23.0"}
	if below := belowFloor(floors, held); len(below) != 0 {
		t.Errorf("all floors are held, got %q", below)
	}
	for module, version := range map[string]string{
		"go": "go1.26.5", "github.com/jackc/pgx/v5": "v5.5.3", "github.com/redis/go-redis/v9": "v9.5.3",
	} {
		have := map[string]string{}
		for m, v := range held {
			have[m] = v
		}
		have[module] = version
		if below := belowFloor(floors, have); len(below) != 1 || !strings.Contains(below[0], module) {
			t.Errorf("%s at %s: got %q", module, version, below)
		}
		delete(have, module)
		if below := belowFloor(floors, have); len(below) != 1 {
			t.Errorf("%s gone from go.mod: got %q", module, below)
		}
	}
}

func TestFloorsFileIsReadable(t *testing.T) {
	floors, err := readFloors(floorsText)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(floors, func(f floor) bool { return f.module == "github.com/jackc/pgx/v5" && f.least == "5.12.0" }) {
		t.Errorf("the floor of pgx is gone: %v", floors)
	}
	if _, err := readFloors("github.com/x/y 1.2.3\n"); err == nil {
		t.Error("a floor without its reason was taken")
	}
}

func TestTallyCountsPassedFailedAndSkipped(t *testing.T) {
	counts, err := readTests(strings.NewReader(`
{"Action":"run","Package":"p/a","Test":"TestOne"}
{"Action":"output","Package":"p/a","Test":"TestOne","Output":"as wanted\n"}
{"Action":"pass","Package":"p/a","Test":"TestOne/part"}
{"Action":"pass","Package":"p/a","Test":"TestOne"}
{"Action":"output","Package":"p/a","Output":"ok  \tp/a\t0.1s\n"}
{"Action":"pass","Package":"p/a"}
{"Action":"output","Package":"p/b","Test":"TestTwo","Output":"broken\n"}
{"Action":"fail","Package":"p/b","Test":"TestTwo"}
{"Action":"skip","Package":"p/b","Test":"TestThree"}
{"Action":"skip","Package":"p/c"}
{"Action":"output","Package":"p/b","Output":"FAIL\tp/b\t0.1s\n"}
{"Action":"fail","Package":"p/b"}`))
	if err != nil {
		t.Fatal(err)
	}
	if counts.passed != 1 {
		t.Errorf("passed %d, wanted 1", counts.passed)
	}
	if !slices.Equal(counts.failed, []string{"p/b TestTwo", "p/b"}) || counts.said["p/b TestTwo"] != "broken\n" {
		t.Errorf("failed %q, said %q", counts.failed, counts.said)
	}
	if !slices.Equal(counts.skipped, []string{"p/b TestThree"}) {
		t.Errorf("skipped %q", counts.skipped)
	}
	if !slices.Equal(counts.packages, []string{"ok  \tp/a\t0.1s", "FAIL\tp/b\t0.1s"}) {
		t.Errorf("packages %q", counts.packages)
	}
}

func TestSkippedNodeTestsAreCounted(t *testing.T) {
	found := counted.FindAllStringSubmatch("ℹ tests 3\nℹ pass 2\nℹ skipped 1\nℹ todo 0\n", -1)
	if len(found) != 3 || found[0][1] != "pass" || found[0][2] != "2" || found[1][2] != "1" {
		t.Errorf("found %q", found)
	}
}

func TestSameSourcesGiveTheSameBundle(t *testing.T) {
	if err := installPackages(t.Context(), root(t), t.Output()); err != nil {
		t.Fatal(err)
	}
	first, err := makeBundle(root(t))
	if err != nil {
		t.Fatal(err)
	}
	second, err := makeBundle(root(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range first.names() {
		if string(first[name]) != string(second[name]) {
			t.Errorf("%s differs from one build to the next", name)
		}
	}
	for _, e := range entries {
		if first.hashed(e.name) == "" {
			t.Errorf("%s is not built", e.name)
		}
	}
}

func TestJourneyGetsItsOwnDatabaseOnTheSameServer(t *testing.T) {
	for server, want := range map[string]string{
		"postgres://u:p@h:5432/a?sslmode=disable":  "postgres://u:p@h:5432/j?sslmode=disable",
		"postgres:///?dbname=a&host=%2Frun&user=u": "postgres:///?dbname=j&host=%2Frun&user=u",
		"postgres://h/a": "postgres://h/j",
	} {
		if got, err := onDatabase(server, "j"); err != nil || got != want {
			t.Errorf("%s: got %s, %v, wanted %s", server, got, err, want)
		}
	}
}
