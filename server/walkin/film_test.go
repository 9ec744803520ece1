package walkin

import (
	"io"
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/blob"
	"github.com/etradeoffice/portal/server/upload"
)

func TestFilmReachesTheCompanyAndNobodyElse(t *testing.T) {
	b := newBench(t)
	b.service.Files = blob.NewFolder(t.TempDir())
	ctx, caller := t.Context(), b.buyer("en")
	film := []byte("\x1a\x45\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1f\x42\x82\x84webm and then what was said")
	r := b.ask(caller)
	for name, content := range map[string][]byte{"film_unknown": []byte("<html>no film at all</html>"), "film_too_large": append(film, make([]byte, filmMost)...)} {
		if _, err := b.service.LeaveFilm(ctx, caller, r.ID, content, 9); b.refusal(err, "form_invalid").Fields[0].Code != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := b.service.LeaveFilm(ctx, b.host, r.ID, film, 9); err == nil {
		t.Error("the company leaves a film for itself")
	}
	left, err := b.service.LeaveFilm(ctx, caller, r.ID, film, 300)
	b.Must(err)
	if left.State != CallerLeft {
		t.Errorf("the ring is %s", left.State)
	}
	if _, _, err := b.service.Film(ctx, b.buyer("en"), r.ID); err == nil {
		t.Error("another buyer watches it")
	}
	f, content, err := b.service.Film(ctx, b.host, r.ID)
	b.Must(err)
	whole, err := io.ReadAll(content)
	b.Must(err)
	b.Must(content.Close())
	if string(whole) != string(film) || f.Kind != upload.WebM || f.Seconds != filmSeconds || f.SeenAt != nil {
		t.Errorf("the company watches %d bytes: %+v", len(whole), f)
	}
	found, err := films(ctx, b.DB, []ID{r.ID})
	b.Must(err)
	if found[r.ID].SeenAt == nil {
		t.Error("that the company has watched it is not kept")
	}
	var jobs string
	b.Must(b.DB.QueryRow(ctx, `select string_agg(args::text, '') from river_job where kind = 'walkin_note'`).Scan(&jobs))
	if !strings.Contains(jobs, r.ID.String()) || !strings.Contains(jobs, `"film": true`) {
		t.Errorf("letters: %s", jobs)
	}
}
