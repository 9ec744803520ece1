package media

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"io/fs"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/blob"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/picture"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/server/problem"
)

// bench is media on a fresh database, with a company of one published product and one draft.
type bench struct {
	*Service
	db    *postgres.DB
	files *blob.Folder
	dir   string
	maker account.Viewer
	woken []string
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{db: pgtest.New(t), dir: t.TempDir()}
	b.files = blob.NewFolder(b.dir)
	log := slog.New(slog.DiscardHandler)
	b.Service = New(Config{
		DB: b.db, Files: b.files, Queue: jobs.New(b.db, log), Log: log, Now: time.Now,
		Wake: func(_ context.Context, things ...string) { b.woken = append(b.woken, things...) },
	})
	company := b.company(t, "one")
	b.product(t, company, "A-1", true)
	b.product(t, company, "A-2", false)
	b.maker = b.person(t, account.Grant{Role: account.Supplier, Company: company})
	return b
}

func (b *bench) exec(t *testing.T, sql string, args pgx.NamedArgs) {
	t.Helper()
	if _, err := b.db.Exec(t.Context(), sql, args); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) company(t *testing.T, slug string) account.CompanyID {
	t.Helper()
	id := account.CompanyID{UUID: uuid.New()}
	b.exec(t, `insert into companies (id, slug, kind, country, city, zone, name_en, name_ko, languages)
		values (@id, @slug, 'supplier', 'KR', 'Suwon', 'Asia/Seoul', 'Maker', '제조', '{ko}')`, pgx.NamedArgs{"id": id, "slug": slug})
	return id
}

func (b *bench) product(t *testing.T, company account.CompanyID, sku string, published bool) {
	t.Helper()
	b.exec(t, `insert into products (id, company_id, sku, category, hs6, name, short, moq, unit, currency, incoterm, place, lead_first, lead_repeat, capacity, port, published_at, updated_at)
		values (@id, @company, @sku, 'medical', '901890', '{"en": "Laser"}', '{"en": "Short"}', 1, 'SET', 'USD', 'FOB', '{"en": "Incheon"}', 1, 1, 1, 'KRINC',
			case when @published then now() end, now())`, pgx.NamedArgs{"id": uuid.New(), "company": company, "sku": sku, "published": published})
}

func (b *bench) person(t *testing.T, grants ...account.Grant) account.Viewer {
	t.Helper()
	id := account.UserID{UUID: uuid.New()}
	b.exec(t, `insert into users (id, email, name, lang, zone) values (@id, @email, 'Somebody', 'ko', 'Asia/Seoul')`, pgx.NamedArgs{"id": id, "email": id.String() + "@maker.example"})
	return account.Viewer{User: id, Grants: grants}
}

// photograph is a JPEG of one colour.
func photograph(t testing.TB, shade uint8) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 400, 300))
	for i := range img.Pix {
		img.Pix[i] = shade
	}
	img.SetGray(0, 0, color.Gray{Y: 1})
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func (b *bench) add(t *testing.T, sku string, content []byte) Photo {
	t.Helper()
	if _, err := b.AddPhoto(t.Context(), b.maker, sku, `C:\Fotos\front.jpg`, content); err != nil {
		t.Fatal(err)
	}
	photos := b.album(t, sku).Photos
	return photos[len(photos)-1]
}

func (b *bench) album(t *testing.T, sku string) Album {
	t.Helper()
	album, err := b.Album(t.Context(), b.maker, sku)
	if err != nil {
		t.Fatal(err)
	}
	return album
}

// work makes the pictures of all that wait.
func (b *bench) work(t *testing.T, sku string) {
	t.Helper()
	for _, p := range b.album(t, sku).Photos {
		if err := b.make(t.Context(), p.ID); err != nil {
			t.Fatal(err)
		}
	}
}

func (b *bench) shown(t *testing.T, sku string) (names []string) {
	t.Helper()
	if err := b.db.QueryRow(t.Context(), `select coalesce(array_agg(value->>'name' order by n), '{}') from products, jsonb_array_elements(pictures) with ordinality as p (value, n)
		where sku = $1`, sku).Scan(&names); err != nil {
		t.Fatal(err)
	}
	return names
}

// approve is the office's yes to the brochures of a product.
func (b *bench) approve(t *testing.T, sku string) {
	t.Helper()
	var ids []uuid.UUID
	for _, paper := range b.album(t, sku).Brochures {
		ids = append(ids, paper.ID.UUID)
	}
	if err := b.db.Tx(t.Context(), func(tx postgres.Tx) error { return ShowBrochures(t.Context(), tx, sku, ids, time.Now()) }); err != nil {
		t.Fatal(err)
	}
}

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

func fieldsOf(err error) []problem.Field {
	if refusal, ok := errors.AsType[*problem.Error](err); ok {
		return refusal.Fields
	}
	return nil
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

var plainPDF = []byte("%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\nstartxref\n9\n%%EOF\n")

func TestBrochureOfADraftIsForItsMaker(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	for _, sku := range []string{"A-1", "A-2"} {
		for range 2 { // the second time it is there already
			if err := b.AddBrochure(ctx, b.maker, sku, "de", "Datenblatt.pdf", plainPDF); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, _, err := b.OpenBrochure(ctx, account.Viewer{}, "A-1", b.album(t, "A-1").Brochures[0].ID); !problem.Is(err, problem.NotFound) {
		t.Errorf("a visitor opens what the office has not approved: %v", err)
	}
	b.approve(t, "A-1")
	published, draft := b.album(t, "A-1").Brochures, b.album(t, "A-2").Brochures
	if len(published) != 1 || len(draft) != 1 {
		t.Fatalf("%d and %d brochures", len(published), len(draft))
	}
	file, name, err := b.OpenBrochure(ctx, account.Viewer{}, "A-1", published[0].ID)
	if err != nil || name != "A-1-de.pdf" {
		t.Fatalf("%s, %v", name, err)
	}
	got, _ := io.ReadAll(file)
	_ = file.Close()
	if !bytes.Equal(got, plainPDF) {
		t.Errorf("read %q", got)
	}
	for sku, id := range map[string]BrochureID{"A-2": draft[0].ID, "A-1": draft[0].ID, "NONE": published[0].ID} {
		if _, _, err := b.OpenBrochure(ctx, account.Viewer{}, sku, id); !problem.Is(err, problem.NotFound) {
			t.Errorf("a visitor opens %s: %v", sku, err)
		}
	}
	if _, _, err := b.OpenBrochure(ctx, b.maker, "A-2", draft[0].ID); err != nil {
		t.Errorf("its maker: %v", err)
	}
	for lang, content := range map[string][]byte{"xx": plainPDF, "en": []byte("<script>alert(1)</script>"), "ko": append([]byte("%PDF-1.7 /JavaScript"), plainPDF...)} {
		if err := b.AddBrochure(ctx, b.maker, "A-1", lang, "x.pdf", content); !problem.Is(err, problem.Invalid) {
			t.Errorf("%s is taken: %v", lang, err)
		}
	}
	if err := b.RemoveBrochure(ctx, b.maker, "A-1", draft[0].ID); !problem.Is(err, problem.NotFound) {
		t.Errorf("removed by another product: %v", err)
	}
	if err := b.RemoveBrochure(ctx, b.maker, "A-2", draft[0].ID); err != nil {
		t.Error(err)
	}
}

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
