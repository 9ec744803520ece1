package inquiry

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// BankAccount is an account of a maker as it is known: by a name and a fingerprint. The number itself is kept nowhere.
//
//	proposed → called → active → retired
//	    └─────────┴→ refused
//
// Called means that an officer has asked back at the number on file; another officer makes it active.
type BankAccount struct {
	ID          uuid.UUID
	Company     account.CompanyID
	Label       string
	Salt        []byte
	Fingerprint []byte
	State       string
	ProposedBy  account.UserID
	ProposedAt  time.Time
	CalledBy    *uuid.UUID
	CalledAt    *time.Time
	CallNote    string
	DecidedBy   *uuid.UUID
	DecidedAt   *time.Time
}

// Alarm is a bank account in a thread that the maker has not registered.
type Alarm struct {
	ID          uuid.UUID
	InquiryID   ID
	MessageID   uuid.UUID
	Place       string // "" is the text, else the file's name
	Kind        string
	Salt        []byte
	Fingerprint []byte
	At          time.Time
	ClearedAt   *time.Time
	ClearedBy   *uuid.UUID
	Result      string // of Results
	Note        string
}

// Results are what a call-back came to; locale keys "inquiry.result_<result>".
var Results = []string{"confirmed", "fraud", "no_account"}

// Open reports whether nobody has called back yet, or the call said that it is fraud: the banner stays.
func (a Alarm) Open() bool { return a.ClearedAt == nil || a.Result == "fraud" }

// fingerprint is what is kept of a number: nobody without the key can try numbers against it.
func (s *Service) fingerprint(number string, salt []byte) []byte {
	return fingerprintBy(s.Keys[0], number, salt)
}

func fingerprintBy(key []byte, number string, salt []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("bank account\x00"))
	mac.Write(salt)
	mac.Write([]byte(number))
	return mac.Sum(nil)
}

func (s *Service) is(number string, salt, fingerprint []byte) bool {
	return slices.ContainsFunc(s.Keys, func(key []byte) bool { return hmac.Equal(fingerprintBy(key, number, salt), fingerprint) })
}

func newSalt() []byte {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // crypto/rand does not fail
	return salt
}

// look searches a message and the text layers of its files for accounts that are not those registered for the maker.
func (s *Service) look(ctx context.Context, tx postgres.Tx, i Inquiry, m Message, files []File) error {
	type place struct{ name, text string }
	places := []place{{"", m.Text}}
	for _, f := range files {
		for _, reading := range f.text {
			places = append(places, place{f.Name, reading})
		}
	}
	var alarms []Alarm
	var registered []BankAccount
	read := false
	for _, p := range places {
		for _, n := range Numbers(p.text) {
			if !read {
				var err error
				if registered, err = accountsOf(ctx, tx, i.Supplier); err != nil {
					return err
				}
				if alarms, err = alarmsOf(ctx, tx, i.ID); err != nil {
					return err
				}
				read = true
			}
			if slices.ContainsFunc(registered, func(a BankAccount) bool { return a.State == "active" && s.is(n.Text, a.Salt, a.Fingerprint) }) ||
				slices.ContainsFunc(alarms, func(a Alarm) bool {
					return (a.Open() || a.Result == "no_account") && s.is(n.Text, a.Salt, a.Fingerprint)
				}) {
				continue
			}
			a := Alarm{ID: newID(), InquiryID: i.ID, MessageID: m.ID, Place: p.name, Kind: n.Kind, Salt: newSalt(), At: m.At}
			a.Fingerprint = s.fingerprint(n.Text, a.Salt)
			if err := s.raise(ctx, tx, i, a); err != nil {
				return err
			}
			alarms = append(alarms, a)
		}
	}
	return nil
}

func (s *Service) raise(ctx context.Context, tx postgres.Tx, i Inquiry, a Alarm) error {
	if err := insertAlarm(ctx, tx, a); err != nil {
		return err
	}
	if err := s.Queue.Insert(ctx, tx, letter{About: aboutAlarm, Inquiry: i.ID.UUID, Message: a.MessageID}); err != nil {
		return err
	}
	return s.outside(ctx, tx, i, "account_alarm", a.At)
}

// Clear writes down what a call-back to the number on file came to.
func (s *Service) Clear(ctx context.Context, v account.Viewer, id ID, alarm uuid.UUID, result, note string) error {
	i, _, err := s.permitted(ctx, v, id, account.ClearAlarm)
	if err != nil {
		return err
	}
	note = strings.TrimSpace(note)
	var wrong []problem.Field
	if !slices.Contains(Results, result) {
		wrong = append(wrong, problem.Field{Name: "result", Code: "callback_result"})
	}
	if n := utf8.RuneCountInString(note); n == 0 || n > 500 {
		wrong = append(wrong, problem.Field{Name: "note", Code: "note_missing"})
	}
	if wrong != nil {
		return problem.InvalidFields(wrong...)
	}
	return s.DB.Tx(ctx, func(tx postgres.Tx) error {
		now := s.clock()
		if err := clearAlarm(ctx, tx, i.ID, alarm, v.User, now, result, note); err != nil {
			return err
		}
		return insertEvent(ctx, tx, i.ID, Event{At: now, Actor: &v.User.UUID, Side: Office, Move: "clear_" + Move(result), From: i.State, To: i.State})
	})
}

// OwnAccounts are those of the viewer's own company.
func (s *Service) OwnAccounts(ctx context.Context, v account.Viewer) ([]BankAccount, error) {
	company, _ := v.Company(account.Supplier)
	if err := account.May(v, account.KeepAccounts, account.Object{Supplier: company}); err != nil {
		return nil, err
	}
	return accountsOf(ctx, s.DB, company)
}
