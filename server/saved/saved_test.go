package saved

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/web"
)

// bench is the service with a maker on a fresh database, at an instant that tests move.
type bench struct {
	*Service
	t     *testing.T
	db    *postgres.DB
	at    time.Time
	goods *catalog.Service
	maker account.CompanyID
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, db: pgtest.Reused(t), at: time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC)}
	log, now := slog.New(slog.DiscardHandler), func() time.Time { return b.at }
	queue := jobs.New(b.db, log)
	accounts := account.New(b.db, queue, log, now)
	b.goods = catalog.New(catalog.Config{DB: b.db, Accounts: accounts, Log: log, Now: now,
		NextFree: func(context.Context, []account.CompanyID, int) (map[account.CompanyID][]time.Time, error) {
			return nil, nil
		}})
	b.Service = New(Config{DB: b.db, Accounts: accounts, Catalog: b.goods, Queue: queue, Origin: "https://office.example", Log: log, Now: now})
	made, err := accounts.CreateCompany(t.Context(), account.Company{Slug: "maker", Kind: account.SupplierCompany, Country: "KR", City: "Suwon", Zone: "Asia/Seoul", NameEn: "Maker"})
	b.must(err)
	b.maker = made.ID
	b.must(b.goods.PutCompany(t.Context(), b.maker, catalog.Profile{Line: catalog.Texts{"en": "Lasers"}, Currency: "USD"}))
	return b
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) person(email string) account.Viewer {
	b.t.Helper()
	made, err := b.accounts.CreateUser(b.t.Context(), account.User{Email: email, Name: "Ana", Lang: "en", Zone: "Europe/Bucharest", City: "Cluj-Napoca"}, "")
	b.must(err)
	return account.Viewer{User: made.ID}
}

func (b *bench) publish(skus ...string) {
	b.t.Helper()
	for _, sku := range skus {
		_, err := b.goods.PutProduct(b.t.Context(), b.maker, catalog.Product{
			SKU: sku, Category: "medical", HS6: "901890", Name: catalog.Texts{"en": "Laser " + sku}, Short: catalog.Texts{"en": "Short"}, Publishing: true,
			Terms: catalog.Terms{MOQ: 1, Unit: "SET", Currency: "USD", Incoterm: "FOB", Place: catalog.Texts{"en": "Incheon"}, LeadFirst: 1, LeadRepeat: 1, Capacity: 5, Port: "KRINC"},
		})
		b.must(err)
	}
}

func (b *bench) items(v account.Viewer, list uuid.UUID) string {
	b.t.Helper()
	skus, err := b.Items(b.t.Context(), v, list)
	b.must(err)
	return strings.Join(skus, " ")
}

func TestPersonKeepsProductsInListsWithNames(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	b.publish("A-1", "A-2", "A-3")
	ana, ben := b.person("ana@a.example"), b.person("ben@b.example")
	for _, sku := range []string{"A-1", "A-2", "A-1"} {
		b.at = b.at.Add(time.Minute)
		b.must(b.Add(ctx, ana, uuid.Nil, sku, "My list"))
	}
	clinics, err := b.Create(ctx, ana, "  Clinics ")
	b.must(err)
	b.must(b.Add(ctx, ana, clinics.ID, "A-3", ""))
	lists, err := b.Lists(ctx, ana)
	b.must(err)
	if len(lists) != 2 || lists[0].Name != "My list" || lists[0].Items != 2 || lists[1].Name != "Clinics" {
		t.Fatalf("lists %+v", lists)
	}
	if got := b.items(ana, lists[0].ID); got != "A-2 A-1" {
		t.Errorf("the newest comes first: %s", got)
	}
	if known, err := b.Known(ctx, ana.User); err != nil || len(known) != 3 {
		t.Errorf("known %v, %v", known, err)
	}
	b.must(b.Rename(ctx, ana, clinics.ID, "Spring"))
	b.must(b.Remove(ctx, ana, lists[0].ID, "A-1"))
	for what, err := range map[string]error{
		"another's list":      b.Remove(ctx, ben, clinics.ID, "A-3"),
		"another's name":      b.Rename(ctx, ben, clinics.ID, "Mine"),
		"another's end":       b.Drop(ctx, ben, clinics.ID),
		"an unknown product":  b.Add(ctx, ana, clinics.ID, "NONE", ""),
		"a product for Ben's": b.Add(ctx, ben, clinics.ID, "A-1", ""),
	} {
		if !problem.Is(err, problem.NotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, twice := b.Create(ctx, ana, "Spring")
	_, empty := b.Create(ctx, ana, " ")
	for _, err := range []error{twice, empty, b.Rename(ctx, ana, clinics.ID, "My list")} {
		if !problem.Is(err, problem.Invalid) {
			t.Errorf("a name that cannot be: %v", err)
		}
	}
	if _, err := b.Lists(ctx, account.Viewer{}); !problem.Is(err, problem.SignIn) {
		t.Errorf("a visitor: %v", err)
	}
	if got := b.items(ben, clinics.ID); got != "" {
		t.Errorf("Ben reads %s", got)
	}
	b.must(b.Drop(ctx, ana, clinics.ID))
	if known, err := b.Known(ctx, ana.User); err != nil || len(known) != 1 || !known["A-2"] {
		t.Errorf("after all that %v, %v", known, err)
	}
}

func TestVisitorsListJoinsTheAccount(t *testing.T) {
	b := newBench(t)
	b.publish("A-1", "A-2")
	ana := b.person("ana@a.example")
	kept := aside(aside(aside(nil, "A-1"), "A-2"), "A-1")
	if !slices.Equal(kept, []string{"A-2", "A-1"}) {
		t.Fatalf("aside %v", kept)
	}
	for range 2 {
		b.must(b.Join(t.Context(), ana.User, append(kept, "GONE"), "My list"))
	}
	lists, err := b.Lists(t.Context(), ana)
	b.must(err)
	if len(lists) != 1 || b.items(ana, lists[0].ID) != "A-1 A-2" {
		t.Errorf("lists %+v", lists)
	}
	long := kept
	for i := range mostAside + 5 {
		long = aside(long, "X-"+strings.Repeat("9", i+1))
	}
	if len(long) != mostAside {
		t.Errorf("%d are kept of a visitor", len(long))
	}
}

func TestOneMailAWeekTellsOnlyWhatIsNew(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	texts, err := locale.Load(web.Locale())
	b.must(err)
	b.publish("A-1")
	ana := b.person("ana@a.example")
	b.at = b.at.Add(time.Hour)
	for range 2 {
		b.must(b.Follow(ctx, ana, catalog.Query{Text: "laser", Page: 7}))
	}
	b.must(b.Follow(ctx, ana, catalog.Query{Text: "amplifier"}))
	if err := b.Follow(ctx, ana, catalog.Query{}); !problem.Is(err, problem.Invalid) {
		t.Errorf("to follow everything: %v", err)
	}
	tell := func() (sent []mail.Message) {
		t.Helper()
		b.must(b.Tell(ctx, func(person account.User, secret string, news []News) (mail.Message, error) {
			m, err := b.Draw(texts)(person, secret, news)
			sent = append(sent, m)
			return m, err
		}))
		return sent
	}
	b.at = b.at.Add(time.Hour)
	b.publish("A-2", "A-3")
	if sent := tell(); len(sent) != 0 {
		t.Fatalf("a mail before the week is over: %+v", sent)
	}
	b.at = b.at.Add(week)
	sent := tell()
	if len(sent) != 1 || !strings.Contains(sent[0].Text, "Laser A-2") || !strings.Contains(sent[0].Text, "Laser A-3") || strings.Contains(sent[0].Text, "Laser A-1") || strings.Contains(sent[0].Text, "amplifier") {
		t.Fatalf("mails %+v", sent)
	}
	if again := tell(); len(again) != 0 {
		t.Errorf("told twice: %+v", again)
	}
	b.at = b.at.Add(week)
	if quiet := tell(); len(quiet) != 0 {
		t.Errorf("a mail without news: %+v", quiet)
	}
	_, secret, _ := strings.Cut(sent[0].Unsubscribe, "/alerts/stop/")
	if n, err := b.Following(ctx, secret); err != nil || n != 2 {
		t.Errorf("follows %d, %v", n, err)
	}
	for range 2 {
		b.must(b.StopBy(ctx, secret))
	}
	if n, err := b.Following(ctx, secret); err != nil || n != 0 {
		t.Errorf("after the end follows %d, %v", n, err)
	}
	if err := b.StopBy(ctx, "guess"); !problem.Is(err, problem.NotFound) {
		t.Errorf("a guessed link: %v", err)
	}
	b.publish("A-4")
	b.at = b.at.Add(week)
	if sent := tell(); len(sent) != 0 {
		t.Errorf("a mail after the end: %+v", sent)
	}
}

func TestAlertIsEndedByItsOwnerOnly(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	ana, ben := b.person("ana@a.example"), b.person("ben@b.example")
	b.must(b.Follow(ctx, ana, catalog.Query{Chosen: map[catalog.Facet]string{catalog.CategoryFacet: "medical"}}))
	alerts, err := b.Alerts(ctx, ana)
	b.must(err)
	if len(alerts) != 1 || alerts[0].Query != "?category=medical" {
		t.Fatalf("alerts %+v", alerts)
	}
	if err := b.Stop(ctx, ben, alerts[0].ID); !problem.Is(err, problem.NotFound) {
		t.Errorf("somebody else: %v", err)
	}
	b.must(b.Stop(ctx, ana, alerts[0].ID))
	if alerts, err := b.Alerts(ctx, ana); err != nil || len(alerts) != 0 {
		t.Errorf("alerts %+v, %v", alerts, err)
	}
}
