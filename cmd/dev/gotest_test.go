package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// dying are packages whose process ends in the middle of a test or after the last, so that no test says that it failed.
var dying = map[string]string{
	"exits": `
func TestEnds(t *testing.T) {}
func TestWaits(t *testing.T) { t.Parallel() }
func TestExits(t *testing.T) { t.Run("inside", func(t *testing.T) { t.Log("it was me"); os.Exit(3) }) }
`,
	"fatal": `
func TestEnds(t *testing.T) {}
func TestUnlocks(t *testing.T) { t.Log("it was me"); var m sync.Mutex; m.Unlock() }
`,
	"leaks": `
func TestEnds(t *testing.T) {}
func TestMain(m *testing.M) { m.Run(); println("it was me"); os.Exit(1) }
`,
}

func TestWhatAProcessSaidBeforeItDiedIsShown(t *testing.T) {
	wanted := map[string][]string{
		"exits": {"p/exits TestExits", "p/exits TestExits/inside", "p/exits"},
		"fatal": {"p/fatal TestUnlocks", "p/fatal"},
		"leaks": {"p/leaks"},
	}
	for name, tests := range dying {
		t.Run(name, func(t *testing.T) {
			counts := testsOf(t, name, tests)
			if !slices.Equal(counts.failed, wanted[name]) {
				t.Errorf("failed %q, want %q", counts.failed, wanted[name])
			}
			said := ""
			for _, failed := range counts.failed {
				said += shown(counts.said[failed])
			}
			if !strings.Contains(said, "it was me") || name == "fatal" && !strings.Contains(said, "fatal error: sync: unlock of unlocked mutex") {
				t.Errorf("what it said is lost: %q", said)
			}
		})
	}
}

// testsOf is the tally of a real `go test -json` of a package of its own with these tests, which must be red.
func testsOf(t *testing.T, name, tests string) *tally {
	t.Helper()
	dir := t.TempDir()
	for file, text := range map[string]string{
		"go.mod":    "module p/" + name + "\n\ngo 1.26\n",
		"a_test.go": "package p\n\nimport (\n\t\"os\"\n\t\"sync\"\n\t\"testing\"\n)\n\nvar _, _ = os.Exit, new(sync.Mutex)\n" + tests,
	} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", "test", "-json", ".")
	cmd.Dir = dir
	printed, err := cmd.Output()
	if err == nil {
		t.Fatalf("go test was green: %s", printed)
	}
	counts, err := readTests(bytes.NewReader(printed))
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

func TestALongOutputIsShownFromTheDeathOn(t *testing.T) {
	counted := func(n int) string {
		var text strings.Builder
		for i := range n {
			fmt.Fprintf(&text, "line %d\n", i)
		}
		return text.String()
	}
	if said := counted(150); shown(said) != said {
		t.Error("a short output is cut")
	}
	last := shown(counted(1000))
	if strings.Contains(last, "line 700\n") || !strings.Contains(last, "line 999\n") || strings.Count(last, "\n") > mostLines+2 {
		t.Errorf("of a long output the last lines are wanted: %s", last)
	}
	death := shown(counted(500) + "fatal error: all goroutines are asleep - deadlock!\n" + counted(500))
	if !strings.Contains(death, "deadlock!\nline 0\n") || strings.Count(death, "\n") > mostLines+2 {
		t.Errorf("the line that says why it died is cut: %s", death)
	}
}
