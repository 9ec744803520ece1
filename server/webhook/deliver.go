package webhook

import (
	"context"
	"crypto/rand"
	"math/big"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// deliver is the job that sends one delivery.
type deliver struct {
	Delivery uuid.UUID `json:"delivery"`
}

// Kind is the job's name in the queue.
func (deliver) Kind() string { return "webhook_deliver" }

// deliver sends one delivery: read anew, since the endpoint may be another by now. What is refused comes again later.
func (s *Service) deliver(ctx context.Context, j deliver) error {
	select {
	case s.busy <- struct{}{}:
		defer func() { <-s.busy }()
	default:
		return jobs.Later(time.Second)
	}
	d, err := findDelivery(ctx, s.cfg.DB, j.Delivery)
	if problem.Is(err, problem.NotFound) {
		return nil // the endpoint was removed
	}
	if err != nil {
		return err
	}
	e, err := findEndpoint(ctx, s.cfg.DB, d.EndpointID)
	if err != nil || e.DisabledAt != nil || d.State != Waiting {
		return err
	}
	began := s.cfg.Now()
	header := http.Header{}
	if err := sign(header, d.EventID, d.Body, began, e.secrets(began)); err != nil {
		return err
	}
	d.Status, err = s.sender.post(ctx, e.URL, d.Body, header)
	d.Fault = ""
	if err != nil && d.Status == 0 {
		d.Fault = faultOf(err)
	}
	now := s.cfg.Now()
	d.TookMS, d.LastAt = int(now.Sub(began).Milliseconds()), &now
	d.Tries++
	return s.note(ctx, e, d, now)
}

// note keeps what became of a try: taken, to be tried again, or given up. An endpoint that says that it is gone, or has
// taken nothing for long, hears no more, and its owner is told in the same transaction.
func (s *Service) note(ctx context.Context, e Endpoint, d Delivery, now time.Time) error {
	var again time.Duration
	why := ""
	switch {
	case d.Status >= 200 && d.Status < 300:
		d.State = Taken
	case d.Status == http.StatusGone:
		d.State, why = Failed, ByAnswer
	case d.Tries > len(s.cfg.Backoff):
		d.State = Failed
	default:
		again = jittered(s.cfg.Backoff[d.Tries-1])
	}
	if d.State != Taken && e.FailingSince != nil && now.Sub(*e.FailingSince) >= patience {
		why = ByFailure
	}
	err := s.cfg.DB.Tx(ctx, func(tx postgres.Tx) error {
		if err := updateDelivery(ctx, tx, d); err != nil {
			return err
		}
		if err := setFailing(ctx, tx, e.ID, d.State == Taken, now); err != nil || why == "" {
			return err
		}
		return s.disable(ctx, tx, e, why, now)
	})
	if err != nil || again == 0 || why != "" {
		return err
	}
	return jobs.Later(again)
}

func (s *Service) disable(ctx context.Context, tx postgres.Tx, e Endpoint, why string, now time.Time) error {
	s.cfg.Log.Warn("webhook endpoint disabled", "endpoint", e.ID, "owner", e.Owner, "why", why)
	e.DisabledAt, e.DisabledWhy = &now, why
	changed, err := disableEndpoint(ctx, tx, e)
	if err != nil || !changed || s.cfg.Notice == nil {
		return err
	}
	return s.cfg.Notice(ctx, tx, e)
}

// jittered is a wait of up to a fifth more, so that what failed together does not come again together.
func jittered(d time.Duration) time.Duration {
	n, err := rand.Int(rand.Reader, big.NewInt(int64(d)/5+1))
	if err != nil {
		return d
	}
	return d + time.Duration(n.Int64())
}
