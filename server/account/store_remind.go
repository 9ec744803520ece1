package account

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

func findRemindersOff(ctx context.Context, q querier, user UserID) ([]string, error) {
	return values[string](ctx, q, `select which from reminder_off where user_id = @user order by which`, pgx.NamedArgs{"user": user})
}

func findDoWithout(ctx context.Context, q querier, which string, people []UserID) ([]UserID, error) {
	return values[UserID](ctx, q, `select user_id from reminder_off where which = @which and user_id = any(@people)`,
		pgx.NamedArgs{"which": which, "people": people})
}

// setRemindersOff replaces what was there, in one statement.
func setRemindersOff(ctx context.Context, q querier, user UserID, off []string) error {
	_, err := q.Exec(ctx, `
		with back as (delete from reminder_off where user_id = @user and which <> all(@off))
		insert into reminder_off (user_id, which) select @user, unnest(@off::text[]) on conflict do nothing`,
		pgx.NamedArgs{"user": user, "off": orEmpty(off)})
	return wrap("set reminders", err)
}

// values collects the one column of a query.
func values[T any](ctx context.Context, q querier, sql string, args pgx.NamedArgs) ([]T, error) {
	rows, err := q.Query(ctx, sql, args)
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[T])
}
