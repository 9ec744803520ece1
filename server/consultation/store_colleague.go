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

const colleagueColumns = `c.id, c.consultation_id, c.email, c.name, c.invited_at`

func colleagues(ctx context.Context, q querier, id ID) ([]Colleague, error) {
	rows, err := q.Query(ctx, `
		select `+colleagueColumns+` from colleague c where consultation_id = @id and removed_at is null order by invited_at, email`,
		pgx.NamedArgs{"id": id})
	if err != nil {
		return nil, fmt.Errorf("read colleagues: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Colleague])
}

// replaceColleagues is for drafts: nobody has heard of them yet.
func replaceColleagues(ctx context.Context, tx postgres.Tx, id ID, emails []string, now time.Time) error {
	if _, err := tx.Exec(ctx, `delete from colleague where consultation_id = @id`, pgx.NamedArgs{"id": id}); err != nil {
		return fmt.Errorf("forget colleagues: %w", err)
	}
	_, err := insertColleagues(ctx, tx, id, emails, now)
	return err
}

// insertColleagues enters those who are not there, takes back those who were taken out, and gives the ids of both.
func insertColleagues(ctx context.Context, tx postgres.Tx, id ID, emails []string, now time.Time) ([]uuid.UUID, error) {
	rows, err := tx.Query(ctx, `
		insert into colleague as c (id, consultation_id, email, invited_at)
		select gen_random_uuid(), @id, email, @now from unnest(@emails::text[]) email
		on conflict (consultation_id, email) do update set removed_at = null where c.removed_at is not null
		returning c.id`, pgx.NamedArgs{"id": id, "emails": emails, "now": now})
	if err != nil {
		return nil, fmt.Errorf("insert colleagues: %w", err)
	}
	fresh, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil {
		return nil, fmt.Errorf("insert colleagues: %w", err)
	}
	return fresh, nil
}

// addColleagues is insertColleagues as far as there are seats. The caller holds the lock of the consultation's row.
func addColleagues(ctx context.Context, tx postgres.Tx, id ID, emails []string, now time.Time) ([]uuid.UUID, error) {
	fresh, err := insertColleagues(ctx, tx, id, emails, now)
	if err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `select count(*) filter (where removed_at is null), count(*) from colleague where consultation_id = @id`, pgx.NamedArgs{"id": id})
	if err != nil {
		return nil, fmt.Errorf("count colleagues: %w", err)
	}
	var there, ever int
	if _, err := pgx.ForEachRow(rows, []any{&there, &ever}, func() error { return nil }); err != nil {
		return nil, fmt.Errorf("count colleagues: %w", err)
	}
	if there > ColleaguesMost || ever > colleaguesEver {
		refusal := problem.InvalidFields(problem.Field{Name: "colleagues", Code: "colleagues_many"})
		refusal.Args = []any{"Most", ColleaguesMost}
		return nil, refusal
	}
	return fresh, nil
}

func removeColleague(ctx context.Context, tx postgres.Tx, id ID, who uuid.UUID, now time.Time) error {
	tag, err := tx.Exec(ctx, `update colleague set removed_at = @now where id = @who and consultation_id = @id and removed_at is null`,
		pgx.NamedArgs{"id": id, "who": who, "now": now})
	if err == nil {
		_, err = tx.Exec(ctx, `delete from colleague_link where colleague_id = @who`, pgx.NamedArgs{"who": who})
	}
	if err != nil {
		return fmt.Errorf("remove colleague: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return problem.New(problem.NotFound, "not_found")
	}
	return nil
}

func nameColleague(ctx context.Context, db *postgres.DB, who uuid.UUID, name string) error {
	if _, err := db.Exec(ctx, `update colleague set name = @name where id = @who`, pgx.NamedArgs{"who": who, "name": name}); err != nil {
		return fmt.Errorf("name colleague: %w", err)
	}
	return nil
}

func insertColleagueLink(ctx context.Context, tx postgres.Tx, hash []byte, who uuid.UUID) error {
	_, err := tx.Exec(ctx, `insert into colleague_link (hash, colleague_id) values (@hash, @who)`, pgx.NamedArgs{"hash": hash, "who": who})
	if err != nil {
		return fmt.Errorf("insert a colleague's link: %w", err)
	}
	return nil
}

// colleagueOf is whose link it is; Gone for a link that nobody has, or has any more.
func colleagueOf(ctx context.Context, q querier, hash []byte) (Colleague, error) {
	rows, err := q.Query(ctx, `
		select `+colleagueColumns+` from colleague_link l join colleague c on c.id = l.colleague_id where l.hash = @hash and c.removed_at is null`,
		pgx.NamedArgs{"hash": hash})
	if err != nil {
		return Colleague{}, fmt.Errorf("read a colleague's link: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Colleague])
	if err != nil {
		return Colleague{}, fmt.Errorf("read a colleague's link: %w", err)
	}
	if len(found) == 0 {
		return Colleague{}, problem.New(problem.Gone, "letter_link_unknown")
	}
	return found[0], nil
}
