package consultation

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/chain"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Taken is the refusal of a slot that someone else has, with what is free nearest to it.
type Taken struct {
	Refusal      *problem.Error
	Alternatives []schedule.Slot
}

func (t *Taken) Error() string { return t.Refusal.Error() }

// Unwrap gives the refusal to errors.As.
func (t *Taken) Unwrap() error { return t.Refusal }

// HoldRequest asks for a slot to be kept while the person fills in the rest.
type HoldRequest struct {
	Opener  string         // who holds: a browser's session or a person; one draft at a time
	Person  account.UserID // zero: nobody has signed in
	Key     string         // idempotency
	Company account.CompanyID
	Start   time.Time
	Length  time.Duration
	Pair    schedule.Pair
	Zone    *time.Location // of who holds, for other times in its day; nil: not known
	For     time.Duration  // how long; zero: the hold's usual time
}

// Hold keeps a slot of the supplier for the hold's time. An earlier draft of the same opener is given up. A slot that
// someone else has is refused with Taken, one against the supplier's rules as Invalid.
func (s *Service) Hold(ctx context.Context, h HoldRequest) (Consultation, error) {
	query := schedule.SlotQuery{Company: h.Company, Length: h.Length, Demand: schedule.Demand{Pair: h.Pair}, Buyer: h.Person, Guest: h.Zone}
	t := try{h.Opener, h.Key, fmt.Sprint("hold", h.Company, h.Start.Unix(), h.Length, h.Pair)}
	if err := t.check(); err != nil {
		return Consultation{}, err
	}
	var c Consultation
	err := s.again(ctx, func(tx postgres.Tx) error {
		o, err := s.openHold(ctx, tx, t, h, query)
		if err != nil {
			return err
		}
		if o.Made != (ID{}) {
			c, err = find(ctx, tx, o.Made)
			return err
		}
		if err := o.seat(h.Start); err != nil {
			return err
		}
		if err := s.settings.tooManyDrafts(o.Held, o.HeldUntil, o.Now); err != nil {
			return err
		}
		m, err := s.draft(h, o)
		if err != nil {
			return err
		}
		c = m.Consultation
		by := actor{ID: h.Opener, Side: Buyer}
		first, last := inTheWayOf(c, o.Sides.Supplier, o.Drafts)
		for _, d := range last {
			m.Counts = append(m.Counts, d.booking(-1))
		}
		m.Counts, err = s.clear(ctx, tx, room{Counts: m.Counts, Leaving: first, By: by}, o.Sides.Holders, o.Now)
		if err != nil {
			return inTheWay(o.Sides, err)
		}
		if len(last) > 0 && m.Counts != nil {
			if err := s.schedule.Count(ctx, tx, m.Counts); err != nil {
				return err
			}
			m.Counts = nil
		}
		batch := &postgres.Batch{}
		if err := s.queueWrite(batch, entry{try: t, made: m}); err != nil {
			return err
		}
		if err := tx.SendBatch(ctx, batch).Close(); err != nil {
			return m.shortOf(fmt.Errorf("write draft: %w", err))
		}
		for i := range last {
			if err := s.giveUp(ctx, tx, &last[i], MoveWithdraw, by, o.Now); err != nil {
				return err
			}
		}
		return nil
	})
	if _, known := postgres.Unmet(err, keyIsNew); known {
		made, err := t.before(ctx, s.db)
		return s.remembered(ctx, made, err)
	}
	if err != nil {
		return Consultation{}, s.withAlternatives(ctx, err, query, h.Start)
	}
	return c, nil
}

// inTheWayOf parts earlier drafts into those that have to go before a new one is written and those that go after it: while they keep
// their claims, who wants their time is refused and does not wait for who waits for the new one.
func inTheWayOf(c Consultation, supplier schedule.Resource, earlier []Consultation) (first, last []Consultation) {
	wanted := supplier.Padded(c.Window())
	for _, d := range earlier {
		if d.SupplierID == supplier.ID && supplier.Padded(d.Window()).Meets(wanted) {
			first = append(first, d)
		} else {
			last = append(last, d)
		}
	}
	return first, last
}

// draft is a new draft, with the supplier's claim.
func (s *Service) draft(h HoldRequest, o opening) (made, error) {
	supplier := o.Sides.Supplier
	if supplier.ID == 0 {
		return made{}, problem.New(problem.NotFound, "resource_unknown")
	}
	id, expires := newID(), o.Now.Add(cmp.Or(h.For, s.settings.HoldFor))
	c := Consultation{
		ID: id, Kind: Booked, State: Draft, Owner: Buyer, Version: 1, StartsAt: h.Start.UTC(), EndsAt: h.Start.Add(h.Length).UTC(),
		CreatedAt: o.Now, Clock: Clock{ExpiresAt: &expires, AnswerBy: &expires},
		Parties: Parties{SupplierID: supplier.ID, SupplierCompany: h.Company, SupplierZone: supplier.Zone, RequestedSide: Buyer,
			RequestedBy: h.Person, InterpreterState: NoInterpreter},
		Topic:  Topic{NeedFrom: h.Pair.From, NeedTo: h.Pair.To, Products: []string{}},
		Holder: Holder{Opener: h.Opener}, Invite: Invite{IcalUID: id.String() + "@etrade"},
	}
	return made{
		Consultation: c, Fresh: true, Counts: []schedule.Booking{c.booking(1)},
		Claims: []schedule.Claim{{Resource: supplier.ID, During: supplier.Padded(c.Window()), Role: string(Supplier)}},
		Events: []Event{{id, chain.Entry{Version: 1, At: o.Now, Actor: h.Opener, Role: string(Buyer), Move: string(MoveHold), ToState: string(Draft)}}},
	}, nil
}

// Draft is a draft by its id, for who holds it.
func (s *Service) Draft(ctx context.Context, opener string, id ID) (Consultation, error) {
	c, err := find(ctx, s.db, id)
	if err != nil {
		return Consultation{}, err
	}
	if opener == "" || c.Opener != opener { // what was entered by hand has no opener
		return Consultation{}, problem.New(problem.NotFound, "not_found")
	}
	return c, nil
}

// Extend gives a draft its one more time.
func (s *Service) Extend(ctx context.Context, opener string, id ID) (Consultation, error) {
	return s.editDraft(ctx, opener, id, func(c *Consultation) error {
		if c.Extended {
			return problem.New(problem.Conflict, "hold_extended")
		}
		expires := c.ExpiresAt.Add(s.settings.HoldFor)
		c.ExpiresAt, c.Extended = &expires, true
		return nil
	})
}

// LetGo gives a draft up before it expires, so that the next one can have its time.
func (s *Service) LetGo(ctx context.Context, opener string, id ID) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		c, err := lockDraft(ctx, tx, opener, id)
		if err != nil {
			return err
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		return s.leave(ctx, tx, &c, MoveWithdraw, actor{ID: opener, Side: Buyer}, "", now)
	})
}

// Describe keeps what the meeting is about in the draft. The topic may still be incomplete; Request judges it.
func (s *Service) Describe(ctx context.Context, opener string, id ID, t Topic) (Consultation, error) {
	return s.editDraft(ctx, opener, id, func(c *Consultation) error { c.Topic = t; return nil })
}

// Introduce keeps who the visitor is in the draft, until the code has arrived.
func (s *Service) Introduce(ctx context.Context, opener string, id ID, t Typed) (Consultation, error) {
	return s.editDraft(ctx, opener, id, func(c *Consultation) error { c.Typed = t; return nil })
}

func (s *Service) editDraft(ctx context.Context, opener string, id ID, edit func(*Consultation) error) (Consultation, error) {
	var c Consultation
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		var err error
		if c, err = lockDraft(ctx, tx, opener, id); err != nil {
			return err
		}
		if err := edit(&c); err != nil {
			return err
		}
		return touch(ctx, tx, c)
	})
	return c, err
}

// lockDraft locks a draft for who holds it.
func lockDraft(ctx context.Context, tx postgres.Tx, opener string, id ID) (Consultation, error) {
	c, err := lock(ctx, tx, id)
	switch {
	case err != nil:
		return Consultation{}, err
	case opener == "" || c.Opener != opener:
		return Consultation{}, problem.New(problem.NotFound, "not_found")
	case c.State != Draft:
		return Consultation{}, problem.New(problem.Conflict, "hold_over")
	}
	return c, nil
}

// judge holds a start against the supplier's rules, claims aside: those the database decides.
func (s *Service) judge(ctx context.Context, q schedule.SlotQuery, start time.Time) error {
	batch := &postgres.Batch{}
	rules := s.schedule.QueueRules(batch, q)
	if err := s.db.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("read rules: %w", err)
	}
	_, err := judged(rules, start, s.Now())
	return err
}

// seat holds a start against the rules, and takes a host who may be asked for it.
func (o *opening) seat(start time.Time) error {
	hosts, err := judged(o.Rules, start, o.Now)
	if err != nil {
		return err
	}
	o.Sides.Seat(hosts)
	return nil
}

func judged(rules schedule.Rules, start, now time.Time) ([]schedule.ResourceID, error) {
	hosts, reason, err := rules.Judge(start, now)
	switch {
	case err != nil:
		return nil, err
	case reason == "":
		return hosts, nil
	case reason == schedule.DayFull:
		return nil, problem.New(problem.Conflict, "day_full")
	}
	return nil, problem.New(problem.Invalid, "slot_"+string(reason))
}

// withAlternatives adds the nearest free slots to a refusal that is about the time.
func (s *Service) withAlternatives(ctx context.Context, err error, q schedule.SlotQuery, start time.Time) error {
	refusal, ok := errors.AsType[*problem.Error](err)
	if !ok || refusal.Kind != problem.Conflict && refusal.Kind != problem.Invalid || !aboutTime[refusal.Code] {
		return err
	}
	near, nearErr := s.schedule.Nearest(ctx, q, start, Alternatives)
	if nearErr != nil {
		s.log.Warn("no alternatives", "err", nearErr)
	}
	return &Taken{Refusal: refusal.WithNear(Starts(near)...), Alternatives: near}
}

// Alternatives is how many other times a refusal names.
const Alternatives = 3

var aboutTime = map[string]bool{
	"slot_taken": true, "slot_rooms_full": true, "day_full": true, "interpreter_taken": true, "slot_nothing_offered": true, "slot_too_soon": true,
	"slot_too_far": true, "slot_all_taken": true, "slot_no_common_hours": true, "buyer_taken": true,
}

// errContested marks a refusal that stands only because a dead hold was being decided on by someone else.
var errContested = errors.New("an expired hold was locked")

// again runs a transaction, and once more when it came out short because of a dead hold that is gone by then.
func (s *Service) again(ctx context.Context, work func(postgres.Tx) error) error {
	err := s.db.Tx(ctx, work)
	if errors.Is(err, errContested) {
		return s.db.Tx(ctx, work)
	}
	return err
}

// Starts are when slots begin, in UTC.
func Starts(slots []schedule.Slot) []time.Time {
	all := make([]time.Time, len(slots))
	for i, s := range slots {
		all[i] = s.Start.UTC()
	}
	return all
}
