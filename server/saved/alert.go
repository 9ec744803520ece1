package saved

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Alert is a search that a person follows.
type Alert struct {
	ID        uuid.UUID
	Query     string // query part of the search's address
	Since     time.Time
	CreatedAt time.Time
}

// reader is a person who follows searches.
type reader struct {
	Person account.UserID
	Secret string // in the link that ends all of them
	NextAt time.Time
}

const (
	mostAlerts = 20
	week       = 7 * 24 * time.Hour
	// settled is how long after its publication a product is surely seen by a search; younger ones are told the next week.
	settled = time.Minute
	// atOnce is how many people one turn of the job writes to.
	atOnce = 200
)

// Alerts are the searches that the viewer follows, the newest first.
func (s *Service) Alerts(ctx context.Context, v account.Viewer) ([]Alert, error) {
	if err := own(v); err != nil {
		return nil, err
	}
	return findAlerts(ctx, s.db, v.User)
}

// Follow has the viewer told once a week what is new in a search. To follow it twice is to follow it once.
func (s *Service) Follow(ctx context.Context, v account.Viewer, q catalog.Query) error {
	q.Page, q.Sort = 1, catalog.ByRelevance
	return s.inTx(ctx, v, func(tx postgres.Tx) error {
		if q.Text == "" && len(q.Chosen) == 0 {
			return problem.New(problem.Invalid, "alert_empty")
		}
		now := s.now()
		if err := insertReader(ctx, tx, reader{v.User, rand.Text(), now.Add(week)}); err != nil {
			return err
		}
		there, err := findAlerts(ctx, tx, v.User)
		if err != nil {
			return err
		}
		if len(there) >= mostAlerts {
			return problem.New(problem.Conflict, "alert_many", "Most", mostAlerts)
		}
		return insertAlert(ctx, tx, v.User, Alert{ID: newID(), Query: q.URL(), Since: now.Add(-settled).Truncate(time.Second), CreatedAt: now})
	})
}

// Stop ends one of the viewer's alerts.
func (s *Service) Stop(ctx context.Context, v account.Viewer, id uuid.UUID) error {
	return s.inTx(ctx, v, func(tx postgres.Tx) error { return deleteAlert(ctx, tx, v.User, id) })
}

// StopBy ends all alerts of whoever holds the secret of a mail, without signing in. To end them twice is no fault.
func (s *Service) StopBy(ctx context.Context, secret string) error {
	who, err := findReader(ctx, s.db, secret)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx postgres.Tx) error { return deleteAlerts(ctx, tx, who.Person) })
}

// Following is how many searches whoever holds the secret follows; NotFound when nobody does.
func (s *Service) Following(ctx context.Context, secret string) (int, error) {
	who, err := findReader(ctx, s.db, secret)
	if err != nil {
		return 0, err
	}
	alerts, err := findAlerts(ctx, s.db, who.Person)
	return len(alerts), err
}

// Tell writes the mails that are due: one a person and week, with what is new in all of the person's searches, and none
// where nothing is. It is one turn of a job.
func (s *Service) Tell(ctx context.Context, draw func(account.User, string, []News) (mail.Message, error)) error {
	now := s.now()
	due, err := findDue(ctx, s.db, now, atOnce)
	if err != nil {
		return err
	}
	var failed []error
	for _, r := range due {
		if err := s.tell(ctx, r, now, draw); err != nil {
			failed = append(failed, fmt.Errorf("tell what is new: %w", err))
		}
	}
	return errors.Join(failed...)
}

// News is what is new in one search.
type News struct {
	Query catalog.Query
	Total int
	Hits  []catalog.Hit // the newest, at most mostTold
}

// mostTold is how many products of a search a mail names.
const mostTold = 5

func (s *Service) tell(ctx context.Context, r reader, now time.Time, draw func(account.User, string, []News) (mail.Message, error)) error {
	person, err := s.accounts.User(ctx, r.Person)
	if err != nil {
		return err
	}
	alerts, err := findAlerts(ctx, s.db, r.Person)
	if err != nil {
		return err
	}
	until := now.Add(-settled).Truncate(time.Second)
	var news []News
	for _, a := range alerts {
		q := catalog.ParseQuery(a.Query)
		found, err := s.catalog.NewBetween(ctx, q, a.Since, until)
		if err != nil {
			return err
		}
		if found.Total > 0 && !found.Partly {
			news = append(news, News{q, found.Total, found.Hits[:min(len(found.Hits), mostTold)]})
		}
	}
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		next := r.NextAt
		for !next.After(now) {
			next = next.Add(week)
		}
		if mine, err := moveReader(ctx, tx, r, next, until); err != nil || !mine {
			return err // another node has told
		}
		if len(news) == 0 || person.DisabledAt != nil {
			return nil
		}
		message, err := draw(person, r.Secret, news)
		if err != nil {
			return err
		}
		message.ID = fmt.Sprintf("alert.%s.%d@etrade", r.Person, until.Unix())
		return s.queue.Insert(ctx, tx, mail.Job{Message: message})
	})
}
