package consultation

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Colleague is somebody whom the buyer brings along: without an account, to one consultation, by a link of their own.
type Colleague struct {
	ID             uuid.UUID
	ConsultationID ID
	Email          string
	Name           string // as they gave it on the way in; "" until then
	InvitedAt      time.Time
}

// Called is how others read who it is.
func (c Colleague) Called() string {
	if c.Name != "" {
		return c.Name
	}
	name, _, _ := strings.Cut(c.Email, "@")
	return name
}

const (
	// ColleaguesMost may come: a room has eight seats, for both principals, two interpreters, an officer, and these.
	ColleaguesMost = 3
	// colleaguesEver may have been asked to one consultation: each gets mails that they did not ask for.
	colleaguesEver = 12
)

// AddressesIn are the addresses that a person typed, one a line or parted by commas; what is none too, each once.
func AddressesIn(typed string) []string {
	var all []string
	for _, text := range strings.FieldsFunc(Clip(typed, 4000), func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' }) {
		if email, _ := account.Address(text); !slices.Contains(all, email) {
			all = append(all, email)
		}
	}
	return all
}

// AddressesOf is them as they are typed.
func AddressesOf(all []Colleague) string {
	lines := make([]string, len(all))
	for i, c := range all {
		lines[i] = c.Email
	}
	return strings.Join(lines, "\n")
}

// checkColleagues refuses what is no address, by its name, and more than have a seat.
func checkColleagues(emails []string) error {
	var bad []string
	for _, email := range emails {
		if _, ok := account.Address(email); !ok {
			bad = append(bad, Clip(email, 80))
		}
	}
	code := "colleagues_invalid"
	switch {
	case len(bad) > 0:
	case len(emails) > ColleaguesMost:
		code = "colleagues_many"
	default:
		return nil
	}
	refusal := problem.InvalidFields(problem.Field{Name: "colleagues", Code: code})
	refusal.Args = []any{"Addresses", strings.Join(bad, ", "), "Most", ColleaguesMost}
	return refusal
}

// KeepColleagues keeps in a draft whom its opener brings along, in place of those before.
func (s *Service) KeepColleagues(ctx context.Context, opener string, id ID, emails []string) error {
	if err := checkColleagues(emails); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		if _, err := lockDraft(ctx, tx, opener, id); err != nil {
			return err
		}
		return replaceColleagues(ctx, tx, id, emails, s.Now())
	})
}

// Colleagues are those who come along, in the order in which they were asked.
func (s *Service) Colleagues(ctx context.Context, id ID) ([]Colleague, error) {
	return colleagues(ctx, s.db, id)
}

// InviteColleague asks one more to come along. Who is asked before the consultation is confirmed gets the letter then, as
// those from the booking do.
func (s *Service) InviteColleague(ctx context.Context, v account.Viewer, number, typed string) (Consultation, error) {
	var c Consultation
	emails := AddressesIn(typed)
	err := s.db.Tx(ctx, func(tx postgres.Tx) (err error) {
		if c, err = s.lockForColleagues(ctx, tx, v, number); err != nil {
			return err
		}
		if len(emails) == 0 {
			emails = []string{typed}
		}
		if err := checkColleagues(emails); err != nil {
			return err
		}
		fresh, err := addColleagues(ctx, tx, c.ID, emails, s.Now())
		if err != nil || len(fresh) == 0 || c.State != Confirmed && c.State != Live {
			return err
		}
		job := lettersOf(c, noticeInvited)
		job.People = fresh
		return s.queue.Insert(ctx, tx, job)
	})
	return c, err
}

// RemoveColleague takes one out again: the links are dead, and a seat in the room is given up.
func (s *Service) RemoveColleague(ctx context.Context, v account.Viewer, number string, who uuid.UUID) (Consultation, error) {
	var c Consultation
	err := s.db.Tx(ctx, func(tx postgres.Tx) (err error) {
		if c, err = s.lockForColleagues(ctx, tx, v, number); err != nil {
			return err
		}
		if err := removeColleague(ctx, tx, c.ID, who, s.Now()); err != nil {
			return err
		}
		return s.putOut(ctx, tx, c, account.UserID{UUID: who})
	})
	return c, err
}

// lockForColleagues locks a consultation for who may say who comes along, as long as that matters.
func (s *Service) lockForColleagues(ctx context.Context, tx postgres.Tx, v account.Viewer, number string) (Consultation, error) {
	c, err := lockNumber(ctx, tx, number)
	if err == nil {
		err = c.Permits(v, account.InviteColleague)
	}
	if err != nil {
		return Consultation{}, err
	}
	if !c.TakesColleagues() {
		return Consultation{}, problem.New(problem.Conflict, "colleagues_late").In(string(c.State))
	}
	return c, nil
}

// TakesColleagues reports whether somebody may still come along.
func (c Consultation) TakesColleagues() bool {
	return c.Number != "" && (slices.Contains(pending, c.State) || slices.Contains(agreed, c.State) || c.State == Live)
}

// Clip cuts a text to so many characters.
func Clip(text string, limit int) string {
	runes := []rune(strings.ToValidUTF8(text, ""))
	return string(runes[:min(len(runes), limit)])
}
