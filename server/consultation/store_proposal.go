package consultation

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

const proposalColumns = `id, consultation_id, base_version, by_side, starts_at, ends_at, expires_at, state, in_state`

// insertProposal adds an open proposal; a second open one is refused.
func insertProposal(ctx context.Context, tx postgres.Tx, p Proposal) error {
	_, err := tx.Exec(ctx, `
		insert into proposal (id, consultation_id, base_version, by_side, starts_at, ends_at, expires_at, state, in_state)
		values (@id, @consultation, @version, @side, @starts, @ends, @expires, @state, @in)`,
		pgx.NamedArgs{"id": p.ID, "consultation": p.ConsultationID, "version": p.BaseVersion, "side": p.BySide,
			"starts": p.StartsAt, "ends": p.EndsAt, "expires": p.ExpiresAt, "state": p.State, "in": p.InState})
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

// proposed are those of some consultations that have an open proposal.
func proposed(ctx context.Context, q querier, of []ID) (map[ID]bool, error) {
	rows, err := q.Query(ctx, `select consultation_id from proposal where state = 'open' and consultation_id = any(@ids)`, pgx.NamedArgs{"ids": of})
	if err != nil {
		return nil, fmt.Errorf("read who has a proposal: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[ID])
	all := map[ID]bool{}
	for _, id := range found {
		all[id] = true
	}
	return all, err
}

// inVain are the times that were proposed and not agreed to, the first first.
func inVain(ctx context.Context, q querier, id ID) ([]Proposal, error) {
	rows, err := q.Query(ctx, `select `+proposalColumns+` from proposal where consultation_id = @id and state in ('refused', 'lapsed') order by id`,
		pgx.NamedArgs{"id": id})
	if err != nil {
		return nil, fmt.Errorf("read proposals in vain: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Proposal])
}

func closeProposal(ctx context.Context, tx postgres.Tx, id uuid.UUID, state string) error {
	_, err := tx.Exec(ctx, `update proposal set state = @state where id = @id`, pgx.NamedArgs{"id": id, "state": state})
	return err
}

// rounds counts the counter-offers of a request: the proposals made while it was offered.
func rounds(ctx context.Context, q querier, id ID) (int, error) {
	rows, err := q.Query(ctx, `select count(*) from proposal where consultation_id = @id and in_state = 'offered' and by_side <> 'office'`, pgx.NamedArgs{"id": id})
	if err != nil {
		return 0, fmt.Errorf("count rounds: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[int])
}

// overtakeProposal lets the open proposal of a consultation lapse.
func overtakeProposal(ctx context.Context, tx postgres.Tx, id ID) error {
	_, err := tx.Exec(ctx, `update proposal set state = 'lapsed' where consultation_id = @id and state = 'open'`, pgx.NamedArgs{"id": id})
	return err
}

// rebaseProposal keeps the open proposal on the consultation's version after a move that does not touch the time.
func rebaseProposal(ctx context.Context, tx postgres.Tx, id ID, version int) error {
	_, err := tx.Exec(ctx, `update proposal set base_version = @version where consultation_id = @id and state = 'open'`,
		pgx.NamedArgs{"id": id, "version": version})
	return err
}
