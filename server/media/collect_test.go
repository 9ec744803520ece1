package media

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestOnlyWhatNothingNamesIsCollected(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	kept, gone := b.add(t, "A-1", photograph(t, 200)), b.add(t, "A-1", photograph(t, 100))
	b.work(t, "A-1")
	photos := b.album(t, "A-1").Photos
	if err := b.AddBrochure(ctx, b.maker, "A-1", "en", "x.pdf", plainPDF); err != nil {
		t.Fatal(err)
	}
	brochure := b.album(t, "A-1").Brochures[0]
	for _, name := range []string{"pictures/office.a1-320.webp", "attachments/x"} {
		if err := b.files.Put(ctx, name, strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Remove(ctx, b.maker, "A-1", gone.ID); err != nil {
		t.Fatal(err)
	}
	there := func(name string) bool {
		file, err := b.files.Open(ctx, name)
		if err != nil {
			return false
		}
		return file.Close() == nil
	}
	if err := b.Collect(ctx); err != nil || !there(originals+gone.Original) {
		t.Fatalf("a young file is collected: %v", err)
	}
	age(t, b.dir)
	if err := b.Collect(ctx); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{
		originals + kept.Original: true, fileOf(photos[0].Name, 320): true, fileOf(photos[0].Name, 1200): true, brochures + brochure.Original: true,
		originals + gone.Original: false, fileOf(photos[1].Name, 320): false, fileOf(photos[1].Name, 1200): false,
		"pictures/office.a1-320.webp": true, "attachments/x": true,
	} {
		if there(name) != want {
			t.Errorf("%s is there: %t", name, !want)
		}
	}
}

// age makes all files of a folder two days old.
func age(t *testing.T, dir string) {
	t.Helper()
	old := time.Now().AddDate(0, 0, -2)
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		return os.Chtimes(path, old, old)
	})
	if err != nil {
		t.Fatal(err)
	}
}
