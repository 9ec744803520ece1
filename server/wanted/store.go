package wanted

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

const columns = `id, company, person, title, details, hs, quantity, market, state, due_at, asked_at, ended_at, officer, answer, skus`

func requests(rows pgx.Rows, err error) ([]Request, error) {
	if err != nil {
		return nil, fmt.Errorf("read wanted: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Request])
	if err != nil {
		return nil, fmt.Errorf("read wanted: %w", err)
	}
	return found, nil
}

func one(rows pgx.Rows, err error) (Request, error) {
	found, err := requests(rows, err)
	if err == nil && len(found) == 0 {
		err = problem.New(problem.NotFound, "not_found")
	}
	if err != nil {
		return Request{}, err
	}
	return found[0], nil
}

func findRequest(ctx context.Context, q postgres.Querier, id uuid.UUID) (Request, error) {
	return one(q.Query(ctx, `select `+columns+` from wanted where id = @id`, pgx.NamedArgs{"id": id}))
}

// lockRequest is findRequest, held until the transaction ends.
func lockRequest(ctx context.Context, q postgres.Querier, id uuid.UUID) (Request, error) {
	return one(q.Query(ctx, `select `+columns+` from wanted where id = @id for update`, pgx.NamedArgs{"id": id}))
}

func findOf(ctx context.Context, q postgres.Querier, company account.CompanyID) ([]Request, error) {
	return requests(q.Query(ctx, `select `+columns+` from wanted where company = @company order by asked_at desc limit 100`, pgx.NamedArgs{"company": company}))
}

func findOpen(ctx context.Context, q postgres.Querier) ([]Request, error) {
	return requests(q.Query(ctx, `select `+columns+` from wanted where state = 'open' order by due_at, id limit 500`))
}

func findEnded(ctx context.Context, q postgres.Querier) ([]Request, error) {
	return requests(q.Query(ctx, `select `+columns+` from wanted where state <> 'open' order by ended_at desc limit 20`))
}

// lockOpen counts the open requests of a company but the one of this key, and has others of the company wait until this
// transaction ends.
func lockOpen(ctx context.Context, tx postgres.Tx, company account.CompanyID, key uuid.UUID) (n int, err error) {
	if _, err := tx.Exec(ctx, `select from companies where id = @company for no key update`, pgx.NamedArgs{"company": company}); err != nil {
		return 0, fmt.Errorf("lock company: %w", err)
	}
	err = tx.QueryRow(ctx, `select count(*) from wanted where company = @company and state = 'open' and key <> @key`,
		pgx.NamedArgs{"company": company, "key": key}).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count wanted: %w", err)
	}
	return n, nil
}

// insertRequest answers with the id of the request that the key first made.
func insertRequest(ctx context.Context, tx postgres.Tx, key uuid.UUID, r Request) (id uuid.UUID, err error) {
	err = tx.QueryRow(ctx, `
		insert into wanted (id, key, company, person, title, details, hs, quantity, market, state, due_at, asked_at)
		values (@id, @key, @company, @person, @title, @details, @hs, @quantity, @market, @state, @due, @asked)
		on conflict (key) do update set key = excluded.key where wanted.person = excluded.person returning id`,
		pgx.NamedArgs{"id": r.ID, "key": key, "company": r.Company, "person": r.Person, "title": r.Title, "details": r.Details, "hs": r.HS,
			"quantity": r.Quantity, "market": r.Market, "state": r.State, "due": r.DueAt, "asked": r.AskedAt}).Scan(&id)
	if err != nil {
		return id, fmt.Errorf("ask for maker: %w", err)
	}
	return id, nil
}

func endRequest(ctx context.Context, tx postgres.Tx, r Request) error {
	skus := r.SKUs
	if skus == nil {
		skus = []string{}
	}
	_, err := tx.Exec(ctx, `update wanted set state = @state, ended_at = @ended, officer = @officer, answer = @answer, skus = @skus where id = @id`,
		pgx.NamedArgs{"id": r.ID, "state": r.State, "ended": r.EndedAt, "officer": r.Officer, "answer": r.Answer, "skus": skus})
	if err != nil {
		return fmt.Errorf("end wanted: %w", err)
	}
	return nil
}
