package saved

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// insertReader makes a person a reader. Who follows nothing now has the mail a week from now.
func insertReader(ctx context.Context, tx postgres.Tx, r reader) error {
	_, err := tx.Exec(ctx, `
		insert into search_readers as r (person, secret, next_at) values (@person, @secret, @next)
		on conflict (person) do update set next_at = case when exists (select from search_alerts a where a.person = r.person) then r.next_at else excluded.next_at end`,
		pgx.NamedArgs{"person": r.Person, "secret": r.Secret, "next": r.NextAt})
	if err != nil {
		return fmt.Errorf("make reader of alerts: %w", err)
	}
	return nil
}

func findReader(ctx context.Context, q postgres.Querier, secret string) (reader, error) {
	rows, err := q.Query(ctx, `select person, secret, next_at from search_readers where secret = @secret`, pgx.NamedArgs{"secret": secret})
	found, err := readers(rows, err)
	if err == nil && len(found) == 0 {
		err = problem.New(problem.NotFound, "not_found")
	}
	if err != nil {
		return reader{}, err
	}
	return found[0], nil
}

// findDue are readers whose mail is due and who follow something.
func findDue(ctx context.Context, q postgres.Querier, now time.Time, n int) ([]reader, error) {
	rows, err := q.Query(ctx, `
		select r.person, r.secret, r.next_at from search_readers r
		where r.next_at <= @now and exists (select from search_alerts a where a.person = r.person) order by r.next_at limit @n`,
		pgx.NamedArgs{"now": now, "n": n})
	return readers(rows, err)
}

func readers(rows pgx.Rows, err error) ([]reader, error) {
	if err != nil {
		return nil, fmt.Errorf("find readers of alerts: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[reader])
	if err != nil {
		return nil, fmt.Errorf("find readers of alerts: %w", err)
	}
	return found, nil
}

// moveReader sets when the next mail is due and that everything before until was told; false when somebody else did.
func moveReader(ctx context.Context, tx postgres.Tx, r reader, next, until time.Time) (bool, error) {
	done, err := tx.Exec(ctx, `
		with moved as (update search_readers set next_at = @next where person = @person and next_at = @was returning person)
		update search_alerts set since = greatest(since, @until) where person in (select person from moved)`,
		pgx.NamedArgs{"person": r.Person, "was": r.NextAt, "next": next, "until": until})
	if err != nil {
		return false, fmt.Errorf("move reader of alerts: %w", err)
	}
	return done.RowsAffected() > 0, nil
}

func findAlerts(ctx context.Context, q postgres.Querier, person account.UserID) ([]Alert, error) {
	rows, err := q.Query(ctx, `select id, query, since, created_at from search_alerts where person = @person order by created_at desc, id`,
		pgx.NamedArgs{"person": person})
	if err != nil {
		return nil, fmt.Errorf("list alerts: %w", err)
	}
	alerts, err := pgx.CollectRows(rows, pgx.RowToStructByName[Alert])
	if err != nil {
		return nil, fmt.Errorf("list alerts: %w", err)
	}
	return alerts, nil
}

func insertAlert(ctx context.Context, tx postgres.Tx, person account.UserID, a Alert) error {
	_, err := tx.Exec(ctx, `
		insert into search_alerts (id, person, query, since, created_at) values (@id, @person, @query, @since, @now) on conflict (person, query) do nothing`,
		pgx.NamedArgs{"id": a.ID, "person": person, "query": a.Query, "since": a.Since, "now": a.CreatedAt})
	if err != nil {
		return fmt.Errorf("follow search: %w", err)
	}
	return nil
}

func deleteAlert(ctx context.Context, tx postgres.Tx, person account.UserID, id uuid.UUID) error {
	done, err := tx.Exec(ctx, `delete from search_alerts where id = @id and person = @person`, pgx.NamedArgs{"id": id, "person": person})
	if err != nil {
		return fmt.Errorf("end alert: %w", err)
	}
	if done.RowsAffected() == 0 {
		return problem.New(problem.NotFound, "not_found")
	}
	return nil
}

func deleteAlerts(ctx context.Context, tx postgres.Tx, person account.UserID) error {
	if _, err := tx.Exec(ctx, `delete from search_alerts where person = @person`, pgx.NamedArgs{"person": person}); err != nil {
		return fmt.Errorf("end alerts: %w", err)
	}
	return nil
}
