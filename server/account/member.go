package account

import (
	"context"
	"fmt"
	"strings"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Newcomer is a person whom somebody else brings in: by a letter, and never by a password.
type Newcomer struct {
	Name  string
	Email string
	Lang  string // of the letter and the pages, until the person chooses
}

// Maker is a company of the city as an officer enters it.
type Maker struct {
	NameEn, NameKo string
	Country        string // ISO 3166-1 alpha-2
	City           string
	Zone           string // IANA
	First          Newcomer
}

// object is the company as May is asked about it.
func (c Company) object() Object {
	if c.Kind == SupplierCompany {
		return Object{Supplier: c.ID}
	}
	return Object{Buyer: c.ID}
}

func (c Company) role() Role {
	if c.Kind == SupplierCompany {
		return Supplier
	}
	return Buyer
}

// AddMember gives a person a role on the company and writes to them; twice is once. A company's own people bring in only who has no account
// yet: for anybody else the email is wrong, and the office decides.
func (s *Service) AddMember(ctx context.Context, v Viewer, c Company, n Newcomer) (User, error) {
	if err := May(v, KeepMembers, c.object()); err != nil {
		return User{}, err
	}
	office := v.Is(Officer) || v.Is(Operator)
	return s.bring(ctx, v, n, User{Zone: c.Zone, City: c.City}, Grant{Role: c.role(), Company: c.ID}, office)
}

// AddInterpreter makes a person an interpreter of the office and writes to them. What they speak and when, they say themselves.
func (s *Service) AddInterpreter(ctx context.Context, v Viewer, n Newcomer, zone, city string) (User, error) {
	if err := May(v, EditInterpreter, Object{}); err != nil {
		return User{}, err
	}
	return s.bring(ctx, v, n, User{Zone: zone, City: city}, Grant{Role: Interpreter}, true)
}

// bring finds or makes the person, grants and has a letter written, all or nothing.
func (s *Service) bring(ctx context.Context, v Viewer, n Newcomer, u User, g Grant, known bool) (User, error) {
	u.Email, u.Name, u.Lang = cleanEmail(n.Email), strings.TrimSpace(n.Name), n.Lang
	u.Languages = []string{n.Lang}
	if err := u.check(); err != nil {
		return User{}, err
	}
	err := s.db.Tx(ctx, func(tx postgres.Tx) (err error) {
		u, err = s.bringIn(ctx, tx, v, u, g, known)
		return err
	})
	return u, err
}

func (s *Service) bringIn(ctx context.Context, tx postgres.Tx, v Viewer, u User, g Grant, known bool) (User, error) {
	found, err := findUserByEmail(ctx, tx, u.Email)
	switch {
	case problem.Is(err, problem.NotFound):
		u.ID = UserID{newID()}
		if err := insertUser(ctx, tx, u, nil); err != nil {
			return User{}, err
		}
	case err != nil:
		return User{}, err
	default:
		u = found
		holds, err := hasGrant(ctx, tx, u.ID, g)
		if err != nil || holds {
			return u, err
		}
		if !known || u.DisabledAt != nil {
			return User{}, problem.InvalidFields(problem.Field{Name: "email", Code: "person_elsewhere"})
		}
	}
	if err := insertGrant(ctx, tx, u.ID, g); err != nil {
		return User{}, err
	}
	return u, s.queue.Insert(ctx, tx, welcomeMail{User: u.ID.UUID, By: v.User.UUID, Company: g.Company.UUID})
}

// RemoveMember takes the person's role on the company away; what they were booked for keeps their name until somebody changes it. The last
// member stays.
func (s *Service) RemoveMember(ctx context.Context, v Viewer, c Company, user UserID) error {
	if err := May(v, KeepMembers, c.object()); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		if err := lockCompany(ctx, tx, c.ID); err != nil { // two who remove each other
			return err
		}
		left, err := findMembers(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		is, others := false, 0
		for _, m := range left {
			if m.ID == user {
				is = true
			} else {
				others++
			}
		}
		switch {
		case !is:
			return problem.New(problem.NotFound, "user_unknown")
		case others == 0:
			return problem.New(problem.Conflict, "member_last")
		}
		if err := deleteGrant(ctx, tx, user, Grant{Role: c.role(), Company: c.ID}); err != nil {
			return err
		}
		return s.hasLeft(ctx, tx, user, c.ID)
	})
}

// Left is told, inside the transaction that took a role on the company away, who has lost it, with what they still are.
type Left func(ctx context.Context, tx postgres.Tx, who Viewer, company CompanyID) error

// OnLeave says who looks after where a person sits who has lost a role. It is set before the service is used.
func (s *Service) OnLeave(l Left) { s.left = l }

func (s *Service) hasLeft(ctx context.Context, tx postgres.Tx, who UserID, company CompanyID) error {
	if s.left == nil {
		return nil
	}
	v, err := s.viewer(ctx, tx, who)
	if problem.Is(err, problem.NotFound) { // the account is disabled
		v, err = Viewer{User: who}, nil
	}
	if err != nil {
		return err
	}
	return s.left(ctx, tx, v, company)
}

// RegisterMaker enters a company of the city with its first person, who gets a letter. It is seen by nobody before it publishes something, and
// verified by nobody before the office has.
func (s *Service) RegisterMaker(ctx context.Context, v Viewer, m Maker) (Company, error) {
	if err := May(v, RegisterMaker, Object{}); err != nil {
		return Company{}, err
	}
	c := Company{ID: CompanyID{newID()}, Kind: SupplierCompany, Country: m.Country, City: strings.TrimSpace(m.City), Zone: m.Zone,
		NameEn: strings.TrimSpace(m.NameEn), NameKo: strings.TrimSpace(m.NameKo), Languages: []string{m.First.Lang}}
	first := User{Email: cleanEmail(m.First.Email), Name: strings.TrimSpace(m.First.Name), Lang: m.First.Lang, Languages: []string{m.First.Lang},
		Zone: c.Zone, City: c.City}
	if err := joinFaults(c.check(), c.checkMaker(), first.check()); err != nil {
		return Company{}, err
	}
	err := s.db.Tx(ctx, func(tx postgres.Tx) (err error) {
		if c.Slug, err = freeSlug(ctx, tx, slugOf(c.NameEn)); err != nil {
			return err
		}
		if err := insertCompany(ctx, tx, c); err != nil {
			return err
		}
		_, err = s.bringIn(ctx, tx, v, first, Grant{Role: Supplier, Company: c.ID}, true)
		return err
	})
	if err != nil {
		return Company{}, fmt.Errorf("register maker: %w", err)
	}
	return c, nil
}

func (c Company) checkMaker() error {
	var wrong []problem.Field
	if c.NameKo != "" && !textOK(c.NameKo, 160) {
		wrong = append(wrong, problem.Field{Name: "company_ko", Code: "company_missing"})
	}
	if slugOf(c.NameEn) == "" {
		wrong = append(wrong, problem.Field{Name: "company", Code: "company_latin"})
	}
	if !textOK(c.City, 80) {
		wrong = append(wrong, problem.Field{Name: "city", Code: "city_missing"})
	}
	if len(wrong) > 0 {
		return problem.InvalidFields(wrong...)
	}
	return nil
}

// slugMost bounds a slug, with room for a number behind it.
const slugMost = 60

// slugOf is a company's name as URLs have it: lower-case letters and digits with hyphens between; "" where the name has none of them.
func slugOf(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= slugMost {
			break
		}
	}
	return strings.Trim(b.String(), "-")
}
