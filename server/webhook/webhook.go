// Package webhook owns how programs outside hear of what happens here: endpoints with their secrets, events written in the
// transaction of their cause, deliveries signed as Standard Webhooks says (standardwebhooks.com), tried again, logged, and
// never sent to an address inside. It knows no topic: what an event says, and who may have an endpoint, is the topics'.
package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/netip"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Owner is whose endpoint it is, as the topic writes it: "office", "company:<id>".
type Owner string

// Event is something that happened. It is the same for all who hear of it.
type Event struct {
	ID   uuid.UUID
	Type string // "consultation.confirm"
	At   time.Time
	Data any // as JSON
}

// Endpoint is where an owner's program listens.
type Endpoint struct {
	ID           uuid.UUID
	Owner        Owner
	URL          string
	Topics       []string // types of event; none is all
	Secret       string
	SecretBefore *string    // signs too, until BeforeUntil
	BeforeUntil  *time.Time //
	CreatedBy    uuid.UUID
	CreatedAt    time.Time
	FailingSince *time.Time // no delivery has been taken since
	DisabledAt   *time.Time
	DisabledWhy  string // ByOwner, ByFailure or ByAnswer
}

// Why an endpoint hears nothing any more.
const (
	ByOwner   = "owner"
	ByFailure = "failing"
	ByAnswer  = "gone" // it answered 410
)

// The states of a delivery.
const (
	Waiting = "waiting"
	Taken   = "taken"
	Failed  = "failed"
)

// Delivery is one event on its way to one endpoint.
type Delivery struct {
	ID         uuid.UUID
	EndpointID uuid.UUID
	EventID    uuid.UUID
	Type       string
	Body       string
	State      string
	Tries      int
	Status     int    // of the last answer, 0 for none
	Fault      string // why there was none: a code of Faults
	TookMS     int
	CreatedAt  time.Time
	LastAt     *time.Time
}

// Config is what the service needs.
type Config struct {
	DB      *postgres.DB
	Queue   *jobs.Queue
	Log     *slog.Logger
	Now     func() time.Time
	Inside  []netip.Prefix                                              // private networks that may be sent to all the same, plain HTTP too
	Notice  func(ctx context.Context, tx postgres.Tx, e Endpoint) error // tells the owner that the endpoint was disabled
	Backoff []time.Duration                                             // between tries; nil: Tries
}

// Service keeps endpoints and sends to them. It is safe for concurrent use.
type Service struct {
	cfg    Config
	sender *sender
	busy   chan struct{} // bounds what waits for slow endpoints
}

// Tries are the waits after each failed try, about three days in all (Standard Webhooks, "Deliverability").
var Tries = []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}

const (
	// patience is how long an endpoint may fail before it is disabled.
	patience = 5 * 24 * time.Hour
	// bothLive is how long an old secret goes on signing beside the new one.
	bothLive = 24 * time.Hour
	// logKept is how long deliveries can be read and sent again.
	logKept = 30 * 24 * time.Hour
	// ownerMost is how many endpoints an owner may have.
	ownerMost = 10
	urlMost   = 500 // bytes
	// atOnce is how many deliveries a node sends at a time: slow endpoints keep no mail from being sent.
	atOnce = 8
)

// New makes the service.
func New(cfg Config) *Service {
	if cfg.Backoff == nil {
		cfg.Backoff = Tries
	}
	return &Service{cfg: cfg, sender: newSender(cfg.Inside), busy: make(chan struct{}, atOnce)}
}

// HandleJobs makes the queue send what waits, and forget old deliveries.
func (s *Service) HandleJobs() {
	jobs.Handle(s.cfg.Queue, s.deliver)
	s.cfg.Queue.Every(time.Hour, "webhook_sweep", func(ctx context.Context) error {
		return forgetDeliveries(ctx, s.cfg.DB, s.cfg.Now().Add(-logKept))
	})
}

// Add makes an endpoint with a fresh secret.
func (s *Service) Add(ctx context.Context, owner Owner, address string, topics []string, by uuid.UUID) (Endpoint, error) {
	address, err := s.sender.check(address)
	if err != nil {
		return Endpoint{}, err
	}
	e := Endpoint{ID: uuid.Must(uuid.NewV7()), Owner: owner, URL: address, Topics: topics, Secret: newSecret(), CreatedBy: by, CreatedAt: s.cfg.Now().UTC()}
	err = s.cfg.DB.Tx(ctx, func(tx postgres.Tx) error {
		n, err := countEndpoints(ctx, tx, owner)
		if err != nil {
			return err
		}
		if n >= ownerMost {
			return problem.New(problem.Conflict, "webhook_many", "Count", ownerMost)
		}
		return insertEndpoint(ctx, tx, e)
	})
	return e, err
}

// Of are the endpoints of some owners, the newest first.
func (s *Service) Of(ctx context.Context, owners []Owner) ([]Endpoint, error) {
	return findEndpoints(ctx, s.cfg.DB, owners)
}

// Endpoint is one by id; NotFound when there is none.
func (s *Service) Endpoint(ctx context.Context, id uuid.UUID) (Endpoint, error) {
	return findEndpoint(ctx, s.cfg.DB, id)
}

// Rotate gives the endpoint a new secret; the old one signs beside it for a day, so that nothing is lost in between.
func (s *Service) Rotate(ctx context.Context, id uuid.UUID) (Endpoint, error) {
	return rotate(ctx, s.cfg.DB, id, newSecret(), s.cfg.Now().Add(bothLive))
}

// Enable lets the endpoint hear again; Disable ends that.
func (s *Service) Enable(ctx context.Context, id uuid.UUID) error {
	return setDisabled(ctx, s.cfg.DB, id, nil, "")
}

// Disable has the endpoint hear nothing any more; what waits for it is not sent.
func (s *Service) Disable(ctx context.Context, id uuid.UUID) error {
	now := s.cfg.Now()
	return setDisabled(ctx, s.cfg.DB, id, &now, ByOwner)
}

// Remove forgets the endpoint and its log.
func (s *Service) Remove(ctx context.Context, id uuid.UUID) error {
	return deleteEndpoint(ctx, s.cfg.DB, id)
}

// Deliveries is the log of an endpoint, the latest first.
func (s *Service) Deliveries(ctx context.Context, id uuid.UUID) ([]Delivery, error) {
	return findDeliveries(ctx, s.cfg.DB, id, 50)
}

// Resend sends a delivery of the endpoint again, whatever became of it.
func (s *Service) Resend(ctx context.Context, endpoint, delivery uuid.UUID) error {
	return s.cfg.DB.Tx(ctx, func(tx postgres.Tx) error {
		if err := resetDelivery(ctx, tx, endpoint, delivery); err != nil {
			return err
		}
		return s.cfg.Queue.Insert(ctx, tx, deliver{delivery})
	})
}

// Test sends an event of the type "test" to the endpoint alone.
func (s *Service) Test(ctx context.Context, id uuid.UUID) error {
	return s.cfg.DB.Tx(ctx, func(tx postgres.Tx) error {
		e := Event{ID: uuid.Must(uuid.NewV7()), Type: "test", At: s.cfg.Now(), Data: map[string]string{"endpoint": id.String()}}
		body, err := e.body()
		if err != nil {
			return err
		}
		delivery, err := insertOne(ctx, tx, id, e, body)
		if err != nil {
			return err
		}
		return s.cfg.Queue.Insert(ctx, tx, deliver{delivery})
	})
}

// body is the event as it is signed and sent.
func (e Event) body() (string, error) {
	raw, err := json.Marshal(struct {
		Type      string    `json:"type"`
		Timestamp time.Time `json:"timestamp"`
		Data      any       `json:"data"`
	}{e.Type, e.At.UTC(), e.Data})
	if err != nil {
		return "", fmt.Errorf("write event %s: %w", e.Type, err)
	}
	return string(raw), nil
}

// Owners are those who hear of an event: some by name, and those that a topic's statement finds by a text.
type Owners struct {
	Named []Owner
	Of    string
}

// Outbox writes events in the transactions that cause them.
type Outbox struct{ queue *jobs.Queue }

// NewOutbox makes one on a queue.
func NewOutbox(queue *jobs.Queue) Outbox { return Outbox{queue} }

// News is an event and who hears of it.
type News struct {
	Owners
	Event
}

// Publish writes the event for every endpoint of the owners that wants its type; it leaves when the transaction commits.
func (o Outbox) Publish(ctx context.Context, tx postgres.Tx, to Owners, e Event) error {
	batch := &postgres.Batch{}
	if err := o.Queue(batch, "", News{to, e}); err != nil {
		return err
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("write event: %w", err)
	}
	return nil
}

// Queue is Publish of several inside a batch of the caller's. More is a statement with one column of owners; it knows Owners.Of as news.of. Empty, it finds nobody.
func (o Outbox) Queue(batch *postgres.Batch, more string, all ...News) error {
	n := len(all)
	ids, types, bodies, ats, owners, of := make([]uuid.UUID, n), make([]string, n), make([]string, n), make([]time.Time, n), make([]string, n), make([]string, n)
	for i, news := range all {
		body, err := news.body()
		if err != nil {
			return err
		}
		ids[i], types[i], bodies[i], ats[i], of[i] = news.ID, news.Type, body, news.At, news.Of
		named := make([]string, len(news.Named))
		for k, owner := range news.Named {
			named[k] = string(owner)
		}
		owners[i] = strings.Join(named, " ")
	}
	if more == "" {
		more = `select null::text`
	}
	o.queue.QueueEach(batch, deliver{}.Kind(), writeDeliveries(more), ids, types, bodies, ats, owners, of)
	return nil
}
