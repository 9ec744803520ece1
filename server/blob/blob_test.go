package blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/etradeoffice/portal/server/blob"
)

// TestStore is what every store promises; a folder and a bucket of S3 are asked the same.
func TestStore(t *testing.T) {
	for name, open := range map[string]func(*testing.T) blob.Store{
		"folder": func(t *testing.T) blob.Store { return blob.NewFolder(filepath.Join(t.TempDir(), "files")) },
		"S3":     newBucket,
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			for promise, keeps := range map[string]func(*testing.T, blob.Store){
				"a file reads back and never changes": neverChanges, "a broken upload leaves nothing": wholeOrNothing,
				"names stay inside": staysInside, "files are listed and taken away": listed, "many may put the same": putTogether,
				"it can be probed": func(t *testing.T, s blob.Store) {
					if err := blob.Probe(t.Context(), s); err != nil {
						t.Error(err)
					}
				},
			} {
				t.Run(promise, func(t *testing.T) { keeps(t, s) })
			}
		})
	}
}

func read(t *testing.T, s blob.Store, name string) string {
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

func names(t *testing.T, s blob.Store, folder string) []string {
	t.Helper()
	var found []string
	err := s.Each(t.Context(), folder, func(f blob.File) error {
		if time.Since(f.At).Abs() > time.Hour || f.Size == 0 {
			t.Errorf("%s: %d bytes of %s", f.Name, f.Size, f.At)
		}
		found = append(found, f.Name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(found)
	return found
}

func neverChanges(t *testing.T, s blob.Store) {
	for _, content := range []string{"first", "second"} {
		if err := s.Put(t.Context(), "pictures/a.webp", strings.NewReader(content)); err != nil {
			t.Fatal(err)
		}
	}
	if got := read(t, s, "pictures/a.webp"); got != "first" {
		t.Errorf("read %q", got)
	}
	large := bytes.Repeat([]byte("0123456789abcdef"), 1<<20)
	if err := s.Put(t.Context(), "originals/large", io.MultiReader(bytes.NewReader(large))); err != nil {
		t.Fatal(err)
	}
	if got := read(t, s, "originals/large"); got != string(large) {
		t.Errorf("%d bytes came back", len(got))
	}
}

func wholeOrNothing(t *testing.T, s blob.Store) {
	broken := errors.New("line lost")
	if err := s.Put(t.Context(), "half/a.webp", io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Fatalf("got %v", err)
	}
	if _, err := s.Open(t.Context(), "half/a.webp"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("half a file is there: %v", err)
	}
	if left := names(t, s, "half/"); len(left) != 0 {
		t.Errorf("left %v", left)
	}
}

func staysInside(t *testing.T, s blob.Store) {
	for _, name := range []string{"../secret", "/etc/passwd", "a/../../secret", "", ".", "nothing.webp", "a\x00b"} {
		if _, err := s.Open(t.Context(), name); err == nil {
			t.Errorf("Open(%q) finds something", name)
		}
	}
	if err := s.Put(t.Context(), "../secret", strings.NewReader("y")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Put outside: %v", err)
	}
	if err := s.Remove(t.Context(), "../secret"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Remove outside: %v", err)
	}
}

func listed(t *testing.T, s blob.Store) {
	for _, name := range []string{"shelf/b/1", "shelf/a", "shelves/c"} {
		if err := s.Put(t.Context(), name, strings.NewReader(name)); err != nil {
			t.Fatal(err)
		}
	}
	if got := names(t, s, "shelf/"); !slices.Equal(got, []string{"shelf/a", "shelf/b/1"}) {
		t.Errorf("listed %v", got)
	}
	for range 2 { // the second time there is nothing to take away
		if err := s.Remove(t.Context(), "shelf/a"); err != nil {
			t.Fatal(err)
		}
	}
	if got := names(t, s, "shelf/"); !slices.Equal(got, []string{"shelf/b/1"}) {
		t.Errorf("left %v", got)
	}
	if got := names(t, s, "nowhere/"); len(got) != 0 {
		t.Errorf("found %v", got)
	}
	stop := errors.New("enough")
	if err := s.Each(t.Context(), "shelf/", func(blob.File) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("went on: %v", err)
	}
}

func putTogether(t *testing.T, s blob.Store) {
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := s.Put(t.Context(), "together", strings.NewReader("the same")); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := read(t, s, "together"); got != "the same" {
		t.Errorf("read %q", got)
	}
}

func TestWhatACrashLeftIsSwept(t *testing.T) {
	dir := t.TempDir()
	s := blob.NewFolder(dir)
	old, young := filepath.Join(dir, "a", "writing-1"), filepath.Join(dir, "a", "writing-2")
	if err := s.Put(t.Context(), "a/whole", strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{old, young} {
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	yesterday := time.Now().AddDate(0, 0, -1)
	if err := os.Chtimes(old, yesterday, yesterday); err != nil {
		t.Fatal(err)
	}
	if got := names(t, s, "a/"); !slices.Equal(got, []string{"a/whole"}) {
		t.Errorf("listed %v", got)
	}
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("still there: %v", err)
	}
	if _, err := os.Stat(young); err != nil {
		t.Errorf("somebody is writing it: %v", err)
	}
}

func TestFileThatIsPutAgainIsYoungAgain(t *testing.T) {
	dir := t.TempDir()
	s := blob.NewFolder(dir)
	lastYear := time.Now().AddDate(-1, 0, 0)
	for range 2 {
		if err := s.Put(t.Context(), "a/whole", strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
		if got := names(t, s, "a/"); len(got) != 1 {
			t.Errorf("listed %v", got)
		}
		if err := os.Chtimes(filepath.Join(dir, "a", "whole"), lastYear, lastYear); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWrongAddressesOfAStoreAreRefusedWithoutTheirSecret(t *testing.T) {
	for _, url := range []string{
		"s3://host/bucket", "s3://key:hush@/bucket", "s3://key:hush@host", "s3://key:hush@host/a/b", "ftp://host/x", "file://relative", "s3://key:hush@ho st/bucket", "nonsense",
	} {
		if _, err := blob.Open(url, t.TempDir()); err == nil || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestStoreThatIsAwaySaysSo(t *testing.T) {
	s, err := blob.Open("s3+http://key:hush@127.0.0.1:1/bucket", "")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if err := blob.Probe(ctx, s); err == nil || strings.Contains(err.Error(), "hush") {
		t.Errorf("got %v", err)
	}
}
