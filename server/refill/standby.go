package refill

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Standby is a broken slot offered to one pair. Both sides have to say yes before it expires; of all pairs that were asked
// about the slot, the first with two yes takes it.
//
//	open ─▶ taken | refused | lapsed | late
type Standby struct {
	ID          uuid.UUID
	Broken      consultation.ID // the meeting that broke
	Entry       uuid.UUID       // who waits
	Rank        int
	Interpreter account.UserID // who would interpret; zero for none
	StartsAt    time.Time
	EndsAt      time.Time
	ExpiresAt   time.Time
	BuyerYes    *time.Time
	SupplierYes *time.Time
	Host        account.UserID // who said yes for the supplier
	State       string         // open, taken, refused, lapsed, late (another pair was first)
	Made        uuid.UUID      // the consultation that came of it
}

// Pair is who may stand in.
type Pair struct {
	Entry
	Same        bool // the company of the broken meeting itself: it sits there already
	Interpreter account.UserID
	Suits       bool // it lies in the days and hours that the buyer has wished for
	Served      bool // no interpreter is needed, or one of the pair is free then
	Idle        bool // neither side, nor the interpreter, has anything else
	Fit         int  // of 100
}

// Rank orders who may be asked: only idle pairs with a served language whose hours it suits; the company that sits there first, then by how well
// the two fit, then by how long the buyer has waited; at most n.
func Rank(pairs []Pair, n int) []Pair {
	able := slices.DeleteFunc(slices.Clone(pairs), func(p Pair) bool { return !p.Suits || !p.Idle || !p.Served || !p.StandBy || p.State != Waiting })
	slices.SortStableFunc(able, func(a, b Pair) int {
		switch {
		case a.Same != b.Same && a.Same:
			return -1
		case a.Same != b.Same:
			return 1
		}
		return cmp.Or(cmp.Compare(b.Fit, a.Fit), cmp.Compare(a.Place, b.Place))
	})
	return able[:min(n, len(able))]
}

// Ask offers slots that broke to the pairs who stand by. It is one turn of a job; a slot is offered once.
func (s *Service) Ask(ctx context.Context) error {
	if err := lapseStandbys(ctx, s.db, s.clock()); err != nil {
		return err
	}
	broken, err := s.consultations.Broken(ctx)
	if err != nil {
		return err
	}
	return each(broken, "offer a broken slot", func(c consultation.Consultation) error { return s.ask(ctx, c) })
}

func (s *Service) ask(ctx context.Context, c consultation.Consultation) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		entries, err := standingBy(ctx, tx, c.ID)
		if err != nil || len(entries) == 0 {
			return err
		}
		now := s.clock()
		from := c.StartsAt
		if from.Before(now) {
			from = now.Truncate(time.Minute)
		}
		pairs := make([]Pair, len(entries))
		for i, e := range entries {
			if pairs[i], err = s.pair(ctx, tx, c, e, from); err != nil {
				return err
			}
		}
		if err := s.weigh(ctx, pairs, from, c.EndsAt); err != nil {
			return err
		}
		for i, p := range Rank(pairs, s.settings.MostPairs) {
			b := Standby{ID: newID(), Broken: c.ID, Entry: p.Entry.ID, Rank: i + 1, Interpreter: p.Interpreter, StartsAt: from, EndsAt: c.EndsAt, ExpiresAt: now.Add(s.settings.AnswerWithin)}
			first, err := insertStandby(ctx, tx, b)
			if err != nil || !first {
				return err
			}
			if err := s.queue.Insert(ctx, tx, letter{About: letterStandby, Entry: b.Entry, Standby: b.ID}); err != nil {
				return err
			}
		}
		return nil
	})
}

// weigh says how well each pair would fit.
func (s *Service) weigh(ctx context.Context, pairs []Pair, from, until time.Time) error {
	var makers []account.CompanyID
	for _, p := range pairs {
		makers = append(makers, p.Company)
	}
	companies, err := s.accounts.Companies(ctx, makers)
	if err != nil {
		return err
	}
	thought := make([]consultation.Consultation, len(pairs))
	for i, p := range pairs {
		c := consultation.Consultation{StartsAt: from, EndsAt: until}
		c.SupplierCompany, c.BuyerCompany, c.BuyerUser = p.Company, p.Buyer, p.Person
		c.SupplierZone, c.BuyerZone = companies[p.Company].Zone, p.Wish.Zone
		c.Language, c.NeedFrom, c.NeedTo, c.Products = p.Language, p.Entry.Pair.From, p.Entry.Pair.To, p.Products
		thought[i] = c
	}
	scores, err := s.fit(ctx, thought)
	if err != nil {
		return err
	}
	for i := range pairs {
		pairs[i].Fit = scores[i]
	}
	return nil
}

// pair looks whether an entry and its company could meet in what is left of a broken slot.
func (s *Service) pair(ctx context.Context, tx postgres.Tx, c consultation.Consultation, e Entry, from time.Time) (Pair, error) {
	p := Pair{Entry: e, Same: e.Company == c.SupplierCompany, Served: e.Pair == schedule.Pair{}}
	wished := e.Wish
	wished.Length = c.EndsAt.Sub(from)
	if p.Suits = wished.Fits(from); !p.Suits {
		return p, nil
	}
	if !p.Served {
		window := schedule.Window{Start: from, End: c.EndsAt}
		demand := schedule.Demand{Pair: e.Pair, Firms: []uuid.UUID{e.Company.UUID, e.Buyer.UUID}}
		third, err := s.schedule.Third(ctx, tx, e.Company, demand, window, c.ID.UUID)
		if err != nil {
			return p, err
		}
		seats := third.Team(window).Seats
		if p.Served = len(seats) == 1; p.Served { // a relay takes longer to bring together than there is
			p.Interpreter = account.UserID{UUID: seats[0].Owner}
		}
	}
	var err error
	p.Idle, err = s.consultations.IdleFor(ctx, tx, e.Company, e.Person, p.Interpreter, from, c.EndsAt, c.ID)
	return p, err
}

// Side is for whom a viewer answers a stand-by: its buyer, its supplier, or nobody.
func (s *Service) side(v account.Viewer, e Entry) consultation.Owner {
	switch {
	case v.SignedIn() && v.User == e.Person:
		return consultation.Buyer
	case v.On(account.Supplier, e.Company):
		return consultation.Supplier
	}
	return consultation.Nobody
}

// Standby is an offer for who is asked; of others nobody learns that it exists.
func (s *Service) Standby(ctx context.Context, v account.Viewer, id uuid.UUID) (Standby, Entry, consultation.Owner, error) {
	if !v.SignedIn() {
		return Standby{}, Entry{}, "", problem.New(problem.SignIn, "sign_in_needed")
	}
	b, err := findStandby(ctx, s.db, id)
	if err != nil {
		return b, Entry{}, "", err
	}
	e, err := findEntry(ctx, s.db, b.Entry)
	if err != nil {
		return b, e, "", err
	}
	side := s.side(v, e)
	if side == consultation.Nobody {
		return b, e, side, problem.New(problem.NotFound, "not_found")
	}
	if b.State == "open" && !s.clock().Before(b.ExpiresAt) {
		b.State = "lapsed"
	}
	return b, e, side, nil
}

// Answer is one side's yes or no. The second yes of the first pair takes the slot in the commit that cuts the broken
// meeting's claims; other pairs of the slot are late.
func (s *Service) Answer(ctx context.Context, v account.Viewer, id uuid.UUID, yes bool) (Standby, error) {
	b, e, side, err := s.Standby(ctx, v, id)
	if err != nil {
		return b, err
	}
	both := false
	err = s.db.Tx(ctx, func(tx postgres.Tx) error {
		if b, err = s.openStandby(ctx, tx, id); err != nil {
			return err
		}
		if !yes {
			b.State = "refused"
			return answerStandby(ctx, tx, b)
		}
		now := s.clock()
		if side == consultation.Buyer {
			b.BuyerYes = &now
		} else {
			b.SupplierYes, b.Host = &now, v.User
		}
		both = b.BuyerYes != nil && b.SupplierYes != nil
		return answerStandby(ctx, tx, b)
	})
	if err != nil || !both {
		return b, err
	}
	return s.take(ctx, b, e)
}

// openStandby locks an offer that can still be answered.
func (s *Service) openStandby(ctx context.Context, tx postgres.Tx, id uuid.UUID) (Standby, error) {
	b, err := lockStandby(ctx, tx, id)
	if err == nil && (b.State != "open" || !s.clock().Before(b.ExpiresAt)) {
		err = problem.New(problem.Conflict, "standby_over")
	}
	return b, err
}

// take enters the meeting of a pair that has two yes. Who loses the race for the slot is late.
func (s *Service) take(ctx context.Context, b Standby, e Entry) (Standby, error) {
	entry := consultation.Entry{Kind: consultation.WalkIn, Company: e.Company, Host: b.Host, Buyer: e.Person, Interpreter: b.Interpreter, By: b.Host,
		Topic: consultation.Topic{Language: e.Language, NeedFrom: e.Pair.From, NeedTo: e.Pair.To, Products: e.Products, Goal: "other"}}
	_, err := s.consultations.EnterTogether(ctx, entry, consultation.Together{
		Decide: func(tx postgres.Tx, entry *consultation.Entry) error {
			now := s.clock()
			start := b.StartsAt
			if start.Before(now) {
				start = now.Truncate(time.Minute)
			}
			if _, err := s.consultations.CutBroken(ctx, tx, b.Broken, start); err != nil {
				return err
			}
			locked, err := lockStandby(ctx, tx, b.ID)
			if err == nil && locked.State != "open" {
				err = problem.New(problem.Conflict, "standby_over")
			}
			entry.Start, entry.Length = start, b.EndsAt.Sub(start)
			return err
		},
		Done: func(tx postgres.Tx, c consultation.Consultation) error {
			b.State, b.Made = "taken", c.ID.UUID
			return takeStandby(ctx, tx, b)
		},
	})
	if problem.Is(err, problem.Conflict) {
		b.State, b.Made = "late", uuid.Nil
		if late := lateStandby(ctx, s.db, b.ID); late != nil {
			return b, late
		}
		return b, problem.New(problem.Conflict, "standby_late").Because(err)
	}
	return b, err
}

// Asked are the open offers that a viewer has to answer, on either side.
func (s *Service) Asked(ctx context.Context, v account.Viewer) ([]Standby, error) {
	if !v.SignedIn() {
		return nil, problem.New(problem.SignIn, "sign_in_needed")
	}
	company, _ := v.Company(account.Supplier)
	return askedOf(ctx, s.db, v.User, company, s.clock())
}
