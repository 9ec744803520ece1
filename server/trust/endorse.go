package trust

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/chain"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/statement"
)

// Propose writes an endorsement that others sign. An officer proposes for the office, and may ask a city's desk to sign as
// well; somebody of a desk proposes in its name about a buyer that it brought.
func (s *Service) Propose(ctx context.Context, v account.Viewer, p Proposal) (Endorsement, error) {
	company, _, err := s.reviewed(ctx, v, p.Company)
	if err != nil {
		return Endorsement{}, err
	}
	e := Endorsement{CompanyID: company.ID, State: Proposed, Version: 1, ProposedBy: v.User, Letter: strings.TrimSpace(p.Letter)}
	office := s.Office
	if err := s.parties(ctx, v, p, &e, &office); err != nil {
		return e, err
	}
	standings, err := Standings(ctx, s.DB, s.Now(), company.ID)
	if err != nil {
		return e, err
	}
	if standings[company.ID].Level < account.L2 {
		return e, problem.New(problem.Conflict, "endorsement_level").In(string(standings[company.ID].State))
	}
	return e, s.DB.Tx(ctx, func(tx postgres.Tx) error {
		c, err := findCase(ctx, tx, company.ID, true)
		if err != nil {
			return err
		}
		checks, err := findChecks(ctx, tx, company.ID)
		if err != nil {
			return err
		}
		now := s.Now()
		said, err := p.check(c, company.Country, checks, now)
		if err != nil {
			return err
		}
		if p.Supersedes != "" {
			old, err := findEndorsement(ctx, tx, p.Supersedes, false)
			if err != nil || old.CompanyID != company.ID || old.allows(doSupersede) != nil {
				return problem.InvalidFields(problem.Field{Name: "supersedes", Code: "endorsement_supersedes"})
			}
			e.Supersedes = &p.Supersedes
		}
		if said.Code, err = nextCode(ctx, tx, s.Office.ID); err != nil {
			return err
		}
		said.Office = office
		if e.Statement, err = said.Canonical(); err != nil {
			return err
		}
		e.Code, e.Mode, e.Scope, e.ChangedAt = said.Code, said.Mode, said.Scope, now
		e.CheckedOn, e.IssuedOn, e.ValidUntil = day(said.CheckedOn), day(said.IssuedOn), day(said.ValidUntil)
		if err := insertEndorsement(ctx, tx, e); err != nil {
			return err
		}
		return s.noteEndorsement(ctx, tx, e, actorOf(v), "propose", "", "")
	})
}

// day reads a day that statement has checked.
func day(text string) time.Time {
	at, _ := time.Parse(time.DateOnly, text)
	return at
}

// parties says for whom is proposed and who is asked to sign.
func (s *Service) parties(ctx context.Context, v account.Viewer, p Proposal, e *Endorsement, office *statement.Named) error {
	if !v.Is(account.Officer) {
		desks, err := s.Accounts.DesksOf(ctx, e.CompanyID)
		if err != nil {
			return err
		}
		for _, id := range desksOf(v) {
			if slices.Contains(desks, id) {
				desk, err := s.Accounts.Desk(ctx, id)
				if err != nil {
					return err
				}
				e.FromDesk, e.DeskID, *office = &desk.ID, &desk.ID, statement.Named{ID: desk.Slug, En: desk.NameEn, Ko: desk.NameKo}
				return nil
			}
		}
		return problem.New(problem.NotFound, "not_found")
	}
	if p.Desk == "" {
		return nil
	}
	desk, err := s.Accounts.DeskBySlug(ctx, p.Desk)
	if err != nil || desk.Kind == association {
		return problem.InvalidFields(problem.Field{Name: "desk", Code: "endorsement_desk"})
	}
	e.DeskID = &desk.ID
	if e.Letter != "" {
		*office = statement.Named{ID: desk.Slug, En: desk.NameEn, Ko: desk.NameKo}
	}
	return nil
}

func (s *Service) noteEndorsement(ctx context.Context, tx postgres.Tx, e Endorsement, by actor, move, from, reason string) error {
	return note(ctx, tx, Event{"endorsement:" + e.Code, chain.Entry{Version: e.Version, At: e.ChangedAt, Actor: by.id, Role: by.role, Move: move, FromState: from, ToState: e.State, Reason: reason}})
}

// object is an endorsement as May knows it: the company's, and of the desks that have a part in it.
func (s *Service) objectOf(ctx context.Context, e Endorsement) (account.Object, error) {
	company, err := s.Accounts.Company(ctx, e.CompanyID)
	if err != nil {
		return account.Object{}, err
	}
	o, err := s.object(ctx, company)
	for _, desk := range []*account.DeskID{e.FromDesk, e.DeskID} {
		if desk != nil {
			o.Desks = append(o.Desks, *desk)
		}
	}
	return o, err
}

// Sign puts a signature under an endorsement: an officer the office's, with the key that is sealed here; somebody of the
// desk that is asked its own, made elsewhere with the key that never comes here. Who proposed it does not sign.
func (s *Service) Sign(ctx context.Context, v account.Viewer, code string, by statement.Signature) (Endorsement, error) {
	found, err := s.Endorsement(ctx, v, code)
	if err != nil {
		return Endorsement{}, err
	}
	o, err := s.objectOf(ctx, found.Endorsement)
	if err != nil {
		return Endorsement{}, err
	}
	if err := account.May(v, account.ReviewCompany, o); err != nil {
		return Endorsement{}, err
	}
	e := found.Endorsement
	return e, s.DB.Tx(ctx, func(tx postgres.Tx) (err error) {
		now := s.Now()
		if e, err = findEndorsement(ctx, tx, code, true); err != nil {
			return err
		}
		e = e.at(now)
		switch err := e.allows(doSign); {
		case err != nil:
			return err
		case e.Mode == statement.Paper:
			return problem.New(problem.Conflict, "endorsement_paper")
		case e.ProposedBy == v.User:
			return problem.New(problem.Conflict, "endorsement_own")
		}
		if level, err := LevelOf(ctx, tx, now, e.CompanyID); err != nil || level < account.L2 {
			return errors.Join(err, problem.New(problem.Conflict, "endorsement_level"))
		}
		signature, err := s.signature(ctx, tx, v, e, by, now)
		if err != nil {
			return err
		}
		err = insertSignature(ctx, tx, signature)
		if postgres.IsUnique(err) {
			return problem.New(problem.Conflict, "endorsement_signed").In(e.State)
		}
		if err != nil {
			return err
		}
		from := e.State
		if e.State = SignedByOne; from == SignedByOne {
			e.State = Active
		}
		e.Version, e.ChangedAt = e.Version+1, now
		if err := updateEndorsement(ctx, tx, e); err != nil {
			return err
		}
		if err := errors.Join(s.noteEndorsement(ctx, tx, e, actorOf(v), doSign, from, signature.KeyID), s.outside(ctx, tx, e, doSign, from, now)); err != nil || e.Supersedes == nil || from != Proposed {
			return err
		}
		old, err := findEndorsement(ctx, tx, *e.Supersedes, true)
		if err != nil || old.allows(doSupersede) != nil {
			return err
		}
		if err := s.end(ctx, tx, old, doSupersede, actorOf(v), "superseded", now); err != nil {
			return err
		}
		_, err = s.issue(ctx, tx, now)
		return err
	})
}

// signature is the viewer's: checked here whoever made it.
func (s *Service) signature(ctx context.Context, tx postgres.Tx, v account.Viewer, e Endorsement, by statement.Signature, now time.Time) (Signed, error) {
	signed := Signed{Code: e.Code, ByUser: v.User, At: now, KeyID: by.Key, Signature: strings.TrimSpace(by.Signature)}
	issued := e.IssuedOn.Format(time.DateOnly)
	if v.Is(account.Officer) {
		key, private, err := s.officeKey(ctx, tx, now)
		if err != nil {
			return signed, err
		}
		said, err := statement.Parse(e.Statement)
		if err != nil {
			return signed, err
		}
		made, err := statement.Sign(said, key.ID, private)
		signed.KeyID, signed.Signature = made.Key, made.Signature
		return signed, err
	}
	if e.DeskID == nil || !slices.Contains(desksOf(v), *e.DeskID) {
		return signed, problem.New(problem.Forbidden, "endorsement_not_asked")
	}
	signed.DeskID = e.DeskID
	key, err := findKey(ctx, tx, by.Key)
	if err != nil || key.DeskID == nil || *key.DeskID != *e.DeskID || key.PublishedAt == nil || !key.published(s.Office).Signs(issued) {
		return signed, problem.InvalidFields(problem.Field{Name: "key", Code: "endorsement_key"})
	}
	if !key.published(s.Office).Verify(e.Statement, signed.Signature) {
		return signed, problem.InvalidFields(problem.Field{Name: "signature", Code: "endorsement_signature"})
	}
	return signed, nil
}

// mayJudge refuses whoever may not review the company of an endorsement.
func (s *Service) mayJudge(ctx context.Context, v account.Viewer, code string) error {
	found, err := s.Endorsement(ctx, v, code)
	if err != nil {
		return err
	}
	o, err := s.objectOf(ctx, found.Endorsement)
	if err != nil {
		return err
	}
	return account.May(v, account.ReviewCompany, o)
}

// Decline says that the viewer's desk does not sign what it is asked to sign. Others' signatures stand.
func (s *Service) Decline(ctx context.Context, v account.Viewer, code string) error {
	if err := s.mayJudge(ctx, v, code); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx postgres.Tx) error {
		e, err := findEndorsement(ctx, tx, code, true)
		if err != nil {
			return err
		}
		signed, err := findSignatures(ctx, tx, code)
		if err != nil {
			return err
		}
		now := s.Now()
		e = e.at(now)
		if err := e.allows(doDecline); err != nil {
			return err
		}
		if !e.asks(v, signed) {
			return problem.New(problem.Forbidden, "endorsement_not_asked")
		}
		e.DeskID, e.Version, e.ChangedAt = nil, e.Version+1, now
		if err := updateEndorsement(ctx, tx, e); err != nil {
			return err
		}
		return s.noteEndorsement(ctx, tx, e, actorOf(v), doDecline, e.State, "")
	})
}

// RevokeEndorsement ends an endorsement with a reason. The list says so from that moment on.
func (s *Service) RevokeEndorsement(ctx context.Context, v account.Viewer, code, reason string) error {
	if err := s.mayJudge(ctx, v, code); err != nil {
		return err
	}
	if s.associationOnly(ctx, v) {
		return problem.New(problem.Forbidden, "association_recommends")
	}
	if !slices.Contains(statement.Reasons, reason) {
		return problem.InvalidFields(problem.Field{Name: "reason", Code: "trust_reason"})
	}
	return s.DB.Tx(ctx, func(tx postgres.Tx) error {
		e, err := findEndorsement(ctx, tx, code, true)
		if err != nil {
			return err
		}
		now := s.Now()
		e = e.at(now)
		if err := e.allows(doRevoke); err != nil {
			return err
		}
		signed, err := findSignatures(ctx, tx, code)
		if err != nil {
			return err
		}
		if e.EndedBy, err = e.ends(v, signed); err != nil {
			return err
		}
		if err := s.end(ctx, tx, e, doRevoke, actorOf(v), reason, now); err != nil {
			return err
		}
		_, err = s.issue(ctx, tx, now)
		return err
	})
}

// end makes the last move of an endorsement.
func (s *Service) end(ctx context.Context, tx postgres.Tx, e Endorsement, move string, by actor, reason string, now time.Time) error {
	from := e.State
	e.State = map[string]string{doExpire: Expired, doRevoke: WasRevoked, doSupersede: Superseded}[move]
	e.Version, e.ChangedAt, e.Reason, e.EndedOn = e.Version+1, now, reason, &now
	if err := updateEndorsement(ctx, tx, e); err != nil {
		return err
	}
	if err := s.noteEndorsement(ctx, tx, e, by, move, from, reason); err != nil {
		return err
	}
	return s.outside(ctx, tx, e, move, from, now)
}

// endAll revokes whatever stands for a company.
func (s *Service) endAll(ctx context.Context, tx postgres.Tx, company account.CompanyID, by actor, reason string, now time.Time) error {
	all, err := findEnding(ctx, tx, company)
	if err != nil {
		return err
	}
	for _, e := range all {
		if err := s.end(ctx, tx, e, doRevoke, by, reason, now); err != nil {
			return err
		}
	}
	_, err = s.issue(ctx, tx, now)
	return err
}

// Recommend says that an association knows a company that it brought.
func (s *Service) Recommend(ctx context.Context, v account.Viewer, slug, text string) error {
	if !v.Is(account.Partner) {
		return account.May(v, account.KeepKeys, account.Object{})
	}
	company, err := s.Accounts.CompanyBySlug(ctx, slug)
	if err != nil {
		return err
	}
	if err := s.may(ctx, v, account.ReviewCompany, company); err != nil {
		return err
	}
	text = strings.TrimSpace(text)
	if text == "" || len(text) > 2000 {
		return problem.InvalidFields(problem.Field{Name: "text", Code: "trust_text"})
	}
	desks, err := s.Accounts.DesksOf(ctx, company.ID)
	if err != nil {
		return err
	}
	for _, id := range desksOf(v) {
		if slices.Contains(desks, id) {
			return putRecommendation(ctx, s.DB, Recommendation{DeskID: id, CompanyID: company.ID, Text: text, ByUser: v.User, At: s.Now()})
		}
	}
	return problem.New(problem.NotFound, "not_found")
}
