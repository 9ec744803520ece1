package media

import (
	"errors"
	"io/fs"
	"testing"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/picture"
	"github.com/etradeoffice/portal/server/problem"
)

var described = map[string]string{"en": "The laser from the front", "ko": "정면에서 본 레이저"}

func TestPhotographIsShownOnceItIsMadeAndDescribed(t *testing.T) {
	b := newBench(t)
	p := b.add(t, "A-2", photograph(t, 200))
	if p.State != Waiting || p.FileName != "front.jpg" || len(b.shown(t, "A-2")) != 0 {
		t.Fatalf("taken as %+v", p)
	}
	b.work(t, "A-2")
	p = b.album(t, "A-2").Photos[0]
	if p.State != Ready || p.Width != 400 || p.Height != 300 || p.Shown() || len(b.shown(t, "A-2")) != 0 {
		t.Fatalf("made %+v", p)
	}
	if err := b.Describe(t.Context(), b.maker, "A-2", p.ID, map[string]string{"en": "x"}, picture.Crop{Left: 95, Width: 10, Height: 10}); len(fieldsOf(err)) != 3 {
		t.Errorf("described by nothing: %v", fieldsOf(err))
	}
	if err := b.Describe(t.Context(), b.maker, "A-2", p.ID, described, picture.Crop{}); err != nil {
		t.Fatal(err)
	}
	if got := b.shown(t, "A-2"); len(got) != 1 || got[0] != p.Name {
		t.Fatalf("shown %v", got)
	}
	for _, width := range Widths {
		file, err := b.files.Open(t.Context(), fileOf(p.Name, width))
		if err != nil {
			t.Fatal(err)
		}
		_ = file.Close()
	}
	if len(b.woken) != 1 || b.woken[0] != b.album(t, "A-2").Product.Thing() {
		t.Errorf("told %v", b.woken)
	}
}

func TestPhotographsOfAPublishedProductAreAProposal(t *testing.T) {
	b := newBench(t)
	b.exec(t, `update products set pictures = '[{"name": "old.a", "width": 400, "height": 300, "alt": {"en": "Old"}}]' where sku = 'A-1'`, nil)
	p := b.add(t, "A-1", photograph(t, 200))
	b.work(t, "A-1")
	if err := b.Describe(t.Context(), b.maker, "A-1", p.ID, described, picture.Crop{}); err != nil {
		t.Fatal(err)
	}
	a := b.album(t, "A-1")
	if got := b.shown(t, "A-1"); len(got) != 1 || got[0] != "old.a" || a.Product.Shows(a.Photos[0]) {
		t.Errorf("shown without the office: %v", got)
	}
	for name, public := range map[string]bool{"old.a": true, a.Photos[0].Name: false} {
		if s, err := findStanding(t.Context(), b.db, name); err != nil || s.Public != public || !s.Known {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
	if named, err := b.namedPictures(t.Context(), []string{"old.a", "gone.a"}); err != nil || !named["old.a"] || named["gone.a"] {
		t.Errorf("named %v, %v", named, err)
	}
}

func TestAnotherPartIsMadeFromTheOriginalAndTheWholeIsKept(t *testing.T) {
	b := newBench(t)
	p := b.add(t, "A-2", photograph(t, 200))
	b.work(t, "A-2")
	if err := b.Describe(t.Context(), b.maker, "A-2", p.ID, described, picture.Crop{Width: 50, Height: 100}); err != nil {
		t.Fatal(err)
	}
	before := b.album(t, "A-2").Photos[0]
	if before.State != Waiting || len(b.shown(t, "A-2")) != 1 {
		t.Errorf("while it is made, %+v, shown %v", before, b.shown(t, "A-2"))
	}
	b.work(t, "A-2")
	after := b.album(t, "A-2").Photos[0]
	if after.Width != 200 || after.Height != 300 || after.Whole != before.Name || after.Name == before.Name {
		t.Errorf("made %+v", after)
	}
	if got := b.shown(t, "A-2"); len(got) != 1 || got[0] != after.Name {
		t.Errorf("shown %v", got)
	}
	if err := b.Describe(t.Context(), b.maker, "A-2", p.ID, described, after.Crop); err != nil || b.album(t, "A-2").Photos[0].State != Ready {
		t.Errorf("the same part is made again: %v", err)
	}
}

func TestBrokenPhotographIsRefusedWithItsReasonAndTriedAgain(t *testing.T) {
	b := newBench(t)
	whole := photograph(t, 90)
	b.add(t, "A-1", whole[:len(whole)-200])
	b.work(t, "A-1")
	p := b.album(t, "A-1").Photos[0]
	if p.State != Refused || p.Reason != "photo_broken" {
		t.Fatalf("%+v", p)
	}
	if err := b.Retry(t.Context(), b.maker, "A-1", p.ID); err != nil || b.album(t, "A-1").Waiting() != 1 {
		t.Errorf("tried again: %v", err)
	}
	if err := b.Retry(t.Context(), b.maker, "A-1", p.ID); !problem.Is(err, problem.Conflict) {
		t.Errorf("tried again twice: %v", err)
	}
	if err := b.Remove(t.Context(), b.maker, "A-1", p.ID); err != nil || len(b.album(t, "A-1").Photos) != 0 {
		t.Errorf("removed: %v", err)
	}
	if err := b.make(t.Context(), p.ID); err != nil {
		t.Errorf("the job of a photograph that is gone: %v", err)
	}
}

func TestStoreThatIsAwayHasTheJobTriedAgain(t *testing.T) {
	b := newBench(t)
	p := b.add(t, "A-1", photograph(t, 90))
	if err := b.files.Remove(t.Context(), originals+p.Original); err != nil {
		t.Fatal(err)
	}
	if err := b.make(t.Context(), p.ID); !errors.Is(err, fs.ErrNotExist) || b.album(t, "A-1").Waiting() != 1 {
		t.Errorf("got %v", err)
	}
}

func TestPhotographsAreOrderedAndCounted(t *testing.T) {
	b := newBench(t)
	for shade := range uint8(MostPhotos) {
		b.add(t, "A-1", photograph(t, 100+shade))
	}
	if added, err := b.AddPhoto(t.Context(), b.maker, "A-1", "again.jpg", photograph(t, 100)); err != nil || added {
		t.Errorf("the same once more: %v, %v", added, err)
	}
	if _, err := b.AddPhoto(t.Context(), b.maker, "A-1", "more.jpg", photograph(t, 50)); !problem.Is(err, problem.Invalid) {
		t.Errorf("one too many: %v", err)
	}
	photos := b.album(t, "A-1").Photos
	if len(photos) != MostPhotos {
		t.Fatalf("%d photographs", len(photos))
	}
	for _, by := range []int{1, -1, -1, -1} { // the last step leads nowhere
		if err := b.Move(t.Context(), b.maker, "A-1", photos[1].ID, by); err != nil {
			t.Fatal(err)
		}
	}
	if moved := b.album(t, "A-1").Photos; moved[0].ID != photos[1].ID || moved[1].ID != photos[0].ID || moved[2].ID != photos[2].ID {
		t.Error("the second is not the first")
	}
}

func TestNobodyTouchesAnothersMedia(t *testing.T) {
	b := newBench(t)
	p := b.add(t, "A-2", photograph(t, 200))
	stranger := b.person(t, account.Grant{Role: account.Supplier, Company: b.company(t, "two")})
	b.product(t, stranger.Grants[0].Company, "B-1", true)
	ctx := t.Context()
	_, look := b.Album(ctx, stranger, "A-2")
	_, add := b.AddPhoto(ctx, stranger, "A-2", "x.jpg", photograph(t, 1))
	for what, err := range map[string]error{
		"looks": look, "adds": add, "describes": b.Describe(ctx, stranger, "A-2", p.ID, described, picture.Crop{}),
		"moves": b.Move(ctx, stranger, "A-2", p.ID, 1), "removes": b.Remove(ctx, stranger, "A-2", p.ID), "retries": b.Retry(ctx, stranger, "A-2", p.ID),
		"reaches it by an own product": b.Remove(ctx, stranger, "B-1", p.ID), "hands in a brochure": b.AddBrochure(ctx, stranger, "A-2", "en", "x.pdf", plainPDF),
	} {
		if !problem.Is(err, problem.NotFound) {
			t.Errorf("another maker %s: %v", what, err)
		}
	}
	if _, err := b.Album(ctx, account.Viewer{}, "A-1"); !problem.Is(err, problem.SignIn) {
		t.Errorf("a visitor: %v", err)
	}
	buyer := b.person(t, account.Grant{Role: account.Buyer, Company: stranger.Grants[0].Company})
	for _, sku := range []string{"A-1", "NONE"} {
		if _, err := b.Album(ctx, buyer, sku); !problem.Is(err, problem.Forbidden) {
			t.Errorf("a buyer at %s: %v", sku, err)
		}
	}
	if _, err := b.Album(ctx, b.person(t, account.Grant{Role: account.Officer}), "A-2"); err != nil {
		t.Errorf("the office: %v", err)
	}
}
