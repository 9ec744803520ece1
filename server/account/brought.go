package account

import "context"

// BroughtBy are the desks that brought each of the companies, in one query. It says where they come from; who vouches for
// them is trust's.
func (s *Service) BroughtBy(ctx context.Context, companies []CompanyID) (map[CompanyID][]Desk, error) {
	found, err := findBroughtBy(ctx, s.db, companies)
	if err != nil {
		return nil, err
	}
	desks := map[CompanyID][]Desk{}
	for _, f := range found {
		desks[f.CompanyID] = append(desks[f.CompanyID], f.Desk)
	}
	return desks, nil
}

// Names are the desk's names by language, for page's pick.
func (d Desk) Names() map[string]string { return map[string]string{"en": d.NameEn, "ko": d.NameKo} }
