package account

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/problem"
)

func findTies(ctx context.Context, q querier) ([]Tie, error) {
	rows, err := q.Query(ctx, `
		select t.user_id as "user", t.company_id as company, t.kind, t.said_by, t.said_at
		from officer_tie t join users u on u.id = t.user_id where t.ended_at is null order by u.name, t.said_at`)
	if err != nil {
		return nil, fmt.Errorf("find ties: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Tie])
}

func findTiedTo(ctx context.Context, q querier, companies []CompanyID) ([]User, error) {
	return many[User](ctx, q, `
		select `+userColumns+` from users
		where disabled_at is null and id in (select user_id from officer_tie where company_id = any(@companies) and ended_at is null)
		order by name, id`, pgx.NamedArgs{"companies": companies})
}

func insertTie(ctx context.Context, q querier, t Tie) error {
	_, err := q.Exec(ctx, `
		insert into officer_tie (user_id, company_id, kind, said_by, said_at) values (@user, @company, @kind, @by, @at)
		on conflict (user_id, company_id) where ended_at is null do nothing`,
		pgx.NamedArgs{"user": t.User, "company": t.Company, "kind": t.Kind, "by": t.SaidBy, "at": t.SaidAt})
	return wrap("insert tie", err)
}

func endTie(ctx context.Context, q querier, user UserID, company CompanyID, by UserID, at time.Time) error {
	tag, err := q.Exec(ctx, `
		update officer_tie set ended_by = @by, ended_at = @at where user_id = @user and company_id = @company and ended_at is null`,
		pgx.NamedArgs{"user": user, "company": company, "by": by, "at": at})
	if err == nil && tag.RowsAffected() == 0 {
		return problem.New(problem.NotFound, "not_found")
	}
	return wrap("end tie", err)
}

// queueTies reads the ties of a person in the batch that every request begins with.
func queueTies(batch *pgx.Batch, id UserID, into *[]CompanyID) {
	batch.Queue(`select company_id from officer_tie where user_id = $1 and ended_at is null`, id).Query(func(r pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(r, pgx.RowTo[CompanyID])
		return err
	})
}
