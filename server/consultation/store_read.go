package consultation

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

func many(rows pgx.Rows, err error) ([]Consultation, error) {
	if err != nil {
		return nil, fmt.Errorf("read consultations: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Consultation])
}

// mine are the consultations of companies, of the buyers of desks and of an interpreter, the latest start first.
func mine(ctx context.Context, q querier, companies []account.CompanyID, desks []account.DeskID, interpreter account.UserID, limit int) ([]Consultation, error) {
	brought := make([]uuid.UUID, len(desks))
	for i, desk := range desks {
		brought[i] = desk.UUID
	}
	return many(q.Query(ctx, `
		select `+columns+` from consultation
		where state <> 'draft' and number is not null
			and (supplier_company = any(@ids) and (state not in ('requested', 'returned') or requested_side = 'supplier')
				or buyer_company = any(@ids) and (state not in ('requested', 'returned') or requested_side = 'buyer')
				or buyer_company in (select company_id from desk_companies where desk_id = any(@desks))
				or @interpreter::uuid in (interpreter_user, second_user) and interpreter_state <> 'pencilled' or @interpreter::uuid = any(asked))
		order by starts_at desc, id limit @limit`,
		pgx.NamedArgs{"ids": uuids(companies), "desks": brought, "interpreter": interpreter, "limit": limit}))
}

func uuids(companies []account.CompanyID) []uuid.UUID {
	ids := make([]uuid.UUID, len(companies))
	for i, c := range companies {
		ids[i] = c.UUID
	}
	return ids
}

// forOffice is the condition on what waits for the office: its turn, a seat without an interpreter, a side that is silent
// past its time.
const forOffice = `(owner = 'office' or interpreter_state = 'missing' and state in ('requested', 'offered', 'accepted', 'confirmed', 'suspended', 'live')
	or state = 'offered' and answer_by <= @now)`

// countWaiting counts those of mine in which it is the turn of the person's side, and for an officer the queue.
func countWaiting(ctx context.Context, q querier, suppliers, buyers []account.CompanyID, person account.UserID, officer bool, now time.Time) (mine, queue int, err error) {
	rows, err := q.Query(ctx, `
		select
			(select count(*) from `+withProposal+` where state <> 'draft' and number is not null and `+concerns+`
				and `+waitsFor+` in ('proposal', 'outcome', 'assignment', 'answer')),
			case when @officer::bool then (select count(*) from consultation where `+forOffice+`) + (select count(*) from office_task where done_at is null) else 0 end`,
		pgx.NamedArgs{"suppliers": uuids(suppliers), "buyers": uuids(buyers), "person": person, "officer": officer, "now": now})
	if err != nil {
		return 0, 0, fmt.Errorf("count what waits: %w", err)
	}
	_, err = pgx.ForEachRow(rows, []any{&mine, &queue}, func() error { return nil })
	return mine, queue, err
}

// all are the consultations of an office by start, in a range.
func all(ctx context.Context, q querier, from, to time.Time) ([]Consultation, error) {
	return many(q.Query(ctx, `
		select `+columns+` from consultation
		where number is not null and starts_at >= @from and starts_at < @to order by starts_at, id`,
		pgx.NamedArgs{"from": from, "to": to}))
}

func attendances(ctx context.Context, q querier, ids []ID) (map[ID]Attendance, error) {
	raw := make([]uuid.UUID, len(ids))
	for i, id := range ids {
		raw[i] = id.UUID
	}
	rows, err := q.Query(ctx, `
		select consultation_id, supplier_came, buyer_came, interpreter_came, overlap_ms, took_place, first_at, last_at
		from attendance where consultation_id = any(@ids)`, pgx.NamedArgs{"ids": raw})
	if err != nil {
		return nil, fmt.Errorf("read attendances: %w", err)
	}
	type row struct {
		ConsultationID ID
		Attendance
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("read attendances: %w", err)
	}
	byID := map[ID]Attendance{}
	for _, r := range found {
		byID[r.ConsultationID] = r.Attendance
	}
	return byID, nil
}

// tryLock locks a row unless somebody else has it.
func tryLock(ctx context.Context, tx postgres.Tx, id ID) (Consultation, bool, error) {
	found, err := many(tx.Query(ctx, `select `+columns+` from consultation where id = @id for update skip locked`,
		pgx.NamedArgs{"id": id}))
	if err != nil || len(found) == 0 {
		return Consultation{}, false, err
	}
	return found[0], true, nil
}

// waitForOffice has the office decide about unclear attendance; the evidence is written, so it is no move of its own.
func waitForOffice(ctx context.Context, tx postgres.Tx, id ID, by time.Time) error {
	_, err := tx.Exec(ctx, `update consultation set owner = 'office', answer_by = @by where id = @id`,
		pgx.NamedArgs{"id": id, "by": by})
	return err
}
