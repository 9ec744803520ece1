package refill

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

const none = `'00000000-0000-0000-0000-000000000000'`

const standbyColumns = `s.id, s.broken, s.entry, s.rank, coalesce(s.interpreter, ` + none + `) as interpreter, s.starts_at, s.ends_at, s.expires_at, s.buyer_yes,
	s.supplier_yes, coalesce(s.host, ` + none + `) as host, s.state, coalesce(s.made, ` + none + `) as made`

// standingBy are those who would come at once, but not to a slot that was offered already.
func standingBy(ctx context.Context, tx postgres.Tx, broken consultation.ID) ([]Entry, error) {
	rows, err := tx.Query(ctx, `
		select `+entryColumns+` from waitlist e
		where stand_by and state = 'waiting' and not exists (select 1 from standby where broken = @broken) order by place limit 50`,
		pgx.NamedArgs{"broken": broken})
	return entries(rows, err)
}

func insertStandby(ctx context.Context, tx postgres.Tx, b Standby) (bool, error) {
	tag, err := tx.Exec(ctx, `
		insert into standby (id, broken, entry, rank, interpreter, starts_at, ends_at, expires_at, state)
		values (@id, @broken, @entry, @rank, @interpreter, @starts, @ends, @expires, 'open') on conflict do nothing`,
		pgx.NamedArgs{"id": b.ID, "broken": b.Broken, "entry": b.Entry, "rank": b.Rank, "interpreter": orNull(b.Interpreter.UUID), "starts": b.StartsAt,
			"ends": b.EndsAt, "expires": b.ExpiresAt})
	if err != nil {
		return false, fmt.Errorf("insert stand-by: %w", err)
	}
	return tag.RowsAffected() == 1, nil
}

func orNull(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

func oneStandby(rows pgx.Rows, err error) (Standby, error) {
	if err != nil {
		return Standby{}, fmt.Errorf("read stand-by: %w", err)
	}
	b, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Standby])
	if errors.Is(err, pgx.ErrNoRows) {
		return b, problem.New(problem.NotFound, "not_found")
	}
	return b, err
}

func findStandby(ctx context.Context, q querier, id uuid.UUID) (Standby, error) {
	return oneStandby(q.Query(ctx, `select `+standbyColumns+` from standby s where id = @id`, pgx.NamedArgs{"id": id}))
}

func lockStandby(ctx context.Context, tx postgres.Tx, id uuid.UUID) (Standby, error) {
	return oneStandby(tx.Query(ctx, `select `+standbyColumns+` from standby s where id = @id for update`, pgx.NamedArgs{"id": id}))
}

func answerStandby(ctx context.Context, tx postgres.Tx, b Standby) error {
	_, err := tx.Exec(ctx, `
		update standby set state = @state, buyer_yes = @buyer, supplier_yes = @supplier, host = @host where id = @id and state = 'open'`,
		pgx.NamedArgs{"id": b.ID, "state": b.State, "buyer": b.BuyerYes, "supplier": b.SupplierYes, "host": orNull(b.Host.UUID)})
	if err != nil {
		return fmt.Errorf("answer stand-by: %w", err)
	}
	return nil
}

// takeStandby closes the slot: this pair has it, its entry is done, and the other pairs are late.
func takeStandby(ctx context.Context, tx postgres.Tx, b Standby) error {
	batch := &pgx.Batch{}
	batch.Queue(`update standby set state = 'taken', made = $2 where id = $1 and state = 'open'`, b.ID, b.Made)
	batch.Queue(`update standby set state = 'late' where broken = $1 and id <> $2 and state = 'open'`, b.Broken, b.ID)
	batch.Queue(`update waitlist set state = 'done' where id = $1 and state in ('waiting', 'held')`, b.Entry)
	err := tx.SendBatch(ctx, batch).Close()
	if postgres.IsUnique(err) {
		return problem.New(problem.Conflict, "standby_over").Because(err)
	}
	if err != nil {
		return fmt.Errorf("take stand-by: %w", err)
	}
	return nil
}

func lateStandby(ctx context.Context, q querier, id uuid.UUID) error {
	_, err := q.Exec(ctx, `update standby set state = 'late' where id = @id and state = 'open'`, pgx.NamedArgs{"id": id})
	if err != nil {
		return fmt.Errorf("close stand-by: %w", err)
	}
	return nil
}

func lapseStandbys(ctx context.Context, q querier, now time.Time) error {
	_, err := q.Exec(ctx, `update standby set state = 'lapsed' where state = 'open' and expires_at <= @now`, pgx.NamedArgs{"now": now})
	if err != nil {
		return fmt.Errorf("lapse stand-bys: %w", err)
	}
	return nil
}

// askedOf are the open offers of a person's entries and of a supplier.
func askedOf(ctx context.Context, q querier, person account.UserID, company account.CompanyID, now time.Time) ([]Standby, error) {
	rows, err := q.Query(ctx, `
		select `+standbyColumns+` from standby s join waitlist e on e.id = s.entry
		where s.state = 'open' and s.expires_at > @now and (e.person = @person and s.buyer_yes is null or e.company = @company and s.supplier_yes is null)
		order by s.expires_at`, pgx.NamedArgs{"now": now, "person": person, "company": company})
	if err != nil {
		return nil, fmt.Errorf("read stand-bys: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Standby])
}

func numberOf(ctx context.Context, q querier, id uuid.UUID) (string, error) {
	rows, err := q.Query(ctx, `select number from consultation where id = @id`, pgx.NamedArgs{"id": id})
	if err != nil {
		return "", fmt.Errorf("read number: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[string])
}
