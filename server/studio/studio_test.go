package studio

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/blob"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/trust"
)

var today = time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC)

// bench is a studio on a fresh database with a clock that a test moves.
type bench struct {
	*Service
	t       *testing.T
	db      *postgres.DB
	catalog *catalog.Service
	clock   time.Time
	company account.CompanyID
	maker   account.Viewer
	officer account.Viewer
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, db: pgtest.Reused(t), clock: today}
	now := func() time.Time { return b.clock }
	log := slog.New(slog.DiscardHandler)
	queue := jobs.New(b.db, log)
	accounts := account.New(b.db, queue, log, now)
	b.catalog = catalog.New(catalog.Config{DB: b.db, Accounts: accounts, Log: log, Now: now, NextFree: func(context.Context, []account.CompanyID, int) (map[account.CompanyID][]time.Time, error) {
		return nil, nil
	}})
	vouching := trust.New(trust.Config{DB: b.db, Accounts: accounts, Log: log, Now: now})
	b.Service = New(Config{DB: b.db, Accounts: accounts, Trust: vouching, Catalog: b.catalog, Queue: queue, Files: blob.NewFolder(t.TempDir()), Now: now})
	b.company = b.supplier("one")
	b.maker = b.person(account.Grant{Role: account.Supplier, Company: b.company})
	b.officer = b.person(account.Grant{Role: account.Officer})
	return b
}

func (b *bench) supplier(slug string) account.CompanyID {
	b.t.Helper()
	company := b.newcomer(slug)
	b.must(b.catalog.PutCompany(b.t.Context(), company, catalog.Profile{Line: catalog.Texts{"en": "Things"}, Currency: "USD"}))
	return company
}

// newcomer is a supplier that has said nothing of itself.
func (b *bench) newcomer(slug string) account.CompanyID {
	b.t.Helper()
	made, err := b.accounts.CreateCompany(b.t.Context(), account.Company{Slug: slug, Kind: account.SupplierCompany, Country: "KR", City: "Suwon", Zone: "Asia/Seoul", NameEn: "Maker " + slug, NameKo: "제조", Languages: []string{"ko", "en"}})
	b.must(err)
	return made.ID
}

func (b *bench) person(grant account.Grant) account.Viewer {
	b.t.Helper()
	user, err := b.accounts.CreateUser(b.t.Context(), account.User{Email: uuid.NewString() + "@people.example", Name: "Somebody", Lang: "ko", Zone: "Asia/Seoul", City: "Suwon"}, "")
	b.must(err)
	b.must(b.accounts.Grant(b.t.Context(), user.ID, grant))
	return account.Viewer{User: user.ID, Grants: []account.Grant{grant}}
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		if refusal, ok := errors.AsType[*problem.Error](err); ok {
			b.t.Fatal(err, refusal.Fields)
		}
		b.t.Fatal(err)
	}
}

func (b *bench) sheet(sku string) Sheet {
	b.t.Helper()
	sheet, err := b.Sheet(b.t.Context(), b.maker, sku)
	b.must(err)
	return sheet
}

func (b *bench) move(sku, move string) {
	b.t.Helper()
	b.must(b.Move(b.t.Context(), b.maker, sku, move))
}

func (b *bench) save(sku string, typed map[string]string) error {
	return b.Save(b.t.Context(), b.maker, sku, typed)
}

// whole is all that a product needs to be published, and something of every kind of field.
func whole() map[string]string {
	return map[string]string{
		"name_en": "Laser", "name_ko": "레이저", "short_en": "Two wavelengths", "category": "medical", "hs6": "901890", "moq": "1", "unit": "SET", "incoterm": "FOB",
		"place_en": "Incheon", "port": "krinc", "lead_first": "45", "lead_repeat": "30", "capacity": "4", "currency": "USD", "tiers": "1 | 14800 | 0\n3 | 13900.50 | 3",
		"brand": "Lumivale", "gross_kg": "92.5", "markets_allowed": "DE, RO", "oem": "yes", "valid_until": "2027-06-30", "specs": "Weight | 무게 | 92 kg | 92 kg",
	}
}

// published makes a product that everybody sees.
func (b *bench) published(sku string) {
	b.t.Helper()
	typed := whole()
	typed["sku"] = sku
	_, err := b.Start(b.t.Context(), b.maker, b.company, typed)
	b.must(err)
	b.must(b.save(sku, whole()))
	b.move(sku, "ask")
	b.decide(sku, nil)
}

// decide decides on what waits.
func (b *bench) decide(sku string, returns map[string]string) {
	b.t.Helper()
	sheet, err := b.Review(b.t.Context(), b.officer, sku)
	b.must(err)
	b.must(b.Decide(b.t.Context(), b.officer, sku, Decision{Asked: sheet.asked(), Returns: returns}))
}

func (b *bench) public(sku string) catalog.Product {
	b.t.Helper()
	p, err := b.catalog.Product(b.t.Context(), sku)
	b.must(err)
	return p
}

func (b *bench) count(sql string, args pgx.NamedArgs) (n int) {
	b.t.Helper()
	b.must(b.db.QueryRow(b.t.Context(), sql, args).Scan(&n))
	return n
}
