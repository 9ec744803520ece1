package consultation

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// Rebook asks anew for a consultation that technology broke: the same companies, person and words at another time. The
// office has looked already and no limit counts, so the company is asked at once.
func (s *Service) Rebook(ctx context.Context, v account.Viewer, number string, start time.Time, key string) (Consultation, error) {
	known, err := s.ByNumber(ctx, v, number)
	if err != nil {
		return Consultation{}, err
	}
	if err := known.Permits(v, account.RescheduleConsultation); err != nil {
		return Consultation{}, err
	}
	if known.State != Failed {
		return Consultation{}, s.settings.conflict(known, known.Side(v), s.Now(), "not_failed")
	}
	if known.Side(v) == Supplier {
		return Consultation{}, problem.New(problem.Forbidden, "not_a_buyer")
	}
	return s.Request(ctx, v, RequestForm{Key: key, Company: known.SupplierCompany, Start: start, Length: known.Length(), Buyer: known.BuyerUser,
		Topic: known.Topic, again: true})
}
