package walkin

import (
	"context"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Reasons are why the office may decline a ring; locale keys "walkin.reason_<reason>".
var Reasons = []string{"wrong_company", "suspicious", "out_of_hours", "other"}

// Admit lets a caller whom the office saw first through to the company: once, and recorded. The company is rung, or the
// caller waits behind who is there already.
func (s *Service) Admit(ctx context.Context, v account.Viewer, id ID) (Ring, error) {
	return s.move(ctx, v, id, account.RunRings, MoveAdmit, "", func(tx postgres.Tx, r *Ring, _ time.Time) error { return behind(ctx, tx, r) })
}

// behind puts a ring that has just come to a company into its queue when somebody is before it.
func behind(ctx context.Context, tx postgres.Tx, r *Ring) error {
	all, err := open(ctx, tx, r.Supplier)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(other Ring) bool { return other.ID != r.ID && other.occupies() }) {
		r.State, r.RungAt = Queued, nil
	}
	return nil
}

// HandOver has another company rung in place of the one that does not answer; the caller's page says so.
func (s *Service) HandOver(ctx context.Context, v account.Viewer, id ID, to account.CompanyID) (Ring, error) {
	r, _, err := s.permitted(ctx, v, id, account.RunRings)
	if err != nil {
		return Ring{}, err
	}
	others, err := s.Others(ctx, r)
	if err != nil {
		return Ring{}, err
	}
	if !slices.ContainsFunc(others, func(c catalog.CompanyCard) bool { return c.ID == to }) {
		return Ring{}, problem.New(problem.Invalid, "company_unlike")
	}
	said, err := desk(ctx, s.DB, to)
	if err != nil {
		return Ring{}, err
	}
	moved, err := s.move(ctx, v, id, account.RunRings, MoveHandOver, r.Supplier.String(), func(tx postgres.Tx, r *Ring, now time.Time) error {
		r.Supplier = to
		if said.quiet(now) {
			return problem.New(problem.Conflict, "talk_quiet")
		}
		if r.StopsAt, _, err = s.stop(ctx, tx, *r, account.UserID{}, false, now); err != nil {
			return err
		}
		if !s.Settings.WorthIt(now, r.StopsAt) {
			return problem.New(problem.Conflict, "talk_soon")
		}
		return behind(ctx, tx, r)
	})
	if err == nil {
		s.Wake(ctx, s.thing(r.Supplier.String()))
	}
	return moved, err
}

// Others are the companies that a caller may be handed over to: makers of goods under the same HS heading, or else of the
// same hall, those at their desk first.
func (s *Service) Others(ctx context.Context, r Ring) ([]catalog.CompanyCard, error) {
	return s.Catalog.Alike(ctx, r.Supplier, r.SKU)
}

// Decline ends a ring on the office's word, with the reason.
func (s *Service) Decline(ctx context.Context, v account.Viewer, id ID, reason string) (Ring, error) {
	if !slices.Contains(Reasons, reason) {
		return Ring{}, problem.InvalidFields(problem.Field{Name: "reason", Code: "reason_missing"})
	}
	return s.move(ctx, v, id, account.RunRings, MoveDecline, reason, nil)
}

// bookLength is that of a consultation which the office books for a caller.
const bookLength = 30 * time.Minute

// Slots are the next n free starts of the company that suit the caller too, those of the caller's day before others.
func (s *Service) Slots(ctx context.Context, r Ring, n int) ([]schedule.Slot, error) {
	now := s.clock()
	found, err := s.Schedule.Slots(ctx, schedule.SlotQuery{Company: r.Supplier, Buyer: r.Caller, Length: bookLength, From: now, To: now.AddDate(0, 0, 14)})
	if err != nil {
		return nil, err
	}
	people, err := s.Accounts.Users(ctx, []account.UserID{r.Caller})
	if err != nil {
		return nil, err
	}
	zone, err := schedule.LoadZone(people[r.Caller].Zone)
	if err != nil {
		zone = time.UTC
	}
	return byDay(found.Slots, zone, n), nil
}

// byDay are the first n slots that fall into the day of a wall, 8 to 20; where there are too few, the soonest others too.
func byDay(slots []schedule.Slot, zone *time.Location, n int) []schedule.Slot {
	night := func(s schedule.Slot) bool { hour := s.Start.In(zone).Hour(); return hour < 8 || hour >= 20 }
	chosen := slices.DeleteFunc(slices.Clone(slots), night)
	chosen = chosen[:min(n, len(chosen))]
	for _, s := range slots {
		if len(chosen) < n && night(s) {
			chosen = append(chosen, s)
		}
	}
	slices.SortFunc(chosen, func(a, b schedule.Slot) int { return a.Start.Compare(b.Start) })
	return chosen
}

// Book requests a consultation for the caller and lets it through to the company, in place of the talk.
func (s *Service) Book(ctx context.Context, v account.Viewer, id ID, start time.Time, words string) (consultation.Consultation, error) {
	r, side, err := s.permitted(ctx, v, id, account.RunRings)
	if err != nil {
		return consultation.Consultation{}, err
	}
	if err := MoveBook.allows(r, side); err != nil {
		return consultation.Consultation{}, err
	}
	topic, err := s.topic(ctx, r, words)
	if err != nil {
		return consultation.Consultation{}, err
	}
	c, err := s.Consultation.Request(ctx, v, consultation.RequestForm{
		Key: "ring " + id.String(), Company: r.Supplier, Start: start, Length: bookLength, Buyer: r.Caller, Topic: topic})
	if err != nil {
		return consultation.Consultation{}, err
	}
	if c.State == consultation.Requested {
		if c, err = s.Consultation.Approve(ctx, v, consultation.Decision{Number: c.Number, Version: c.Version}); err != nil {
			return consultation.Consultation{}, err
		}
	}
	_, err = s.move(ctx, v, id, account.RunRings, MoveBook, c.Number, func(_ postgres.Tx, r *Ring, _ time.Time) error {
		r.Consultation, r.Number = c.ID.UUID, c.Number
		return nil
	})
	if problem.Is(err, problem.Conflict) {
		err = nil // the caller has left meanwhile; the booking stands and the mail tells
	}
	return c, err
}

// topic is what a booked consultation is about: the product the caller came from, or the company's newest.
func (s *Service) topic(ctx context.Context, r Ring, words string) (consultation.Topic, error) {
	t := consultation.Topic{Language: r.Language, NeedFrom: r.NeedFrom, NeedTo: r.NeedTo, Goal: "other", Message: words, Products: []string{r.SKU}}
	if t.Language == "" {
		t.Language = "en"
	}
	if r.SKU == "" {
		goods, err := s.Catalog.Products(ctx, r.Supplier)
		if err != nil || len(goods) == 0 {
			return t, err
		}
		t.Products[0] = goods[0].SKU
	}
	return t, nil
}
