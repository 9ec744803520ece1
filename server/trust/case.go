package trust

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/chain"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// change is one move of a verification: it locks the row, lets work look and write, and notes what happened.
type change struct {
	company account.Company
	by      actor
	move    Move
	party   party
	reason  string
}

func (s *Service) change(ctx context.Context, m change, work func(tx postgres.Tx, c *Case, now time.Time) error) (Case, error) {
	var c Case
	if err := s.begin(ctx, m.company); err != nil {
		return c, err
	}
	err := s.DB.Tx(ctx, func(tx postgres.Tx) (err error) {
		if c, err = findCase(ctx, tx, m.company.ID, true); err != nil {
			return err
		}
		return s.step(ctx, tx, &c, m, s.Now(), work)
	})
	return c, err
}

func (s *Service) step(ctx context.Context, tx postgres.Tx, c *Case, m change, now time.Time, work func(tx postgres.Tx, c *Case, now time.Time) error) error {
	standing, err := readFacts(ctx, tx, now, []account.CompanyID{c.CompanyID})
	if err != nil {
		return err
	}
	from := c.State
	to, err := next(c.Kind, from, m.move, m.party, standing[c.CompanyID].deskless)
	if err != nil {
		return err
	}
	c.State, c.Reason, c.DueAt, c.ChangedAt = to, m.reason, s.due(to, now), now
	if to != Suspended {
		c.RevokeBy = nil
	}
	if to != NeedsInfo {
		c.Needs = nil
	}
	if err := work(tx, c, now); err != nil {
		return err
	}
	return write(ctx, tx, c, m.by, string(m.move), from, m.reason)
}

// write keeps a verification and what was done with it.
func write(ctx context.Context, tx postgres.Tx, c *Case, by actor, move string, from State, reason string) error {
	c.Version++
	if err := updateCase(ctx, tx, *c); err != nil {
		return err
	}
	return note(ctx, tx, Event{subjectOf(c.CompanyID), chain.Entry{Version: c.Version, At: c.ChangedAt, Actor: by.id, Role: by.role, Move: move,
		FromState: string(from), ToState: string(c.State), Reason: reason}})
}

// Changed says in the transaction of a change elsewhere that what was checked of a company is no longer so: the checks of
// these kinds count no longer, and a verified company is checked again.
func (s *Service) Changed(ctx context.Context, tx postgres.Tx, v account.Viewer, id account.CompanyID, kinds ...string) error {
	now := s.Now()
	c, err := findCase(ctx, tx, id, true)
	if problem.Is(err, problem.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := dropChecks(ctx, tx, id, kinds, now); err != nil {
		return err
	}
	from := c.State
	if c.State == Verified {
		c.State, c.DueAt = Recheck, s.due(Recheck, now)
	}
	c.EditedBy, c.ChangedAt = &v.User, now
	return write(ctx, tx, &c, actorOf(v), "edit", from, strings.Join(kinds, ", "))
}

func nothing(postgres.Tx, *Case, time.Time) error { return nil }

// SetFacts writes what a company says of itself. A verified one that changes a line is checked again, and what was checked
// of that line counts no longer.
func (s *Service) SetFacts(ctx context.Context, v account.Viewer, id account.CompanyID, f Facts) error {
	company, err := s.ownCompany(ctx, v, id)
	if err != nil {
		return err
	}
	f = f.trimmed()
	if err := f.check(company.Country); err != nil {
		return err
	}
	if err := s.begin(ctx, company); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx postgres.Tx) error {
		c, err := findCase(ctx, tx, id, true)
		if err != nil {
			return err
		}
		if c.State == Invited || c.State == SelfRegistered { // who signs in has shown that the mail address works
			if err := s.step(ctx, tx, &c, change{by: bySystem, move: Confirm, party: server}, s.Now(), nothing); err != nil {
				return err
			}
		}
		if !slices.Contains(edits, c.State) {
			return problem.New(problem.Conflict, "trust_edit").In(string(c.State))
		}
		changed := c.Facts.changed(f)
		if len(changed) == 0 {
			return nil
		}
		now := s.Now()
		if err := dropChecks(ctx, tx, id, changed, now); err != nil {
			return err
		}
		from := c.State
		if c.State == Verified {
			c.State, c.DueAt = Recheck, s.due(Recheck, now)
		}
		c.Facts, c.EditedBy, c.ChangedAt = f, &v.User, now
		return write(ctx, tx, &c, actorOf(v), "edit", from, strings.Join(changed, ", "))
	})
}

func (s *Service) ownCompany(ctx context.Context, v account.Viewer, id account.CompanyID) (account.Company, error) {
	company, err := s.Accounts.Company(ctx, id)
	if err != nil {
		return company, err
	}
	return company, s.may(ctx, v, account.EditVerification, company)
}

func (f Facts) trimmed() Facts {
	for _, line := range []*string{&f.LegalName, &f.RegistryNo, &f.Representative, &f.Address, &f.Website, &f.Phone, &f.TaxNo} {
		*line = strings.Join(strings.Fields(*line), " ")
	}
	return f
}

// lines are the facts by the name of their field.
func (f Facts) lines() map[string]string {
	return map[string]string{"legal_name": f.LegalName, "registry_no": f.RegistryNo, "representative": f.Representative, "address": f.Address,
		"website": f.Website, "phone": f.Phone, "tax_no": f.TaxNo}
}

// check finds lines that are missing or cannot be.
func (f Facts) check(country string) error {
	var wrong []problem.Field
	for _, name := range []string{"legal_name", "registry_no", "representative", "address"} {
		if f.lines()[name] == "" {
			wrong = append(wrong, problem.Field{Name: name, Code: "trust_line"})
		}
	}
	for name, line := range f.lines() {
		if len(line) > 300 {
			wrong = append(wrong, problem.Field{Name: name, Code: "trust_long"})
		}
	}
	if country == "KR" && f.RegistryNo != "" && !KoreanNumber(f.RegistryNo) {
		wrong = append(wrong, problem.Field{Name: "registry_no", Code: "trust_checksum"})
	}
	if len(wrong) > 0 {
		return problem.InvalidFields(wrong...)
	}
	return nil
}

// changed are the checks that other lines ask for again.
func (f Facts) changed(to Facts) []string {
	was := f.lines()
	var kinds []string
	for name, line := range to.lines() {
		if kind := fieldCheck[name]; was[name] != line && !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	slices.Sort(kinds)
	return kinds
}

// Hand gives what was written to whoever reviews it, or withdraws from being verified.
func (s *Service) Hand(ctx context.Context, v account.Viewer, id account.CompanyID, move Move) (Case, error) {
	own, err := s.ownCompany(ctx, v, id)
	if err != nil {
		return Case{}, err
	}
	return s.change(ctx, change{company: own, by: actorOf(v), move: move, party: company}, func(_ postgres.Tx, c *Case, _ time.Time) error {
		if move == Submit {
			return c.Facts.check(own.Country)
		}
		return nil
	})
}

// Decision is a move of a reviewer.
type Decision struct {
	Company string // slug
	Move    Move
	Needs   []string // of Needs, for Ask
	Reason  string   // of Reasons, for Reject, Suspend and Revoke
}

// Decide makes a reviewer's move. Two officers revoke: the first says so, the second does it.
func (s *Service) Decide(ctx context.Context, v account.Viewer, d Decision) (Case, error) {
	target, party, err := s.reviewed(ctx, v, d.Company)
	if err != nil {
		return Case{}, err
	}
	if slices.Contains([]Move{Suspend, Restore, Revoke, Renew}, d.Move) {
		if err := s.may(ctx, v, account.SuspendCompany, target); err != nil {
			return Case{}, err
		}
	}
	if err := d.check(); err != nil {
		return Case{}, err
	}
	m := change{company: target, by: actorOf(v), move: d.Move, party: party, reason: d.Reason}
	if d.Move == Ask {
		m.reason = strings.Join(d.Needs, ", ")
	}
	if d.Move == Revoke {
		return s.revoke(ctx, v, m)
	}
	return s.change(ctx, m, func(tx postgres.Tx, c *Case, now time.Time) error {
		switch d.Move {
		case Ask:
			c.Needs = d.Needs
		case Verify:
			return s.verify(ctx, tx, c, v.User, now)
		case Suspend:
			return account.SetSuspended(ctx, tx, c.CompanyID, true, now)
		case Restore:
			return account.SetSuspended(ctx, tx, c.CompanyID, false, now)
		default:
		}
		return nil
	})
}

func (d Decision) check() error {
	switch d.Move {
	case Ask:
		if len(d.Needs) == 0 || slices.ContainsFunc(d.Needs, func(n string) bool { return !slices.Contains(Needs, n) }) {
			return problem.InvalidFields(problem.Field{Name: "needs", Code: "trust_needs"})
		}
	case Reject, Suspend, Revoke:
		if !slices.Contains(Reasons, d.Reason) {
			return problem.InvalidFields(problem.Field{Name: "reason", Code: "trust_reason"})
		}
	default:
	}
	return nil
}

// reviewed is a company that the viewer may decide about, and as whom.
func (s *Service) reviewed(ctx context.Context, v account.Viewer, slug string) (account.Company, party, error) {
	if !v.Is(account.Officer) && !v.Is(account.Partner) {
		return account.Company{}, 0, account.May(v, account.ReviewCompany, account.Object{})
	}
	company, err := s.Accounts.CompanyBySlug(ctx, slug)
	if err != nil {
		return company, 0, err
	}
	if err := s.may(ctx, v, account.ReviewCompany, company); err != nil {
		return company, 0, err
	}
	if s.associationOnly(ctx, v) {
		return company, 0, problem.New(problem.Forbidden, "association_recommends")
	}
	if v.Is(account.Officer) {
		return company, reviewer | officer, nil
	}
	return company, reviewer, nil
}

// verify ends a review well: everything mandatory holds, and nobody has checked what they wrote themselves.
func (s *Service) verify(ctx context.Context, tx postgres.Tx, c *Case, who account.UserID, now time.Time) error {
	checks, err := findChecks(ctx, tx, c.CompanyID)
	if err != nil {
		return err
	}
	if lacks := missing(c.Kind, checks, now); len(lacks) > 0 {
		return problem.New(problem.Conflict, "trust_lacks", "Count", len(lacks)).In(string(c.State)).WithLegal(lacks...)
	}
	if c.EditedBy != nil && *c.EditedBy == who {
		return problem.New(problem.Conflict, "trust_own_edit")
	}
	until := now.Add(verifiedFor)
	c.VerifiedAt, c.VerifiedUntil = &now, &until
	return nil
}

// revoke takes a company's standing away for good, and its endorsements in the same transaction.
func (s *Service) revoke(ctx context.Context, v account.Viewer, m change) (Case, error) {
	var c Case
	err := s.DB.Tx(ctx, func(tx postgres.Tx) (err error) {
		if c, err = findCase(ctx, tx, m.company.ID, true); err != nil {
			return err
		}
		if _, err := next(c.Kind, c.State, Revoke, officer, false); err != nil {
			return err
		}
		now := s.Now()
		switch {
		case c.RevokeBy == nil:
			c.RevokeBy, c.Reason, c.ChangedAt = &v.User, m.reason, now
			return write(ctx, tx, &c, m.by, "ask to revoke", c.State, m.reason)
		case *c.RevokeBy == v.User:
			return problem.New(problem.Conflict, "trust_second_officer")
		case c.Reason != m.reason:
			return problem.New(problem.Conflict, "trust_same_reason")
		}
		if err := s.step(ctx, tx, &c, m, now, nothing); err != nil {
			return err
		}
		return s.endAll(ctx, tx, c.CompanyID, m.by, "company_revoked", now)
	})
	return c, err
}

// Editable reports whether the company may change what it says of itself.
func (c Case) Editable() bool {
	return slices.Contains(edits, c.State) || c.State == Invited || c.State == SelfRegistered
}
