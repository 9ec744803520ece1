package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

// languagesOfPools are what each pool of interpreters works in, beside Korean.
var languagesOfPools = []string{"ro", "vi", "es", "de", "fr", "id"}

const (
	suppliers = 18
	poolOf    = 3  // suppliers that share two interpreters
	perDay    = 60 // operations of one supplier on one day: what porcupine judges in milliseconds
	window    = 6  // days that are worked on at the same time, so that clients meet
)

// starts are those that clients ask for on a day, in minutes. Half of them overlap their neighbours.
var starts = []int{0, 15, 30, 60, 75, 120}

// world is who books what, and what has been seen.
type world struct {
	db      *postgres.DB
	officer string // token
	firms   []firm
	days    []*day
	clients int
	began   time.Time

	mu    sync.Mutex
	first int // of the days that are not worked on to the end
	made  int
}

// firm is a supplier with the person who answers for it, and a buyer for each client. A client's buyers are never asked
// to be at two firms, so that only the firm's own time refuses.
type firm struct {
	slug   string
	sku    string
	member account.UserID
	token  string   // the member's
	buyers []string // tokens
	lang   string
}

// day is a supplier's day, whose operations are one history.
type day struct {
	number  int
	of      *firm
	pool    string
	from    time.Time
	holders []string // tokens of two buyers who keep times on this day alone, so that none is given up for one of another day

	mu    sync.Mutex
	left  int
	known []booked
	kept  []kept
	done  []done
}

// booked is a booking that somebody has been told of.
type booked struct {
	key, number, buyer string
	start              int // that it was asked for
	clerk              bool
}

// done is an operation with what came of it.
type done struct {
	step
	client    int
	sent      string // the key that it was sent with, if it has one
	call, end int64  // nanoseconds
	retried   bool
}

func newWorld(ctx context.Context, db *postgres.DB, ops, clients int) (*world, error) {
	g := groundOn(db, nil, longDrafts())
	w := &world{db: db, clients: clients, began: time.Now()}
	officer, err := g.person(ctx, "officer", account.Grant{Role: account.Officer})
	if err != nil {
		return nil, err
	}
	if w.officer, err = g.token(ctx, officer); err != nil {
		return nil, err
	}
	days := (ops + perDay - 1) / perDay
	for s := range min(suppliers, max(days, poolOf)) {
		f := firm{slug: supplierSlug(s), sku: supplierSKU(s), lang: languagesOfPools[s/poolOf]}
		company, err := g.supplier(ctx, s, 15*time.Minute)
		if err != nil {
			return nil, err
		}
		if err := g.stock(ctx, company, s); err != nil {
			return nil, err
		}
		if f.member, err = g.person(ctx, fmt.Sprintf("member%d", s), account.Grant{Role: account.Supplier, Company: company}); err != nil {
			return nil, err
		}
		if f.token, err = g.token(ctx, f.member); err != nil {
			return nil, err
		}
		if s%poolOf < 2 {
			if err := g.interpreter(ctx, s, f.lang); err != nil {
				return nil, err
			}
		}
		for c := range clients {
			token, err := g.buyerToken(ctx, s*1000+c)
			if err != nil {
				return nil, err
			}
			f.buyers = append(f.buyers, token)
		}
		w.firms = append(w.firms, f)
	}
	begin := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, 4)
	for n := range days {
		f, date := n%suppliers, n/suppliers
		if date > windowDays-6 {
			return nil, fmt.Errorf("%d operations do not fit into %d days of %d suppliers", ops, windowDays-6, suppliers)
		}
		one := &day{number: n, of: &w.firms[f], pool: fmt.Sprintf("pool %d, day %d", f/poolOf, date),
			from: begin.AddDate(0, 0, date).Add(9 * time.Hour), left: min(perDay, ops-n*perDay)}
		for h := range 2 {
			token, err := g.buyerToken(ctx, suppliers*1000+n*2+h)
			if err != nil {
				return nil, err
			}
			one.holders = append(one.holders, token)
		}
		w.days = append(w.days, one)
	}
	return w, nil
}

// since is how long the run has taken, in nanoseconds.
func (w *world) since() int64 { return time.Since(w.began).Nanoseconds() }

// buyerToken is the token of a new buyer.
func (g *ground) buyerToken(ctx context.Context, n int) (string, error) {
	b, err := g.buyer(ctx, n)
	if err != nil {
		return "", err
	}
	return g.token(ctx, b.User)
}

// person is somebody with a grant.
func (g *ground) person(ctx context.Context, name string, grant account.Grant) (account.UserID, error) {
	u, err := g.account.CreateUser(ctx, account.User{Email: name + "@load.example", Name: name, Lang: "en", Zone: "Asia/Seoul", City: "Seoul"}, "")
	if err != nil {
		return u.ID, err
	}
	return u.ID, g.account.Grant(ctx, u.ID, grant)
}

// token lets a program stand for somebody as long as a run takes.
func (g *ground) token(ctx context.Context, of account.UserID) (string, error) {
	return g.account.TokenCreate(ctx, of, "load", 24*time.Hour)
}

// at is a start on the day.
func (d *day) at(minute int) time.Time { return d.from.Add(time.Duration(minute) * time.Minute) }

// pick is a day with work left, nil when there is none, and a number for a key.
func (w *world) pick() (*day, int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.first < len(w.days) && w.days[w.first].spent() {
		w.first++
	}
	w.made++
	for range 20 {
		if left := min(window, len(w.days)-w.first); left > 0 {
			if d := w.days[w.first+rand.IntN(left)]; d.spend() {
				return d, w.made
			}
		}
	}
	for _, d := range w.days[w.first:] {
		if d.spend() {
			return d, w.made
		}
	}
	return nil, 0
}

func (d *day) spent() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.left == 0
}

func (d *day) spend() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.left == 0 {
		return false
	}
	d.left--
	return true
}

// note keeps an operation.
func (d *day) note(o done) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.done = append(d.done, o)
}

// learn keeps a booking that was made.
func (d *day) learn(b booked) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.known = append(d.known, b)
}

// some is a booking that is known, if there is one. What is over is of little interest.
func (d *day) some() (booked, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	recent := d.known[max(0, len(d.known)-4):]
	if len(recent) == 0 {
		return booked{}, false
	}
	return recent[rand.IntN(len(recent))], true
}

// held is a booking as the database has it at the end, with how often each move was made.
type held struct {
	id    string
	start time.Time
	state string
	clerk int64
	moves map[string]int
}

// made is how often an operation was done on it.
func (h held) made(op string) int {
	switch op {
	case "cancel":
		return h.moves["cancel"] + h.moves["withdraw"]
	case "release":
		return h.moves["withdraw"]
	}
	return h.moves[op]
}

// readHeld reads by the key of each request and hold that was written. A hold whose time has passed is over, whether somebody has
// cleared it away already or not.
func readHeld(ctx context.Context, db *postgres.DB) (map[string]held, error) {
	rows, err := db.Query(ctx, `
		select i.key, c.id::text, c.starts_at, case when c.state = 'draft' and c.expires_at <= clock_timestamp() then 'expired' else c.state end, coalesce(c.interpreter_id, 0),
			array(select e.move from consultation_event e where e.consultation_id = c.id)
		from idempotency i join consultation c on c.id = i.consultation_id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]held{}
	for rows.Next() {
		var key string
		var moves []string
		h := held{moves: map[string]int{}}
		if err := rows.Scan(&key, &h.id, &h.start, &h.state, &h.clerk, &moves); err != nil {
			return nil, err
		}
		for _, m := range moves {
			h.moves[m]++
		}
		all[key] = h
	}
	return all, rows.Err()
}

// tally is how often operations on one booking were acknowledged, and how often no answer came.
type tally struct{ ok, unknown int }

func (d *day) tallies() map[[2]string]tally {
	all := map[[2]string]tally{}
	for _, o := range d.done {
		of := [2]string{o.key, o.op}
		t := all[of]
		switch o.outcome {
		case "ok":
			t.ok++
		case "unknown":
			t.unknown++
		}
		all[of] = t
	}
	return all
}

// resolved is an operation of which no answer came, as the database tells afterwards: a key is written with what it makes,
// and each move leaves one event. So it has happened at some time before the end, or never; what could be one or the
// other of several stays open. Who interprets is told by the database alone.
func (o done) resolved(all map[string]held, tallies map[[2]string]tally, end int64) (as done, happened bool) {
	h, there := all[o.key]
	if (o.op == "take" || o.op == "turn") && (o.outcome == "ok" || o.outcome == "unknown") {
		o.clerk, o.turned = h.clerk, o.op == "turn" && h.id == all[o.hold].id
	}
	if o.outcome != "unknown" {
		return o, true
	}
	if o.makes() {
		o.outcome, o.end, o.state = "ok", end, "requested"
		return o, there
	}
	t := tallies[[2]string{o.key, o.op}]
	switch h.made(o.op) - t.ok {
	case 0:
		return o, false
	case t.unknown:
		if o.op != "release" { // a hold is also given up for another
			o.outcome, o.end = "happened", end
		}
	}
	return o, true
}

// makes reports whether the operation writes a key.
func (o done) makes() bool { return o.op == "take" || o.op == "hold" || o.op == "turn" }

const forever = int64(1) << 62

// histories are the operations of each day and of each pool's day, ended by what the database holds.
func (w *world) histories(all map[string]held) (days, pools map[string][]porcupine.Operation) {
	days, pools = map[string][]porcupine.Operation{}, map[string][]porcupine.Operation{}
	now := time.Since(w.began).Nanoseconds()
	working := map[string]places{}
	for _, d := range w.days {
		name := fmt.Sprintf("day %d", d.number)
		var end places
		tallies := d.tallies()
		for _, o := range d.done {
			o, happened := o.resolved(all, tallies, now)
			if !happened {
				continue
			}
			days[name] = append(days[name], o.operation(o.step))
			pools[d.pool] = append(pools[d.pool], o.duty()...)
			h, there := all[o.key]
			if !there || !o.makes() || end.at(o.key) >= 0 || o.op == "hold" && h.id == all[o.key+turnedKey].id {
				continue
			}
			end = end.with(place{o.key, int(h.start.Sub(d.from) / time.Minute), h.state, o.by})
			if h.clerk != 0 && !slices.Contains(over, h.state) {
				working[d.pool] = working[d.pool].with(place{key: o.key, state: fmt.Sprint(h.clerk)})
			}
		}
		days[name] = append(days[name], porcupine.Operation{ClientId: w.clients, Input: step{op: "end", all: end.settled()}, Call: now + 1, Return: now + 2})
	}
	for name := range pools {
		pools[name] = append(pools[name], porcupine.Operation{ClientId: w.clients, Input: step{op: "end", all: working[name]}, Call: now + 1, Return: now + 2})
	}
	return days, pools
}

func (o done) operation(s step) porcupine.Operation {
	end := o.end
	if o.outcome == "unknown" {
		end = forever
	}
	return porcupine.Operation{ClientId: o.client, Input: s, Call: o.call, Return: end}
}

// duty is what an operation means for the interpreters: nothing, a claim or its end.
func (o done) duty() []porcupine.Operation {
	s := step{key: o.key, start: o.start, outcome: o.outcome, clerk: o.clerk}
	switch {
	case o.clerk == 0 || o.outcome != "ok" && o.outcome != "happened" && o.outcome != "unknown":
		return nil
	case o.op == "decline" || o.op == "cancel":
		s.op = "free"
	case o.op == "take", o.op == "turn":
		s.op = "take"
	default:
		return nil
	}
	return []porcupine.Operation{o.operation(s)}
}
