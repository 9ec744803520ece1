package schedule

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// ResourceOf is the resource of an owner, made with the habits of its kind when it has none. The zone is used for a new
// one only.
func (s *Service) ResourceOf(ctx context.Context, tx postgres.Tx, kind Kind, owner uuid.UUID, zone string) (Resource, error) {
	if _, err := LoadZone(zone); err != nil {
		return Resource{}, err
	}
	return s.store.ensure(ctx, tx, newResource(kind, owner, zone))
}

// Owned is the resource of an owner; NotFound when it has none.
func (s *Service) Owned(ctx context.Context, tx postgres.Tx, kind Kind, owner uuid.UUID) (Resource, error) {
	return s.store.byOwner(ctx, tx, kind, owner)
}

// Resource is a resource by its id.
func (s *Service) Resource(ctx context.Context, tx postgres.Tx, id ResourceID) (Resource, error) {
	return s.store.byID(ctx, tx, id)
}

// MemberOf is the person whose hours a host is, zero where they are the company's own.
func (s *Service) MemberOf(ctx context.Context, host ResourceID) (account.UserID, error) {
	r, err := s.store.byID(ctx, s.db, host)
	if err != nil || r.Member == nil {
		return account.UserID{}, err
	}
	return account.UserID{UUID: *r.Member}, nil
}

// SetWeekly makes the weekly hours of an owner, in wall-clock time of the zone. Instants that are booked stay.
func (s *Service) SetWeekly(ctx context.Context, kind Kind, owner uuid.UUID, zone string, rules []Rule) error {
	if _, err := LoadZone(zone); err != nil {
		return err
	}
	for _, r := range rules {
		if err := r.check(); err != nil {
			return err
		}
	}
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		r, err := s.ResourceOf(ctx, tx, kind, owner, zone)
		if err != nil {
			return err
		}
		if err := s.store.setZone(ctx, tx, r.ID, zone); err != nil {
			return fmt.Errorf("set zone of resource %d: %w", r.ID, err)
		}
		if err := s.store.setRules(ctx, tx, r.ID, join(rules)); err != nil {
			return fmt.Errorf("set rules of resource %d: %w", r.ID, err)
		}
		return nil
	})
}

// Weekly is what an owner has declared. An owner without a resource has no rules, in the zone given.
func (s *Service) Weekly(ctx context.Context, kind Kind, owner uuid.UUID, zone string) (Calendar, error) {
	r, err := s.store.byOwner(ctx, s.db, kind, owner)
	if problem.Is(err, problem.NotFound) {
		loc, err := LoadZone(zone)
		return Calendar{Zone: loc}, err
	}
	if err != nil {
		return Calendar{}, err
	}
	read, err := s.store.read(ctx, s.db, []Resource{r}, wanted{})
	if err != nil {
		return Calendar{}, err
	}
	return *read.calendars[r.ID], nil
}

// SetOverride replaces the rules of one local date of an owner's resource; no spans close the day.
func (s *Service) SetOverride(ctx context.Context, kind Kind, owner uuid.UUID, on Date, spans []Span, reason string) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		r, err := s.store.byOwner(ctx, tx, kind, owner)
		if err != nil {
			return err
		}
		return s.store.setOverride(ctx, tx, r.ID, on, spans, reason)
	})
}

// SetTravel says that an owner's resource lives in another zone for some local dates.
func (s *Service) SetTravel(ctx context.Context, kind Kind, owner uuid.UUID, t Travel) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		r, err := s.store.byOwner(ctx, tx, kind, owner)
		if err != nil {
			return err
		}
		return s.store.setTravel(ctx, tx, r.ID, t)
	})
}

// SetTerms says how a supplier lets itself be booked.
func (s *Service) SetTerms(ctx context.Context, company account.CompanyID, t Terms) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		if _, err := s.store.byOwner(ctx, tx, Supplier, company.UUID); err != nil {
			return err
		}
		return s.store.setTermsOfAll(ctx, tx, company.UUID, t)
	})
}

// SetPairs says which directions an interpreter works in.
func (s *Service) SetPairs(ctx context.Context, interpreter account.UserID, pairs []Pair) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		r, err := s.store.byOwner(ctx, tx, Interpreter, interpreter.UUID)
		if err != nil {
			return err
		}
		return s.store.setPairs(ctx, tx, r.ID, pairs)
	})
}

// SetGuide says, inside the caller's transaction, what an interpreter may interpret and in which order they are taken:
// pairs, rank, skills, clearance and the firms they are tied to. Time is not in it.
func (s *Service) SetGuide(ctx context.Context, tx postgres.Tx, interpreter account.UserID, zone string, g Guide) error {
	r, err := s.ResourceOf(ctx, tx, Interpreter, interpreter.UUID, zone)
	if err != nil {
		return err
	}
	if err := s.store.setPairs(ctx, tx, r.ID, g.Pairs); err != nil {
		return err
	}
	return s.store.setGuide(ctx, tx, r.ID, g)
}

// Require says what whoever interprets for a supplier must have proven.
func (s *Service) Require(ctx context.Context, supplier account.CompanyID, skills ...string) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		r, err := s.store.byOwner(ctx, tx, Supplier, supplier.UUID)
		if err != nil {
			return err
		}
		return s.store.setRequired(ctx, tx, r.ID, append([]string{}, skills...))
	})
}

// Pairs are the directions that anyone works in, for a form's choices.
func (s *Service) Pairs(ctx context.Context) ([]Pair, error) { return s.store.pairs(ctx, s.db) }

// Terms are the terms of a company.
func (s *Service) Terms(ctx context.Context, company account.CompanyID) (Terms, error) {
	r, err := s.store.byOwner(ctx, s.db, Supplier, company.UUID)
	if problem.Is(err, problem.NotFound) {
		return DefaultTerms(), nil
	}
	if err != nil {
		return Terms{}, err
	}
	read, err := s.store.read(ctx, s.db, []Resource{r}, wanted{})
	if err != nil {
		return Terms{}, err
	}
	return read.termsOf(r.ID), nil
}

func (r Rule) check() error {
	switch {
	case r.Weekday < 1 || r.Weekday > 7, r.Span.Start < 0, r.Span.Start > 1439, r.Span.End > 2880, r.Span.End <= r.Span.Start,
		r.To != (Date{}) && !r.From.Before(r.To):
		return problem.New(problem.Invalid, "hours_invalid")
	}
	return nil
}

// join merges rules of one weekday and validity that overlap or touch, so that none has a twin.
func join(rules []Rule) []Rule {
	sorted := slices.Clone(rules)
	slices.SortFunc(sorted, func(a, b Rule) int {
		return cmp.Or(cmp.Compare(a.Weekday, b.Weekday), a.From.noon().Compare(b.From.noon()),
			a.To.noon().Compare(b.To.noon()), cmp.Compare(a.Span.Start, b.Span.Start))
	})
	joined := sorted[:0]
	for _, r := range sorted {
		if n := len(joined); n > 0 && joined[n-1].Weekday == r.Weekday && joined[n-1].From == r.From &&
			joined[n-1].To == r.To && r.Span.Start <= joined[n-1].Span.End {
			joined[n-1].Span.End = max(joined[n-1].Span.End, r.Span.End)
			continue
		}
		joined = append(joined, r)
	}
	return joined
}
