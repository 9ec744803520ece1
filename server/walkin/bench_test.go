package walkin

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/consultation/consultationtest/town"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/trust/trusttest"
	"github.com/etradeoffice/portal/signaling/control"
)

// bench is a company with two members at the desk, an officer, and buyers as they are needed.
type bench struct {
	*town.Town
	service    *Service
	desks      *desks
	company    account.CompanyID
	host, mate account.Viewer
	officer    account.Viewer
	brought    account.DeskID
}

// desks is presence without a clock; away makes it a Redis that cannot be asked.
type desks struct {
	mu   sync.Mutex
	how  map[string]control.Whereabouts
	away bool
}

func (d *desks) Beat(_ context.Context, _, user string, how control.Whereabouts) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.how[user] = how
	return nil
}

func (d *desks) Of(context.Context, []string) (map[string]control.PresenceState, error) {
	return nil, nil
}

func (d *desks) People(context.Context, string) (map[string]control.Whereabouts, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.away {
		return nil, context.DeadlineExceeded
	}
	copied := map[string]control.Whereabouts{}
	for user, how := range d.how {
		copied[user] = how
	}
	return copied, nil
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{Town: town.New(t, ten), desks: &desks{how: map[string]control.Whereabouts{}}}
	goods := catalog.New(catalog.Config{DB: b.DB, Accounts: b.Accounts, Log: b.Log, Now: b.Now, NextFree: b.Schedule.NextFree})
	b.service = New(Config{DB: b.DB, Accounts: b.Accounts, Catalog: goods, Schedule: b.Schedule, Consultation: b.Consultations, Queue: b.Queue,
		Presence: b.desks, Settings: DefaultSettings(), Log: b.Log, Now: b.Now})
	b.company = b.newCompany(account.SupplierCompany, "mon-fri 9-18")
	b.Must(goods.PutCompany(t.Context(), b.company, catalog.Profile{Line: catalog.Texts{"en": "Lasers"}, Currency: "USD"}))
	b.host = b.person([]string{"ko", "en"}, account.Grant{Role: account.Supplier, Company: b.company})
	b.mate = b.person([]string{"ko", "en"}, account.Grant{Role: account.Supplier, Company: b.company})
	b.officer = b.person([]string{"ko", "en"}, account.Grant{Role: account.Officer})
	b.says(b.host, control.AtDesk)
	b.says(b.mate, control.AtDesk)
	desk, err := b.Accounts.CreateDesk(t.Context(), account.Desk{Slug: "desk", Kind: "sister_city", Country: "RO", City: "Cluj-Napoca", Zone: "Europe/Bucharest", NameEn: "Desk", NameKo: "데스크"})
	b.Must(err)
	b.brought = desk.ID
	return b
}

func (b *bench) says(v account.Viewer, state control.PresenceState) {
	b.Must(b.desks.Beat(b.T.Context(), "", v.User.String(), control.Whereabouts{State: state}))
}

func (b *bench) newCompany(kind account.Kind, hours string) account.CompanyID {
	b.T.Helper()
	return b.Company(kind, "KR", "Suwon", "Asia/Seoul", hours).ID
}

func (b *bench) person(languages []string, grants ...account.Grant) account.Viewer {
	b.T.Helper()
	return b.Speaker("Asia/Seoul", languages, grants...)
}

// stranger is a buyer whom nobody has vouched for.
func (b *bench) stranger(languages ...string) account.Viewer {
	b.T.Helper()
	if len(languages) == 0 {
		languages = []string{"ro", "en"}
	}
	return b.person(languages, account.Grant{Role: account.Buyer, Company: b.newCompany(account.BuyerCompany, "")})
}

// buyer is one whom a desk has brought and somebody has verified.
func (b *bench) buyer(languages ...string) account.Viewer {
	b.T.Helper()
	v := b.stranger(languages...)
	company, _ := v.Company(account.Buyer)
	b.Must(b.Accounts.Bring(b.T.Context(), b.brought, company))
	trusttest.Verify(b.T, b.DB, company)
	return v
}

func (b *bench) ask(v account.Viewer) Ring {
	b.T.Helper()
	r, err := b.service.Ask(b.T.Context(), v, Ask{Company: b.company, Key: uuid.NewString()})
	b.Must(err)
	return r
}

// meets enters a meeting of the bench's company with somebody.
func (b *bench) meets(buyer account.Viewer, after, length time.Duration) consultation.Consultation {
	b.T.Helper()
	c, err := b.Consultations.Enter(b.T.Context(), consultation.Entry{Kind: consultation.Programme, Company: b.company, Host: b.host.User, Buyer: buyer.User,
		Start: b.Now().Add(after), Length: length, By: b.officer.User})
	b.Must(err)
	return c
}

func (b *bench) want(r Ring, err error, state State) Ring {
	b.T.Helper()
	b.Must(err)
	if r.State != state {
		b.T.Fatalf("the ring is %s, wanted %s", r.State, state)
	}
	return r
}

func (b *bench) refusal(err error, code string) *problem.Error {
	b.T.Helper()
	refusal, _ := errors.AsType[*problem.Error](err)
	if refusal == nil || refusal.Code != code {
		b.T.Fatalf("refused with %v, wanted %s", err, code)
	}
	return refusal
}

func (b *bench) refused(err error, code string) {
	b.T.Helper()
	_ = b.refusal(err, code)
}

func (b *bench) tells(r Ring, kind, reason string, n int64) {
	b.T.Helper()
	b.Must(b.service.Record(b.T.Context(), control.Fact{Room: r.Consultation.String(), Epoch: 1, N: n, At: b.Now(), Kind: kind, Reason: reason}))
}
