package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestFuzzTargetsAreThoseOfTestFilesThatAreBuiltHere(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":          "module p\n\ngo 1.26\n",
		"a/a_test.go":     "package a\n\nimport \"testing\"\n\nfunc FuzzDecode(f *testing.F) {}\n\nfunc FuzzOffer(f *testing.F) {}\n\nfunc TestOne(t *testing.T) {}\n",
		"a/outer_test.go": "package a_test\n\nimport \"testing\"\n\nfunc FuzzOuter(g *testing.F) {}\n",
		"a/else_test.go":  "//go:build never\n\npackage a\n\nimport \"testing\"\n\nfunc FuzzElsewhere(f *testing.F) {}\n",
		"b/b_test.go":     "package b\n\nimport \"testing\"\n\nfunc TestTwo(t *testing.T) {}\n\n// func FuzzNothing(f *testing.F)\n",
	} {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	found, err := (&bench{root: root, services: &services{}}).fuzzPackages(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != 1 || found[0].path != "p/a" || filepath.Base(found[0].dir) != "a" {
		t.Fatalf("packages %+v, want p/a alone", found)
	}
	if want := []string{"FuzzDecode", "FuzzOffer", "FuzzOuter"}; !slices.Equal(found[0].targets, want) {
		t.Errorf("targets %q, want %q", found[0].targets, want)
	}
}
