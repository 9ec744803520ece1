package deal

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/postgres"
)

// querier is a pool or a transaction.
type querier interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// lockConsultation lets the two sides' statements come one after the other.
func lockConsultation(ctx context.Context, tx postgres.Tx, id consultation.ID) error {
	_, err := tx.Exec(ctx, `select 1 from consultation where id = @id for update`, pgx.NamedArgs{"id": id})
	return wrap("lock consultation", err)
}

// findOrCreateDeal is the deal of the pair and line; fresh is its id if there was none.
func findOrCreateDeal(ctx context.Context, tx postgres.Tx, fresh ID, supplier, buyer account.CompanyID, line string, now time.Time) (ID, error) {
	_, err := tx.Exec(ctx, `
		insert into deal (id, supplier_company, buyer_company, line, created_at) values (@id, @supplier, @buyer, @line, @now)
		on conflict do nothing`, pgx.NamedArgs{"id": fresh, "supplier": supplier, "buyer": buyer, "line": line, "now": now})
	if err != nil {
		return ID{}, fmt.Errorf("insert deal: %w", err)
	}
	rows, err := tx.Query(ctx, `select id from deal where supplier_company = @supplier and buyer_company = @buyer and line = @line`,
		pgx.NamedArgs{"supplier": supplier, "buyer": buyer, "line": line})
	if err != nil {
		return ID{}, fmt.Errorf("find deal: %w", err)
	}
	id, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[ID])
	return id, wrap("find deal", err)
}

func putStatement(ctx context.Context, tx postgres.Tx, s Statement) error {
	args := pgx.NamedArgs{"consultation": s.ConsultationID, "side": s.Side, "deal": s.DealID, "stage": s.Stage, "agreed": s.Agreed,
		"amount": nil, "currency": nil, "next_step": s.NextStep, "next_on": s.NextOn, "corrected": s.Corrected, "by": s.StatedBy, "at": s.StatedAt}
	if s.Amount != nil {
		args["amount"], args["currency"] = s.Amount.Minor, s.Amount.Currency
	}
	_, err := tx.Exec(ctx, `
		insert into outcome_statement (consultation_id, side, deal_id, stage, agreed, amount, currency, next_step, next_on, corrected, stated_by, stated_at)
		values (@consultation, @side, @deal, @stage, @agreed, @amount, @currency, @next_step, @next_on, @corrected, @by, @at)
		on conflict (consultation_id, side) do update set stage = excluded.stage, agreed = excluded.agreed, amount = excluded.amount,
			currency = excluded.currency, next_step = excluded.next_step, next_on = excluded.next_on, corrected = excluded.corrected,
			stated_by = excluded.stated_by, stated_at = excluded.stated_at`, args)
	return wrap("put statement", err)
}

func putAttestation(ctx context.Context, q querier, a Attestation) error {
	_, err := q.Exec(ctx, `
		insert into outcome_attestation (consultation_id, user_id, both_present, figures, note, attested_at)
		values (@consultation, @user, @both, @figures, @note, @at)
		on conflict (consultation_id) do update set user_id = excluded.user_id, both_present = excluded.both_present,
			figures = excluded.figures, note = excluded.note, attested_at = excluded.attested_at`,
		pgx.NamedArgs{"consultation": a.ConsultationID, "user": a.UserID, "both": a.BothPresent, "figures": a.Figures, "note": a.Note, "at": a.AttestedAt})
	return wrap("put attestation", err)
}

func insertEvidence(ctx context.Context, tx postgres.Tx, e Evidence) error {
	_, err := tx.Exec(ctx, `
		insert into deal_evidence (id, deal_id, consultation_id, grade, binding, amount, currency, reference, attached_by, attached_at)
		values (@id, @deal, @consultation, @grade, @binding, @amount, @currency, @reference, @by, @at)`,
		pgx.NamedArgs{"id": e.ID, "deal": e.DealID, "consultation": e.ConsultationID, "grade": e.Grade, "binding": e.Binding,
			"amount": e.Amount.Minor, "currency": e.Amount.Currency, "reference": e.Reference, "by": e.AttachedBy, "at": e.AttachedAt})
	return wrap("insert evidence", err)
}

// findOutcome is everything said about a consultation, with the verdict.
func findOutcome(ctx context.Context, q querier, id consultation.ID) (Outcome, error) {
	all, err := findOutcomes(ctx, q, []consultation.ID{id})
	return all[id], err
}

// findOutcomes has one entry for each of the consultations, also where nothing was said.
func findOutcomes(ctx context.Context, q querier, ids []consultation.ID) (map[consultation.ID]Outcome, error) {
	outcomes := make(map[consultation.ID]Outcome, len(ids))
	for _, id := range ids {
		outcomes[id] = Outcome{}
	}
	statements, err := findStatements(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for i, s := range statements {
		o := outcomes[s.ConsultationID]
		if s.Side == Supplier {
			o.Supplier = &statements[i]
		} else {
			o.Buyer = &statements[i]
		}
		outcomes[s.ConsultationID] = o
	}
	attestations, err := findAttestations(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for i, a := range attestations {
		o := outcomes[a.ConsultationID]
		o.Attestation = &attestations[i]
		outcomes[a.ConsultationID] = o
	}
	evidence, err := findEvidence(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for _, e := range evidence {
		o := outcomes[e.ConsultationID]
		o.Evidence = append(o.Evidence, e)
		outcomes[e.ConsultationID] = o
	}
	for id, o := range outcomes {
		o.Verdict = Judge(o.Supplier, o.Buyer)
		outcomes[id] = o
	}
	return outcomes, nil
}

func findStatements(ctx context.Context, q querier, ids []consultation.ID) ([]Statement, error) {
	type row struct {
		Statement
		AmountMinor *int64
		Currency    *string
	}
	rows, err := q.Query(ctx, `
		select consultation_id, side, deal_id, stage, agreed, amount as amount_minor, currency, next_step, next_on, corrected, stated_by, stated_at
		from outcome_statement where consultation_id = any(@ids) order by consultation_id, side`, pgx.NamedArgs{"ids": ids})
	if err != nil {
		return nil, fmt.Errorf("read statements: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("read statements: %w", err)
	}
	statements := make([]Statement, len(found))
	for i, r := range found {
		statements[i] = r.Statement
		if r.AmountMinor != nil && r.Currency != nil {
			statements[i].Amount = &Money{*r.AmountMinor, *r.Currency}
		}
	}
	return statements, nil
}

func findAttestations(ctx context.Context, q querier, ids []consultation.ID) ([]Attestation, error) {
	rows, err := q.Query(ctx, `
		select consultation_id, user_id, both_present, figures, note, attested_at from outcome_attestation
		where consultation_id = any(@ids)`, pgx.NamedArgs{"ids": ids})
	if err != nil {
		return nil, fmt.Errorf("read attestations: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Attestation])
	return found, wrap("read attestations", err)
}

func findEvidence(ctx context.Context, q querier, ids []consultation.ID) ([]Evidence, error) {
	type row struct {
		Evidence
		AmountMinor int64
		Currency    string
	}
	rows, err := q.Query(ctx, `
		select id, deal_id, consultation_id, grade, binding, amount as amount_minor, currency, reference, attached_by, attached_at
		from deal_evidence where consultation_id = any(@ids) order by attached_at, id`, pgx.NamedArgs{"ids": ids})
	if err != nil {
		return nil, fmt.Errorf("read evidence: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("read evidence: %w", err)
	}
	evidence := make([]Evidence, len(found))
	for i, r := range found {
		evidence[i] = r.Evidence
		evidence[i].Amount = Money{r.AmountMinor, r.Currency}
	}
	return evidence, nil
}

func wrap(what string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
