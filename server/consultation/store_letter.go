package consultation

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

// insertLetter notes that a letter is written; false when it was before.
func insertLetter(ctx context.Context, tx postgres.Tx, j letters, to account.UserID, now time.Time) (bool, error) {
	kind := j.kind()
	if j.By != uuid.Nil { // several people may say the same in one version
		kind += "." + j.By.String()
	}
	tag, err := tx.Exec(ctx, `
		insert into letter (consultation_id, version, kind, user_id, written_at) values (@id, @version, @kind, @user, @now)
		on conflict do nothing`,
		pgx.NamedArgs{"id": j.Consultation, "version": j.Version, "kind": kind, "user": to, "now": now})
	if err != nil {
		return false, fmt.Errorf("note letter: %w", err)
	}
	return tag.RowsAffected() == 1, nil
}

func insertLink(ctx context.Context, tx postgres.Tx, l Link) error {
	_, err := tx.Exec(ctx, `
		insert into letter_link (hash, consultation_id, user_id, purpose, starts_at, version, expires_at)
		values (@hash, @id, @user, @purpose, @starts, @version, @expires)`,
		pgx.NamedArgs{"version": l.Version, "hash": l.Hash, "id": l.ConsultationID, "user": l.UserID, "purpose": l.Purpose, "starts": l.StartsAt, "expires": l.ExpiresAt})
	if err != nil {
		return fmt.Errorf("insert link: %w", err)
	}
	return nil
}

func findLink(ctx context.Context, q querier, hash []byte) (Link, error) {
	rows, err := q.Query(ctx, `
		select hash, consultation_id, user_id, purpose, starts_at, version, expires_at, used_at from letter_link where hash = @hash`,
		pgx.NamedArgs{"hash": hash})
	if err != nil {
		return Link{}, fmt.Errorf("read link: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Link])
	if err != nil {
		return Link{}, fmt.Errorf("read link: %w", err)
	}
	if len(found) == 0 {
		return Link{}, problem.New(problem.Gone, "letter_link_unknown")
	}
	return found[0], nil
}

// changedSince reports whether what is offered was changed after a version: its topic, its time, or by a new look of the office.
// Who interprets is no part of it.
func changedSince(ctx context.Context, q querier, id ID, version int) (bool, error) {
	rows, err := q.Query(ctx, `
		select exists (select from consultation_event where consultation_id = @id and version > @version
			and move in ('amend', 'look_again', 'reschedule', 'agree_time', 'take_wish'))`, pgx.NamedArgs{"id": id, "version": version})
	if err != nil {
		return false, fmt.Errorf("read what changed: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
}

// takeLink uses a link up; Gone when somebody was first.
func takeLink(ctx context.Context, db *postgres.DB, hash []byte, now time.Time) error {
	tag, err := db.Exec(ctx, `update letter_link set used_at = @now where hash = @hash and used_at is null`, pgx.NamedArgs{"hash": hash, "now": now})
	if err != nil {
		return fmt.Errorf("use link: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return problem.New(problem.Gone, "letter_link_used")
	}
	return nil
}

// giveLink gives a link back whose move was refused.
func giveLink(ctx context.Context, db *postgres.DB, hash []byte) error {
	_, err := db.Exec(ctx, `update letter_link set used_at = null where hash = @hash`, pgx.NamedArgs{"hash": hash})
	if err != nil {
		return fmt.Errorf("give link back: %w", err)
	}
	return nil
}

// forgetLinks deletes those that nobody has been able to use for long.
func forgetLinks(ctx context.Context, db *postgres.DB, before time.Time) error {
	for _, sql := range []string{`delete from letter_link where expires_at < @before`, `
		delete from colleague_link l using colleague c join consultation m on m.id = c.consultation_id
		where l.colleague_id = c.id and m.ends_at < @before`} {
		if _, err := db.Exec(ctx, sql, pgx.NamedArgs{"before": before}); err != nil {
			return err
		}
	}
	return nil
}

func upsertComing(ctx context.Context, tx postgres.Tx, s Said) error {
	_, err := tx.Exec(ctx, `
		insert into coming (consultation_id, user_id, starts_at, answer, minutes, note, said_at)
		values (@id, @user, @starts, @answer, @minutes, @note, @at)
		on conflict (consultation_id, user_id, starts_at) do update
			set answer = excluded.answer, minutes = excluded.minutes, note = excluded.note, said_at = excluded.said_at`,
		pgx.NamedArgs{"id": s.ConsultationID, "user": s.UserID, "starts": s.StartsAt, "answer": s.Answer, "minutes": s.Minutes, "note": s.Note, "at": s.SaidAt})
	if err != nil {
		return fmt.Errorf("keep who comes: %w", err)
	}
	return nil
}

// said is what people have said about coming at the time that stands.
func said(ctx context.Context, q querier, c Consultation) ([]Said, error) {
	rows, err := q.Query(ctx, `
		select consultation_id, user_id, starts_at, answer, minutes, note, said_at from coming
		where consultation_id = @id and starts_at = @starts order by said_at`, pgx.NamedArgs{"id": c.ID, "starts": c.StartsAt})
	if err != nil {
		return nil, fmt.Errorf("read who comes: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Said])
}

// tasks are the open ones, of one consultation or with none of all, the oldest first.
func tasks(ctx context.Context, q querier, of *ID) ([]Task, error) {
	rows, err := q.Query(ctx, `
		select `+taskColumns+`
		from office_task t join consultation c on c.id = t.consultation_id
		where t.done_at is null and (@of::uuid is null or t.consultation_id = @of) order by t.opened_at, t.id limit 200`, pgx.NamedArgs{"of": of})
	if err != nil {
		return nil, fmt.Errorf("read tasks: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Task])
}

func closeTasks(ctx context.Context, tx postgres.Tx, id ID, by account.UserID, now time.Time) error {
	_, err := tx.Exec(ctx, `update office_task set done_at = @now, done_by = @by where consultation_id = @id and done_at is null`,
		pgx.NamedArgs{"id": id, "by": by, "now": now})
	if err != nil {
		return fmt.Errorf("close tasks: %w", err)
	}
	return nil
}

// confirmedBetween are the consultations that begin in a range and stand.
func confirmedBetween(ctx context.Context, q querier, from, to time.Time) ([]Consultation, error) {
	rows, err := q.Query(ctx, `
		select `+columns+` from consultation where state = 'confirmed' and starts_at >= @from and starts_at < @to and ends_at > @from
		order by starts_at`, pgx.NamedArgs{"from": from, "to": to})
	if err != nil {
		return nil, fmt.Errorf("read confirmed: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Consultation])
}

// remindersWaiting are the kinds of reminder that are in the queue for a consultation as it stands.
func remindersWaiting(ctx context.Context, q querier, c Consultation) ([]string, error) {
	rows, err := q.Query(ctx, `
		select args->>'which' from river_job where kind = @kind and args->>'consultation' = @id and (args->>'version')::int = @version
			and state in ('available', 'pending', 'retryable', 'running', 'scheduled')`,
		pgx.NamedArgs{"kind": reminder{}.Kind(), "id": c.ID.String(), "version": c.Version})
	if err != nil {
		return nil, fmt.Errorf("read reminders: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// waited is a consultation that waits for somebody, with when the present owner's turn began.
type waited struct {
	ID    ID
	Began time.Time
}

// waiting are the consultations whose owner has a deadline that has not passed.
func waiting(ctx context.Context, q querier, now time.Time) ([]waited, error) {
	rows, err := q.Query(ctx, `
		select c.id, (select max(e.at) from consultation_event e where e.consultation_id = c.id
			and (e.from_state <> e.to_state or e.move in ('propose_time', 'suggest_time', 'refuse_time', 'agree_time', 'reschedule', 'assign_interpreter'))) as began
		from consultation c
		where c.state in ('requested', 'returned', 'offered', 'accepted') and c.owner <> '' and c.answer_by > @now`, pgx.NamedArgs{"now": now})
	if err != nil {
		return nil, fmt.Errorf("read who waits: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[waited])
}

// lettersWritten are the kinds of letter written in a version of a consultation.
func lettersWritten(ctx context.Context, q querier, c Consultation) ([]string, error) {
	rows, err := q.Query(ctx, `select distinct kind from letter where consultation_id = @id and version = @version`,
		pgx.NamedArgs{"id": c.ID, "version": c.Version})
	if err != nil {
		return nil, fmt.Errorf("read letters: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

func findUID(ctx context.Context, q querier, uid string) (Consultation, error) {
	return one(q.Query(ctx, `select `+columns+` from consultation where ical_uid = @uid`, pgx.NamedArgs{"uid": uid}))
}
