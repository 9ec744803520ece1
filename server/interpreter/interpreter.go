// Package interpreter owns who interpreters are and how far each one's part in a consultation is: their languages, domains,
// clearance and ties, how reliable they have been and in which order they are asked; the offers with their tiers and
// deadlines. It leaves time and claims to schedule, to which it says what each may interpret, and the consultation's own
// life to consultation, which makes the moves.
package interpreter

import (
	"context"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/audit"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Domains are the fields that interpreters know; locale keys "interpreter.domain_<domain>". They are the halls of the
// catalog.
var Domains = []string{"medical", "beauty", "wellness", "components", "it"}

// Regulated are the domains for which a paper must be seen: knowing the field is not enough.
var Regulated = []string{"medical"}

// Spoken are the languages between which interpreters work, as forms offer them; locale keys "briefing.language_<language>".
var Spoken = []string{"ko", "en", "zh", "ja", "de", "es", "fr", "it", "ro", "ru", "vi", "pt", "tr", "id"}

// Levels are how well somebody speaks into a language; locale keys "interpreter.level_<level>".
var Levels = []string{"native", "work", "basic"}

// Language is one direction that somebody works in.
type Language struct {
	schedule.Pair
	Level string // into the language; one of Levels
}

// Profile is an interpreter as the office knows them.
type Profile struct {
	User         account.UserID
	Tier         int // 1 is asked at once, 2 after a wait
	Languages    []Language
	Domains      []string
	Qualified    []string // domains proven by a paper that the office has seen
	ClearedUntil *time.Time
	NDAOn        *time.Time
	NDAUntil     *time.Time
	Ties         []account.CompanyID
	Record
}

// Service keeps profiles and offers. It is safe for concurrent use.
type Service struct {
	db       *postgres.DB
	schedule *schedule.Service
}

// New makes the service.
func New(db *postgres.DB, times *schedule.Service) *Service { return &Service{db: db, schedule: times} }

// Profile is that of a person; one who has none yet is in the first tier, and nothing is known of them.
func (s *Service) Profile(ctx context.Context, who account.UserID) (Profile, error) {
	found, err := s.Profiles(ctx, []account.UserID{who})
	if err != nil {
		return Profile{}, err
	}
	return found[who], nil
}

// Profiles are those of several people at once.
func (s *Service) Profiles(ctx context.Context, who []account.UserID) (map[account.UserID]Profile, error) {
	return profiles(ctx, s.db, who)
}

// check names the fields that are wrong.
func (p Profile) check() error {
	var wrong []problem.Field
	if p.Tier != 1 && p.Tier != 2 {
		wrong = append(wrong, problem.Field{Name: "tier", Code: "tier_unknown"})
	}
	for _, l := range p.Languages {
		if !slices.Contains(Spoken, l.From) || !slices.Contains(Spoken, l.To) || l.From == l.To || !slices.Contains(Levels, l.Level) {
			wrong = append(wrong, problem.Field{Name: "languages", Code: "language_pair_unknown"})
			break
		}
	}
	for _, d := range append(slices.Clone(p.Domains), p.Qualified...) {
		if !slices.Contains(Domains, d) {
			wrong = append(wrong, problem.Field{Name: "domains", Code: "domain_unknown"})
			break
		}
	}
	if len(wrong) > 0 {
		return problem.InvalidFields(wrong...)
	}
	return nil
}

// Set keeps a profile as the office wrote it, and has schedule take and leave out the person accordingly. What was
// promised already stays.
func (s *Service) Set(ctx context.Context, v account.Viewer, zone string, p Profile) error {
	if err := account.May(v, account.EditInterpreter, account.Object{}); err != nil {
		return err
	}
	if err := p.check(); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		if err := putProfile(ctx, tx, p); err != nil {
			return err
		}
		known, err := profiles(ctx, tx, []account.UserID{p.User})
		if err != nil {
			return err
		}
		p.Record = known[p.User].Record
		if err := s.publish(ctx, tx, zone, p); err != nil {
			return err
		}
		return audit.Note(ctx, tx, audit.Act{By: v.User, Did: audit.Interpreter, Person: p.User})
	})
}

// publish tells schedule what the person may interpret.
func (s *Service) publish(ctx context.Context, tx postgres.Tx, zone string, p Profile) error {
	if err := s.schedule.SetGuide(ctx, tx, p.User, zone, p.guide()); err != nil {
		return err
	}
	return setLevels(ctx, tx, p)
}

// guide is a profile as schedule reads it.
func (p Profile) guide() schedule.Guide {
	g := schedule.Guide{Rank: p.rank(), Skills: p.Qualified, Until: p.until()}
	for _, l := range p.Languages {
		g.Pairs = append(g.Pairs, l.Pair)
	}
	for _, firm := range p.Ties {
		g.Apart = append(g.Apart, firm.UUID)
	}
	return g
}

// until is the last date on which clearance and confidentiality both hold. Who has signed nothing is not asked at all.
func (p Profile) until() schedule.Date {
	never := schedule.Date{Year: 1970, Month: 1, Day: 1}
	if p.NDAOn == nil {
		return never
	}
	var until schedule.Date
	for _, end := range []*time.Time{p.ClearedUntil, p.NDAUntil} {
		if end == nil {
			continue
		}
		if d := schedule.DateOf(*end, time.UTC); until == (schedule.Date{}) || d.Before(until) {
			until = d
		}
	}
	return until
}

// DateOf is one of the dates of a profile as a form has it, "" for none.
func (p Profile) DateOf(name string) string {
	at := map[string]*time.Time{"nda_on": p.NDAOn, "nda_until": p.NDAUntil, "cleared_until": p.ClearedUntil}[name]
	if at == nil {
		return ""
	}
	return at.Format(time.DateOnly)
}
