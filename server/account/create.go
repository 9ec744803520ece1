package account

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

func cleanEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// Address is a mail address as the office keeps it, and whether it is one.
func Address(typed string) (string, bool) {
	email := cleanEmail(typed)
	return email, emailOK(email)
}

// emailOK accepts one bare address (RFC 5321 lengths) with a dot in its domain.
func emailOK(email string) bool {
	parsed, err := mail.ParseAddress(email)
	if err != nil || parsed.Address != email || len(email) > 254 {
		return false
	}
	_, domain, _ := strings.Cut(email, "@")
	return strings.Contains(domain, ".") && !strings.ContainsAny(email, "\r\n\x00")
}

// zoneOK accepts names of the tz database only; "" and "Local" load in Go but name no place.
func zoneOK(zone string) bool {
	if zone == "UTC" {
		return true
	}
	if !strings.Contains(zone, "/") || strings.HasPrefix(zone, "Etc/") {
		return false
	}
	_, err := time.LoadLocation(zone)
	return err == nil
}

func textOK(text string, limit int) bool {
	length := utf8.RuneCountInString(text)
	return length > 0 && length <= limit && utf8.ValidString(text) && !strings.ContainsAny(text, "\x00\r\n")
}

func (u User) check() error {
	var wrong []problem.Field
	if !emailOK(u.Email) {
		wrong = append(wrong, problem.Field{Name: "email", Code: "email_invalid"})
	}
	if !textOK(u.Name, 120) {
		wrong = append(wrong, problem.Field{Name: "name", Code: "name_missing"})
	}
	if !zoneOK(u.Zone) {
		wrong = append(wrong, problem.Field{Name: "place", Code: "zone_unknown"})
	}
	if !locale.Supported(u.Lang) {
		wrong = append(wrong, problem.Field{Name: "lang", Code: "lang_unknown"})
	}
	if len(wrong) > 0 {
		return problem.InvalidFields(wrong...)
	}
	return nil
}

// CreateUser makes a person; an empty password means that codes by mail are the only way in. Fields that are wrong
// are named; a taken address is a Conflict. The id is new when the given one is zero.
func (s *Service) CreateUser(ctx context.Context, u User, password string) (User, error) {
	u.Email, u.Name = cleanEmail(u.Email), strings.TrimSpace(u.Name)
	if err := u.check(); err != nil {
		return User{}, err
	}
	var hash *string
	if password != "" {
		if err := checkPassword(password, u.Email); err != nil {
			return User{}, err
		}
		phc := s.cost.hash(password)
		hash = &phc
	}
	if u.ID == (UserID{}) {
		u.ID = UserID{newID()}
	}
	return u, insertUser(ctx, s.db, u, hash)
}

// CreateCompany makes a company; the id is new when the given one is zero. A taken slug is a Conflict.
func (s *Service) CreateCompany(ctx context.Context, c Company) (Company, error) {
	if err := c.check(); err != nil {
		return Company{}, err
	}
	if c.ID == (CompanyID{}) {
		c.ID = CompanyID{newID()}
	}
	return c, insertCompany(ctx, s.db, c)
}

func (c Company) check() error {
	var wrong []problem.Field
	if !textOK(c.NameEn, 160) {
		wrong = append(wrong, problem.Field{Name: "company", Code: "company_missing"})
	}
	if !slices.Contains(Countries, c.Country) {
		wrong = append(wrong, problem.Field{Name: "country", Code: "country_unknown"})
	}
	if !zoneOK(c.Zone) {
		wrong = append(wrong, problem.Field{Name: "place", Code: "zone_unknown"})
	}
	if len(wrong) > 0 {
		return problem.InvalidFields(wrong...)
	}
	return nil
}

// CreateDesk makes a desk; the id is new when the given one is zero.
func (s *Service) CreateDesk(ctx context.Context, d Desk) (Desk, error) {
	if d.ID == (DeskID{}) {
		d.ID = DeskID{newID()}
	}
	return d, insertDesk(ctx, s.db, d)
}

// Bring notes that a desk brought a company. Repeating it changes nothing.
func (s *Service) Bring(ctx context.Context, desk DeskID, company CompanyID) error {
	return insertDeskCompany(ctx, s.db, desk, company)
}

// Grant gives a person a role. Repeating it changes nothing.
func (s *Service) Grant(ctx context.Context, user UserID, g Grant) error {
	return insertGrant(ctx, s.db, user, g)
}

// Registration is what a buyer tells when coming for the first time; the address is proven by a code before.
type Registration struct {
	Name    string
	Company string
	Country string // ISO 3166-1 alpha-2
	City    string
	Zone    string // IANA
	Lang    string
}

// Register makes a buyer with a company of its own, in one transaction.
func (s *Service) Register(ctx context.Context, provenEmail string, r Registration) (UserID, error) {
	user := User{ID: UserID{newID()}, Email: cleanEmail(provenEmail), Name: strings.TrimSpace(r.Name), Lang: r.Lang,
		Languages: []string{r.Lang}, Zone: r.Zone, City: strings.TrimSpace(r.City)}
	company := Company{ID: CompanyID{newID()}, Kind: BuyerCompany, Country: r.Country, City: user.City, Zone: r.Zone,
		NameEn: strings.TrimSpace(r.Company), Languages: []string{r.Lang}}
	company.Slug = "buyer-" + company.ID.String()
	if err := joinFaults(user.check(), company.check()); err != nil {
		return UserID{}, err
	}
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		if err := insertUser(ctx, tx, user, nil); err != nil {
			return err
		}
		if err := insertCompany(ctx, tx, company); err != nil {
			return err
		}
		return insertGrant(ctx, tx, user.ID, Grant{Role: Buyer, Company: company.ID})
	})
	if err != nil {
		return UserID{}, fmt.Errorf("register buyer: %w", err)
	}
	return user.ID, nil
}

// joinFaults makes one refusal of several, each field once.
func joinFaults(errs ...error) error {
	var wrong []problem.Field
	for _, err := range errs {
		refusal, ok := errors.AsType[*problem.Error](err)
		if !ok {
			continue
		}
		for _, field := range refusal.Fields {
			if !slices.ContainsFunc(wrong, func(f problem.Field) bool { return f.Name == field.Name }) {
				wrong = append(wrong, field)
			}
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return problem.InvalidFields(wrong...)
}

// SetPreferences keeps a person's interface language, zone and city.
func (s *Service) SetPreferences(ctx context.Context, id UserID, lang, zone, city string) error {
	if !locale.Supported(lang) {
		return problem.InvalidFields(problem.Field{Name: "lang", Code: "lang_unknown"})
	}
	if !zoneOK(zone) {
		return problem.InvalidFields(problem.Field{Name: "place", Code: "zone_unknown"})
	}
	return updatePreferences(ctx, s.db, id, lang, zone, city)
}
