package blob_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/etradeoffice/portal/server/blob"
)

func read(t *testing.T, s *blob.Store, name string) string {
	t.Helper()
	file, err := s.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	content, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestFileReadsBackAndNeverChanges(t *testing.T) {
	s := blob.New(filepath.Join(t.TempDir(), "files"))
	for _, content := range []string{"first", "second"} {
		if err := s.Put(t.Context(), "pictures/a.webp", strings.NewReader(content)); err != nil {
			t.Fatal(err)
		}
	}
	if got := read(t, s, "pictures/a.webp"); got != "first" {
		t.Errorf("read %q", got)
	}
}

func TestBrokenUploadLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	s := blob.New(dir)
	broken := errors.New("line lost")
	if err := s.Put(t.Context(), "a.webp", io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Fatalf("got %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

func TestNamesStayInTheFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := blob.New(filepath.Join(dir, "files"))
	for _, name := range []string{"../secret", "/etc/passwd", "a/../../secret", "", ".", "nothing.webp"} {
		if _, err := s.Open(t.Context(), name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Open(%q): %v", name, err)
		}
	}
	if err := s.Put(t.Context(), "../secret", strings.NewReader("y")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Put outside: %v", err)
	}
}
