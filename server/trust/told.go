package trust

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/integration"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/webhook"
)

// Told is what a webhook says of an endorsement: what anybody may read at Verify.
type Told struct {
	Code       string `json:"code"`
	State      string `json:"state"`
	ValidUntil string `json:"validUntil"` // the last day
	Reason     string `json:"reason,omitempty"`
	Verify     string `json:"verify"` // address of the public page
}

// outside has those hear of a move of an endorsement whom it concerns: the office, the company and the desks that have a
// part in it. What is only proposed is nobody's business yet.
func (s *Service) outside(ctx context.Context, tx postgres.Tx, e Endorsement, move, from string, now time.Time) error {
	if s.Jobs == nil || from == Proposed && move != doSign {
		return nil
	}
	to := []webhook.Owner{integration.OfOffice, integration.OfCompany(e.CompanyID)}
	for _, desk := range []*account.DeskID{e.FromDesk, e.DeskID} {
		if desk != nil && (len(to) == 2 || to[2] != integration.OfDesk(*desk)) {
			to = append(to, integration.OfDesk(*desk))
		}
	}
	return webhook.NewOutbox(s.Jobs).Publish(ctx, tx, webhook.Owners{Named: to}, webhook.Event{ID: uuid.Must(uuid.NewV7()), Type: "endorsement." + move, At: now,
		Data: Told{e.Code, e.State, e.ValidUntil.Format(time.DateOnly), e.Reason, s.Origin + "/verify/" + e.Code}})
}
