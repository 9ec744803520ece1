package inquiry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/blob"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/trust/trusttest"
)

// monday is 23 November 2026, 10:00 in Seoul; the Wednesday after it is a holiday here.
var monday = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

// bench is six makers with a product each, a buyer, and two officers.
type bench struct {
	t              *testing.T
	db             *postgres.DB
	accounts       *account.Service
	goods          *catalog.Service
	service        *Service
	makers         []account.Viewer
	buyer, other   account.Viewer
	officer, third account.Viewer
	mu             sync.Mutex
	at             time.Time
	n              int
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, db: pgtest.Reused(t), at: monday}
	log := slog.New(slog.DiscardHandler)
	queue := jobs.New(b.db, log)
	b.accounts = account.New(b.db, queue, log, b.now)
	free := func(context.Context, []account.CompanyID, int) (map[account.CompanyID][]time.Time, error) {
		return nil, nil
	}
	b.goods = catalog.New(catalog.Config{DB: b.db, Log: log, Now: b.now, NextFree: free})
	zone, err := time.LoadLocation("Asia/Seoul")
	b.must(err)
	holiday := func(day time.Time) bool { return day.Format(time.DateOnly) != "2026-11-25" && day.Weekday()%6 != 0 }
	rates := Rates{Source: "test", On: monday, Of: map[string]*big.Rat{"USD": big.NewRat(1, 1), "EUR": big.NewRat(11, 10), "KRW": big.NewRat(1, 1350)}}
	b.service = New(Config{DB: b.db, Accounts: b.accounts, Catalog: b.goods, Queue: queue, Files: blob.NewFolder(filepath.Join(t.TempDir(), "files")), Log: log, Now: b.now, Working: holiday,
		Zone: zone, Keys: [][]byte{[]byte("a key of thirty-two bytes or so.")}, Rates: rates, Settings: DefaultSettings()})
	for range 6 {
		b.makers = append(b.makers, b.maker())
	}
	b.buyer, b.other = b.person("buyer", account.Grant{Role: account.Buyer, Company: b.company(account.BuyerCompany)}), b.person("other", account.Grant{Role: account.Buyer, Company: b.company(account.BuyerCompany)})
	b.officer, b.third = b.person("officer", account.Grant{Role: account.Officer}), b.person("third", account.Grant{Role: account.Officer})
	return b
}

func (b *bench) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.at
}

func (b *bench) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = b.at.Add(d)
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) company(kind account.Kind) account.CompanyID {
	b.t.Helper()
	b.n++
	made, err := b.accounts.CreateCompany(b.t.Context(), account.Company{Slug: fmt.Sprint("company-", b.n), Kind: kind, Country: "RO", City: "Cluj-Napoca", Zone: "Europe/Bucharest",
		NameEn: fmt.Sprint("Company ", b.n)})
	b.must(err)
	trusttest.Verify(b.t, b.db, made.ID)
	return made.ID
}

func (b *bench) person(name string, grant account.Grant) account.Viewer {
	b.t.Helper()
	b.n++
	u, err := b.accounts.CreateUser(b.t.Context(), account.User{Email: fmt.Sprintf("%s@firm%d.example", name, b.n), Name: name, Lang: "en", Zone: "Asia/Seoul", City: "Suwon"}, "")
	b.must(err)
	b.must(b.accounts.Grant(b.t.Context(), u.ID, grant))
	v, err := b.accounts.Viewer(b.t.Context(), u.ID)
	b.must(err)
	return v
}

func sku(n int) string { return fmt.Sprint("SKU-", n) }

func (b *bench) maker() account.Viewer {
	b.t.Helper()
	n := len(b.makers)
	company := b.company(account.SupplierCompany)
	b.must(b.goods.PutCompany(b.t.Context(), company, catalog.Profile{Line: catalog.Texts{"en": "Cards"}, Currency: "USD"}))
	_, err := b.goods.PutProduct(b.t.Context(), company, catalog.Product{SKU: sku(n), Category: "it", HS6: "847180", Name: catalog.Texts{"en": sku(n)}, Short: catalog.Texts{"en": "Card"},
		Terms: catalog.Terms{MOQ: 10, Unit: "H87", Currency: "USD", Incoterm: "FOB", Place: catalog.Texts{"en": "Incheon"}, LeadFirst: 45, LeadRepeat: 30, Capacity: 4, Port: "KRINC"}, Publishing: true})
	b.must(err)
	return b.person("maker", account.Grant{Role: account.Supplier, Company: company})
}

const words = "We equip schools in Cluj and need these cards. Please quote with delivery to Constanta."

func basketOf(n ...int) Basket {
	b := Basket{Message: words, Lang: "en"}
	for _, k := range n {
		b.Items = append(b.Items, Item{SKU: sku(k), Quantity: "40", Currency: "USD"})
	}
	return b
}

// ask sends one inquiry to the first maker.
func (b *bench) ask() Inquiry {
	b.t.Helper()
	b.n++
	sent, err := b.service.Send(b.t.Context(), b.buyer, fmt.Sprint("key ", b.n), basketOf(0))
	b.must(err)
	return sent[0]
}

func (b *bench) say(v account.Viewer, i Inquiry, text string, files ...Upload) Inquiry {
	b.t.Helper()
	b.n++
	said, err := b.service.Say(b.t.Context(), v, i.ID, Write{Key: fmt.Sprint("say ", b.n), Text: text, Way: ByPage, Files: files})
	b.must(err)
	return said
}

func (b *bench) thread(v account.Viewer, i Inquiry) Thread {
	b.t.Helper()
	t, err := b.service.Thread(b.t.Context(), v, i.ID)
	b.must(err)
	return t
}

// refused checks that an error is the refusal with this code.
func (b *bench) refused(err error, code string) {
	b.t.Helper()
	_ = b.refusal(err, code)
}

// refusal is the refusal with this code that an error must be.
func (b *bench) refusal(err error, code string) *problem.Error {
	b.t.Helper()
	var p *problem.Error
	if !errors.As(err, &p) {
		b.t.Fatalf("wanted the refusal %s, got %v", code, err)
	}
	if p.Code == code {
		return p
	}
	for _, f := range p.Fields {
		if f.Code == code {
			return p
		}
	}
	b.t.Fatalf("wanted the refusal %s, got %s %v", code, p.Code, p.Fields)
	return p
}
