package account

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

type passwordRow struct {
	ID           UserID
	PasswordHash *string
	DisabledAt   *time.Time
}

func findPassword(ctx context.Context, q querier, email string) (passwordRow, error) {
	return one[passwordRow](ctx, q, "user_unknown", `select id, password_hash, disabled_at from users where email = @email`,
		pgx.NamedArgs{"email": email})
}

func retireSignIns(ctx context.Context, tx postgres.Tx, email string, now time.Time) error {
	_, err := tx.Exec(ctx, `update sign_in_codes set used_at = @now where email = @email and used_at is null`, pgx.NamedArgs{"email": email, "now": now})
	return wrap("retire earlier sign-ins", err)
}

func findSignInLink(ctx context.Context, q querier, hash []byte, now time.Time) (string, error) {
	type row struct{ Email string }
	found, err := one[row](ctx, q, "link_dead", `select email from sign_in_codes where link_hash = @hash and used_at is null and expires_at > @now`,
		pgx.NamedArgs{"hash": hash, "now": now})
	return found.Email, goneInstead(err)
}

func insertSignIn(ctx context.Context, tx postgres.Tx, id SignInID, email, lang, next string, expires time.Time) error {
	_, err := tx.Exec(ctx, `
		insert into sign_in_codes (id, email, lang, next, expires_at) values (@id, @email, @lang, @next, @expires)`,
		pgx.NamedArgs{"id": id, "email": email, "lang": lang, "next": next, "expires": expires})
	return wrap("insert sign-in", err)
}

type signInRow struct {
	ID    SignInID
	Email string
	Lang  string
}

func findLiveSignIn(ctx context.Context, q querier, id SignInID, now time.Time) (signInRow, error) {
	return one[signInRow](ctx, q, "code_dead", `
		select id, email, lang from sign_in_codes where id = @id and used_at is null and expires_at > @now`,
		pgx.NamedArgs{"id": id, "now": now})
}

func updateSignInSecrets(ctx context.Context, q querier, id SignInID, code, link []byte) error {
	_, err := q.Exec(ctx, `update sign_in_codes set code_hash = @code, link_hash = @link where id = @id and used_at is null`,
		pgx.NamedArgs{"id": id, "code": code, "link": link})
	return wrap("set sign-in secrets", err)
}

type triedSignIn struct {
	CodeHash []byte
	Tries    int
}

// countTry is Gone when the request was used, has expired, was tried too often or its mail is not written yet.
func countTry(ctx context.Context, q querier, id SignInID, now time.Time) (triedSignIn, error) {
	tried, err := one[triedSignIn](ctx, q, "code_dead", `
		update sign_in_codes set tries = tries + 1
		where id = @id and used_at is null and expires_at > @now and tries < @limit and code_hash is not null
		returning code_hash, tries`, pgx.NamedArgs{"id": id, "now": now, "limit": codeTries})
	return tried, goneInstead(err)
}

type usedSignIn struct {
	Email string
	Next  string
}

func useSignIn(ctx context.Context, q querier, id SignInID, now time.Time) (usedSignIn, error) {
	used, err := one[usedSignIn](ctx, q, "code_dead", `
		update sign_in_codes set used_at = @now where id = @id and used_at is null and expires_at > @now
		returning email, next`, pgx.NamedArgs{"id": id, "now": now})
	return used, goneInstead(err)
}

func useSignInLink(ctx context.Context, q querier, hash []byte, now time.Time) (usedSignIn, error) {
	used, err := one[usedSignIn](ctx, q, "link_dead", `
		update sign_in_codes set used_at = @now where link_hash = @hash and used_at is null and expires_at > @now
		returning email, next`, pgx.NamedArgs{"hash": hash, "now": now})
	return used, goneInstead(err)
}

// goneInstead says "used or too late" where the store found nothing.
func goneInstead(err error) error {
	if refusal, ok := errors.AsType[*problem.Error](err); ok && refusal.Kind == problem.NotFound {
		return problem.New(problem.Gone, refusal.Code)
	}
	return err
}
