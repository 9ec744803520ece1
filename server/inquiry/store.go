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

const columns = `id, key, buyer, buyer_company, supplier, state, version, sent_at, due_at, read_at, answered_at, ended_at, reminded_at, buyer_shows, supplier_shows`

// asRead are the columns with what the companies' standing makes of an inquiry.
const asRead = columns + `,
	exists (select from companies c where c.id = inquiry.buyer_company and c.suspended_at is not null) as buyer_held,
	exists (select from companies c where c.id = inquiry.supplier and c.suspended_at is not null) as supplier_held`

// notHeld are the inquiries of which neither company is suspended.
const notHeld = `not exists (select from companies c where c.id in (inquiry.buyer_company, inquiry.supplier) and c.suspended_at is not null)`

func args(i Inquiry) pgx.NamedArgs {
	return pgx.NamedArgs{
		"id": i.ID, "key": i.Key, "buyer": i.Buyer, "company": i.BuyerCompany, "supplier": i.Supplier, "state": i.State, "version": i.Version,
		"sent": i.SentAt, "due": i.DueAt, "read": i.ReadAt, "answered": i.AnsweredAt, "ended": i.EndedAt, "reminded": i.RemindedAt,
		"buyer_shows": i.BuyerShows, "supplier_shows": i.SupplierShows,
	}
}

func insert(ctx context.Context, tx postgres.Tx, i Inquiry) error {
	_, err := tx.Exec(ctx, `
		insert into inquiry (`+columns+`)
		values (@id, @key, @buyer, @company, @supplier, @state, @version, @sent, @due, @read, @answered, @ended, @reminded, @buyer_shows, @supplier_shows)`, args(i))
	if err != nil {
		return fmt.Errorf("insert inquiry: %w", err)
	}
	return nil
}

// update writes a locked row whose version was raised by one.
func update(ctx context.Context, tx postgres.Tx, i Inquiry) error {
	tag, err := tx.Exec(ctx, `
		update inquiry set state = @state, version = @version, read_at = @read, answered_at = @answered, ended_at = @ended, reminded_at = @reminded,
			buyer_shows = @buyer_shows, supplier_shows = @supplier_shows
		where id = @id and version = @version - 1`, args(i))
	if err == nil && tag.RowsAffected() == 0 {
		return problem.New(problem.Conflict, "inquiry_move").In(string(i.State))
	}
	if err != nil {
		return fmt.Errorf("update inquiry %s: %w", i.ID, err)
	}
	return nil
}

// rows reads rows as values; what names the thing in an error.
func rows[T any](what string, r pgx.Rows, err error) ([]T, error) {
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	found, err := pgx.CollectRows(r, pgx.RowToStructByName[T])
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	return found, nil
}

// one is the only row, or NotFound.
func one[T any](what string, r pgx.Rows, err error) (T, error) {
	found, err := rows[T](what, r, err)
	if err != nil {
		return *new(T), err
	}
	if len(found) == 0 {
		return *new(T), problem.New(problem.NotFound, "not_found")
	}
	return found[0], nil
}

// list reads one column.
func list[T any](what string, r pgx.Rows, err error) ([]T, error) {
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	found, err := pgx.CollectRows(r, pgx.RowTo[T])
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	return found, nil
}

func find(ctx context.Context, q postgres.Querier, id ID) (Inquiry, error) {
	r, err := q.Query(ctx, `select `+asRead+` from inquiry where id = @id`, pgx.NamedArgs{"id": id})
	return one[Inquiry]("inquiry", r, err)
}

func lock(ctx context.Context, tx postgres.Tx, id ID) (Inquiry, error) {
	r, err := tx.Query(ctx, `select `+asRead+` from inquiry where id = @id for update`, pgx.NamedArgs{"id": id})
	return one[Inquiry]("inquiry", r, err)
}

func findByKey(ctx context.Context, q postgres.Querier, buyer account.UserID, key string) ([]Inquiry, error) {
	r, err := q.Query(ctx, `select `+asRead+` from inquiry where buyer = @buyer and key = @key order by id`, pgx.NamedArgs{"buyer": buyer, "key": key})
	return rows[Inquiry]("inquiries of a key", r, err)
}

func ofCompanies(ctx context.Context, q postgres.Querier, companies []account.CompanyID) ([]Inquiry, error) {
	r, err := q.Query(ctx, `
		select `+asRead+` from inquiry where buyer_company = any(@ids) or supplier = any(@ids) order by sent_at desc, id desc limit 200`,
		pgx.NamedArgs{"ids": companyIDs(companies)})
	return rows[Inquiry]("inquiries of companies", r, err)
}

func companyIDs(of []account.CompanyID) []uuid.UUID {
	ids := make([]uuid.UUID, len(of))
	for n, id := range of {
		ids[n] = id.UUID
	}
	return ids
}

// waitingOf are the due times, the soonest first, of a person's inquiries without an answer. It locks the person.
func waitingOf(ctx context.Context, tx postgres.Tx, buyer account.UserID) ([]time.Time, error) {
	if _, err := tx.Exec(ctx, `select id from users where id = @id for no key update`, pgx.NamedArgs{"id": buyer}); err != nil {
		return nil, fmt.Errorf("lock user %s: %w", buyer, err)
	}
	r, err := tx.Query(ctx, `select due_at from inquiry where buyer = @id and state in ('sent', 'read') order by due_at`, pgx.NamedArgs{"id": buyer})
	return list[time.Time]("waiting inquiries", r, err)
}

// overdue are the inquiries whose makers owe an answer since before now, the oldest first.
func overdue(ctx context.Context, q postgres.Querier, now time.Time) ([]Inquiry, error) {
	r, err := q.Query(ctx, `select `+asRead+` from inquiry where state in ('sent', 'read') and due_at < @now and `+notHeld+` order by due_at, id limit 200`, pgx.NamedArgs{"now": now})
	return rows[Inquiry]("overdue inquiries", r, err)
}

// toRemind are the overdue ones of whose makers nobody has reminded yet.
func toRemind(ctx context.Context, tx postgres.Tx, now time.Time) ([]Inquiry, error) {
	r, err := tx.Query(ctx, `
		select `+asRead+` from inquiry where state in ('sent', 'read') and due_at < @now and reminded_at is null and `+notHeld+`
		order by due_at, id limit 100 for update skip locked`, pgx.NamedArgs{"now": now})
	return rows[Inquiry]("inquiries to remind of", r, err)
}

func setReminded(ctx context.Context, tx postgres.Tx, id ID, now time.Time) error {
	if _, err := tx.Exec(ctx, `update inquiry set reminded_at = @now where id = @id`, pgx.NamedArgs{"id": id, "now": now}); err != nil {
		return fmt.Errorf("note reminder: %w", err)
	}
	return nil
}

func byIDs(ctx context.Context, q postgres.Querier, ids []uuid.UUID) ([]Inquiry, error) {
	r, err := q.Query(ctx, `select `+asRead+` from inquiry where id = any(@ids) order by sent_at desc`, pgx.NamedArgs{"ids": ids})
	return rows[Inquiry]("inquiries", r, err)
}

func insertLines(ctx context.Context, tx postgres.Tx, id ID, lines []Line) error {
	for n, l := range lines {
		_, err := tx.Exec(ctx, `
			insert into inquiry_line (inquiry_id, n, sku, name, quantity, unit, minor, currency, port, sample)
			values (@id, @n, @sku, @name, @quantity, @unit, @minor, @currency, @port, @sample)`,
			pgx.NamedArgs{"id": id, "n": n, "sku": l.SKU, "name": l.Name, "quantity": l.Quantity, "unit": l.Unit, "minor": l.Minor, "currency": l.Currency, "port": l.Port, "sample": l.Sample})
		if err != nil {
			return fmt.Errorf("insert line of inquiry: %w", err)
		}
	}
	return nil
}

func linesOf(ctx context.Context, q postgres.Querier, id ID) ([]Line, error) {
	r, err := q.Query(ctx, `select sku, name, quantity, unit, minor, currency, port, sample from inquiry_line where inquiry_id = @id order by n`, pgx.NamedArgs{"id": id})
	return rows[Line]("lines of inquiry", r, err)
}

// linesOfAll are the lines of many inquiries, in one query.
func linesOfAll(ctx context.Context, q postgres.Querier, ids []uuid.UUID) (map[ID][]Line, error) {
	type owned struct {
		InquiryID ID
		Line      Line `db:"line"`
	}
	r, err := q.Query(ctx, `
		select inquiry_id, json_build_object('sku', sku, 'name', name, 'quantity', quantity, 'unit', unit, 'minor', minor, 'currency', currency, 'port', port, 'sample', sample) as line
		from inquiry_line where inquiry_id = any(@ids) order by inquiry_id, n`, pgx.NamedArgs{"ids": ids})
	found, err := rows[owned]("lines of inquiries", r, err)
	byID := map[ID][]Line{}
	for _, f := range found {
		byID[f.InquiryID] = append(byID[f.InquiryID], f.Line)
	}
	return byID, err
}

func insertEvent(ctx context.Context, tx postgres.Tx, id ID, e Event) error {
	_, err := tx.Exec(ctx, `
		insert into inquiry_event (inquiry_id, at, actor, side, move, from_state, to_state) values (@id, @at, @actor, @side, @move, @from, @to)`,
		pgx.NamedArgs{"id": id, "at": e.At, "actor": e.Actor, "side": e.Side, "move": e.Move, "from": e.From, "to": e.To})
	if err != nil {
		return fmt.Errorf("insert event of inquiry: %w", err)
	}
	return nil
}

func eventsOf(ctx context.Context, q postgres.Querier, id ID) ([]Event, error) {
	r, err := q.Query(ctx, `select at, actor, side, move, from_state, to_state from inquiry_event where inquiry_id = @id order by id`, pgx.NamedArgs{"id": id})
	return rows[Event]("events of inquiry", r, err)
}

func speeds(ctx context.Context, q postgres.Querier, of []account.CompanyID, since time.Time) ([]Speed, error) {
	r, err := q.Query(ctx, `
		select supplier as company, percentile_cont(0.5) within group (order by answered_at - sent_at) as median, count(*)::int as count
		from inquiry where supplier = any(@ids) and answered_at is not null and sent_at > @since group by supplier`,
		pgx.NamedArgs{"ids": companyIDs(of), "since": since})
	return rows[Speed]("answer times", r, err)
}
