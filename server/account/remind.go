package account

import (
	"context"
	"slices"
)

// Reminders are those of a consultation that a person may do without, the earliest first: a week, an hour and ten minutes
// before it.
var Reminders = []string{"week", "hour", "soon"}

// RemindersOff are those that the viewer does without.
func (s *Service) RemindersOff(ctx context.Context, v Viewer) ([]string, error) {
	if err := May(v, EditOwnProfile, Object{People: []UserID{v.User}}); err != nil {
		return nil, err
	}
	return findRemindersOff(ctx, s.db, v.User)
}

// SetRemindersOff says which of Reminders the viewer does without from now on; other words are passed over.
func (s *Service) SetRemindersOff(ctx context.Context, v Viewer, off []string) error {
	if err := May(v, EditOwnProfile, Object{People: []UserID{v.User}}); err != nil {
		return err
	}
	return setRemindersOff(ctx, s.db, v.User, slices.DeleteFunc(slices.Clone(off), func(which string) bool { return !slices.Contains(Reminders, which) }))
}

// DoWithout are those of some people who do without a reminder.
func (s *Service) DoWithout(ctx context.Context, which string, people []UserID) ([]UserID, error) {
	return findDoWithout(ctx, s.db, which, people)
}
