package trust

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
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
