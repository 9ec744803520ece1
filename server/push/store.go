package push

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// keyPair is base64url, as the library wants it.
type keyPair struct{ Private, Public string }

func findKey(ctx context.Context, q postgres.Querier) (keyPair, error) {
	rows, err := q.Query(ctx, `select private, public from push_key`)
	if err != nil {
		return keyPair{}, fmt.Errorf("read key of push: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[keyPair])
	if err != nil {
		return keyPair{}, fmt.Errorf("read key of push: %w", err)
	}
	if len(found) == 0 {
		return keyPair{}, problem.New(problem.NotFound, "not_found")
	}
	return found[0], nil
}

func insertKey(ctx context.Context, q postgres.Querier, k keyPair) error {
	_, err := q.Exec(ctx, `insert into push_key (private, public) values (@private, @public) on conflict do nothing`,
		pgx.NamedArgs{"private": k.Private, "public": k.Public})
	if err != nil {
		return fmt.Errorf("keep key of push: %w", err)
	}
	return nil
}

type owned struct {
	UserID uuid.UUID
	Device
}

func devices(ctx context.Context, q postgres.Querier, users []uuid.UUID) ([]owned, error) {
	rows, err := q.Query(ctx, `
		select user_id, id, name, endpoint, p256dh, auth, created_at from push_device where user_id = any(@users) order by created_at, id`,
		pgx.NamedArgs{"users": users})
	if err != nil {
		return nil, fmt.Errorf("read devices: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[owned])
}

// insertDevice gives a browser to who used it last: one browser wakes one person.
func insertDevice(ctx context.Context, q postgres.Querier, user uuid.UUID, d Device) error {
	_, err := q.Exec(ctx, `
		insert into push_device (id, user_id, endpoint, p256dh, auth, name) values (@id, @user, @endpoint, @p256dh, @auth, @name)
		on conflict (endpoint) do update set user_id = excluded.user_id, p256dh = excluded.p256dh, auth = excluded.auth, name = excluded.name`,
		pgx.NamedArgs{"id": d.ID, "user": user, "endpoint": d.Endpoint, "p256dh": d.P256DH, "auth": d.Auth, "name": d.Name})
	if err != nil {
		return fmt.Errorf("keep device: %w", err)
	}
	return nil
}

func deleteDevice(ctx context.Context, q postgres.Querier, user, id uuid.UUID) error {
	tag, err := q.Exec(ctx, `delete from push_device where id = @id and user_id = @user`, pgx.NamedArgs{"id": id, "user": user})
	if err != nil {
		return fmt.Errorf("forget device: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return problem.New(problem.NotFound, "not_found")
	}
	return nil
}

func forget(ctx context.Context, q postgres.Querier, id uuid.UUID) error {
	_, err := q.Exec(ctx, `delete from push_device where id = @id`, pgx.NamedArgs{"id": id})
	if err != nil {
		return fmt.Errorf("forget device: %w", err)
	}
	return nil
}
