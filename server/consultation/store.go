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
	"github.com/etradeoffice/portal/server/schedule"
)

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

const none = `'00000000-0000-0000-0000-000000000000'`

const columns = `id, coalesce(number, '') as number, kind, state, owner, version, starts_at, ends_at, created_at,
	answer_by, expires_at, extended,
	supplier_id, coalesce(buyer_id, 0) as buyer_id, coalesce(interpreter_id, 0) as interpreter_id, supplier_company,
	coalesce(buyer_company, ` + none + `) as buyer_company, coalesce(buyer_user, ` + none + `) as buyer_user,
	coalesce(host_user, ` + none + `) as host_user, coalesce(interpreter_user, ` + none + `) as interpreter_user,
	coalesce(requested_by, ` + none + `) as requested_by, requested_side, supplier_zone, coalesce(buyer_zone, '') as buyer_zone,
	interpreter_state, language, need_from, need_to, goal, message, products, reason, reason_text, opener, typed,
	ical_uid, ical_sequence, invited, live_at, ended_at,
	asked, coalesce(second_id, 0) as second_id, coalesce(second_user, ` + none + `) as second_user, rung`

// args are the columns of a row by name; zero ids become null.
func (c Consultation) args(tzdb string) pgx.NamedArgs {
	return pgx.NamedArgs{
		"id": c.ID, "number": textOrNull(c.Number), "kind": c.Kind, "state": c.State, "owner": c.Owner, "version": c.Version,
		"starts": c.StartsAt, "ends": c.EndsAt, "created": c.CreatedAt, "answer": c.AnswerBy, "expires": c.ExpiresAt,
		"extended": c.Extended, "supplier": c.SupplierID, "buyer": resourceOrNull(c.BuyerID),
		"interpreter": resourceOrNull(c.InterpreterID), "supplier_company": c.SupplierCompany,
		"buyer_company": idOrNull(c.BuyerCompany.UUID), "buyer_user": idOrNull(c.BuyerUser.UUID),
		"host_user": idOrNull(c.HostUser.UUID), "interpreter_user": idOrNull(c.InterpreterUser.UUID),
		"requested_by": idOrNull(c.RequestedBy.UUID), "requested_side": c.RequestedSide, "supplier_zone": c.SupplierZone,
		"buyer_zone": textOrNull(c.BuyerZone), "interpreter_state": c.InterpreterState, "language": c.Language,
		"need_from": c.NeedFrom, "need_to": c.NeedTo, "goal": c.Goal, "message": c.Message, "products": c.Products,
		"reason": c.Reason, "reason_text": c.ReasonText, "opener": c.Opener, "typed": c.Typed, "uid": c.IcalUID,
		"sequence": c.IcalSequence, "invited": c.Invited, "live": c.LiveAt, "ended": c.EndedAt, "tzdb": tzdb,
		"wall": wall(c.StartsAt, c.SupplierZone), "asked": c.askedIDs(), "second": resourceOrNull(c.SecondID),
		"second_user": idOrNull(c.SecondUser.UUID), "rung": c.Rung,
	}
}

// wall is the supplier's wall-clock time of an instant, as a timestamp without zone.
func wall(at time.Time, zone string) time.Time {
	loc, err := schedule.LoadZone(zone)
	if err != nil {
		loc = time.UTC // the zone was checked when the resource was made
	}
	l := at.In(loc)
	return time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), l.Second(), 0, time.UTC)
}

func textOrNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func idOrNull(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

func resourceOrNull(id schedule.ResourceID) *schedule.ResourceID {
	if id == 0 {
		return nil
	}
	return &id
}

func insert(ctx context.Context, tx postgres.Tx, c Consultation, tzdb string) error {
	batch := &pgx.Batch{}
	queueInsert(batch, c, tzdb)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("insert consultation: %w", err)
	}
	return nil
}

func queueInsert(batch *pgx.Batch, c Consultation, tzdb string) {
	batch.Queue(`
		insert into consultation (id, number, kind, state, owner, version, starts_at, ends_at, created_at, answer_by,
			expires_at, extended, supplier_id, buyer_id, interpreter_id, supplier_company, buyer_company, buyer_user,
			host_user, interpreter_user, requested_by, requested_side, supplier_zone, supplier_wall, buyer_zone, tzdb,
			interpreter_state, language, need_from, need_to, goal, message, products, reason, reason_text, opener,
			typed, ical_uid, ical_sequence, invited, live_at, ended_at, asked, second_id, second_user, rung)
		values (@id, @number, @kind, @state, @owner, @version, @starts, @ends, @created, @answer,
			@expires, @extended, @supplier, @buyer, @interpreter, @supplier_company, @buyer_company, @buyer_user,
			@host_user, @interpreter_user, @requested_by, @requested_side, @supplier_zone, @wall, @buyer_zone, @tzdb,
			@interpreter_state, @language, @need_from, @need_to, @goal, @message, @products, @reason, @reason_text, @opener,
			@typed, @uid, @sequence, @invited, @live, @ended, @asked, @second, @second_user, @rung)`, c.args(tzdb))
}

// update writes a row whose version was raised by one; another version means that someone else was first.
func update(ctx context.Context, tx postgres.Tx, c Consultation) error {
	batch := &pgx.Batch{}
	queueUpdate(batch, c)
	err := tx.SendBatch(ctx, batch).Close()
	if _, changed := postgres.Unmet(err, versionHolds); changed {
		return problem.New(problem.Conflict, "consultation_changed").Because(err)
	}
	if err != nil {
		return fmt.Errorf("update consultation: %w", err)
	}
	return nil
}

// versionHolds names what queueUpdate raises when someone else was first.
const versionHolds = "version_holds"

func queueUpdate(batch *pgx.Batch, c Consultation) {
	batch.Queue(`with moved as (
		update consultation set number = @number, state = @state, owner = @owner, version = @version, starts_at = @starts,
			ends_at = @ends, answer_by = @answer, expires_at = @expires, extended = @extended, buyer_id = @buyer,
			interpreter_id = @interpreter, buyer_company = @buyer_company, buyer_user = @buyer_user, host_user = @host_user,
			interpreter_user = @interpreter_user, requested_by = @requested_by, requested_side = @requested_side,
			supplier_wall = case when starts_at = @starts then supplier_wall else @wall end, tzdb = case when starts_at = @starts then tzdb else @tzdb end,
			buyer_zone = @buyer_zone, interpreter_state = @interpreter_state, language = @language,
			need_from = @need_from, need_to = @need_to, goal = @goal, message = @message, products = @products,
			reason = @reason, reason_text = @reason_text, opener = @opener, typed = @typed, ical_sequence = @sequence,
			invited = @invited, live_at = @live, ended_at = @ended, asked = @asked, second_id = @second, second_user = @second_user, rung = @rung
		where id = @id and version = @version - 1 returning 1)
		select must(exists (select from moved), '`+versionHolds+`', '')`, c.args(schedule.TZDB()))
}

// touch keeps what a visitor typed into a draft; it is no move.
func touch(ctx context.Context, tx postgres.Tx, c Consultation) error {
	_, err := tx.Exec(ctx, `
		update consultation set language = @language, need_from = @need_from, need_to = @need_to, goal = @goal, message = @message,
			products = @products, typed = @typed, expires_at = @expires, extended = @extended
		where id = @id and state = 'draft'`, c.args(""))
	if err != nil {
		return fmt.Errorf("keep draft: %w", err)
	}
	return nil
}

func one(rows pgx.Rows, err error) (Consultation, error) {
	if err != nil {
		return Consultation{}, fmt.Errorf("read consultation: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[Consultation])
	if err != nil {
		return Consultation{}, fmt.Errorf("read consultation: %w", err)
	}
	if len(all) == 0 {
		return Consultation{}, problem.New(problem.NotFound, "not_found")
	}
	return all[0], nil
}

func find(ctx context.Context, q querier, id ID) (Consultation, error) {
	return one(q.Query(ctx, `select `+columns+` from consultation where id = @id`, pgx.NamedArgs{"id": id}))
}

func findNumber(ctx context.Context, q querier, number string) (Consultation, error) {
	return one(q.Query(ctx, `select `+columns+` from consultation where number = @number`, pgx.NamedArgs{"number": number}))
}

func lock(ctx context.Context, tx postgres.Tx, id ID) (Consultation, error) {
	return one(tx.Query(ctx, `select `+columns+` from consultation where id = @id for update`, pgx.NamedArgs{"id": id}))
}

func lockNumber(ctx context.Context, tx postgres.Tx, number string) (Consultation, error) {
	return one(tx.Query(ctx, `select `+columns+` from consultation where number = @number for update`,
		pgx.NamedArgs{"number": number}))
}

// lockDead locks those of the consultations that are pending past their expiry and that nobody is deciding on right now.
func lockDead(ctx context.Context, tx postgres.Tx, ids []uuid.UUID, now time.Time) ([]Consultation, error) {
	rows, err := tx.Query(ctx, `
		select `+columns+` from consultation where id = any(@ids) and expires_at <= @now order by id for update skip locked`,
		pgx.NamedArgs{"ids": ids, "now": now})
	if err != nil {
		return nil, fmt.Errorf("lock expired: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Consultation])
}

// countAlive counts those of the consultations that are not past an expiry.
func countAlive(ctx context.Context, tx postgres.Tx, ids []uuid.UUID, now time.Time) (int, error) {
	rows, err := tx.Query(ctx, `
		select count(*) from consultation where id = any(@ids) and (expires_at is null or expires_at > @now)
			and state not in ('expired', 'withdrawn', 'declined', 'cancelled')`,
		pgx.NamedArgs{"ids": ids, "now": now})
	if err != nil {
		return 0, fmt.Errorf("count holders: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[int])
}

func serial(ctx context.Context, tx postgres.Tx) (int64, error) {
	rows, err := tx.Query(ctx, `select nextval('consultation_serial')`)
	if err != nil {
		return 0, fmt.Errorf("next serial: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
}

// passSerial lets numbers that were given by hand stay behind the sequence.
func passSerial(ctx context.Context, tx postgres.Tx, given int64) error {
	_, err := tx.Exec(ctx, `select setval('consultation_serial', greatest(@given, (select last_value from consultation_serial)))`,
		pgx.NamedArgs{"given": given})
	return err
}

func databaseClock(ctx context.Context, tx postgres.Tx) (time.Time, error) {
	rows, err := tx.Query(ctx, `select clock_timestamp()`)
	if err != nil {
		return time.Time{}, fmt.Errorf("read the database's clock: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[time.Time])
}

// pair is two companies that may have met.
type pair struct{ supplier, buyer account.CompanyID }

// meetings counts for each pair the consultations that took place.
func meetings(ctx context.Context, q querier, pairs []pair) (map[pair]int, error) {
	suppliers, buyers := make([]account.CompanyID, len(pairs)), make([]account.CompanyID, len(pairs))
	for i, p := range pairs {
		suppliers[i], buyers[i] = p.supplier, p.buyer
	}
	rows, err := q.Query(ctx, `
		select c.supplier_company, c.buyer_company, count(*)
		from consultation c join attendance a on a.consultation_id = c.id and a.took_place
		where (c.supplier_company, c.buyer_company) in (select * from unnest(@suppliers::uuid[], @buyers::uuid[]))
		group by c.supplier_company, c.buyer_company`, pgx.NamedArgs{"suppliers": uuids(suppliers), "buyers": uuids(buyers)})
	if err != nil {
		return nil, fmt.Errorf("count earlier meetings: %w", err)
	}
	met := map[pair]int{}
	var p pair
	var n int
	_, err = pgx.ForEachRow(rows, []any{&p.supplier, &p.buyer, &n}, func() error { met[p] = n; return nil })
	if err != nil {
		return nil, fmt.Errorf("count earlier meetings: %w", err)
	}
	return met, nil
}
