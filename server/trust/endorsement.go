package trust

import (
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/statement"
)

// Endorsement is a signed, scoped, expiring and revocable statement about a company.
//
//	proposed → signed_by_one → active → expired | revoked | superseded
//
// One signature counts already, and may end in the same ways; what is only proposed may be revoked, and says nothing.
type Endorsement struct {
	Code       string
	CompanyID  account.CompanyID
	State      string
	Version    int
	Mode       string
	Statement  []byte // canonical bytes
	Scope      []string
	CheckedOn  time.Time
	IssuedOn   time.Time
	ValidUntil time.Time // the last day
	Supersedes *string
	FromDesk   *account.DeskID // who proposes; nil: the office
	DeskID     *account.DeskID // the other city that is asked to sign
	ProposedBy account.UserID
	Letter     string
	EndedOn    *time.Time
	EndedBy    *account.DeskID // the desk that has revoked it; nil: the office
	Reason     string
	ChangedAt  time.Time
}

// States of an endorsement.
const (
	Proposed    = "proposed"
	SignedByOne = "signed_by_one"
	Active      = "active"
	Expired     = "expired"
	WasRevoked  = "revoked"
	Superseded  = "superseded"
)

// Moves of an endorsement.
const (
	doSign      = "sign"
	doDecline   = "decline" // to sign: the desk is not asked any more, what others have signed stands
	doExpire    = "expire"
	doRevoke    = "revoke"
	doSupersede = "supersede"
)

var endorsementMoves = map[string][]string{
	Proposed:    {doSign, doDecline, doRevoke},
	SignedByOne: {doSign, doDecline, doExpire, doRevoke, doSupersede},
	Active:      {doExpire, doRevoke, doSupersede},
}

// allows refuses a move that is not legal, and says which are.
func (e Endorsement) allows(move string) error {
	legal := endorsementMoves[e.State]
	if slices.Contains(legal, move) {
		return nil
	}
	return problem.New(problem.Conflict, "endorsement_move", "Code", e.Code).In(e.State).WithLegal(legal...)
}

// at is the endorsement as it stands at an instant: it has expired when its last day is over, whether or not anybody has
// written that down.
func (e Endorsement) at(now time.Time) Endorsement {
	if (e.State == SignedByOne || e.State == Active) && e.over(now) {
		e.State = Expired
	}
	return e
}

func (e Endorsement) over(now time.Time) bool {
	return now.UTC().Format(time.DateOnly) > e.ValidUntil.Format(time.DateOnly)
}

// Counts reports whether the endorsement says anything at all.
func (e Endorsement) Counts() bool { return e.State == SignedByOne || e.State == Active }

// Signed is one signature under an endorsement.
type Signed struct {
	Code      string
	DeskID    *account.DeskID // nil: the office's
	KeyID     string
	Signature string
	ByUser    account.UserID
	At        time.Time
	OwnerEn   string
	OwnerKo   string
	Withdrawn *time.Time // of its key
}

// Owner is the signing office's or desk's name by language.
func (s Signed) Owner() map[string]string { return map[string]string{"en": s.OwnerEn, "ko": s.OwnerKo} }

// ends is the voice in which somebody may revoke an endorsement, the one place that says so: the office's (nil), or that of a
// desk that speaks in it, since it has signed, has proposed what nobody has signed yet, or wrote the letter on paper. Who was only
// asked to sign has no voice in it.
func (e Endorsement) ends(v account.Viewer, signed []Signed) (*account.DeskID, error) {
	if v.Is(account.Officer) {
		return nil, nil
	}
	for _, desk := range desksOf(v) {
		mine := func(other *account.DeskID) bool { return other != nil && *other == desk }
		if slices.ContainsFunc(signed, func(s Signed) bool { return mine(s.DeskID) }) ||
			e.State == Proposed && mine(e.FromDesk) || e.Mode == statement.Paper && mine(e.DeskID) {
			return &desk, nil
		}
	}
	return nil, problem.New(problem.Forbidden, "endorsement_not_signed")
}

// asks reports whether a desk of the viewer is asked to sign beside others and has not.
func (e Endorsement) asks(v account.Viewer, signed []Signed) bool {
	if e.DeskID == nil || e.Mode == statement.Paper || e.FromDesk != nil && *e.FromDesk == *e.DeskID || !slices.Contains(desksOf(v), *e.DeskID) {
		return false
	}
	return !slices.ContainsFunc(signed, func(s Signed) bool { return s.DeskID != nil && *s.DeskID == *e.DeskID })
}

// Proposal asks for an endorsement.
type Proposal struct {
	Company    string // slug
	Desk       string // slug of the city that is asked to sign beside the office, or nothing
	Scope      []string
	Until      string // the last day, 2006-01-02; nothing: in a year
	Supersedes string
	Letter     string // set: a letter on paper that is typed in, which no key signs
}

// scopesOf are what an endorsement of a company may name: the checks that hold and have words in a statement.
func scopesOf(checks []Check, now time.Time) []string {
	var scopes []string
	for _, c := range checks {
		if c.Holds(now) && slices.Contains(statement.Scopes, c.Kind) {
			scopes = append(scopes, c.Kind)
		}
	}
	return statement.Sorted(scopes)
}

// check makes the proposal a statement, but for its code and office.
func (p Proposal) check(c Case, country string, checks []Check, now time.Time) (statement.Statement, error) {
	today := now.UTC().Format(time.DateOnly)
	said := statement.Statement{Text: statement.TextID, Mode: statement.Signed, Scope: statement.Sorted(slices.Compact(slices.Sorted(slices.Values(p.Scope)))),
		Company: statement.About{LegalName: c.LegalName, RegistryNo: c.RegistryNo, Country: country}, IssuedOn: today, ValidUntil: p.Until, Supersedes: p.Supersedes}
	if p.Letter != "" {
		said.Mode = statement.Paper
	}
	if said.ValidUntil == "" {
		said.ValidUntil = now.UTC().AddDate(1, 0, 0).Format(time.DateOnly)
	}
	var wrong []problem.Field
	holds := scopesOf(checks, now)
	if len(said.Scope) == 0 || slices.ContainsFunc(said.Scope, func(scope string) bool { return !slices.Contains(holds, scope) }) {
		wrong = append(wrong, problem.Field{Name: "scope", Code: "endorsement_scope"})
	}
	until, err := time.Parse(time.DateOnly, said.ValidUntil)
	if err != nil || said.ValidUntil <= today || until.After(now.AddDate(1, 0, 1)) {
		wrong = append(wrong, problem.Field{Name: "until", Code: "endorsement_until"})
	}
	if c.LegalName == "" || c.RegistryNo == "" {
		wrong = append(wrong, problem.Field{Name: "scope", Code: "endorsement_facts"})
	}
	for _, check := range checks { // the day of the oldest check that is named: nothing is said to be fresher than it is
		if day := check.CheckedAt.UTC().Format(time.DateOnly); slices.Contains(said.Scope, check.Kind) && (said.CheckedOn == "" || day < said.CheckedOn) {
			said.CheckedOn = day
		}
	}
	if len(wrong) > 0 {
		return said, problem.InvalidFields(wrong...)
	}
	return said, nil
}
