package inquiry

import (
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

var (
	accountText = regexp.MustCompile(`^[A-Z]{0,2}[0-9A-Z]{8,32}$`)
	phoneText   = regexp.MustCompile(`^\+[0-9][0-9 ()-]{7,24}$`)
)

// Register proposes an account of the viewer's company. It counts once an officer has called back and another has agreed.
func (s *Service) Register(ctx context.Context, v account.Viewer, label, number string) error {
	company, _ := v.Company(account.Supplier)
	if err := account.May(v, account.KeepAccounts, account.Object{Supplier: company}); err != nil {
		return err
	}
	label = strings.TrimSpace(label)
	plainNumber := ""
	for _, r := range plain(number) {
		if latin(r) || digit(r) {
			plainNumber += string(r)
		}
	}
	var wrong []problem.Field
	if n := utf8.RuneCountInString(label); n < 2 || n > 60 || len(Numbers("account "+label)) > 0 {
		wrong = append(wrong, problem.Field{Name: "label", Code: "account_label"})
	}
	if !accountText.MatchString(plainNumber) || form(plainNumber[:2]) != "" && ibanAt([]rune(plainNumber)) != plainNumber {
		wrong = append(wrong, problem.Field{Name: "number", Code: "account_number"})
	}
	if wrong != nil {
		return problem.InvalidFields(wrong...)
	}
	a := BankAccount{ID: newID(), Company: company, Label: label, Salt: newSalt(), State: "proposed", ProposedBy: v.User, ProposedAt: s.clock()}
	a.Fingerprint = s.fingerprint(plainNumber, a.Salt)
	return s.DB.Tx(ctx, func(tx postgres.Tx) error {
		if err := lockCompany(ctx, tx, company); err != nil {
			return err
		}
		known, err := accountsOf(ctx, tx, company)
		if err != nil {
			return err
		}
		for _, k := range known {
			if k.State != "refused" && k.State != "retired" && s.is(plainNumber, k.Salt, k.Fingerprint) {
				return problem.New(problem.Conflict, "account_known")
			}
		}
		if len(known) >= 20 {
			return problem.New(problem.Conflict, "accounts_many")
		}
		return insertAccount(ctx, tx, a)
	})
}

// Decide moves an account on: call, activate, refuse by officers, retire by its company. An account becomes active by an
// officer who is not the one that called.
func (s *Service) Decide(ctx context.Context, v account.Viewer, id uuid.UUID, act, note string) error {
	if err := account.May(v, account.ListInquiries, account.Object{}); !v.SignedIn() {
		return err
	}
	a, err := findAccount(ctx, s.DB, id)
	if err != nil {
		return err
	}
	action := account.ConfirmAccount
	if act == "retire" {
		action = account.KeepAccounts
	}
	if err := account.May(v, action, account.Object{Supplier: a.Company}); err != nil {
		return err
	}
	note = strings.TrimSpace(note)
	now := s.clock()
	return s.DB.Tx(ctx, func(tx postgres.Tx) error {
		if a, err = lockAccount(ctx, tx, id); err != nil {
			return err
		}
		move := a.State + " " + act
		switch move {
		case "proposed call":
			if n := utf8.RuneCountInString(note); n == 0 || n > 500 {
				return problem.InvalidFields(problem.Field{Name: "note", Code: "note_missing"})
			}
			a.State, a.CalledBy, a.CalledAt, a.CallNote = "called", &v.User.UUID, &now, note
		case "called activate":
			if *a.CalledBy == v.User.UUID {
				return problem.New(problem.Conflict, "account_second")
			}
			a.State, a.DecidedBy, a.DecidedAt = "active", &v.User.UUID, &now
		case "proposed refuse", "called refuse":
			a.State, a.DecidedBy, a.DecidedAt = "refused", &v.User.UUID, &now
		case "proposed retire", "called retire", "active retire":
			a.State = "retired"
		default:
			return problem.New(problem.Conflict, "account_move").In(a.State)
		}
		return updateAccount(ctx, tx, a)
	})
}

// SetCallback keeps the number at which a maker is called back.
func (s *Service) SetCallback(ctx context.Context, v account.Viewer, company account.CompanyID, number string) error {
	if err := account.May(v, account.ConfirmAccount, account.Object{Supplier: company}); err != nil {
		return err
	}
	number = strings.TrimSpace(number)
	if !phoneText.MatchString(number) {
		return problem.InvalidFields(problem.Field{Name: "callback", Code: "callback_form"})
	}
	if _, err := s.Accounts.Company(ctx, company); err != nil {
		return err
	}
	return putCallback(ctx, s.DB, company, number, v.User, s.clock())
}
