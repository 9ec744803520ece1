package trust

import (
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
)

// facts are what a level is derived from.
type facts struct {
	kind              account.Kind
	state             State
	suspended         bool
	deskless          bool // a buyer from a country without a desk, and nobody has brought it
	until, verifiedAt *time.Time
	checks            []Check
	signed            []Voucher // endorsements that hold
}

// level is the one place that says how far a company is known. It reads evidence alone.
func (f facts) level(now time.Time) account.Level {
	if f.suspended || slices.Contains([]State{Suspended, Revoked, Withdrawn, Rejected}, f.state) {
		return account.L0
	}
	for _, kind := range identity {
		if !holding(f.checks, kind, now) {
			return account.L0
		}
	}
	met := slices.ContainsFunc(f.checks, func(c Check) bool { return c.Holds(now) && slices.Contains(reached, c.Method) })
	if f.state != Verified || f.until == nil || !now.Before(*f.until) || len(missing(f.kind, f.checks, now)) > 0 || !met {
		return account.L1
	}
	office, city := false, false
	for _, v := range f.signed {
		office, city = office || v.ByOffice, city || v.ByCity
	}
	switch {
	case f.deskless || !office && !city:
		return account.L2
	case office && city:
		return account.L4
	}
	return account.L3
}
