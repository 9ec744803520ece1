// Package catalog owns what companies show: their profiles, their products with terms, prices and certificates, the
// pictures, and the search over all of it. It leaves who a company is to account, its free hours to schedule (asked
// through NextFree) and who is at the desk to the live side (control.Presence).
package catalog

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/signaling/control"
)

// Texts is one text by language (BCP 47).
type Texts map[string]string

// NextFree answers, for each company asked for, the starts of its next n free slots (UTC, ascending).
type NextFree func(ctx context.Context, companies []account.CompanyID, n int) (map[account.CompanyID][]time.Time, error)

// Dollars is an amount in minor units of a currency (ISO 4217) as US cents; false when there is no rate.
type Dollars func(minor int64, currency string) (cents int64, known bool)

// onlyDollars knows no rate.
func onlyDollars(minor int64, currency string) (int64, bool) { return minor, currency == "USD" }

// Config is what the service needs. Presence may be nil: then nobody knows who is at the desk. Without Dollars only prices in
// US dollars are told apart by how high they are.
type Config struct {
	DB       *postgres.DB
	Accounts *account.Service // knows the level and the country of buyers
	Log      *slog.Logger
	Now      func() time.Time // UTC
	NextFree NextFree
	Presence control.Presence
	Dollars  Dollars
}

// Service answers for the catalog. It is safe for concurrent use.
type Service struct {
	db        *postgres.DB
	accounts  *account.Service
	log       *slog.Logger
	now       func() time.Time
	nextFree  NextFree
	presence  control.Presence
	kept      *kept
	rolls     *keptRolls
	shelf     *shelf
	words     *keptWords
	faces     *keptCards
	hs        *keptHS
	vouchers  *keptVouchers
	pulse     *pulse
	standings *keptStandings
}

// New makes the service.
func New(cfg Config) *Service {
	if cfg.Dollars == nil {
		cfg.Dollars = onlyDollars
	}
	return &Service{
		db: cfg.DB, accounts: cfg.Accounts, log: cfg.Log, now: cfg.Now, nextFree: cfg.NextFree, presence: cfg.Presence,
		kept: newKept(), rolls: &keptRolls{}, shelf: newShelf(cfg.Dollars), words: &keptWords{}, faces: newKeptCards(), hs: &keptHS{}, vouchers: &keptVouchers{}, pulse: &pulse{}, standings: &keptStandings{},
	}
}

// Hours are what a page says about when a company can be met: its next free starts (UTC, at most freeAsked; see Suiting) and whether
// somebody is there, which lists of products do not ask for.
type Hours struct {
	Next     []time.Time
	Presence control.PresenceState
	Talk     Talk
}

// hours are those of one company.
func (s *Service) hours(ctx context.Context, company account.CompanyID) Hours {
	companies := []account.CompanyID{company}
	return Hours{Next: s.freeTimes(ctx, companies)[company], Presence: s.there(ctx, companies)[company]}
}

// there asks for the presence of several companies at once. A page is worth showing without.

func (s *Service) there(ctx context.Context, companies []account.CompanyID) map[account.CompanyID]control.PresenceState {
	states := make(map[account.CompanyID]control.PresenceState, len(companies))
	ids := make([]string, len(companies))
	for i, company := range companies {
		ids[i] = company.String()
		states[company] = control.PresenceUnknown
	}
	if s.presence == nil {
		return states
	}
	known, err := s.presence.Of(ctx, ids)
	if err != nil {
		s.log.WarnContext(ctx, "catalog page without presence", "err", err)
		return states
	}
	for _, company := range companies {
		if state, ok := known[company.String()]; ok {
			states[company] = state
		}
	}
	return states
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }
