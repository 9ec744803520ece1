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

// desksOf finds the desks that brought a buyer.
const desksOf = `select 'desk:' || desk_id from desk_companies where company_id = nullif(news.of, '')::uuid`

// queueOutside has those hear of moves whose consultations they are, in the batch that writes them. A draft is nobody's business.
func (s *Service) queueOutside(batch *pgx.Batch, all ...made) error {
	var news []webhook.News
	for _, m := range all {
		for _, e := range m.Events {
			if m.Number == "" || e.Move == string(MoveHold) {
				continue
			}
			news = append(news, webhook.News{Owners: m.hear(e), Event: webhook.Event{ID: uuid.Must(uuid.NewV7()), Type: "consultation." + e.Move, At: e.At,
				Data: Moved{m.Number, Move(e.Move), m.State, m.Version, m.StartsAt.UTC(), m.EndsAt.UTC(), m.Owner, m.AnswerBy}}})
		}
	}
	if len(news) == 0 {
		return nil
	}
	return webhook.NewOutbox(s.queue).Queue(batch, desksOf, news...)
}

// outside is queueOutside in a round trip of its own.
func (s *Service) outside(ctx context.Context, tx postgres.Tx, c Consultation, e Event) error {
	batch := &pgx.Batch{}
	if err := s.queueOutside(batch, made{Consultation: c, Events: []Event{e}}); err != nil || batch.Len() == 0 {
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
	if !c.HiddenFrom(Supplier) && !(unseen && c.RequestedSide != Supplier) {
		to.Named = append(to.Named, integration.OfCompany(c.SupplierCompany))
	}
	if !c.HiddenFrom(Buyer) && !(unseen && c.RequestedSide == Supplier) {
		to.Named = append(to.Named, integration.OfCompany(c.BuyerCompany))
		to.Of = c.BuyerCompany.String()
	}
	return to
}
