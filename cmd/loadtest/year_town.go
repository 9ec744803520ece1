package main

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// town is everybody who takes part in a year, and what they have in mind.
type town struct {
	*ground
	chance   *rand.Rand
	mu       sync.Mutex // of the next three: many do at once what they had in mind for the same hour
	now      time.Time
	plans    plans
	year     Year
	officer  account.Viewer
	hosts    []host
	buyers   []account.Viewer
	voices   map[account.UserID]account.Viewer
	officeNo atomic.Int64
}

func (t *town) clock() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.now
}

func (t *town) set(now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now = now
}

// dice are thrown by many at once.
type dice struct {
	mu  sync.Mutex
	pcg *rand.PCG
}

// Uint64 is the next one, for rand.Source.
func (d *dice) Uint64() uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.pcg.Uint64()
}

// host is a supplier with the person who answers for it.
type host struct {
	company account.CompanyID
	member  account.Viewer
}

// homes are where buyers live: with and without changes of clocks, on both sides of the date line, north and south.
var homes = []struct{ zone, country, city, lang string }{
	{"Europe/Berlin", "DE", "Cologne", "de"}, {"Europe/Bucharest", "RO", "Cluj", "ro"}, {"America/New_York", "US", "New York", "en"},
	{"America/Mexico_City", "MX", "Toluca", "es"}, {"Asia/Ho_Chi_Minh", "VN", "Hai Duong", "vi"}, {"America/Sao_Paulo", "BR", "Curitiba", "pt"},
	{"Australia/Sydney", "AU", "Townsville", "en"}, {"America/Los_Angeles", "US", "Los Angeles", "en"}, {"Africa/Casablanca", "MA", "Fes", "fr"},
	{"Asia/Kolkata", "IN", "Pune", "en"}, {"Pacific/Auckland", "NZ", "Auckland", "en"}, {"America/Santiago", "CL", "Santiago", "es"},
}

// closed are days on which suppliers are not there, beside the weekends.
var closed = []schedule.Date{{Year: 2027, Month: 2, Day: 8}, {Year: 2027, Month: 3, Day: 1}, {Year: 2027, Month: 5, Day: 5}, {Year: 2027, Month: 9, Day: 14},
	{Year: 2027, Month: 9, Day: 15}, {Year: 2027, Month: 9, Day: 16}, {Year: 2027, Month: 10, Day: 4}, {Year: 2027, Month: 12, Day: 24}}

// settle brings everybody to town.
func (t *town) settle(ctx context.Context, c yearCmd) error {
	if err := t.hire(ctx); err != nil {
		return err
	}
	for n := range c.Suppliers {
		if err := t.open(ctx, n); err != nil {
			return err
		}
	}
	for n := range c.Buyers {
		home := homes[n%len(homes)]
		id, err := t.account.Register(ctx, fmt.Sprintf("buyer%d@load.example", n), account.Registration{Name: fmt.Sprintf("Buyer %d", n),
			Company: fmt.Sprintf("Buyer %d", n), Country: home.country, City: home.city, Zone: home.zone, Lang: "en"})
		if err != nil {
			return err
		}
		v, err := t.account.Viewer(ctx, id)
		if err != nil {
			return err
		}
		t.buyers = append(t.buyers, v)
	}
	return nil
}

// hire finds an officer, and interpreters of each language in two zones.
func (t *town) hire(ctx context.Context) error {
	id, err := t.person(ctx, "officer", account.Grant{Role: account.Officer})
	if err != nil {
		return err
	}
	if t.officer, err = t.account.Viewer(ctx, id); err != nil {
		return err
	}
	t.voices = map[account.UserID]account.Viewer{}
	languages := []string{"de", "ro", "en", "es", "vi", "pt", "fr"}
	for n := range 8 * len(languages) {
		if err := t.interpreter(ctx, n, languages[n%len(languages)]); err != nil {
			return err
		}
	}
	rows, err := t.db.Query(ctx, `select owner from resource where kind = 'interpreter' order by id`)
	if err != nil {
		return err
	}
	var all []uuid.UUID
	for rows.Next() {
		var owner uuid.UUID
		if err := rows.Scan(&owner); err != nil {
			rows.Close()
			return err
		}
		all = append(all, owner)
	}
	for n, owner := range all {
		id := account.UserID{UUID: owner}
		if t.voices[id], err = t.account.Viewer(ctx, id); err != nil {
			return err
		}
		if err := t.rank(ctx, id, languages[n%len(languages)], 1+n/len(languages)%2); err != nil {
			return err
		}
	}
	return rows.Err()
}

// rank puts an interpreter of a language into a tier: the second is asked when the first has not said yes in time.
func (t *town) rank(ctx context.Context, who account.UserID, language string, tier int) error {
	both := []interpreter.Language{{Pair: schedule.Pair{From: "ko", To: language}, Level: "work"}, {Pair: schedule.Pair{From: language, To: "ko"}, Level: "work"}}
	signed := t.year.From
	return interpreter.New(t.db, t.schedule).Set(ctx, t.officer, "Asia/Seoul", interpreter.Profile{User: who, Tier: tier, Languages: both, NDAOn: &signed})
}

// open is one more supplier, with one of four kinds of week.
func (t *town) open(ctx context.Context, n int) error {
	company, err := t.account.CreateCompany(ctx, account.Company{Slug: fmt.Sprintf("year-%d", n), Kind: account.SupplierCompany, Country: "KR", City: "Suwon",
		Zone: "Asia/Seoul", NameEn: fmt.Sprintf("Year %d", n), Languages: []string{"ko"}})
	if err != nil {
		return err
	}
	week := []string{"mon-fri 9-18", "mon-fri 8-12", "mon-thu 14-22", "mon-sat 9-24"}[n%4]
	rules, err := schedule.ParseWeekly(week)
	if err != nil {
		return err
	}
	if err := t.schedule.SetWeekly(ctx, schedule.Supplier, company.ID.UUID, "Asia/Seoul", rules); err != nil {
		return err
	}
	if err := t.schedule.SetTerms(ctx, company.ID, schedule.Terms{Lengths: []time.Duration{30 * time.Minute, time.Hour}, Step: 30 * time.Minute,
		Notice: 24 * time.Hour, WindowDays: 60, DayCap: n % 3 * 3}); err != nil {
		return err
	}
	for _, day := range closed {
		if err := t.schedule.SetOverride(ctx, schedule.Supplier, company.ID.UUID, day, nil, "holiday"); err != nil {
			return err
		}
	}
	id, err := t.person(ctx, fmt.Sprintf("host%d", n), account.Grant{Role: account.Supplier, Company: company.ID})
	if err != nil {
		return err
	}
	v, err := t.account.Viewer(ctx, id)
	t.hosts = append(t.hosts, host{company.ID, v})
	return err
}

// plan is something that will be done.
type plan struct {
	at time.Time
	n  int // plans of one instant are done in the order in which they were made
	do func(context.Context) error
}

type plans []plan

func (p plans) Len() int      { return len(p) }
func (p plans) Swap(i, j int) { p[i], p[j] = p[j], p[i] }
func (p plans) Less(i, j int) bool {
	return p[i].at.Before(p[j].at) || p[i].at.Equal(p[j].at) && p[i].n < p[j].n
}

// Push adds a plan, for container/heap.
func (p *plans) Push(x any) { *p = append(*p, as[plan](x)) }

// Pop takes the last one out, for container/heap.
func (p *plans) Pop() any {
	last := (*p)[len(*p)-1]
	*p = (*p)[:len(*p)-1]
	return last
}

func (t *town) plan(at time.Time, do func(context.Context) error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.year.planned++
	heap.Push(&t.plans, plan{at, t.year.planned, do})
}

// due takes out what is planned for before an instant.
func (t *town) due(before time.Time) []plan {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []plan
	for len(t.plans) > 0 && t.plans[0].at.Before(before) {
		all = append(all, as[plan](heap.Pop(&t.plans)))
	}
	return all
}

// in is some time from now, about so long.
func (t *town) in(about time.Duration, do func(context.Context) error) {
	t.plan(t.clock().Add(time.Duration((0.2+1.6*t.chance.Float64())*float64(about))), do)
}

// of draws by chance: true so many times out of a hundred.
func (t *town) of(percent int) bool { return t.chance.IntN(100) < percent }

// expected keeps what is no refusal of the portal's own: a refusal is an answer.
func (t *town) expected(what string, err error) bool {
	if err == nil {
		return true
	}
	refusal, ok := errors.AsType[*problem.Error](err)
	if !ok || refusal.Kind == problem.Internal || refusal.Kind == problem.Unavailable {
		t.unexpected(what, err)
		return false
	}
	t.refused(what + " " + refusal.Code)
	return false
}

func (t *town) refused(what string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.year.Refused[what]++
}

func (t *town) unexpected(what string, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.year.Unexpected) < 50 && !slices.Contains(t.year.Unexpected, what+": "+err.Error()) {
		t.year.Unexpected = append(t.year.Unexpected, what+": "+err.Error())
	}
}

func decision(c consultation.Consultation) consultation.Decision {
	return consultation.Decision{Number: c.Number, Reason: "other"}
}
