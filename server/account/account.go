// Package account owns who people are: users, companies, desks, the roles they hold (grants), how they sign in
// (password, mailed code or link, API token) and, in May, who may do what to whose thing. It leaves to server how a
// request carries the session, and to catalog what a company shows of itself.
package account

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// User is a person who may sign in.
type User struct {
	ID         UserID
	Email      string // lower case
	Name       string
	Lang       string   // interface language
	Languages  []string // spoken, BCP 47, best first
	Zone       string   // IANA
	City       string   // as shown beside times
	DisabledAt *time.Time
}

// Kind says which side a company stands on.
type Kind string

// The two sides.
const (
	SupplierCompany Kind = "supplier"
	BuyerCompany    Kind = "buyer"
)

// Company is a supplier or buyer organisation.
type Company struct {
	ID          CompanyID
	Slug        string // in URLs: lower-case letters, digits, hyphens
	Kind        Kind
	Country     string // ISO 3166-1 alpha-2
	City        string
	Zone        string // IANA
	NameEn      string
	NameKo      string
	NameNative  string   // in its own script, empty when it is one of the above
	Languages   []string // spoken there, BCP 47, best first
	Interests   []string // what a buyer imports: HS chapters, headings or subheadings
	Founded     *int     // year
	Staff       *int
	SuspendedAt *time.Time
	Details     map[string]string // what a buyer says of itself, see studio.BuyerFields
}

// Names are the company's names by language, for page's pick.
func (c Company) Names() map[string]string {
	return map[string]string{"en": c.NameEn, "ko": c.NameKo}
}

// Desk is the workplace of a partner city or an association.
type Desk struct {
	ID      DeskID
	Slug    string
	Kind    string // sister_city or association
	Country string // ISO 3166-1 alpha-2
	City    string
	Zone    string // IANA
	NameEn  string
	NameKo  string
}

// Service answers for accounts. It is safe for concurrent use.
type Service struct {
	db     *postgres.DB
	queue  *jobs.Queue
	log    *slog.Logger
	now    func() time.Time
	hashes chan struct{} // bounds the memory that password hashing takes
	cost   hashCost      // of a new hash; one that is compared names its own
	left   Left
}

// New makes the service; now is the clock (UTC). Mails go out through jobs, see Mails.
func New(db *postgres.DB, queue *jobs.Queue, log *slog.Logger, now func() time.Time) *Service {
	return &Service{db: db, queue: queue, log: log, now: now, hashes: make(chan struct{}, hashesAtOnce), cost: fullCost}
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// Viewer is the person with all grants; NotFound when there is none or the account is disabled.
func (s *Service) Viewer(ctx context.Context, id UserID) (Viewer, error) {
	return s.viewer(ctx, s.db, id)
}

func (s *Service) viewer(ctx context.Context, q batcher, id UserID) (Viewer, error) {
	user, grants, ties, err := findViewer(ctx, q, id)
	if err != nil {
		return Viewer{}, err
	}
	if user.DisabledAt != nil {
		return Viewer{}, problem.New(problem.NotFound, "user_unknown")
	}
	return Viewer{
		User: user.ID, Name: user.Name, Email: user.Email, Lang: user.Lang, Zone: user.Zone, City: user.City, Grants: grants, Ties: ties,
	}, nil
}

// User is a person by id; NotFound when there is none.
func (s *Service) User(ctx context.Context, id UserID) (User, error) { return findUser(ctx, s.db, id) }

// Users are people by id; those who are not there are left out.
func (s *Service) Users(ctx context.Context, ids []UserID) (map[UserID]User, error) {
	found, err := findUsers(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	byID := make(map[UserID]User, len(found))
	for _, u := range found {
		byID[u.ID] = u
	}
	return byID, nil
}

// UserByEmail is a person by mail address, in any case; NotFound when there is none.
func (s *Service) UserByEmail(ctx context.Context, email string) (User, error) {
	return findUserByEmail(ctx, s.db, cleanEmail(email))
}

// Company is a company by id; NotFound when there is none.
func (s *Service) Company(ctx context.Context, id CompanyID) (Company, error) {
	return findCompany(ctx, s.db, id)
}

// CompanyBySlug is a company by the name it has in URLs; NotFound when there is none.
func (s *Service) CompanyBySlug(ctx context.Context, slug string) (Company, error) {
	return findCompanyBySlug(ctx, s.db, slug)
}

// Companies are those of the ids that exist, in one query.
func (s *Service) Companies(ctx context.Context, ids []CompanyID) (map[CompanyID]Company, error) {
	found, err := findCompanies(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	byID := make(map[CompanyID]Company, len(found))
	for _, c := range found {
		byID[c.ID] = c
	}
	return byID, nil
}

// Members are the people with a role on the company, by name.
func (s *Service) Members(ctx context.Context, id CompanyID) ([]User, error) {
	return findMembers(ctx, s.db, id)
}

// Officers are the people with the officer's role, by name.
func (s *Service) Officers(ctx context.Context) ([]User, error) {
	return findByRole(ctx, s.db, Officer)
}

// Interpreters are the people with the interpreter's role, by name.
func (s *Service) Interpreters(ctx context.Context) ([]User, error) {
	return findByRole(ctx, s.db, Interpreter)
}

// Desk is a desk by id; NotFound when there is none.
func (s *Service) Desk(ctx context.Context, id DeskID) (Desk, error) { return findDesk(ctx, s.db, id) }

// DeskBySlug is a desk by the name it has in URLs; NotFound when there is none.
func (s *Service) DeskBySlug(ctx context.Context, slug string) (Desk, error) {
	return findDeskBySlug(ctx, s.db, slug)
}

// DesksOf are the desks that brought a company.
func (s *Service) DesksOf(ctx context.Context, id CompanyID) ([]DeskID, error) {
	return findDesksOf(ctx, s.db, id)
}

// CompaniesOf are the companies that a desk brought.
func (s *Service) CompaniesOf(ctx context.Context, id DeskID) ([]CompanyID, error) {
	return findCompaniesOf(ctx, s.db, id)
}
