package account

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/etradeoffice/portal/server/problem"
)

// Represented is a buyer in whose name a viewer may ask for a consultation, with the people of it who may come, by name.
type Represented struct {
	Company
	People []User
}

const (
	searchMin       = 2   // characters
	representedMost = 200 // of a desk
	foundMost       = 12  // by a search of the office
)

// Behalf are the buyers that the viewer may ask for: those of its desks, for the office whom a search finds by a part of the
// company's name or of a person's address. Who may ask for nobody else is refused by May.
func (s *Service) Behalf(ctx context.Context, v Viewer, search string) ([]Represented, error) {
	desks := v.Desks()
	if err := May(v, RequestConsultation, Object{Desks: desks}); err != nil {
		return nil, err
	}
	search, most := strings.ToLower(strings.TrimSpace(search)), representedMost
	if May(v, RequestConsultation, Object{}) == nil { // whoever it is, not its desks' alone
		if utf8.RuneCountInString(search) < searchMin {
			return nil, nil
		}
		desks, most = nil, foundMost
	}
	return s.represented(ctx, v, desks, search, most)
}

// Brought are the buyers that the viewer's desks brought, by name; none where the viewer is of no desk.
func (s *Service) Brought(ctx context.Context, v Viewer) ([]Company, error) {
	desks := v.Desks()
	if len(desks) == 0 {
		return nil, nil
	}
	return findBuyers(ctx, s.db, desks, "", representedMost)
}

func (s *Service) represented(ctx context.Context, v Viewer, desks []DeskID, search string, most int) ([]Represented, error) {
	companies, err := findBuyers(ctx, s.db, desks, search, most)
	if err != nil {
		return nil, err
	}
	ids := make([]CompanyID, len(companies))
	for i, c := range companies {
		ids[i] = c.ID
	}
	brought, err := s.BroughtBy(ctx, ids)
	if err != nil {
		return nil, err
	}
	people, err := findPeopleOf(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	var all []Represented
	for _, c := range companies {
		object := Object{Buyer: c.ID}
		for _, d := range brought[c.ID] {
			object.Desks = append(object.Desks, d.ID)
		}
		switch err := May(v, RequestConsultation, object); {
		case c.SuspendedAt != nil || len(people[c.ID]) == 0 || problem.Is(err, problem.NotFound):
		case err != nil:
			return nil, err
		default:
			all = append(all, Represented{c, people[c.ID]})
		}
	}
	return all, nil
}
