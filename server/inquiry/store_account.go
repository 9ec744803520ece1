package inquiry

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

const accountColumns = `id, company, label, salt, fingerprint, state, proposed_by, proposed_at, called_by, called_at, call_note, decided_by, decided_at`

func insertAccount(ctx context.Context, tx postgres.Tx, a BankAccount) error {
	_, err := tx.Exec(ctx, `
		insert into bank_account (id, company, label, salt, fingerprint, state, proposed_by, proposed_at)
		values (@id, @company, @label, @salt, @fingerprint, @state, @by, @at)`,
		pgx.NamedArgs{"id": a.ID, "company": a.Company, "label": a.Label, "salt": a.Salt, "fingerprint": a.Fingerprint, "state": a.State, "by": a.ProposedBy, "at": a.ProposedAt})
	if err != nil {
		return fmt.Errorf("insert account: %w", err)
	}
	return nil
}

func updateAccount(ctx context.Context, tx postgres.Tx, a BankAccount) error {
	_, err := tx.Exec(ctx, `
		update bank_account set state = @state, called_by = @called_by, called_at = @called, call_note = @note, decided_by = @decided_by, decided_at = @decided
		where id = @id`,
		pgx.NamedArgs{"id": a.ID, "state": a.State, "called_by": a.CalledBy, "called": a.CalledAt, "note": a.CallNote, "decided_by": a.DecidedBy, "decided": a.DecidedAt})
	if err != nil {
		return fmt.Errorf("update account: %w", err)
	}
	return nil
}

func findAccount(ctx context.Context, q postgres.Querier, id uuid.UUID) (BankAccount, error) {
	r, err := q.Query(ctx, `select `+accountColumns+` from bank_account where id = @id`, pgx.NamedArgs{"id": id})
	return one[BankAccount]("account", r, err)
}

func lockAccount(ctx context.Context, tx postgres.Tx, id uuid.UUID) (BankAccount, error) {
	r, err := tx.Query(ctx, `select `+accountColumns+` from bank_account where id = @id for update`, pgx.NamedArgs{"id": id})
	return one[BankAccount]("account", r, err)
}

func accountsOf(ctx context.Context, q postgres.Querier, company account.CompanyID) ([]BankAccount, error) {
	r, err := q.Query(ctx, `select `+accountColumns+` from bank_account where company = @company order by proposed_at desc, id`, pgx.NamedArgs{"company": company})
	return rows[BankAccount]("accounts", r, err)
}

// undecided are the accounts that wait for officers, the oldest first.
func undecided(ctx context.Context, q postgres.Querier) ([]BankAccount, error) {
	r, err := q.Query(ctx, `select `+accountColumns+` from bank_account where state in ('proposed', 'called') order by proposed_at, id limit 100`)
	return rows[BankAccount]("accounts to confirm", r, err)
}

const alarmColumns = `id, inquiry_id, message_id, place, kind, salt, fingerprint, at, cleared_at, cleared_by, result, note`

func insertAlarm(ctx context.Context, tx postgres.Tx, a Alarm) error {
	_, err := tx.Exec(ctx, `
		insert into account_alarm (id, inquiry_id, message_id, place, kind, salt, fingerprint, at)
		values (@id, @inquiry, @message, @place, @kind, @salt, @fingerprint, @at)`,
		pgx.NamedArgs{"id": a.ID, "inquiry": a.InquiryID, "message": a.MessageID, "place": a.Place, "kind": a.Kind, "salt": a.Salt, "fingerprint": a.Fingerprint, "at": a.At})
	if err != nil {
		return fmt.Errorf("insert alarm: %w", err)
	}
	return nil
}

func alarmsOf(ctx context.Context, q postgres.Querier, id ID) ([]Alarm, error) {
	r, err := q.Query(ctx, `select `+alarmColumns+` from account_alarm where inquiry_id = @id order by at, id`, pgx.NamedArgs{"id": id})
	return rows[Alarm]("alarms", r, err)
}

// alarmedOf are those of the inquiries in which an alarm is open, see Alarm.Open.
func alarmedOf(ctx context.Context, q postgres.Querier, ids []uuid.UUID) (map[ID]bool, error) {
	r, err := q.Query(ctx, `select distinct inquiry_id from account_alarm where inquiry_id = any(@ids) and (cleared_at is null or result = 'fraud')`, pgx.NamedArgs{"ids": ids})
	found, err := list[uuid.UUID]("alarmed inquiries", r, err)
	byID := map[ID]bool{}
	for _, id := range found {
		byID[ID{id}] = true
	}
	return byID, err
}

// openAlarms are those that nobody has called back about, the oldest first.
func openAlarms(ctx context.Context, q postgres.Querier) ([]Alarm, error) {
	r, err := q.Query(ctx, `select `+alarmColumns+` from account_alarm where cleared_at is null order by at, id limit 100`)
	return rows[Alarm]("open alarms", r, err)
}

func clearAlarm(ctx context.Context, tx postgres.Tx, inquiry ID, id uuid.UUID, by account.UserID, now time.Time, result, note string) error {
	tag, err := tx.Exec(ctx, `
		update account_alarm set cleared_at = @now, cleared_by = @by, result = @result, note = @note
		where id = @id and inquiry_id = @inquiry and cleared_at is null`,
		pgx.NamedArgs{"id": id, "inquiry": inquiry, "by": by, "now": now, "result": result, "note": note})
	if err != nil {
		return fmt.Errorf("clear alarm: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return problem.New(problem.Conflict, "alarm_over")
	}
	return nil
}

// Callback is the number on file of a maker, and since when it is.
type Callback struct {
	Company account.CompanyID
	Number  string
	At      time.Time
}

func putCallback(ctx context.Context, q postgres.Querier, company account.CompanyID, number string, by account.UserID, now time.Time) error {
	_, err := q.Exec(ctx, `
		insert into callback_number (company, number, by_user, at) values (@company, @number, @by, @now)
		on conflict (company) do update set number = excluded.number, by_user = excluded.by_user, at = excluded.at`,
		pgx.NamedArgs{"company": company, "number": number, "by": by, "now": now})
	if err != nil {
		return fmt.Errorf("keep number on file: %w", err)
	}
	return nil
}

func callbacks(ctx context.Context, q postgres.Querier, of []account.CompanyID) (map[account.CompanyID]Callback, error) {
	r, err := q.Query(ctx, `select company, number, at from callback_number where company = any(@ids)`, pgx.NamedArgs{"ids": companyIDs(of)})
	found, err := rows[Callback]("numbers on file", r, err)
	byCompany := map[account.CompanyID]Callback{}
	for _, f := range found {
		byCompany[f.Company] = f
	}
	return byCompany, err
}

// lockCompany keeps others from adding to a company's own list meanwhile.
func lockCompany(ctx context.Context, tx postgres.Tx, id account.CompanyID) error {
	if _, err := tx.Exec(ctx, `select id from companies where id = @id for no key update`, pgx.NamedArgs{"id": id}); err != nil {
		return fmt.Errorf("lock company %s: %w", id, err)
	}
	return nil
}
