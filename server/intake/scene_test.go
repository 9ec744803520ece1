package intake

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/blob"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/media"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/sheet"
	"github.com/etradeoffice/portal/server/studio"
	"github.com/etradeoffice/portal/web"
)

var today = time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC)

// anybody is a company where it does not matter which.
var anybody = account.CompanyID{UUID: uuid.UUID{1}}

var texts = sync.OnceValue(func() *locale.Texts {
	loaded, err := locale.Load(web.Locale())
	if err != nil {
		panic(err)
	}
	return loaded
})

// scene is an office with a maker on a fresh database, with a clock that a test moves. Jobs are worked when a test says so.
type scene struct {
	*Service
	t        testing.TB
	db       *postgres.DB
	catalog  *catalog.Service
	accounts *account.Service
	files    blob.Store
	clock    time.Time
	company  account.CompanyID
	maker    account.Viewer
	officer  account.Viewer
}

func newScene(t testing.TB) *scene {
	t.Helper()
	s := &scene{t: t, db: pgtest.Reused(t), clock: today, files: blob.NewFolder(t.TempDir())}
	now := func() time.Time { return s.clock }
	log := slog.New(slog.DiscardHandler)
	queue := jobs.New(s.db, log)
	accounts := account.New(s.db, queue, log, now)
	s.accounts = accounts
	s.catalog = catalog.New(catalog.Config{DB: s.db, Accounts: accounts, Log: log, Now: now, NextFree: func(context.Context, []account.CompanyID, int) (map[account.CompanyID][]time.Time, error) {
		return nil, nil
	}})
	desk := studio.New(studio.Config{DB: s.db, Accounts: accounts, Catalog: s.catalog, Queue: queue, Files: s.files, Now: now})
	photos := media.New(media.Config{DB: s.db, Files: s.files, Queue: queue, Log: log, Now: now})
	s.Service = New(Config{DB: s.db, Studio: desk, Media: photos, Files: s.files, Queue: queue, Texts: texts(), Log: log, Now: now})
	s.company, s.maker = s.supplier(accounts, "one")
	s.officer = s.person(accounts, account.Grant{Role: account.Officer})
	return s
}

func (s *scene) supplier(accounts *account.Service, slug string) (account.CompanyID, account.Viewer) {
	s.t.Helper()
	made, err := accounts.CreateCompany(s.t.Context(), account.Company{Slug: slug, Kind: account.SupplierCompany, Country: "KR", City: "Suwon", Zone: "Asia/Seoul", NameEn: "Maker " + slug, NameKo: "제조", Languages: []string{"ko", "en"}})
	s.must(err)
	s.must(s.catalog.PutCompany(s.t.Context(), made.ID, catalog.Profile{Line: catalog.Texts{"en": "Things"}, Currency: "USD"}))
	return made.ID, s.person(accounts, account.Grant{Role: account.Supplier, Company: made.ID})
}

func (s *scene) person(accounts *account.Service, grant account.Grant) account.Viewer {
	s.t.Helper()
	user, err := accounts.CreateUser(s.t.Context(), account.User{Email: uuid.NewString() + "@people.example", Name: "Somebody", Lang: "ko", Zone: "Asia/Seoul", City: "Suwon"}, "")
	s.must(err)
	s.must(accounts.Grant(s.t.Context(), user.ID, grant))
	return account.Viewer{User: user.ID, Grants: []account.Grant{grant}}
}

func (s *scene) must(err error) {
	s.t.Helper()
	if err != nil {
		if refusal, ok := errors.AsType[*problem.Error](err); ok {
			s.t.Fatal(err, refusal.Fields)
		}
		s.t.Fatal(err)
	}
}

// csv is a table as a file.
func csv(t testing.TB, rows [][]string) io.Reader {
	t.Helper()
	var out bytes.Buffer
	if err := sheet.WriteCSV(&out, rows); err != nil {
		t.Fatal(err)
	}
	return &out
}

// table is rows of cells between bars under a header that ordinary tables have.
func table(rows ...string) [][]string {
	cells := [][]string{{"품번", "Product name", "Description", "분야", "HS code", "MOQ", "단가", "Place", "port", "납기", "Remark"}}
	for _, row := range rows {
		cells = append(cells, strings.Split(row, "|"))
	}
	return cells
}

// handIn takes a table and has it looked at.
func (s *scene) handIn(in HandedIn) Import {
	s.t.Helper()
	in.ID = NewID()
	if in.FileName == "" {
		in.FileName = "t.csv"
	}
	id, err := s.Start(s.t.Context(), s.maker, s.company, in)
	s.must(err)
	return s.step(id)
}

func (s *scene) rows(rows ...string) Import {
	s.t.Helper()
	return s.handIn(HandedIn{Table: csv(s.t, table(rows...))})
}

// step does what the job of an import would do.
func (s *scene) step(id ID) Import {
	s.t.Helper()
	if err := s.work(s.t.Context(), id); err != nil && !strings.Contains(err.Error(), "Snooze") {
		s.t.Fatal(err)
	}
	i, err := s.Import(s.t.Context(), s.maker, id)
	s.must(err)
	return i
}

// apply takes an import, and hands it to the office when ask is set.
func (s *scene) apply(i Import, ask bool) Import {
	s.t.Helper()
	s.must(s.Apply(s.t.Context(), s.maker, i.ID, ask))
	i = s.step(i.ID)
	if i.State != Applied {
		s.t.Fatalf("%s, %s", i.State, i.Reason)
	}
	if ask {
		i = s.step(i.ID)
	}
	return i
}

func (s *scene) undo(i Import) Import {
	s.t.Helper()
	s.must(s.Undo(s.t.Context(), s.maker, i.ID))
	return s.step(i.ID)
}

func (s *scene) approve(i Import) int {
	s.t.Helper()
	done, err := s.studio.ApproveBatch(s.t.Context(), s.officer, i.ID.UUID)
	s.must(err)
	return done
}

func (s *scene) sheet(sku string) studio.Sheet {
	s.t.Helper()
	sheet, err := s.studio.Sheet(s.t.Context(), s.maker, sku)
	s.must(err)
	return sheet
}

// public is a field of a product as everybody sees it, "" when nobody does.
func (s *scene) public(sku, field string) string {
	s.t.Helper()
	found, err := s.catalog.Shown(s.t.Context(), "", []string{sku}, 1)
	s.must(err)
	if len(found) == 0 {
		return ""
	}
	f, _ := catalog.FieldOf(field)
	return f.Value(found[0])
}

func (s *scene) count(sql string, args pgx.NamedArgs) (n int) {
	s.t.Helper()
	s.must(s.db.QueryRow(s.t.Context(), sql, args).Scan(&n))
	return n
}
