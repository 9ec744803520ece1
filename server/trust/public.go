package trust

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/statement"
)

const (
	listLife  = 7 * 24 * time.Hour // a newer list is there by then
	listEvery = 24 * time.Hour
)

// issue signs the list of what was revoked, with the next number.
func (s *Service) issue(ctx context.Context, tx postgres.Tx, now time.Time) ([]byte, error) {
	if err := lockList(ctx, tx); err != nil {
		return nil, err
	}
	last, err := lastList(ctx, tx)
	if err != nil {
		return nil, err
	}
	all, err := findEnded(ctx, tx)
	if err != nil {
		return nil, err
	}
	list := statement.List{Number: last.Number + 1, IssuedAt: now.UTC().Format(time.RFC3339), NextBy: now.UTC().Add(listLife).Format(time.RFC3339)}
	for _, e := range all {
		list.Revoked = append(list.Revoked, statement.Revoked{Code: e.Code, On: e.On.Format(time.DateOnly), Reason: e.Reason})
	}
	key, private, err := s.officeKey(ctx, tx, now)
	if err != nil {
		return nil, err
	}
	signed, err := statement.SignList(list, key.ID, private)
	if err != nil {
		return nil, err
	}
	body, err := signed.Bytes()
	if err != nil {
		return nil, err
	}
	return body, insertList(ctx, tx, listRow{list.Number, now, body})
}

// RevocationList is the newest list as it is published, never older than a day.
func (s *Service) RevocationList(ctx context.Context) ([]byte, error) {
	last, err := lastList(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	if last.Number > 0 && now.Sub(last.IssuedAt) < listEvery {
		return last.Body, nil
	}
	var body []byte
	err = s.DB.Tx(ctx, func(tx postgres.Tx) error {
		body, err = s.issue(ctx, tx, now)
		return err
	})
	return body, err
}

// PublishedKeys are all keys that ever signed, with the days on which they did.
func (s *Service) PublishedKeys(ctx context.Context) ([]byte, error) {
	keys, err := findKeys(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	published := statement.Keys{Keys: []statement.Key{}}
	for _, k := range keys {
		if k.PublishedAt != nil {
			published.Keys = append(published.Keys, k.published(s.Office))
		}
	}
	return published.Bytes()
}

// Public is what anybody may know of an endorsement.
type Public struct {
	Endorsement
	Said       statement.Statement
	Signatures []Signed          // that count
	Suspended  bool              // the company, at the moment
	Held       int               // signatures whose keys were not withdrawn
	RevokedBy  map[string]string // whose voice has revoked it, by language; nil while it is not revoked
	Slug       string            // of the company, where it is shown to everybody
	Supplier   bool
}

// Holds reports whether the endorsement says something now that anybody can check.
func (p Public) Holds() bool { return p.Counts() && !p.Suspended && p.Held > 0 }

// Void reports whether all keys that have signed it were withdrawn.
func (p Public) Void() bool { return p.Counts() && p.Held == 0 }

// Stands is the state with the signatures that still count: where the key of one of two was withdrawn, it is signed by one.
func (p Public) Stands() string {
	if p.State == Active && p.Held == 1 {
		return SignedByOne
	}
	return p.State
}

// Find is an endorsement for anybody, as it stands now. What is only proposed is nobody's business.
func (s *Service) Find(ctx context.Context, code string) (Public, error) {
	if !statement.IsCode(code) {
		return Public{}, problem.New(problem.NotFound, "endorsement_unknown")
	}
	p, err := s.public(ctx, code)
	if err == nil && (p.State == Proposed && p.Mode != statement.Paper || len(p.Signatures) == 0 && p.Mode != statement.Paper) {
		return Public{}, problem.New(problem.NotFound, "endorsement_unknown")
	}
	return p, err
}

func (s *Service) public(ctx context.Context, code string) (Public, error) {
	e, err := findEndorsement(ctx, s.DB, code, false)
	if err != nil {
		return Public{}, err
	}
	p := Public{Endorsement: e.at(s.Now())}
	if p.Said, err = statement.Parse(e.Statement); err != nil {
		return p, err
	}
	if p.Signatures, err = findSignatures(ctx, s.DB, code); err != nil {
		return p, err
	}
	c, err := s.Accounts.Company(ctx, e.CompanyID)
	if err != nil {
		return p, err
	}
	p.Suspended, p.Slug, p.Supplier = c.SuspendedAt != nil, c.Slug, c.Kind == account.SupplierCompany
	if p.State == WasRevoked {
		p.RevokedBy = map[string]string{"en": s.Office.En, "ko": s.Office.Ko}
		if e.EndedBy != nil {
			desk, err := s.Accounts.Desk(ctx, *e.EndedBy)
			if err != nil {
				return p, err
			}
			p.RevokedBy = desk.Names()
		}
	}
	for i, signed := range p.Signatures {
		if signed.Withdrawn == nil {
			p.Held++
		}
		if signed.DeskID == nil {
			p.Signatures[i].OwnerEn, p.Signatures[i].OwnerKo = s.Office.En, s.Office.Ko
		}
	}
	return p, nil
}

// File is an endorsement as it is handed out, to be checked anywhere.
func (s *Service) File(ctx context.Context, code string) ([]byte, error) {
	p, err := s.Find(ctx, code)
	if err != nil {
		return nil, err
	}
	if len(p.Signatures) == 0 {
		return nil, problem.New(problem.NotFound, "endorsement_paper")
	}
	f := statement.File{Statement: p.Said}
	for _, signed := range p.Signatures {
		f.Signatures = append(f.Signatures, statement.Signature{Key: signed.KeyID, Signature: signed.Signature})
	}
	return f.Bytes()
}

// Shown is an endorsement for whoever has a part in it.
type Shown struct {
	Public
	Company    account.Company
	Opens      bool          // the viewer may open the company's file
	Desk       *account.Desk // that is asked to sign
	CanSign    bool
	Own        bool // the viewer has proposed it, and so does not sign
	Office     bool // as the office, with the key that is kept here
	CanEnd     bool
	CanDecline bool  // to sign
	Keys       []Key // of the viewer's desk that sign
	Proposer   string
}

// Endorsement is one for an officer or a desk that has a part in it.
func (s *Service) Endorsement(ctx context.Context, v account.Viewer, code string) (Shown, error) {
	if !v.SignedIn() || !v.Is(account.Officer) && !v.Is(account.Operator) && !v.Is(account.Partner) {
		return Shown{}, account.May(v, account.ReadTrustFile, account.Object{})
	}
	p, err := s.public(ctx, code)
	if err != nil {
		return Shown{}, err
	}
	o, err := s.objectOf(ctx, p.Endorsement)
	if err != nil {
		return Shown{}, err
	}
	if err := account.May(v, account.ReadTrustFile, o); err != nil {
		return Shown{}, err
	}
	shown := Shown{Public: p}
	if shown.Company, err = s.Accounts.Company(ctx, p.CompanyID); err != nil {
		return shown, err
	}
	shown.Opens = s.may(ctx, v, account.ReadTrustFile, shown.Company) == nil
	proposer, err := s.Accounts.User(ctx, p.ProposedBy)
	if err != nil {
		return shown, err
	}
	shown.Proposer = proposer.Name
	if p.DeskID != nil {
		desk, err := s.Accounts.Desk(ctx, *p.DeskID)
		if err != nil {
			return shown, err
		}
		shown.Desk = &desk
	}
	return shown, s.offer(ctx, v, &shown)
}

// offer says what the viewer may do with an endorsement now.
func (s *Service) offer(ctx context.Context, v account.Viewer, shown *Shown) error {
	mine := func(desk *account.DeskID) bool {
		if desk == nil {
			return v.Is(account.Officer)
		}
		for _, id := range desksOf(v) {
			if id == *desk {
				return true
			}
		}
		return false
	}
	asked := v.Is(account.Officer) || shown.DeskID != nil && mine(shown.DeskID)
	done := false
	for _, signed := range shown.Signatures {
		done = done || mine(signed.DeskID)
	}
	signs := asked && !done && shown.Mode == statement.Signed && shown.allows(doSign) == nil
	shown.Own = signs && shown.ProposedBy == v.User
	shown.CanSign = signs && !shown.Own
	_, refusal := shown.ends(v, shown.Signatures)
	shown.CanEnd = refusal == nil && shown.allows(doRevoke) == nil
	shown.CanDecline = shown.asks(v, shown.Signatures) && shown.allows(doDecline) == nil
	shown.Office = v.Is(account.Officer)
	keys, err := findKeys(ctx, s.DB)
	for _, k := range keys {
		if k.DeskID != nil && mine(k.DeskID) && k.PublishedAt != nil && k.published(s.Office).Signs(shown.IssuedOn.Format(time.DateOnly)) {
			shown.Keys = append(shown.Keys, k)
		}
	}
	return err
}

// unsigned are the endorsements that want a signature, by company.
func (s *Service) unsigned(ctx context.Context, v account.Viewer) (map[account.CompanyID][]Endorsement, error) {
	all, err := s.Endorsements(ctx, v)
	if err != nil {
		return nil, err
	}
	waiting := map[account.CompanyID][]Endorsement{}
	for _, e := range all {
		if e.Mode == statement.Signed && e.allows(doSign) == nil && (e.State == Proposed || e.DeskID != nil) {
			waiting[e.CompanyID] = append(waiting[e.CompanyID], e)
		}
	}
	return waiting, nil
}

// Endorsements are those that concern a viewer's office or desks.
func (s *Service) Endorsements(ctx context.Context, v account.Viewer) ([]Endorsement, error) {
	desks := desksOf(v)
	if err := account.May(v, account.ReadTrustQueue, account.Object{Desks: desks}); err != nil {
		return nil, err
	}
	if v.Is(account.Officer) || v.Is(account.Operator) {
		desks = nil
	}
	all, err := findEndorsements(ctx, s.DB, endorsementsOf{desks: desks})
	for i := range all {
		all[i] = all[i].at(s.Now())
	}
	return all, err
}
