package media

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/blob"
	"github.com/etradeoffice/portal/server/jobs"
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
	b := &bench{db: pgtest.Reused(t), dir: t.TempDir()}
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
	b.exec(t, `insert into company_profiles (company_id, line, about, site, currency, published_at) values (@id, '{}', '{}', '{}', 'USD', now())`, pgx.NamedArgs{"id": id})
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

func fieldsOf(err error) []problem.Field {
	if refusal, ok := errors.AsType[*problem.Error](err); ok {
		return refusal.Fields
	}
	return nil
}
