package wanted

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/web"
)

// bench is the service with a maker, two buyers and an officer on a fresh database.
type bench struct {
	*Service
	t                   *testing.T
	at                  time.Time
	buyer, rival, clerk account.Viewer
}

func newBench(t *testing.T) *bench {
	t.Helper()
	db := pgtest.Reused(t)
	b := &bench{t: t, at: time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC)} // a Tuesday
	log, now := slog.New(slog.DiscardHandler), func() time.Time { return b.at }
	queue := jobs.New(db, log)
	accounts := account.New(db, queue, log, now)
	goods := catalog.New(catalog.Config{DB: db, Accounts: accounts, Log: log, Now: now,
		NextFree: func(context.Context, []account.CompanyID, int) (map[account.CompanyID][]time.Time, error) {
			return nil, nil
		}})
	b.Service = New(Config{DB: db, Accounts: accounts, Catalog: goods, Queue: queue, Hours: consultation.DefaultSettings().Hours, Origin: "https://office.example", Log: log, Now: now})
	company := func(slug string, kind account.Kind) account.CompanyID {
		made, err := accounts.CreateCompany(t.Context(), account.Company{Slug: slug, Kind: kind, Country: "RO", City: "Cluj-Napoca", Zone: "Europe/Bucharest", NameEn: slug})
		b.must(err)
		return made.ID
	}
	person := func(email string, grant account.Grant) account.Viewer {
		made, err := accounts.CreateUser(t.Context(), account.User{Email: email, Name: "Ana", Lang: "en", Zone: "Europe/Bucharest", City: "Cluj-Napoca"}, "")
		b.must(err)
		return account.Viewer{User: made.ID, Grants: []account.Grant{grant}}
	}
	b.buyer = person("ana@a.example", account.Grant{Role: account.Buyer, Company: company("clinic", account.BuyerCompany)})
	b.rival = person("ben@b.example", account.Grant{Role: account.Buyer, Company: company("rival", account.BuyerCompany)})
	b.clerk = person("officer@o.example", account.Grant{Role: account.Officer})
	maker := company("maker", account.SupplierCompany)
	b.must(goods.PutCompany(t.Context(), maker, catalog.Profile{Line: catalog.Texts{"en": "Caps"}, Currency: "USD"}))
	_, err := goods.PutProduct(t.Context(), maker, catalog.Product{
		SKU: "CAP-1", Category: "medical", HS6: "901890", Name: catalog.Texts{"en": "Cooling cap"}, Short: catalog.Texts{"en": "Short"}, Publishing: true,
		Terms: catalog.Terms{MOQ: 1, Unit: "SET", Currency: "USD", Incoterm: "FOB", Place: catalog.Texts{"en": "Incheon"}, LeadFirst: 1, LeadRepeat: 1, Capacity: 5, Port: "KRINC"},
	})
	b.must(err)
	return b
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func caps() Request {
	return Request{Title: "Scalp  cooling caps", Details: "For twelve clinics, with a service contract.", HS: "9018.90", Quantity: "30 a year", Market: "RO"}
}

func (b *bench) ask() Request {
	b.t.Helper()
	r, err := b.Ask(b.t.Context(), b.buyer, uuid.New(), caps())
	b.must(err)
	return r
}

func TestOfficeFindsAMakerInTimeAndTheBuyerIsTold(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	r := b.ask()
	if want := b.at.Add(48 * time.Hour); !r.DueAt.Equal(want) || r.HS != "901890" || r.Title != "Scalp cooling caps" {
		t.Errorf("asked %+v, due %s, want %s", r, r.DueAt, want)
	}
	open, _, err := b.Queue(ctx, b.clerk)
	b.must(err)
	if len(open) != 1 || open[0].ID != r.ID || open[0].Late(b.at) || !open[0].Late(r.DueAt.Add(time.Second)) {
		t.Fatalf("queue %+v", open)
	}
	if _, err := b.Reply(ctx, b.clerk, r.ID, "", []string{"NONE"}); !problem.Is(err, problem.Invalid) {
		t.Errorf("a product that is not there: %v", err)
	}
	if _, err := b.Reply(ctx, b.clerk, r.ID, " ", nil); !problem.Is(err, problem.Invalid) {
		t.Errorf("neither product nor words: %v", err)
	}
	answered, err := b.Reply(ctx, b.clerk, r.ID, "One maker has them.", []string{"CAP-1"})
	b.must(err)
	if answered.State != Answered {
		t.Errorf("state %s", answered.State)
	}
	got, err := b.Read(ctx, b.buyer, r.ID)
	b.must(err)
	if got.State != Answered || got.Answer != "One maker has them." || len(got.SKUs) != 1 || got.EndedAt == nil || *got.Officer != b.clerk.User {
		t.Errorf("read %+v", got)
	}
	texts, err := locale.Load(web.Locale())
	b.must(err)
	person, err := b.cfg.Accounts.User(ctx, b.buyer.User)
	b.must(err)
	names, err := b.cfg.Catalog.Names(ctx, got.SKUs)
	b.must(err)
	letter, err := b.draw(texts, person, got, names)
	b.must(err)
	if letter.To != "ana@a.example" || !strings.Contains(letter.Text, "Cooling cap") || !strings.Contains(letter.Text, "One maker has them.") || !strings.Contains(letter.Text, "https://office.example/en/wanted/"+r.ID.String()) {
		t.Errorf("letter %+v", letter)
	}
	open, ended, err := b.Queue(ctx, b.clerk)
	b.must(err)
	if len(open) != 0 || len(ended) != 1 {
		t.Errorf("queue %+v, ended %+v", open, ended)
	}
}

func TestEndedRequestStaysAsItEnded(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	for name, end := range map[string]func(uuid.UUID) (Request, error){
		"answered":  func(id uuid.UUID) (Request, error) { return b.Reply(ctx, b.clerk, id, "", []string{"CAP-1"}) },
		"declined":  func(id uuid.UUID) (Request, error) { return b.Reply(ctx, b.clerk, id, "Nobody makes them.", nil) },
		"withdrawn": func(id uuid.UUID) (Request, error) { return b.Withdraw(ctx, b.buyer, id) },
	} {
		r := b.ask()
		ended, err := end(r.ID)
		b.must(err)
		if string(ended.State) != name {
			t.Errorf("%s: %s", name, ended.State)
		}
		_, again := b.Withdraw(ctx, b.buyer, r.ID)
		_, reply := b.Reply(ctx, b.clerk, r.ID, "Late", nil)
		for _, err := range []error{again, reply} {
			if !problem.Is(err, problem.Conflict) {
				t.Errorf("%s and then something else: %v", name, err)
			}
		}
	}
}

func TestOnlyItsCompanyAndTheOfficeKnowOfARequest(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	r := b.ask()
	supplier := account.Viewer{User: b.rival.User, Grants: []account.Grant{{Role: account.Supplier, Company: b.rival.Grants[0].Company}}}
	for who, c := range map[string]struct {
		viewer               account.Viewer
		read, reply, takeOff problem.Kind
	}{
		"a visitor":     {account.Viewer{}, problem.SignIn, problem.SignIn, problem.SignIn},
		"another buyer": {b.rival, problem.NotFound, problem.Forbidden, problem.NotFound},
		"a supplier":    {supplier, problem.Forbidden, problem.Forbidden, problem.Forbidden},
		"its own buyer": {b.buyer, -1, problem.Forbidden, -1},
	} {
		_, read := b.Read(ctx, c.viewer, r.ID)
		_, reply := b.Reply(ctx, c.viewer, r.ID, "x", nil)
		if c.read >= 0 && !problem.Is(read, c.read) || c.read < 0 && read != nil {
			t.Errorf("%s reads: %v", who, read)
		}
		if !problem.Is(reply, c.reply) {
			t.Errorf("%s replies: %v", who, reply)
		}
		if c.takeOff >= 0 {
			if _, err := b.Withdraw(ctx, c.viewer, r.ID); !problem.Is(err, c.takeOff) {
				t.Errorf("%s withdraws: %v", who, err)
			}
		}
	}
	if _, err := b.Withdraw(ctx, b.clerk, r.ID); !problem.Is(err, problem.Forbidden) {
		t.Errorf("an officer withdraws: %v", err)
	}
	if mine, err := b.Mine(ctx, b.rival); err != nil || len(mine) != 0 {
		t.Errorf("the rival's list: %v, %v", mine, err)
	}
	if mine, err := b.Mine(ctx, b.buyer); err != nil || len(mine) != 1 {
		t.Errorf("the buyer's list: %v, %v", mine, err)
	}
}

func TestRequestIsMadeOncePerKeyAndNotWithoutEnd(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	key := uuid.New()
	first, err := b.Ask(ctx, b.buyer, key, caps())
	b.must(err)
	again, err := b.Ask(ctx, b.buyer, key, caps())
	b.must(err)
	if first.ID != again.ID {
		t.Errorf("one key made %s and %s", first.ID, again.ID)
	}
	for range mostOpen - 1 {
		b.ask()
	}
	if _, err := b.Ask(ctx, b.buyer, uuid.New(), caps()); !problem.Is(err, problem.TooMany) {
		t.Errorf("one too many: %v", err)
	}
	if _, err := b.Ask(ctx, b.buyer, key, caps()); err != nil {
		t.Errorf("the first once more: %v", err)
	}
	_, err = b.Ask(ctx, b.rival, uuid.New(), Request{HS: "90189", Market: "XX", Quantity: strings.Repeat("x", 99)})
	wrong := map[string]bool{}
	refusal, ok := errors.AsType[*problem.Error](err)
	if !ok {
		t.Fatal(err)
	}
	for _, field := range refusal.Fields {
		wrong[field.Name] = true
	}
	for _, name := range []string{"title", "details", "hs", "market", "quantity"} {
		if !wrong[name] {
			t.Errorf("%s is not named among %v", name, wrong)
		}
	}
}
