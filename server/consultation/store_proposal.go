package consultation

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

const proposalColumns = `id, consultation_id, base_version, by_side, starts_at, ends_at, expires_at, state`

// insertProposal adds an open proposal; a second open one is refused.
func insertProposal(ctx context.Context, tx postgres.Tx, p Proposal) error {
	_, err := tx.Exec(ctx, `
		insert into proposal (id, consultation_id, base_version, by_side, starts_at, ends_at, expires_at, state)
		values (@id, @consultation, @version, @side, @starts, @ends, @expires, @state)`,
		pgx.NamedArgs{"id": p.ID, "consultation": p.ConsultationID, "version": p.BaseVersion, "side": p.BySide,
			"starts": p.StartsAt, "ends": p.EndsAt, "expires": p.ExpiresAt, "state": p.State})
	if postgres.ConstraintName(err) == "proposal_one_open" {
		return problem.New(problem.Conflict, "proposal_open").Because(err)
	}
	if err != nil {
		return fmt.Errorf("insert proposal: %w", err)
	}
	return nil
}

// openProposal is the open proposal of a consultation; NotFound when there is none.
func openProposal(ctx context.Context, q querier, id ID) (Proposal, error) {
	rows, err := q.Query(ctx, `
		select `+proposalColumns+` from proposal where consultation_id = @id and state = 'open'`, pgx.NamedArgs{"id": id})
	if err != nil {
		return Proposal{}, fmt.Errorf("read proposal: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[Proposal])
	if err != nil {
		return Proposal{}, fmt.Errorf("read proposal: %w", err)
	}
	if len(all) == 0 {
		return Proposal{}, problem.New(problem.NotFound, "proposal_gone")
	}
	return all[0], nil
}

func closeProposal(ctx context.Context, tx postgres.Tx, id uuid.UUID, state string) error {
	_, err := tx.Exec(ctx, `update proposal set state = @state where id = @id`, pgx.NamedArgs{"id": id, "state": state})
	return err
}

// lapseProposals closes what nobody answered in time, and what a move has overtaken, of one consultation or of all.
func lapseProposals(ctx context.Context, tx postgres.Tx, id *ID, now time.Time) error {
	_, err := tx.Exec(ctx, `
		update proposal p set state = 'lapsed' from consultation c
		where p.consultation_id = c.id and p.state = 'open' and (@id::uuid is null or c.id = @id)
			and (p.expires_at <= @now or c.version <> p.base_version)`, pgx.NamedArgs{"id": id, "now": now})
	return err
}
