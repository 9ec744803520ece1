package consultation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/schedule"
)

// TaskPaper is a confirmed consultation about a product one of whose certificates has expired, or will have by the day of the meeting.
const TaskPaper = "certificate_expired"

// paper is a certificate that a confirmed consultation stands on and that does not hold on its day.
type paper struct {
	ID        ID // of the consultation
	StartsAt  time.Time
	Scheme    string
	SKU       string
	ExpiresOn time.Time // the last day, midnight UTC
}

// papers tells the office of confirmed consultations whose product has lost a certificate, once a certificate. Nothing moves: an
// officer asks the company.
func (s *Service) papers(ctx context.Context, now time.Time) error {
	found, err := expiredPapers(ctx, s.db, now, s.settings.Hours.Zone.String())
	if err != nil {
		return err
	}
	var failed []error
	for _, p := range found {
		due := earlier(s.settings.Hours.After(now, s.settings.OfficeAnswer), p.StartsAt)
		note := fmt.Sprintf("%s (%s), %s", p.Scheme, p.SKU, schedule.DateOf(p.ExpiresOn, time.UTC))
		failed = append(failed, s.db.Tx(ctx, func(tx postgres.Tx) error {
			return OpenTask(ctx, tx, Task{Kind: TaskPaper, ConsultationID: p.ID, DueBy: &due, Note: note, OpenedAt: now})
		}))
	}
	return errors.Join(failed...)
}
