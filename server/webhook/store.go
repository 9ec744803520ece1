package webhook

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

const endpointColumns = `id, owner, url, topics, secret, secret_before, before_until, created_by, created_at, failing_since, disabled_at, disabled_why`

const deliveryColumns = `id, endpoint_id, event_id, type, body, state, tries, status, fault, took_ms, created_at, last_at`

type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func insertEndpoint(ctx context.Context, tx postgres.Tx, e Endpoint) error {
	if e.Topics == nil {
		e.Topics = []string{}
	}
	_, err := tx.Exec(ctx, `
		insert into webhook_endpoint (id, owner, url, topics, secret, created_by, created_at)
		values (@id, @owner, @url, @topics, @secret, @by, @at)`,
		pgx.NamedArgs{"id": e.ID, "owner": e.Owner, "url": e.URL, "topics": e.Topics, "secret": e.Secret, "by": e.CreatedBy, "at": e.CreatedAt})
	if err != nil {
		return fmt.Errorf("insert endpoint: %w", err)
	}
	return nil
}

func countEndpoints(ctx context.Context, tx postgres.Tx, owner Owner) (int, error) {
	rows, err := tx.Query(ctx, `select count(*) from webhook_endpoint where owner = @owner`, pgx.NamedArgs{"owner": owner})
	if err != nil {
		return 0, fmt.Errorf("count endpoints: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[int])
}

func findEndpoints(ctx context.Context, q querier, owners []Owner) ([]Endpoint, error) {
	rows, err := q.Query(ctx, `select `+endpointColumns+` from webhook_endpoint where owner = any(@owners) order by created_at desc`,
		pgx.NamedArgs{"owners": owners})
	if err != nil {
		return nil, fmt.Errorf("read endpoints: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Endpoint])
}

func one[T any](rows pgx.Rows, err error) (T, error) {
	var none T
	if err != nil {
		return none, fmt.Errorf("read webhook: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	if err != nil {
		return none, fmt.Errorf("read webhook: %w", err)
	}
	if len(found) == 0 {
		return none, problem.New(problem.NotFound, "not_found")
	}
	return found[0], nil
}

func findEndpoint(ctx context.Context, q querier, id uuid.UUID) (Endpoint, error) {
	return one[Endpoint](q.Query(ctx, `select `+endpointColumns+` from webhook_endpoint where id = @id`, pgx.NamedArgs{"id": id}))
}

func rotate(ctx context.Context, q querier, id uuid.UUID, secret string, until time.Time) (Endpoint, error) {
	return one[Endpoint](q.Query(ctx, `
		update webhook_endpoint set secret_before = secret, before_until = @until, secret = @secret where id = @id returning `+endpointColumns,
		pgx.NamedArgs{"id": id, "secret": secret, "until": until}))
}

func setDisabled(ctx context.Context, db *postgres.DB, id uuid.UUID, at *time.Time, why string) error {
	_, err := db.Exec(ctx, `update webhook_endpoint set disabled_at = @at, disabled_why = @why, failing_since = null where id = @id`,
		pgx.NamedArgs{"id": id, "at": at, "why": why})
	if err != nil {
		return fmt.Errorf("switch endpoint: %w", err)
	}
	return nil
}

// disableEndpoint is false when it was disabled before.
func disableEndpoint(ctx context.Context, tx postgres.Tx, e Endpoint) (bool, error) {
	tag, err := tx.Exec(ctx, `update webhook_endpoint set disabled_at = @at, disabled_why = @why where id = @id and disabled_at is null`,
		pgx.NamedArgs{"id": e.ID, "at": e.DisabledAt, "why": e.DisabledWhy})
	if err != nil {
		return false, fmt.Errorf("disable endpoint: %w", err)
	}
	return tag.RowsAffected() == 1, nil
}

// setFailing notes that a delivery was taken, or since when none has been.
func setFailing(ctx context.Context, tx postgres.Tx, id uuid.UUID, taken bool, now time.Time) error {
	_, err := tx.Exec(ctx, `
		update webhook_endpoint set failing_since = case when @taken then null else coalesce(failing_since, @now) end
		where id = @id and (failing_since is not null) = @taken`, pgx.NamedArgs{"id": id, "taken": taken, "now": now})
	if err != nil {
		return fmt.Errorf("note failure: %w", err)
	}
	return nil
}

func deleteEndpoint(ctx context.Context, db *postgres.DB, id uuid.UUID) error {
	_, err := db.Exec(ctx, `delete from webhook_endpoint where id = @id`, pgx.NamedArgs{"id": id})
	if err != nil {
		return fmt.Errorf("remove endpoint: %w", err)
	}
	return nil
}

// writeDeliveries is a statement that writes events for whoever wants them and gives the arguments of the jobs. $1 to $6 are
// the events' ids, types, bodies and times, their owners by name and the parameters of more.
func writeDeliveries(more string) string {
	return `
		insert into webhook_delivery (id, endpoint_id, event_id, type, body, created_at)
		select gen_random_uuid(), e.id, news.id, news.type, news.body, news.at
		from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[]) as news(id, type, body, at, owners, of)
		join webhook_endpoint e on e.owner = any(string_to_array(news.owners, ' ')) or e.owner in (` + more + `)
		where e.disabled_at is null and (e.topics = '{}' or news.type = any(e.topics))
		returning jsonb_build_object('delivery', id) as args`
}

// QueueHeard asks whether any endpoint wants events at all.
func QueueHeard(batch *postgres.Batch, heard *bool) {
	batch.Queue(`select exists (select from webhook_endpoint where disabled_at is null)`).QueryRow(func(row pgx.Row) error { return row.Scan(heard) })
}

func insertOne(ctx context.Context, tx postgres.Tx, endpoint uuid.UUID, e Event, body string) (uuid.UUID, error) {
	id := uuid.Must(uuid.NewV7())
	_, err := tx.Exec(ctx, `
		insert into webhook_delivery (id, endpoint_id, event_id, type, body, created_at) values (@id, @endpoint, @event, @type, @body, @at)`,
		pgx.NamedArgs{"id": id, "endpoint": endpoint, "event": e.ID, "type": e.Type, "body": body, "at": e.At})
	if err != nil {
		return id, fmt.Errorf("write event: %w", err)
	}
	return id, nil
}

func findDelivery(ctx context.Context, q querier, id uuid.UUID) (Delivery, error) {
	return one[Delivery](q.Query(ctx, `select `+deliveryColumns+` from webhook_delivery where id = @id`, pgx.NamedArgs{"id": id}))
}

func findDeliveries(ctx context.Context, q querier, endpoint uuid.UUID, most int) ([]Delivery, error) {
	rows, err := q.Query(ctx, `select `+deliveryColumns+` from webhook_delivery where endpoint_id = @endpoint order by created_at desc, id desc limit @most`,
		pgx.NamedArgs{"endpoint": endpoint, "most": most})
	if err != nil {
		return nil, fmt.Errorf("read deliveries: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Delivery])
}

func updateDelivery(ctx context.Context, tx postgres.Tx, d Delivery) error {
	_, err := tx.Exec(ctx, `
		update webhook_delivery set state = @state, tries = @tries, status = @status, fault = @fault, took_ms = @took, last_at = @last where id = @id`,
		pgx.NamedArgs{"id": d.ID, "state": d.State, "tries": d.Tries, "status": d.Status, "fault": d.Fault, "took": d.TookMS, "last": d.LastAt})
	if err != nil {
		return fmt.Errorf("note delivery: %w", err)
	}
	return nil
}

func resetDelivery(ctx context.Context, tx postgres.Tx, endpoint, id uuid.UUID) error {
	tag, err := tx.Exec(ctx, `update webhook_delivery set state = 'waiting', tries = 0 where id = @id and endpoint_id = @endpoint`,
		pgx.NamedArgs{"id": id, "endpoint": endpoint})
	if err != nil {
		return fmt.Errorf("send again: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return problem.New(problem.NotFound, "not_found")
	}
	return nil
}

func forgetDeliveries(ctx context.Context, db *postgres.DB, before time.Time) error {
	_, err := db.Exec(ctx, `delete from webhook_delivery where created_at < @before`, pgx.NamedArgs{"before": before})
	return err
}
