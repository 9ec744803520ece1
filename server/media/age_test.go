package media

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

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
