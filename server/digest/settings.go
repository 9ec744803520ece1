package digest

import (
	"context"
	"crypto/rand"
	"slices"

	"github.com/etradeoffice/portal/server/account"
)

// Wants is how a person wants to be told of things. Mails about requests, changes of time and cancellations always come.
type Wants struct {
	Reader  bool     // the person may get morning letters
	Morning bool     // and wants them
	Without []string // of account.Reminders
}

// Wants are the viewer's.
func (s *Service) Wants(ctx context.Context, v account.Viewer) (Wants, error) {
	off, err := s.Accounts.RemindersOff(ctx, v)
	if err != nil {
		return Wants{}, err
	}
	w := Wants{Reader: v.Is(account.Officer) || v.Is(account.Supplier), Without: off}
	if w.Reader {
		ended, err := stoppedBy(ctx, s.DB, v.User)
		w.Morning = !ended
		return w, err
	}
	return w, nil
}

// SetWants keeps them.
func (s *Service) SetWants(ctx context.Context, v account.Viewer, w Wants) error {
	if err := s.Accounts.SetRemindersOff(ctx, v, w.Without); err != nil {
		return err
	}
	return setStoppedBy(ctx, s.DB, v.User, !w.Morning, rand.Text())
}

// Skips reports whether the person does without a reminder.
func (w Wants) Skips(which string) bool { return slices.Contains(w.Without, which) }
