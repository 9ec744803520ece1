package account

import (
	"context"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/problem"
)

// TieKind is what binds an officer to a company.
type TieKind string

// The kinds: somebody of the family is there, the officer owns a part of it, or has worked for it.
const (
	TieFamily TieKind = "family"
	TieShare  TieKind = "share"
	TieWork   TieKind = "work"
)

// TieKinds are all of them, as a form offers them.
var TieKinds = []TieKind{TieFamily, TieShare, TieWork}

// Tie binds an officer to a company, about which a colleague decides then (May, noParty).
type Tie struct {
	User    UserID
	Company CompanyID
	Kind    TieKind
	SaidBy  UserID
	SaidAt  time.Time
}

// Ties are those that hold now, the officers by name.
func (s *Service) Ties(ctx context.Context, v Viewer) ([]Tie, error) {
	if err := May(v, KeepTies, Object{}); err != nil {
		return nil, err
	}
	return findTies(ctx, s.db)
}

// TiedTo are the officers who do not decide about any of the companies, by name.
func (s *Service) TiedTo(ctx context.Context, companies ...CompanyID) ([]User, error) {
	return findTiedTo(ctx, s.db, companies)
}

// SayTie states a tie of an officer, the own one or a colleague's; one that holds stays as it was said first.
func (s *Service) SayTie(ctx context.Context, v Viewer, t Tie) error {
	if err := May(v, KeepTies, Object{}); err != nil {
		return err
	}
	officers, err := s.Officers(ctx)
	if err != nil {
		return err
	}
	var wrong []problem.Field
	if !slices.ContainsFunc(officers, func(u User) bool { return u.ID == t.User }) {
		wrong = append(wrong, problem.Field{Name: "officer", Code: "choice_unknown"})
	}
	if !slices.Contains(TieKinds, t.Kind) {
		wrong = append(wrong, problem.Field{Name: "kind", Code: "choice_unknown"})
	}
	if wrong != nil {
		return problem.InvalidFields(wrong...)
	}
	t.SaidBy, t.SaidAt = v.User, s.now()
	return insertTie(ctx, s.db, t)
}

// EndTie ends one. Nobody ends the own: a colleague has to know that it is over.
func (s *Service) EndTie(ctx context.Context, v Viewer, officer UserID, company CompanyID) error {
	if err := May(v, EndTie, Object{People: []UserID{officer}}); err != nil {
		return err
	}
	return endTie(ctx, s.db, officer, company, v.User, s.now())
}
