package consultation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/signaling/control"
)

// insertFact reports whether the fact is new. It is refused, as if it had been known, when a newer epoch had begun before it happened: its process was
// no longer the room's. What an owner saw before it was replaced is still taken, however late it comes.
func insertFact(ctx context.Context, tx postgres.Tx, id ID, f control.Fact) (bool, error) {
	tag, err := tx.Exec(ctx, `
		insert into room_fact (consultation_id, epoch, n, at, kind, participant, role, side, reason, score, overlap_ms)
		select @id, @epoch, @n, @at::timestamptz, @kind, @participant, @role, @side, @reason, @score, @overlap
		where not exists (select from room_fact where consultation_id = @id and epoch > @epoch and at <= @at::timestamptz)
		on conflict do nothing`,
		pgx.NamedArgs{"id": id, "epoch": f.Epoch, "n": f.N, "at": f.At, "kind": f.Kind, "participant": f.Participant,
			"role": f.Role, "side": f.Side, "reason": f.Reason, "score": f.Score, "overlap": f.OverlapMS})
	if err != nil {
		return false, fmt.Errorf("insert fact: %w", err)
	}
	return tag.RowsAffected() == 1, nil
}

type factRow struct {
	Epoch       int64
	N           int64
	At          time.Time
	Kind        string
	Participant string
	Role        string
	Side        string
	Reason      string
	Score       int
	OverlapMs   int64
}

func facts(ctx context.Context, q querier, id ID) ([]control.Fact, error) {
	rows, err := q.Query(ctx, `
		select epoch, n, at, kind, participant, role, side, reason, score, overlap_ms from room_fact
		where consultation_id = @id order by epoch, n`, pgx.NamedArgs{"id": id})
	if err != nil {
		return nil, fmt.Errorf("read facts: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[factRow])
	if err != nil {
		return nil, fmt.Errorf("read facts: %w", err)
	}
	facts := make([]control.Fact, len(all))
	for i, r := range all {
		facts[i] = control.Fact{Room: id.String(), Epoch: r.Epoch, N: r.N, At: r.At, Kind: r.Kind, Participant: r.Participant,
			Role: r.Role, Side: r.Side, Reason: r.Reason, Score: r.Score, OverlapMS: r.OverlapMs}
	}
	return facts, nil
}

// writeAttendance writes it once; a later writer changes nothing.
func writeAttendance(ctx context.Context, tx postgres.Tx, id ID, a Attendance, now time.Time) error {
	_, err := tx.Exec(ctx, `
		insert into attendance (consultation_id, supplier_came, buyer_came, interpreter_came, overlap_ms, took_place, first_at, last_at, written_at)
		values (@id, @supplier, @buyer, @interpreter, @overlap, @took_place, @first, @last, @now) on conflict do nothing`,
		pgx.NamedArgs{"id": id, "supplier": a.SupplierCame, "buyer": a.BuyerCame, "interpreter": a.InterpreterCame,
			"overlap": a.OverlapMS, "took_place": a.TookPlace, "first": a.FirstAt, "last": a.LastAt, "now": now})
	if err != nil {
		return fmt.Errorf("write attendance: %w", err)
	}
	return nil
}

// attendance is what was written; false when nothing was yet.
func attendance(ctx context.Context, q querier, id ID) (Attendance, bool, error) {
	rows, err := q.Query(ctx, `
		select supplier_came, buyer_came, interpreter_came, overlap_ms, took_place, first_at, last_at
		from attendance where consultation_id = @id`, pgx.NamedArgs{"id": id})
	if err != nil {
		return Attendance{}, false, fmt.Errorf("read attendance: %w", err)
	}
	a, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Attendance])
	if errors.Is(err, pgx.ErrNoRows) {
		return Attendance{}, false, nil
	}
	if err != nil {
		return Attendance{}, false, fmt.Errorf("read attendance: %w", err)
	}
	return a, true, nil
}
