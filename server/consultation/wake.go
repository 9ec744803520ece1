package consultation

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/push"
)

// wakePerson is the job that shows a reminder on the devices that a person has had woken. It says that something begins, and
// not what: the words pass through others' hands.
type wakePerson struct {
	User  uuid.UUID `json:"user"`
	Title string    `json:"title"`
	Path  string    `json:"path"`
	Tag   string    `json:"tag"`
}

// Kind is the job's name in the queue.
func (wakePerson) Kind() string { return "consultation_push" }

// pushed are the reminders that also come by push.
var pushed = map[string]bool{"hour": true, "soon": true}

// Push has reminders of the last hour wake the devices of their readers too. Call it before the queue runs.
func (s *Service) Push(p *push.Push) {
	jobs.Handle(s.queue, func(ctx context.Context, j wakePerson) error {
		return p.Send(ctx, j.User, push.Message{Title: j.Title, Path: j.Path, Tag: j.Tag}, 10*time.Minute)
	})
	s.pushes = true
}

// wake puts the push of a reminder in the queue, beside its mail.
func (w writer) wake(ctx context.Context, tx postgres.Tx, c Consultation, j letters, r reader) error {
	if !pushed[j.Which] || j.Notice != noticeReminder || !w.service.pushes {
		return nil
	}
	title := w.texts.T(r.Lang, "consultation.mail_reminder_"+j.Which+"_line_"+string(r.Side))
	return w.service.queue.Insert(ctx, tx, wakePerson{User: r.ID.UUID, Title: title, Path: "/" + r.Lang + "/consultations/" + c.Number,
		Tag: strings.ReplaceAll(c.ID.String(), "-", "")})
}
