package studio

import (
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/blob"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/media"
	"github.com/etradeoffice/portal/server/problem"
)

const sheetPDF = "%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\nstartxref\n9\n%%EOF\n"

// albums is the media of the bench.
func (b *bench) albums() *media.Service {
	log := slog.New(slog.DiscardHandler)
	return media.New(media.Config{DB: b.db, Files: blob.NewFolder(b.t.TempDir()), Queue: jobs.New(b.db, log), Log: log, Now: b.now})
}

// brochures are the languages of those that the public finds.
func (b *bench) brochures(sku string) (langs []string) {
	b.t.Helper()
	for _, paper := range b.public(sku).Brochures {
		langs = append(langs, paper.Lang)
	}
	return langs
}

func TestBrochureIsShownOnceTheOfficeAgrees(t *testing.T) {
	b := newBench(t)
	albums := b.albums()
	b.published("LV-1")
	b.must(albums.AddBrochure(t.Context(), b.maker, "LV-1", "en", "sheet.pdf", []byte(sheetPDF)))
	if got := b.brochures("LV-1"); got != nil || b.sheet("LV-1").State() != "edited" {
		t.Fatalf("shown at once: %v, %s", got, b.sheet("LV-1").State())
	}
	b.move("LV-1", "ask")
	b.must(albums.AddBrochure(t.Context(), b.maker, "LV-1", "de", "later.pdf", []byte(sheetPDF+"\n\n")))
	review, err := b.Review(t.Context(), b.officer, "LV-1")
	b.must(err)
	if changes := review.Changes(); len(changes) != 1 || changes[0].Field.Name != "brochures" || strings.Contains(changes[0].To, "later.pdf") {
		t.Fatalf("the office sees %+v", changes)
	}
	if _, _, err := albums.OpenBrochure(t.Context(), b.officer, "LV-1", media.BrochureID{UUID: review.Next.BrochureIDs()[0]}); err != nil && !strings.Contains(err.Error(), "no such file") {
		t.Errorf("the office cannot open what it decides about: %v", err)
	}
	b.decide("LV-1", map[string]string{"brochures": "The sheet is of another product."})
	if sheet := b.sheet("LV-1"); b.brochures("LV-1") != nil || sheet.Returned["brochures"] == "" || sheet.State() != "edited" {
		t.Errorf("given back: %v, %v", b.brochures("LV-1"), sheet.Returned)
	}
	b.move("LV-1", "ask")
	b.decide("LV-1", nil)
	if got := b.brochures("LV-1"); !slices.Equal(got, []string{"de", "en"}) {
		t.Errorf("approved: %v", got)
	}
	for _, paper := range b.public("LV-1").Brochures {
		b.must(albums.RemoveBrochure(t.Context(), b.maker, "LV-1", media.BrochureID{UUID: paper.ID}))
	}
	if got := b.brochures("LV-1"); len(got) != 2 {
		t.Errorf("taken away without the office: %v", got)
	}
	b.move("LV-1", "discard")
	if sheet := b.sheet("LV-1"); sheet.State() != "published" {
		t.Errorf("discarded: %s, %v", sheet.State(), sheet.Typed)
	}
	b.must(albums.RemoveBrochure(t.Context(), b.maker, "LV-1", media.BrochureID{UUID: b.public("LV-1").Brochures[0].ID}))
	b.move("LV-1", "ask")
	b.decide("LV-1", nil)
	if got := b.brochures("LV-1"); !slices.Equal(got, []string{"en"}) {
		t.Errorf("after the office agreed: %v", got)
	}
}

func TestDiscardingBringsTheAlbumBack(t *testing.T) {
	b := newBench(t)
	albums := b.albums()
	b.published("LV-1")
	names := []string{"first", "second", "third"}
	shown := make([]catalog.Picture, len(names))
	for i, name := range names {
		shown[i] = catalog.Picture{Name: name, Width: 1200, Height: 900, Alt: catalog.Texts{"en": "Seen " + name, "ko": "보이는 것"}}
		_, err := b.db.Exec(t.Context(), `insert into photos (id, product_id, position, state, original, name, whole, width, height, alt, created_at)
			select @id, id, @n, 'ready', @name || '-original', @name, @name || '-whole', 1200, 900, @alt, now() from products`,
			pgx.NamedArgs{"id": uuid.New(), "n": i, "name": name, "alt": shown[i].Alt})
		b.must(err)
	}
	_, err := b.db.Exec(t.Context(), `update products set pictures = $1`, shown)
	b.must(err)

	photos := b.album(albums)
	b.must(albums.Remove(t.Context(), b.maker, "LV-1", photos[0].ID))
	b.must(albums.Move(t.Context(), b.maker, "LV-1", photos[1].ID, 1))
	b.must(albums.Describe(t.Context(), b.maker, "LV-1", photos[2].ID, map[string]string{"en": "Something else", "ko": "다른 설명"}, photos[2].Crop))
	if sheet := b.sheet("LV-1"); sheet.State() != "edited" || len(b.public("LV-1").Pictures) != 3 {
		t.Fatalf("%s, the public sees %d", sheet.State(), len(b.public("LV-1").Pictures))
	}
	other := b.person(account.Grant{Role: account.Supplier, Company: b.supplier("two")})
	if err := b.Move(t.Context(), other, "LV-1", "discard"); !problem.Is(err, problem.NotFound) {
		t.Errorf("another maker discards: %v", err)
	}
	b.move("LV-1", "discard")
	back := b.album(albums)
	if len(back) != 3 {
		t.Fatalf("%d photographs came back", len(back))
	}
	for i, photo := range back {
		if photo.Name != names[i] || photo.Original != names[i]+"-original" || photo.Whole != names[i]+"-whole" || photo.Alt["en"] != "Seen "+names[i] {
			t.Errorf("%d: %+v", i, photo)
		}
	}
	if sheet := b.sheet("LV-1"); sheet.State() != "published" {
		t.Errorf("left: %v", sheet.Typed)
	}
}

func (b *bench) album(albums *media.Service) []media.Photo {
	b.t.Helper()
	album, err := albums.Album(b.t.Context(), b.maker, "LV-1")
	b.must(err)
	return album.Photos
}
