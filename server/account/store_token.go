package account

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

func insertToken(ctx context.Context, q querier, id uuid.UUID, user UserID, name string, hash []byte, expires time.Time) error {
	_, err := q.Exec(ctx, `
		insert into api_tokens (id, user_id, name, hash, expires_at) values (@id, @user, @name, @hash, @expires)`,
		pgx.NamedArgs{"id": id, "user": user, "name": name, "hash": hash, "expires": expires})
	return wrap("insert token", err)
}

func findTokenUser(ctx context.Context, q querier, hash []byte, now time.Time) (UserID, error) {
	type row struct{ UserID UserID }
	found, err := one[row](ctx, q, "token_unknown", `
		select user_id from api_tokens where hash = @hash and revoked_at is null and expires_at > @now`,
		pgx.NamedArgs{"hash": hash, "now": now})
	return found.UserID, err
}

func revokeTokens(ctx context.Context, q querier, user UserID, now time.Time) error {
	_, err := q.Exec(ctx, `update api_tokens set revoked_at = @now where user_id = @user and revoked_at is null`,
		pgx.NamedArgs{"user": user, "now": now})
	return wrap("revoke tokens", err)
}
