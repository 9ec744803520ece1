package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var buildLine = regexp.MustCompile(`CGO_ENABLED=0 go build (?:-tags (\S+) )?`)

// The image has no library in it: a program that asks the system for one, as one that loads C without cgo does, is not even started there.
func TestProgramAsItIsDeployedNeedsNoLibraryOfTheSystem(t *testing.T) {
	for _, name := range []string{"Dockerfile", "README.md"} {
		text, err := os.ReadFile(filepath.Join(deployFolder, name))
		if err != nil {
			t.Fatal(err)
		}
		line := buildLine.FindSubmatch(text)
		if line == nil {
			t.Fatalf("%s builds no program", name)
		}
		list := exec.Command("go", "list", "-deps", "-tags", string(line[1]), "-f", `{{if not .Standard}}{{range .GoFiles}}{{$.Dir}}/{{.}}{{"\n"}}{{end}}{{end}}`, ".")
		list.Env = append(os.Environ(), "CGO_ENABLED=0")
		files, err := list.Output()
		if err != nil {
			t.Fatal(err)
		}
		for file := range strings.Lines(string(files)) {
			source, err := os.ReadFile(strings.TrimSpace(file))
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(source, []byte("\n//go:cgo_import_dynamic ")) {
				t.Errorf("%s builds with %s", name, file)
			}
		}
	}
}

// WebP is written by WebAssembly, which is compiled to machine code while the program runs.
func TestUnitLetsTheProgramCompileWhatMakesPhotographs(t *testing.T) {
	unit, err := os.ReadFile(filepath.Join(deployFolder, "etrade.service"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(unit, []byte("\nMemoryDenyWriteExecute=yes")) {
		t.Error("no photograph can be made under this unit")
	}
}
