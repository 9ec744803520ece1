package walkin

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/server/trust"
)

// Ask is one person's wish to talk to a company now.
type Ask struct {
	Company account.CompanyID
	SKU     string // of the product whose page it comes from
	Key     string // idempotency: the same key gives the same ring
}

// Ask rings the company's desk, or puts the caller in its queue, or rings the office first. It is refused with the reason
// when nobody can be rung, TooMany when the person's last rings stayed without an answer.
func (s *Service) Ask(ctx context.Context, v account.Viewer, a Ask) (Ring, error) {
	company, ok := v.Company(account.Buyer)
	if !ok && v.SignedIn() {
		return Ring{}, problem.New(problem.Forbidden, "not_a_buyer")
	}
	if err := account.May(v, account.AskToTalk, account.Object{Supplier: a.Company, Buyer: company}); err != nil {
		return Ring{}, err
	}
	if known, err := findByKey(ctx, s.DB, v.User, a.Key); !problem.Is(err, problem.NotFound) {
		return known, err
	}
	situation, err := s.situation(ctx, v, company, a.Company)
	if err != nil {
		return Ring{}, err
	}
	r := Ring{ID: newID(), Caller: v.User, CallerCompany: company, Supplier: a.Company, Version: 1, FirstAsk: true, Key: a.Key,
		Talk: Talk{SKU: a.SKU}}
	err = s.DB.Tx(ctx, func(tx postgres.Tx) error { return s.ask(ctx, tx, &r, situation) })
	if err != nil {
		return Ring{}, err
	}
	s.tell(ctx, r)
	return r, nil
}

// CanAsk is why Ask would be refused now, nil when it rings or waits in the line. It takes nothing.
func (s *Service) CanAsk(ctx context.Context, v account.Viewer, supplier account.CompanyID) error {
	company, _ := v.Company(account.Buyer)
	situation, err := s.situation(ctx, v, company, supplier)
	if err != nil {
		return err
	}
	said, err := desk(ctx, s.DB, supplier)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx postgres.Tx) error {
		mine, err := waitingOf(ctx, tx, v.User)
		switch {
		case err == nil && mine.Supplier == supplier:
			return nil // it leads to the ring that is there
		case err == nil:
			return problem.New(problem.Conflict, "ring_open")
		case !problem.Is(err, problem.NotFound):
			return err
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		_, err = s.admissible(ctx, tx, Ring{Supplier: supplier, Caller: v.User, CallerCompany: company}, said, situation, now)
		return err
	})
}

// admissible is how things stand for a new ring, or the refusal.
func (s *Service) admissible(ctx context.Context, tx postgres.Tx, r Ring, said Desk, at situation, now time.Time) (Standing, error) {
	standing, err := s.stand(ctx, tx, r, said, at, now)
	if err != nil {
		return standing, err
	}
	if code := s.Settings.Refusal(standing, now); code != "" {
		return standing, problem.New(problem.Conflict, code, "Count", s.Settings.QueueMost)
	}
	return standing, s.limit(ctx, tx, r.Caller, now)
}

func (s *Service) ask(ctx context.Context, tx postgres.Tx, r *Ring, at situation) error {
	said, err := lockDesk(ctx, tx, r.Supplier)
	if err != nil {
		return err
	}
	now, err := s.instant(ctx, tx)
	if err != nil {
		return err
	}
	mine, err := waitingOf(ctx, tx, r.Caller)
	switch {
	case err == nil && mine.Supplier == r.Supplier:
		*r = mine // the same wish from another page
		return nil
	case err == nil:
		return problem.New(problem.Conflict, "ring_open")
	case !problem.Is(err, problem.NotFound):
		return err
	}
	standing, err := s.admissible(ctx, tx, *r, said, at, now)
	if err != nil {
		return err
	}
	if err := s.place(ctx, tx, r, at, standing, now); err != nil {
		return err
	}
	if err := insertRing(ctx, tx, *r); err != nil {
		return err
	}
	err = insertEvent(ctx, tx, Event{RingID: r.ID, Version: 1, At: now, Actor: r.Caller.String(), Side: Caller, Move: MoveAsk, ToState: r.State, Reason: r.Gate})
	if err != nil || r.State == Queued {
		return err
	}
	return s.Queue.Insert(ctx, tx, wakeDevices{Ring: r.ID.UUID, Version: r.Version})
}

// place decides whom a new ring rings, and whether it has to wait.
func (s *Service) place(ctx context.Context, tx postgres.Tx, r *Ring, at situation, st Standing, now time.Time) error {
	r.AskedAt, r.StopsAt, r.State, r.Rings = now, st.Stop, Ringing, RingsCompany
	r.Language = Common(at.caller.Languages, at.spoken)
	if r.Language == "" && len(at.caller.Languages) > 0 && len(at.spoken) > 0 {
		r.Language, r.NeedFrom, r.NeedTo = at.caller.Languages[0], at.spoken[0], at.caller.Languages[0]
		w := schedule.Window{Start: now, End: st.Stop}
		third, err := s.Schedule.Third(ctx, tx, r.Supplier, schedule.Demand{Pair: r.Pair(), Firms: []uuid.UUID{r.Supplier.UUID, r.CallerCompany.UUID}}, w, r.ID.UUID)
		if err != nil {
			return err
		}
		if len(third.Free(schedule.Direct, r.Pair(), w)) == 0 {
			r.Gate = GateLanguage
		}
	}
	if !at.vouched {
		r.Gate = GateLevel
	}
	switch {
	case r.Gate != "":
		r.Rings, r.RungAt = RingsOffice, &now
	case st.Ahead > 0:
		r.State = Queued
	default:
		r.RungAt = &now
	}
	return nil
}

// limit refuses somebody whose rings stay without an answer, until the first of them is long enough ago.
func (s *Service) limit(ctx context.Context, tx postgres.Tx, caller account.UserID, now time.Time) error {
	missed, err := unanswered(ctx, tx, caller, now.Add(-s.Settings.LimitOver))
	if err != nil || len(missed) < s.Settings.Unanswered {
		return err
	}
	again := missed[len(missed)-s.Settings.Unanswered].Add(s.Settings.LimitOver).Sub(now)
	return problem.New(problem.TooMany, "too_many_rings", "Count", s.Settings.Unanswered, "Minutes", int(again.Minutes())+1).RetryIn(again)
}

// situation is what is known of both sides before the desk is locked.
type situation struct {
	caller  account.User
	vouched bool // its level may walk in
	open    bool // the declared hours hold now
	known   bool // somebody can say who is there
	there   int  // people at the desk
	spoken  []string
}

func (s *Service) situation(ctx context.Context, v account.Viewer, company, supplier account.CompanyID) (situation, error) {
	var at situation
	of, err := s.Accounts.Companies(ctx, []account.CompanyID{company, supplier})
	if err != nil {
		return at, err
	}
	if of[supplier].Kind != account.SupplierCompany {
		return at, problem.New(problem.NotFound, "company_unknown")
	}
	if of[company].SuspendedAt != nil || of[supplier].SuspendedAt != nil {
		return at, problem.New(problem.Conflict, "talk_quiet")
	}
	if at.caller, err = s.Accounts.User(ctx, v.User); err != nil {
		return at, err
	}
	if at.vouched, err = s.Vouched(ctx, company); err != nil {
		return at, err
	}
	hours, err := s.Schedule.Open(ctx, []account.CompanyID{supplier}, s.clock())
	if err != nil {
		return at, err
	}
	at.open = hours[supplier]
	duty, err := s.onDuty(ctx, supplier)
	if err != nil {
		return at, err
	}
	at.known, at.there = duty.known, duty.there
	for _, member := range duty.people {
		at.spoken = append(at.spoken, member.Languages...)
	}
	return at, nil
}

// Vouched reports whether a buying company may ring without the office looking first.
func (s *Service) Vouched(ctx context.Context, company account.CompanyID) (bool, error) {
	level, err := trust.LevelOf(ctx, s.DB, s.clock(), company)
	return level.May(account.WalkIn), err
}
