package blob_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/blob"
)

// aged is a store with a way to make all files of a folder old; the S3 server keeps objects as files of a folder of its own.
type aged struct {
	blob.Store
	dir string
}

func (a aged) age(t *testing.T, folder string) {
	t.Helper()
	old := time.Now().Add(-blob.Young - time.Hour)
	err := filepath.WalkDir(filepath.Join(a.dir, folder), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		return os.Chtimes(path, old, old)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOnlyOldFilesThatNothingNamesAreCollected(t *testing.T) {
	for name, open := range map[string]func(*testing.T) aged{
		"folder": func(t *testing.T) aged {
			dir := filepath.Join(t.TempDir(), "files")
			return aged{blob.NewFolder(dir), dir}
		},
		"S3": func(t *testing.T) aged {
			s, dir := bucketIn(t)
			return aged{s, dir}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			for promise, keeps := range map[string]func(*testing.T, aged){
				"old and unnamed": collectsOld, "many": collectsMany, "no word on names": keepsWithoutWord, "handed in again": keepsWhatIsPutAgain,
			} {
				t.Run(promise, func(t *testing.T) { keeps(t, s) })
			}
		})
	}
}

func put(t *testing.T, s blob.Store, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := s.Put(t.Context(), name, strings.NewReader(name)); err != nil {
			t.Fatal(err)
		}
	}
}

// only says that these are named.
func only(named ...string) blob.Named {
	return func(_ context.Context, names []string) (map[string]bool, error) {
		found := map[string]bool{}
		for _, name := range names {
			found[name] = slices.Contains(named, name)
		}
		return found, nil
	}
}

// lying are the files of a folder, whatever their age.
func lying(t *testing.T, s blob.Store, folder string) (found []string) {
	t.Helper()
	if err := s.Each(t.Context(), folder, func(f blob.File) error { found = append(found, f.Name); return nil }); err != nil {
		t.Fatal(err)
	}
	slices.Sort(found)
	return found
}

func collectsOld(t *testing.T, s aged) {
	put(t, s, "asked/kept", "asked/gone", "beside/gone")
	s.age(t, "asked")
	s.age(t, "beside")
	put(t, s, "asked/young")
	removed, err := blob.Collect(t.Context(), s, "asked/", only("asked/kept"))
	if err != nil || removed != 1 {
		t.Errorf("%d are gone (%v)", removed, err)
	}
	if left := lying(t, s, "asked/"); !slices.Equal(left, []string{"asked/kept", "asked/young"}) {
		t.Errorf("left %v", left)
	}
	if left := lying(t, s, "beside/"); len(left) != 1 {
		t.Errorf("in another folder %v are left", left)
	}
}

func collectsMany(t *testing.T, s aged) {
	var names []string
	for i := range 501 { // more than are asked about at once
		names = append(names, fmt.Sprintf("many/%03d", i))
	}
	put(t, s, names...)
	s.age(t, "many")
	removed, err := blob.Collect(t.Context(), s, "many/", only(names[0], names[500]))
	if err != nil || removed != 499 {
		t.Errorf("%d are gone (%v)", removed, err)
	}
	if left := lying(t, s, "many/"); !slices.Equal(left, []string{names[0], names[500]}) {
		t.Errorf("left %v", left)
	}
}

func keepsWithoutWord(t *testing.T, s aged) {
	put(t, s, "silent/a", "silent/b")
	s.age(t, "silent")
	away := errors.New("the database is away")
	removed, err := blob.Collect(t.Context(), s, "silent/", func(context.Context, []string) (map[string]bool, error) { return nil, away })
	if !errors.Is(err, away) || removed != 0 || len(lying(t, s, "silent/")) != 2 {
		t.Errorf("%d are gone, left %v (%v)", removed, lying(t, s, "silent/"), err)
	}
}

func keepsWhatIsPutAgain(t *testing.T, s aged) {
	put(t, s, "again/a")
	s.age(t, "again")
	removed, err := blob.Collect(t.Context(), s, "again/", func(context.Context, []string) (map[string]bool, error) {
		put(t, s, "again/a") // while the names are looked up
		return nil, nil
	})
	if err != nil || removed != 0 || len(lying(t, s, "again/")) != 1 {
		t.Errorf("%d are gone, left %v (%v)", removed, lying(t, s, "again/"), err)
	}
}

func TestNothingIsCollectedFromAFolderThatCannotBeListedWhole(t *testing.T) {
	dir := t.TempDir()
	s := aged{blob.NewFolder(dir), dir}
	put(t, s, "torn/a/1", "torn/b/2", "torn/c/3")
	s.age(t, "torn")
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // the listing of folder and bucket ends with it
	if removed, err := blob.Collect(ctx, s, "torn/", only()); err == nil || removed != 0 {
		t.Errorf("%d are gone (%v)", removed, err)
	}
	bucket, _ := bucketIn(t)
	put(t, bucket, "torn/a")
	if removed, err := blob.Collect(ctx, bucket, "torn/", only()); err == nil || removed != 0 {
		t.Errorf("of a bucket %d are gone (%v)", removed, err)
	}
	if left := lying(t, s, "torn/"); len(left) != 3 {
		t.Errorf("left %v", left)
	}
}
