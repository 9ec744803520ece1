package trust

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Flag is a warning that somebody gave, with its reason.
type Flag struct {
	ID          uuid.UUID
	CompanyID   account.CompanyID
	Code        string
	Reason      string
	ByUser      account.UserID
	At          time.Time
	ConfirmedBy *account.UserID
	ClearedBy   *account.UserID
	SettledAt   *time.Time
}

// Open reports whether nobody has settled the warning yet.
func (f Flag) Open() bool { return f.ConfirmedBy == nil && f.ClearedBy == nil }

// fatal is how many confirmed warnings suspend a company.
const fatal = 2

// Listed is a name on a list that reads like a company's.
type Listed struct {
	Name   string
	List   string
	Dated  time.Time
	Reason string
}

// signals are the warnings that can be found in what is known of a company.
func (s *Service) signals(ctx context.Context, c account.Company, of Case) ([]Signal, error) {
	e := evidence{country: c.Country, registry: of.RegistryNo, website: of.Website}
	members, err := s.Accounts.Members(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		e.mails = append(e.mails, m.Email)
	}
	if e.known, err = findDomains(ctx, s.DB, c.ID); err != nil {
		return nil, err
	}
	var names []string
	for _, name := range []string{c.NameEn, c.NameKo, c.NameNative, of.LegalName} {
		if folded := fold(name); folded != "" {
			names = append(names, folded)
		}
	}
	e.listed, err = findListed(ctx, s.DB, names)
	return e.signals(), err
}

// Warn gives a warning about a company.
func (s *Service) Warn(ctx context.Context, v account.Viewer, slug, code, reason string) error {
	target, _, err := s.reviewed(ctx, v, slug)
	if err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	var wrong []problem.Field
	if !slices.Contains(FlagCodes, code) {
		wrong = append(wrong, problem.Field{Name: "flag", Code: "trust_flag"})
	}
	if reason == "" || len(reason) > 2000 {
		wrong = append(wrong, problem.Field{Name: "text", Code: "trust_text"})
	}
	if len(wrong) > 0 {
		return problem.InvalidFields(wrong...)
	}
	return insertFlag(ctx, s.DB, Flag{ID: uuid.Must(uuid.NewV7()), CompanyID: target.ID, Code: code, Reason: reason, ByUser: v.User, At: s.Now()})
}

// SettleFlag confirms a warning or clears it. The second confirmed one suspends the company; its consultations wait, and
// the other side is told without the reason. Clearing what suspended one that is not verified lets it go on.
func (s *Service) SettleFlag(ctx context.Context, v account.Viewer, slug, id string, confirm bool) error {
	target, _, err := s.reviewed(ctx, v, slug)
	if err != nil {
		return err
	}
	if err := s.may(ctx, v, account.SuspendCompany, target); err != nil {
		return err
	}
	parsed, err := uuid.Parse(id)
	if err != nil {
		return problem.New(problem.NotFound, "not_found")
	}
	if err := s.begin(ctx, target); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx postgres.Tx) error {
		c, err := findCase(ctx, tx, target.ID, true)
		if err != nil {
			return err
		}
		now := s.Now()
		if err := settleFlag(ctx, tx, target.ID, parsed, v.User, confirm, now); err != nil {
			return err
		}
		count, err := countConfirmed(ctx, tx, target.ID)
		if err != nil {
			return err
		}
		move := "clear warning"
		if confirm {
			move = "confirm warning"
		}
		c.ChangedAt = now
		if err := write(ctx, tx, &c, actorOf(v), move, c.State, id); err != nil {
			return err
		}
		switch {
		case confirm && count >= fatal:
			return s.block(ctx, tx, &c, "fraud_flags", now)
		case !confirm && count < fatal && c.State != Suspended && c.State != Revoked:
			return account.SetSuspended(ctx, tx, target.ID, false, now)
		}
		return nil
	})
}

// block suspends a company by itself, wherever its verification stands.
func (s *Service) block(ctx context.Context, tx postgres.Tx, c *Case, reason string, now time.Time) error {
	if c.State == Suspended || c.State == Revoked {
		return nil
	}
	if err := account.SetSuspended(ctx, tx, c.CompanyID, true, now); err != nil {
		return err
	}
	if c.State == Verified {
		return s.step(ctx, tx, c, change{by: bySystem, move: Suspend, party: server, reason: reason}, now, nothing)
	}
	c.ChangedAt = now
	return write(ctx, tx, c, bySystem, "block", c.State, reason)
}

// List is a list of names that companies are compared with.
type List struct {
	Name       string
	Dated      time.Time
	ImportedAt time.Time
	Names      int
}

const mostListed = 200_000

// ImportList replaces a list by a CSV file with a name and a reason in each line; a first line "name,reason" is left out.
// A file that cannot be read changes nothing.
func (s *Service) ImportList(ctx context.Context, v account.Viewer, name, dated string, file io.Reader) (int, error) {
	if err := account.May(v, account.PublishKeys, account.Object{}); err != nil {
		return 0, err
	}
	on, err := time.Parse(time.DateOnly, dated)
	name = strings.TrimSpace(name)
	var wrong []problem.Field
	if err != nil || on.After(s.Now()) {
		wrong = append(wrong, problem.Field{Name: "dated", Code: "list_dated"})
	}
	if name == "" || len(name) > 80 {
		wrong = append(wrong, problem.Field{Name: "list", Code: "list_name"})
	}
	rows, err := readNames(file)
	if err != nil {
		wrong = append(wrong, problem.Field{Name: "names", Code: "list_file"})
	}
	if len(wrong) > 0 {
		return 0, problem.InvalidFields(wrong...)
	}
	return len(rows), s.DB.Tx(ctx, func(tx postgres.Tx) error {
		return replaceList(ctx, tx, List{Name: name, Dated: on, ImportedAt: s.Now()}, rows)
	})
}

type listedName struct{ folded, name, reason string }

func readNames(file io.Reader) ([]listedName, error) {
	reader := csv.NewReader(file)
	reader.FieldsPerRecord = -1
	var rows []listedName
	seen := map[string]bool{}
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || len(rows) >= mostListed {
			return nil, errors.Join(err, errors.New("too long or no CSV"))
		}
		name := strings.TrimSpace(strings.TrimPrefix(record[0], "\ufeff"))
		folded := fold(name)
		if folded == "" || seen[folded] || len(rows) == 0 && strings.EqualFold(name, "name") {
			continue
		}
		seen[folded] = true
		row := listedName{folded: folded, name: name}
		if len(record) > 1 {
			row.reason = strings.TrimSpace(record[1])
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil, errors.New("no names")
	}
	return rows, nil
}

// Lists are those that companies are compared with.
func (s *Service) Lists(ctx context.Context, v account.Viewer) ([]List, error) {
	if err := account.May(v, account.PublishKeys, account.Object{}); err != nil {
		return nil, err
	}
	return findLists(ctx, s.DB)
}
