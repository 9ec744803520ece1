package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWireTypesAreWhatTheStructsSay(t *testing.T) {
	want, err := wireTypes(root(t))
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root(t), wireFile))
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s is not what signaling/wire says now; run: go run ./cmd/dev generate", wireFile)
	}
}
