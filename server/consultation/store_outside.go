package consultation

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/integration"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/webhook"
)

// Moved is what a webhook says of a move: which consultation, how it stands and when it is. Whoever may know more reads it
// through the API.
type Moved struct {
	Number   string     `json:"number"`
	Move     Move       `json:"move"`
	State    State      `json:"state"`
	Version  int        `json:"version"`
	StartsAt time.Time  `json:"startsAt"`
	EndsAt   time.Time  `json:"endsAt"`
	Owner    Owner      `json:"owner,omitempty"`
	AnswerBy *time.Time `json:"answerBy,omitempty"`
}

// queueOutside has those hear of a move whose consultation it is, in the batch that writes it. A draft is nobody's business.
func (s *Service) queueOutside(batch *pgx.Batch, c Consultation, e Event) error {
	if c.Number == "" || e.Move == string(MoveHold) {
		return nil
	}
	return webhook.NewOutbox(s.queue).Queue(batch, c.hear(e), webhook.Event{ID: uuid.Must(uuid.NewV7()), Type: "consultation." + e.Move, At: e.At,
		Data: Moved{c.Number, Move(e.Move), c.State, c.Version, c.StartsAt.UTC(), c.EndsAt.UTC(), c.Owner, c.AnswerBy}})
}

// outside is queueOutside in a round trip of its own.
func (s *Service) outside(ctx context.Context, tx postgres.Tx, c Consultation, e Event) error {
	batch := &pgx.Batch{}
	if err := s.queueOutside(batch, c, e); err != nil || batch.Len() == 0 {
		return err
	}
	return tx.SendBatch(ctx, batch).Close()
}

// hear are the owners of webhooks that hear of a move: the office, the supplier, the buyer and the desks that brought it; but
// for what the asked side does not see either: a request that the office has not let through, and its end.
func (c Consultation) hear(e Event) webhook.Owners {
	before := State(e.FromState)
	unseen := (before == Requested || before == Returned) && !c.State.claimsTime()
	to := webhook.Owners{Named: []webhook.Owner{integration.OfOffice}}
	if !c.hiddenFrom(Supplier) && !(unseen && c.RequestedSide != Supplier) {
		to.Named = append(to.Named, integration.OfCompany(c.SupplierCompany))
	}
	if !c.hiddenFrom(Buyer) && !(unseen && c.RequestedSide == Supplier) {
		to.Named = append(to.Named, integration.OfCompany(c.BuyerCompany))
		to.More, to.Of = `select 'desk:' || desk_id from desk_companies where company_id = $1::uuid`, c.BuyerCompany.UUID
	}
	return to
}
