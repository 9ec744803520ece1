package consultation

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/audit"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Occasion is what requests come under: the standing service (a zero ID, no dates), or a programme of some days with makers
// that take part. Its rule says which requests the office looks at.
type Occasion struct {
	ID             uuid.UUID
	NameEn, NameKo string
	Moderation     Moderation
	From, Until    *time.Time // dates in the office's zone, both included
	Makers         []account.CompanyID
	Pairs          []Sides
}

// Standing reports whether it is the standing service.
func (o Occasion) Standing() bool { return o.ID == uuid.Nil }

// Names are its name by language.
func (o Occasion) Names() map[string]string { return map[string]string{"en": o.NameEn, "ko": o.NameKo} }

// Rule is what holds for one request: the occasion it comes under, and whether its two companies were approved as a pair.
type Rule struct {
	Occasion       uuid.UUID
	NameEn, NameKo string
	Moderation     Moderation
	Approved       bool
}

// Names are those of the occasion; the standing service has none.
func (r Rule) Names() map[string]string { return map[string]string{"en": r.NameEn, "ko": r.NameKo} }

// passes reports whether the rule lets a request of two companies, which have met or not, go on without the office. Whom the
// other side has never asked for anything, and never met, does not get an invitation that nobody has looked at.
func (r Rule) passes(met, invitation bool) bool {
	if invitation && !met && !r.Approved {
		return false
	}
	switch r.Moderation {
	case None:
		return true
	case FirstContact:
		return met
	case Pairs:
		return r.Approved
	default:
		return false
	}
}

// RuleOf is the rule that a request comes under now.
func (s *Service) RuleOf(ctx context.Context, c Consultation) (Rule, error) {
	return ruleOf(ctx, s.db, s.asks(c.SupplierCompany, c.BuyerCompany, c.StartsAt))
}

// asks is what the rule of a request is looked up by.
func (s *Service) asks(supplier, buyer account.CompanyID, start time.Time) ruleQuery {
	return ruleQuery{supplier, buyer, schedule.DateOf(start, s.settings.Hours.Zone).String(), s.settings.Moderation}
}

// Occasions are the standing service, and the programmes that are not over, the next first.
func (s *Service) Occasions(ctx context.Context, v account.Viewer) ([]Occasion, error) {
	if err := account.May(v, account.ReadQueue, account.Object{}); err != nil {
		return nil, err
	}
	found, err := occasions(ctx, s.db, schedule.DateOf(s.Now(), s.settings.Hours.Zone).String())
	if err != nil {
		return nil, err
	}
	if len(found) == 0 || !found[0].Standing() {
		found = append([]Occasion{{Moderation: s.settings.Moderation}}, found...)
	}
	return found, nil
}

// Coming are the programmes that are not over, for anybody.
func (s *Service) Coming(ctx context.Context) ([]Occasion, error) {
	all, err := occasions(ctx, s.db, schedule.DateOf(s.Now(), s.settings.Hours.Zone).String())
	return slices.DeleteFunc(all, func(o Occasion) bool { return o.From == nil || o.Until == nil }), err
}

// SetRule says which requests of an occasion the office looks at. What was asked before stays where it is.
func (s *Service) SetRule(ctx context.Context, v account.Viewer, id uuid.UUID, m Moderation) error {
	if !m.known() {
		return problem.InvalidFields(problem.Field{Name: "rule", Code: "rule_unknown"})
	}
	return s.rule(ctx, v, audit.Act{Did: audit.Rule, Said: string(m)}, func(tx postgres.Tx, now time.Time) error { return setRule(ctx, tx, id, m, v.User, now) })
}

// OpenOccasion begins a programme. Its makers and pairs are named afterwards.
func (s *Service) OpenOccasion(ctx context.Context, v account.Viewer, o Occasion) (uuid.UUID, error) {
	var wrong []problem.Field
	o.NameEn, o.NameKo = strings.TrimSpace(o.NameEn), strings.TrimSpace(o.NameKo)
	if o.NameEn == "" || o.NameKo == "" || len(o.NameEn) > 200 || len(o.NameKo) > 200 {
		wrong = append(wrong, problem.Field{Name: "name", Code: "programme_unnamed"})
	}
	if o.From == nil || o.Until == nil || o.Until.Before(*o.From) || o.Until.Sub(*o.From) > 366*24*time.Hour {
		wrong = append(wrong, problem.Field{Name: "from", Code: "programme_dates"})
	}
	if !o.Moderation.known() {
		wrong = append(wrong, problem.Field{Name: "rule", Code: "rule_unknown"})
	}
	if wrong != nil {
		return uuid.Nil, problem.InvalidFields(wrong...)
	}
	o.ID = newID().UUID
	return o.ID, s.rule(ctx, v, audit.Act{Did: audit.Programme, Said: o.NameEn}, func(tx postgres.Tx, now time.Time) error { return insertOccasion(ctx, tx, o, v.User, now) })
}

// TakePart has a maker take part in a programme, or not any more.
func (s *Service) TakePart(ctx context.Context, v account.Viewer, id uuid.UUID, maker account.CompanyID, in bool) error {
	act := audit.Act{Did: audit.Join, Company: maker}
	if !in {
		act.Did = audit.Leave
	}
	return s.rule(ctx, v, act, func(tx postgres.Tx, _ time.Time) error { return setTakesPart(ctx, tx, id, maker, in) })
}

// ApprovePair lets two companies meet on an occasion without a look at their request, or not any more.
func (s *Service) ApprovePair(ctx context.Context, v account.Viewer, id uuid.UUID, p Sides, on bool) error {
	if err := account.May(v, account.ApproveConsultation, account.Object{Supplier: p.Supplier, Buyer: p.Buyer}); err != nil {
		return err
	}
	act := audit.Act{Did: audit.Pair, Company: p.Supplier, Other: p.Buyer}
	if !on {
		act.Did = audit.Part
	}
	return s.rule(ctx, v, act, func(tx postgres.Tx, now time.Time) error {
		if err := keepStanding(ctx, tx, s.settings.Moderation, v.User, now); err != nil {
			return err
		}
		return setPair(ctx, tx, id, p, on)
	})
}

// rule makes a change of the rules and tells the office's log of it.
func (s *Service) rule(ctx context.Context, v account.Viewer, act audit.Act, change func(postgres.Tx, time.Time) error) error {
	if err := account.May(v, account.KeepRules, account.Object{}); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		if err := change(tx, now); err != nil {
			return err
		}
		act.By = v.User
		return audit.Note(ctx, tx, act)
	})
}
