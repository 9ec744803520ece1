package trust

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

func many[T any](ctx context.Context, q postgres.Querier, sql string, args pgx.NamedArgs) ([]T, error) {
	rows, err := q.Query(ctx, sql, args)
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	if err != nil {
		return nil, fmt.Errorf("collect: %w", err)
	}
	return found, nil
}

func one[T any](ctx context.Context, q postgres.Querier, missing, sql string, args pgx.NamedArgs) (T, error) {
	found, err := many[T](ctx, q, sql, args)
	if err != nil || len(found) == 0 {
		var none T
		if err == nil {
			err = problem.New(problem.NotFound, missing)
		}
		return none, err
	}
	return found[0], nil
}

func column[T any](ctx context.Context, q postgres.Querier, sql string, args pgx.NamedArgs) ([]T, error) {
	rows, err := q.Query(ctx, sql, args)
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[T])
	if err != nil {
		return nil, fmt.Errorf("collect: %w", err)
	}
	return found, nil
}

func exec(ctx context.Context, q postgres.Querier, what, sql string, args pgx.NamedArgs) error {
	if _, err := q.Exec(ctx, sql, args); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

const caseColumns = `company_id, kind, state, version, legal_name, registry_no, representative, address, website, phone, tax_no, edited_by, needs,
	reason, revoke_by, due_at, verified_at, verified_until, changed_at`

// findCase reads a verification; with lock nobody else moves it until the transaction ends.
func findCase(ctx context.Context, q postgres.Querier, id account.CompanyID, lock bool) (Case, error) {
	sql := `select ` + caseColumns + ` from verifications where company_id = @id`
	if lock {
		sql += ` for update`
	}
	return one[Case](ctx, q, "trust_unknown", sql, pgx.NamedArgs{"id": id})
}

// insertCase begins a verification where there is none.
func insertCase(ctx context.Context, q postgres.Querier, c Case) error {
	return exec(ctx, q, "begin verification", `
		insert into verifications (company_id, kind, state, legal_name, due_at, changed_at) values (@id, @kind, @state, @name, @due, @at)
		on conflict do nothing`,
		pgx.NamedArgs{"id": c.CompanyID, "kind": c.Kind, "state": c.State, "name": c.LegalName, "due": c.DueAt, "at": c.ChangedAt})
}

func updateCase(ctx context.Context, q postgres.Querier, c Case) error {
	return exec(ctx, q, "write verification", `
		update verifications set state = @state, version = @version, legal_name = @name, registry_no = @registry, representative = @representative,
			address = @address, website = @website, phone = @phone, tax_no = @tax, edited_by = @editor, needs = @needs, reason = @reason, revoke_by = @revoke,
			due_at = @due, verified_at = @verified, verified_until = @until, changed_at = @changed
		where company_id = @id`,
		pgx.NamedArgs{"id": c.CompanyID, "state": c.State, "version": c.Version, "name": c.LegalName, "registry": c.RegistryNo,
			"representative": c.Representative, "address": c.Address, "website": c.Website, "phone": c.Phone, "tax": c.TaxNo, "editor": c.EditedBy,
			"needs": orEmpty(c.Needs), "reason": c.Reason, "revoke": c.RevokeBy, "due": c.DueAt, "verified": c.VerifiedAt, "until": c.VerifiedUntil, "changed": c.ChangedAt})
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// findQueue are the verifications that wait for a reviewer, the most urgent first; of a desk those of its own companies.
func findQueue(ctx context.Context, q postgres.Querier, desks []account.DeskID, states []State) ([]Case, error) {
	wanted := make([]string, len(states))
	for i, state := range states {
		wanted[i] = string(state)
	}
	return many[Case](ctx, q, `
		select `+caseColumns+` from verifications v
		where (cardinality(@states::text[]) = 0 or state = any(@states)) and (@desks::uuid[] is null or exists (select 1 from desk_companies d where d.company_id = v.company_id and d.desk_id = any(@desks)))
		order by due_at nulls last, changed_at desc, company_id limit 200`, pgx.NamedArgs{"desks": desks, "states": wanted})
}

const checkColumns = `id, company_id, kind, result, method, note, evidence_id, checker, desk_id, checked_at, expires_at`

func findChecks(ctx context.Context, q postgres.Querier, id account.CompanyID) ([]Check, error) {
	return many[Check](ctx, q, `select `+checkColumns+` from trust_checks where company_id = @id and replaced_at is null order by checked_at, kind`, pgx.NamedArgs{"id": id})
}

// replaceCheck puts a check in the place of the one before it.
func replaceCheck(ctx context.Context, q postgres.Querier, c Check) error {
	if err := dropChecks(ctx, q, c.CompanyID, []string{c.Kind}, c.CheckedAt); err != nil {
		return err
	}
	return exec(ctx, q, "write check", `
		insert into trust_checks (id, company_id, kind, result, method, note, evidence_id, checker, desk_id, checked_at, expires_at)
		values (@id, @company, @kind, @result, @method, @note, @evidence, @checker, @desk, @at, @expires)`,
		pgx.NamedArgs{"id": c.ID, "company": c.CompanyID, "kind": c.Kind, "result": c.Result, "method": c.Method, "note": c.Note, "evidence": c.EvidenceID,
			"checker": c.Checker, "desk": c.DeskID, "at": c.CheckedAt, "expires": c.ExpiresAt})
}

// dropChecks has checks of these kinds count no longer: what they looked at has changed.
func dropChecks(ctx context.Context, q postgres.Querier, id account.CompanyID, kinds []string, now time.Time) error {
	return exec(ctx, q, "replace check", `update trust_checks set replaced_at = @now where company_id = @id and kind = any(@kinds) and replaced_at is null`,
		pgx.NamedArgs{"id": id, "kinds": kinds, "now": now})
}

const evidenceColumns = `id, company_id, kind, name, file, type, bytes, by_user, at`

func insertEvidence(ctx context.Context, q postgres.Querier, e Evidence) error {
	return exec(ctx, q, "write evidence", `
		insert into trust_evidence (id, company_id, kind, name, file, type, bytes, by_user, at) values (@id, @company, @kind, @name, @file, @type, @bytes, @by, @at)`,
		pgx.NamedArgs{"id": e.ID, "company": e.CompanyID, "kind": e.Kind, "name": e.Name, "file": e.File, "type": e.Type, "bytes": e.Bytes, "by": e.ByUser, "at": e.At})
}

func findEvidence(ctx context.Context, q postgres.Querier, company account.CompanyID) ([]Evidence, error) {
	return many[Evidence](ctx, q, `select `+evidenceColumns+` from trust_evidence where company_id = @id order by at, id`, pgx.NamedArgs{"id": company})
}

func findEvidenceByID(ctx context.Context, q postgres.Querier, id uuid.UUID) (Evidence, error) {
	return one[Evidence](ctx, q, "not_found", `select `+evidenceColumns+` from trust_evidence where id = @id`, pgx.NamedArgs{"id": id})
}

// lastHash is that of a subject's last event; none for the first.
func lastHash(ctx context.Context, q postgres.Querier, subject string) ([]byte, error) {
	var prev []byte
	err := q.QueryRow(ctx, `select hash from trust_events where subject = @subject order by version desc limit 1`, pgx.NamedArgs{"subject": subject}).Scan(&prev)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return prev, err
}

func insertEvent(ctx context.Context, q postgres.Querier, e Event) error {
	return exec(ctx, q, "write event", `
		insert into trust_events (subject, version, at, actor, role, move, from_state, to_state, reason, prev_hash, hash)
		values (@subject, @version, @at, @actor, @role, @move, @from, @to, @reason, @prev, @hash)`,
		pgx.NamedArgs{"subject": e.Subject, "version": e.Version, "at": e.At, "actor": e.Actor, "role": e.Role, "move": e.Move, "from": e.FromState, "to": e.ToState,
			"reason": e.Reason, "prev": e.PrevHash, "hash": e.Hash})
}

func countEvents(ctx context.Context, q postgres.Querier) (n int, err error) {
	err = q.QueryRow(ctx, `select count(*) from trust_events`).Scan(&n)
	return n, err
}

// allEvents are those of all subjects, one subject after another, each in order.
func allEvents(ctx context.Context, q postgres.Querier) ([]Event, error) {
	return many[Event](ctx, q, `
		select subject, version, at, actor, role, move, from_state, to_state, reason, prev_hash, hash from trust_events order by subject, version`, pgx.NamedArgs{})
}

func findEvents(ctx context.Context, q postgres.Querier, subject string) ([]Event, error) {
	return many[Event](ctx, q, `
		select subject, version, at, actor, role, move, from_state, to_state, reason, prev_hash, hash from trust_events where subject = @subject order by version`,
		pgx.NamedArgs{"subject": subject})
}
