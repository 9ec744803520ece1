package server

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/blob"
)

// TestFilesOfBookingsAreCollectedOnceNothingNamesThem goes by way of the form: what a booking has stays, what was taken out of it goes after a day, and so
// does all of a draft that was forgotten.
func TestFilesOfBookingsAreCollectedOnceNothingNamesThem(t *testing.T) {
	h, step := drafted(t)
	ctx := t.Context()
	if got := h.upload(step, topicForm(nil), pdf("kept.pdf", 100), pdf("gone.pdf", 200)); got.status != http.StatusSeeOther {
		t.Fatalf("handed in: %d", got.status)
	}
	lying := func() (sizes []int64) {
		t.Helper()
		if err := h.files.Each(ctx, "inquiry/", func(f blob.File) error { sizes = append(sizes, f.Size); return nil }); err != nil {
			t.Fatal(err)
		}
		slices.Sort(sizes)
		return sizes
	}
	collect := func(want ...int64) {
		t.Helper()
		if err := h.asks.Collect(ctx, h.consultations.NamedFiles); err != nil {
			t.Fatal(err)
		}
		if got := lying(); !slices.Equal(got, want) {
			t.Errorf("files of %v bytes are left, want %v", got, want)
		}
	}
	age := func() {
		t.Helper()
		old := time.Now().Add(-blob.Young - time.Hour)
		for _, f := range filesIn(t, h.folder) {
			if err := os.Chtimes(f, old, old); err != nil {
				t.Fatal(err)
			}
		}
	}
	var id string
	if err := h.db.QueryRow(ctx, `select id::text from consultation_file where name = 'gone.pdf'`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	if got := h.upload(step, topicForm(url.Values{"drop": {id}})); got.status != http.StatusSeeOther {
		t.Fatalf("taken out: %d", got.status)
	}
	collect(100, 200) // both are young
	age()
	collect(100)
	if _, err := h.db.Exec(ctx, `delete from consultation_file`); err != nil { // as drafts are forgotten
		t.Fatal(err)
	}
	away := errors.New("away")
	if err := h.asks.Collect(ctx, func(context.Context, []string) (map[string]bool, error) { return nil, away }); !errors.Is(err, away) || len(lying()) != 1 {
		t.Errorf("nobody can say what bookings name: %v, left %v", err, lying())
	}
	collect()
}

// filesIn are the files below a folder of this machine.
func filesIn(t *testing.T, dir string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
