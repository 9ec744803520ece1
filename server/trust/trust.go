// Package trust owns how far companies are known and who says so: verifications as checks with evidence, the levels that
// follow from them, endorsements that two cities sign, the keys and the list of what was revoked, and warnings. It leaves
// the form of what is signed, and checking it without a network, to statement, and what a level may do to account.
package trust

import (
	"context"
	"io"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/statement"
)

// Files keep evidence; see blob.Store.
type Files interface {
	Put(ctx context.Context, name string, content io.Reader) error
	Open(ctx context.Context, name string) (io.ReadCloser, error)
}

// Config is what the service works with.
type Config struct {
	DB       *postgres.DB
	Accounts *account.Service
	Files    Files
	Jobs     *jobs.Queue // nil: nobody outside is told
	Log      *slog.Logger
	Now      func() time.Time
	Zone     *time.Location           // of the office, for its working days
	Working  func(day time.Time) bool // whether a day is one, in that zone; nil: Monday to Friday
	Office   statement.Named          // ID begins every code: SW of SW-E-0001
	Origin   string                   // public address, for codes on paper
	Seal     []byte                   // 32 bytes that close the office's key; Before those before the last change
	Before   []byte
}

// Service answers for trust. It is safe for concurrent use.
type Service struct{ Config }

// New makes the service.
func New(cfg Config) *Service {
	if cfg.Zone == nil {
		cfg.Zone = time.UTC
	}
	if cfg.Working == nil {
		cfg.Working = weekday
	}
	return &Service{cfg}
}

// Facts are what a company says of itself.
type Facts struct {
	LegalName      string // as on the certificate
	RegistryNo     string
	Representative string
	Address        string
	Website        string
	Phone          string // published, for a call back
	TaxNo          string
}

// Case is the verification of one company.
type Case struct {
	CompanyID account.CompanyID
	Kind      account.Kind
	State     State
	Version   int
	Facts
	EditedBy      *account.UserID
	Needs         []string
	Reason        string
	RevokeBy      *account.UserID
	DueAt         *time.Time
	VerifiedAt    *time.Time
	VerifiedUntil *time.Time
	ChangedAt     time.Time
}

// Late reports whether the deadline has gone by.
func (c Case) Late(now time.Time) bool { return c.DueAt != nil && now.After(*c.DueAt) }

// Evidence is a file that a company has handed in.
type Evidence struct {
	ID        uuid.UUID
	CompanyID account.CompanyID
	Kind      string // the check that it is for
	Name      string
	File      string
	Type      string // media type, as its bytes say
	Bytes     int
	ByUser    account.UserID
	At        time.Time
}

// Record is the whole file of a company.
type Record struct {
	Case
	Company      account.Company
	Desks        []account.Desk // that brought it
	Level        account.Level
	Standing     Standing
	Checks       []Check
	Evidence     []Evidence
	Flags        []Flag
	Signals      []Signal
	Endorsements []Endorsement
	Recommended  []Recommendation
	Events       []Event
	Whole        bool     // its history is as it was written
	Legal        []string // moves that the viewer may make now
	Missing      []string // mandatory checks that do not hold
	Kinds        []string
}

func (s *Service) object(ctx context.Context, c account.Company) (account.Object, error) {
	if c.Kind == account.SupplierCompany {
		return account.Object{Supplier: c.ID}, nil
	}
	desks, err := s.Accounts.DesksOf(ctx, c.ID)
	return account.Object{Buyer: c.ID, Desks: desks}, err
}

// may asks May about a company.
func (s *Service) may(ctx context.Context, v account.Viewer, a account.Action, c account.Company) error {
	o, err := s.object(ctx, c)
	if err != nil {
		return err
	}
	return account.May(v, a, o)
}

// begin makes sure that a company has a verification, before somebody moves it.
func (s *Service) begin(ctx context.Context, c account.Company) error {
	desks, err := s.Accounts.BroughtBy(ctx, []account.CompanyID{c.ID})
	if err != nil {
		return err
	}
	return insertCase(ctx, s.DB, s.fresh(c, desks[c.ID]))
}

// fresh is a verification that nobody has moved yet.
func (s *Service) fresh(c account.Company, desks []account.Desk) Case {
	now, state := s.Now(), first(c.Kind, desks)
	return Case{CompanyID: c.ID, Kind: c.Kind, State: state, Facts: Facts{LegalName: c.NameEn}, DueAt: s.due(state, now), ChangedAt: now}
}

// caseOf is the verification of a company, fresh where it has not begun.
func (s *Service) caseOf(ctx context.Context, c account.Company, desks []account.Desk) (Case, error) {
	found, err := findCase(ctx, s.DB, c.ID, false)
	if problem.Is(err, problem.NotFound) {
		return s.fresh(c, desks), nil
	}
	return found, err
}

// Own is the file of the viewer's own company, as it may see it: no warnings, no notes of whoever checked.
func (s *Service) Own(ctx context.Context, v account.Viewer, id account.CompanyID) (Record, error) {
	c, err := s.Accounts.Company(ctx, id)
	if err != nil {
		return Record{}, err
	}
	if err := s.may(ctx, v, account.EditVerification, c); err != nil {
		return Record{}, err
	}
	r, err := s.record(ctx, c)
	if err != nil {
		return r, err
	}
	for i := range r.Checks {
		r.Checks[i].Note, r.Checks[i].EvidenceID = "", nil
	}
	r.Flags, r.Signals, r.Events = nil, nil, nil
	r.Legal = Legal(c.Kind, r.State, company)
	return r, nil
}

// Open is the file of a company for whoever reviews it.
func (s *Service) Open(ctx context.Context, v account.Viewer, slug string) (Record, error) {
	if !v.SignedIn() || !v.Is(account.Officer) && !v.Is(account.Operator) && !v.Is(account.Partner) {
		return Record{}, account.May(v, account.ReadTrustFile, account.Object{})
	}
	c, err := s.Accounts.CompanyBySlug(ctx, slug)
	if err != nil {
		return Record{}, err
	}
	if err := s.may(ctx, v, account.ReadTrustFile, c); err != nil {
		return Record{}, err
	}
	r, err := s.record(ctx, c)
	if err != nil {
		return r, err
	}
	if r.Signals, err = s.signals(ctx, c, r.Case); err != nil {
		return r, err
	}
	if s.may(ctx, v, account.ReviewCompany, c) == nil && !s.associationOnly(ctx, v) {
		r.Legal = Legal(c.Kind, r.State, reviewer)
	}
	if v.Is(account.Officer) && s.may(ctx, v, account.SuspendCompany, c) == nil {
		r.Legal = append(r.Legal, Legal(c.Kind, r.State, officer)...)
	}
	if !v.Is(account.Officer) && !v.Is(account.Operator) { // a desk reads what concerns it, not the office's warnings and history
		r.Flags, r.Events = nil, nil
	}
	return r, nil
}

func (s *Service) record(ctx context.Context, c account.Company) (Record, error) {
	r := Record{Company: c, Kinds: Kinds(c.Kind)}
	now := s.Now()
	desks, err := s.Accounts.BroughtBy(ctx, []account.CompanyID{c.ID})
	if err != nil {
		return r, err
	}
	r.Desks = desks[c.ID]
	standings, err := Standings(ctx, s.DB, now, c.ID)
	if err != nil {
		return r, err
	}
	r.Standing = standings[c.ID]
	r.Level = r.Standing.Level
	for _, read := range []func() error{
		func() error { r.Case, err = s.caseOf(ctx, c, r.Desks); return err },
		func() error { r.Checks, err = findChecks(ctx, s.DB, c.ID); return err },
		func() error { r.Evidence, err = findEvidence(ctx, s.DB, c.ID); return err },
		func() error { r.Flags, err = findFlags(ctx, s.DB, c.ID); return err },
		func() error {
			r.Endorsements, err = findEndorsements(ctx, s.DB, endorsementsOf{company: &c.ID})
			return err
		},
		func() error { r.Recommended, err = findRecommendations(ctx, s.DB, c.ID); return err },
		func() error { r.Events, err = findEvents(ctx, s.DB, subjectOf(c.ID)); return err },
	} {
		if err := read(); err != nil {
			return r, err
		}
	}
	r.Whole = Intact(r.Events)
	r.Missing = missing(c.Kind, r.Checks, now)
	for i := range r.Endorsements {
		r.Endorsements[i] = r.Endorsements[i].at(now)
	}
	return r, nil
}

// Queue are the verifications that a viewer's office or desks have to move, the most urgent first; with states named those.
func (s *Service) Queue(ctx context.Context, v account.Viewer, states ...State) ([]Case, error) {
	desks := desksOf(v)
	if err := account.May(v, account.ReadTrustQueue, account.Object{Desks: desks}); err != nil {
		return nil, err
	}
	if v.Is(account.Officer) || v.Is(account.Operator) {
		desks = nil
	}
	return findQueue(ctx, s.DB, desks, states)
}

// desksOf are those that a person works for.
func desksOf(v account.Viewer) []account.DeskID {
	var desks []account.DeskID
	for _, g := range v.Grants {
		if g.Role == account.Partner {
			desks = append(desks, g.Desk)
		}
	}
	return desks
}

// associationOnly reports whether a person works for associations alone: they recommend and decide nothing.
func (s *Service) associationOnly(ctx context.Context, v account.Viewer) bool {
	if v.Is(account.Officer) {
		return false
	}
	for _, id := range desksOf(v) {
		if desk, err := s.Accounts.Desk(ctx, id); err == nil && desk.Kind != association {
			return false
		}
	}
	return true
}
