package trust

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Standing is what anybody may know of how far a company is known: its level, what was checked and when, and who signs for
// it. It holds no evidence and no reasons.
type Standing struct {
	Level      account.Level
	State      State
	Suspended  bool
	VerifiedAt *time.Time // nil below L2
	Until      *time.Time
	Checks     []Check   // that hold, without who made them and what they say
	Vouchers   []Voucher // whose signatures hold, the newest first
}

// Mark is what is shown beside a company's name, as the sentence "trust.mark_<mark>": nothing below L2.
func (s Standing) Mark() string {
	switch {
	case s.Level >= account.L4:
		return "both"
	case s.Level >= account.L3:
		return "one"
	case s.Level >= account.L2:
		return "verified"
	}
	return ""
}

// Checked are the kinds of the checks that hold.
func (s Standing) Checked() []string {
	kinds := make([]string, len(s.Checks))
	for i, c := range s.Checks {
		kinds[i] = c.Kind
	}
	return kinds
}

// Voucher is an endorsement that holds.
type Voucher struct {
	CompanyID  account.CompanyID
	Code       string
	ByOffice   bool
	ByCity     bool
	CityEn     string // of the desk that has signed
	CityKo     string
	DeskCity   string
	Scope      []string
	CheckedOn  time.Time
	ValidUntil time.Time // the last day
}

// City is the desk's name by language.
func (v Voucher) City() map[string]string { return map[string]string{"en": v.CityEn, "ko": v.CityKo} }

// Standings are how companies stand at an instant, read at once for however many. What was revoked, suspended or has run
// out counts from that moment on, everywhere this is asked.
func Standings(ctx context.Context, q postgres.Querier, now time.Time, ids ...account.CompanyID) (map[account.CompanyID]Standing, error) {
	rows, err := readFacts(ctx, q, now, ids)
	if err != nil {
		return nil, err
	}
	all := make(map[account.CompanyID]Standing, len(rows))
	for id, f := range rows {
		s := Standing{Level: f.level(now), State: f.state, Suspended: f.suspended}
		for _, c := range f.checks {
			if c.Holds(now) && !f.suspended {
				s.Checks = append(s.Checks, Check{Kind: c.Kind, Result: c.Result, Method: c.Method, CheckedAt: c.CheckedAt, ExpiresAt: c.ExpiresAt})
			}
		}
		if s.Level >= account.L2 {
			s.VerifiedAt, s.Until = f.verifiedAt, f.until
		}
		if s.Level >= account.L3 {
			s.Vouchers = f.signed
		}
		all[id] = s
	}
	return all, nil
}

// shownTo refuses who may not know how far a company is known. Anybody may of a supplier that the office has looked at;
// of others their own people, the office and the desks that brought them.
func (s *Service) shownTo(ctx context.Context, v account.Viewer, c account.Company) error {
	if c.Kind == account.SupplierCompany {
		if level, err := LevelOf(ctx, s.DB, s.Now(), c.ID); err != nil || level >= account.L1 {
			return err
		}
	}
	if s.may(ctx, v, account.EditVerification, c) == nil || s.may(ctx, v, account.ReadTrustFile, c) == nil {
		return nil
	}
	return problem.New(problem.NotFound, "not_found")
}

// LevelOf is one company's level.
func LevelOf(ctx context.Context, q postgres.Querier, now time.Time, id account.CompanyID) (account.Level, error) {
	all, err := Standings(ctx, q, now, id)
	return all[id].Level, err
}

// ViewerLevel is the best level among the buyers that a person speaks for.
func ViewerLevel(ctx context.Context, q postgres.Querier, now time.Time, v account.Viewer) (account.Level, error) {
	var mine []account.CompanyID
	for _, g := range v.Grants {
		if g.Role == account.Buyer {
			mine = append(mine, g.Company)
		}
	}
	if len(mine) == 0 {
		return account.L0, nil
	}
	all, err := Standings(ctx, q, now, mine...)
	best := account.L0
	for _, s := range all {
		best = max(best, s.Level)
	}
	return best, err
}
