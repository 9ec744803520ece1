package main

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestTopLevelIsTheHouseAndNothingElse(t *testing.T) {
	want := []string{"LICENSE", "README.md", "cmd", "deploy", "go.mod", "go.sum", "server", "signaling", "web"}
	entries, err := os.ReadDir(root(t))
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && e.Name() != "data" {
			have = append(have, e.Name())
		}
	}
	if !slices.Equal(have, want) {
		t.Errorf("top level is\n %v, wanted\n %v: documents live in the folder they concern", have, want)
	}
}

func TestEveryPackageSaysWhatItOwns(t *testing.T) {
	documented := map[string]bool{}
	for _, f := range sources(t) {
		if f.test {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root(t), f.path), nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		documented[f.folder] = documented[f.folder] || (parsed.Doc != nil && !ast.IsGenerated(parsed))
	}
	for folder, ok := range documented {
		if !ok {
			t.Errorf("%s has no package comment: say what it owns and what it leaves to others", folder)
		}
	}
}

func TestProgramLinksNoBuildTool(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath", "./cmd/etrade")
	cmd.Dir = root(t)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); decoder.More(); {
		var pkg struct{ ImportPath string }
		if err := decoder.Decode(&pkg); err != nil {
			t.Fatal(err)
		}
		if under(pkg.ImportPath, "github.com/evanw/esbuild", module+"/cmd/dev", "testing") {
			t.Errorf("cmd/etrade links %s: its cold build must stay short and its binary small", pkg.ImportPath)
		}
	}
}
