package refill

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// querier is a pool or a transaction.
type querier interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

const entryColumns = `e.id, e.place, e.company, e.buyer, e.person, e.zone, e.from_day, e.to_day, e.from_min, e.to_min, e.length_min, e.need_from, e.need_to,
	e.language, e.products, e.stand_by, e.state, e.created_at`

// entryRow is a row of the list as it is stored.
type entryRow struct {
	ID        uuid.UUID
	Place     int64
	Company   account.CompanyID
	Buyer     account.CompanyID
	Person    account.UserID
	Zone      string
	FromDay   time.Time
	ToDay     time.Time
	FromMin   int
	ToMin     int
	LengthMin int
	NeedFrom  string
	NeedTo    string
	Language  string
	Products  []string
	StandBy   bool
	State     State
	CreatedAt time.Time
}

func (r entryRow) entry() Entry {
	return Entry{ID: r.ID, Place: r.Place, Company: r.Company, Buyer: r.Buyer, Person: r.Person, Pair: schedule.Pair{From: r.NeedFrom, To: r.NeedTo},
		Wish: Wish{Zone: r.Zone, FromDay: schedule.DateOf(r.FromDay, time.UTC), ToDay: schedule.DateOf(r.ToDay, time.UTC), FromMin: r.FromMin, ToMin: r.ToMin,
			Length: time.Duration(r.LengthMin) * time.Minute},
		Language: r.Language, Products: r.Products, StandBy: r.StandBy, State: r.State, Created: r.CreatedAt}
}

func insertEntry(ctx context.Context, tx postgres.Tx, e *Entry) error {
	err := tx.QueryRow(ctx, `
		insert into waitlist (id, company, buyer, person, zone, from_day, to_day, from_min, to_min, length_min, need_from, need_to, language, products, stand_by, state, created_at)
		values (@id, @company, @buyer, @person, @zone, @from_day::date, @to_day::date, @from_min, @to_min, @length, @need_from, @need_to, @language, @products, @stand_by, @state, @at)
		returning place`,
		pgx.NamedArgs{"id": e.ID, "company": e.Company, "buyer": e.Buyer, "person": e.Person, "zone": e.Wish.Zone, "from_day": e.Wish.FromDay.String(),
			"to_day": e.Wish.ToDay.String(), "from_min": e.Wish.FromMin, "to_min": e.Wish.ToMin, "length": int(e.Wish.Length / time.Minute), "need_from": e.Pair.From,
			"need_to": e.Pair.To, "language": e.Language, "products": e.Products, "stand_by": e.StandBy, "state": e.State, "at": e.Created}).Scan(&e.Place)
	if postgres.IsUnique(err) {
		return problem.New(problem.Conflict, "waitlist_twice").Because(err)
	}
	if err != nil {
		return fmt.Errorf("insert entry: %w", err)
	}
	return nil
}

func countWaiting(ctx context.Context, q querier, person account.UserID) (int, error) {
	rows, err := q.Query(ctx, `select count(*) from waitlist where person = @person and state in ('waiting', 'held')`, pgx.NamedArgs{"person": person})
	if err != nil {
		return 0, fmt.Errorf("count entries: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[int])
}

// waitingEntries are those who wait, in the order in which they are told.
func waitingEntries(ctx context.Context, q querier) ([]Entry, error) {
	rows, err := q.Query(ctx, `select `+entryColumns+` from waitlist e where state = 'waiting' order by place limit 500`)
	return entries(rows, err)
}

func entries(rows pgx.Rows, err error) ([]Entry, error) {
	if err != nil {
		return nil, fmt.Errorf("read entries: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[entryRow])
	all := make([]Entry, len(found))
	for i, r := range found {
		all[i] = r.entry()
	}
	return all, err
}

func findEntry(ctx context.Context, q querier, id uuid.UUID) (Entry, error) {
	rows, err := q.Query(ctx, `select `+entryColumns+` from waitlist e where id = @id`, pgx.NamedArgs{"id": id})
	all, err := entries(rows, err)
	if err == nil && len(all) == 0 {
		return Entry{}, problem.New(problem.NotFound, "not_found")
	}
	if err != nil {
		return Entry{}, err
	}
	return all[0], nil
}

// entriesOf are a person's entries with who stands before each, and what is kept for it.
func entriesOf(ctx context.Context, q querier, person account.UserID) ([]Waited, error) {
	rows, err := q.Query(ctx, `
		select `+entryColumns+`, (select count(*) from waitlist before where before.company = e.company and before.state in ('waiting', 'held')
			and before.place < e.place) as ahead
		from waitlist e where person = @person and state in ('waiting', 'held') order by place`, pgx.NamedArgs{"person": person})
	if err != nil {
		return nil, fmt.Errorf("read entries: %w", err)
	}
	type row struct {
		entryRow
		Ahead int
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("read entries: %w", err)
	}
	all := make([]Waited, len(found))
	for i, r := range found {
		all[i] = Waited{Entry: r.entry(), Ahead: r.Ahead}
		if all[i].State != Held {
			continue
		}
		o, err := openOffer(ctx, q, all[i].ID)
		if err == nil {
			all[i].Offer = &o
		} else if !problem.Is(err, problem.NotFound) {
			return nil, err
		}
	}
	return all, nil
}

func setEntry(ctx context.Context, q querier, id uuid.UUID, to State) error {
	_, err := q.Exec(ctx, `update waitlist set state = @to where id = @id and state in ('waiting', 'held')`, pgx.NamedArgs{"id": id, "to": to})
	if err != nil {
		return fmt.Errorf("move entry: %w", err)
	}
	return nil
}

// insertOffer opens an offer; false when the entry has one already or had this time before.
func insertOffer(ctx context.Context, q querier, o Offer, now time.Time) (bool, error) {
	tag, err := q.Exec(ctx, `
		insert into waitlist_offer (id, entry, starts_at, ends_at, opener, expires_at, state, opened_at)
		values (@id, @entry, @starts, @ends, @opener, @expires, 'open', @now) on conflict do nothing`,
		pgx.NamedArgs{"id": o.ID, "entry": o.Entry, "starts": o.StartsAt, "ends": o.EndsAt, "opener": o.Opener, "expires": o.ExpiresAt, "now": now})
	if err != nil {
		return false, fmt.Errorf("insert offer: %w", err)
	}
	return tag.RowsAffected() == 1, nil
}

func dropOffer(ctx context.Context, q querier, id uuid.UUID) error {
	_, err := q.Exec(ctx, `delete from waitlist_offer where id = @id and draft is null`, pgx.NamedArgs{"id": id})
	if err != nil {
		return fmt.Errorf("drop offer: %w", err)
	}
	return nil
}

func keepOffer(ctx context.Context, tx postgres.Tx, o Offer, draft uuid.UUID, expires time.Time) error {
	_, err := tx.Exec(ctx, `
		with kept as (update waitlist_offer set draft = @draft, expires_at = @expires where id = @id returning entry)
		update waitlist set state = 'held' where id = (select entry from kept) and state = 'waiting'`,
		pgx.NamedArgs{"id": o.ID, "draft": draft, "expires": expires})
	if err != nil {
		return fmt.Errorf("keep offer: %w", err)
	}
	return nil
}

func closeOffer(ctx context.Context, q querier, id uuid.UUID, state string) error {
	_, err := q.Exec(ctx, `update waitlist_offer set state = @state where id = @id and state = 'open'`, pgx.NamedArgs{"id": id, "state": state})
	if err != nil {
		return fmt.Errorf("close offer: %w", err)
	}
	return nil
}

func openOffer(ctx context.Context, q querier, entry uuid.UUID) (Offer, error) {
	rows, err := q.Query(ctx, `
		select id, entry, starts_at, ends_at, opener, draft, expires_at from waitlist_offer where entry = @entry and state = 'open' and draft is not null`,
		pgx.NamedArgs{"entry": entry})
	if err != nil {
		return Offer{}, fmt.Errorf("read offer: %w", err)
	}
	o, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Offer])
	if errors.Is(err, pgx.ErrNoRows) {
		return o, problem.New(problem.NotFound, "not_found")
	}
	return o, err
}

func offeredTo(ctx context.Context, q querier, entry uuid.UUID) ([]time.Time, error) {
	rows, err := q.Query(ctx, `select starts_at from waitlist_offer where entry = @entry`, pgx.NamedArgs{"entry": entry})
	if err != nil {
		return nil, fmt.Errorf("read offers: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[time.Time])
}

// settleOffers follows what became of the drafts: one that was requested is done, one that lapsed sends its entry back to
// wait, in its old place. Offers that a fault left without a draft go.
func settleOffers(ctx context.Context, tx postgres.Tx, now time.Time) error {
	for _, sql := range []string{
		`delete from waitlist_offer where state = 'open' and draft is null and opened_at < @now::timestamptz - interval '1 minute'`,
		`with closed as (
			update waitlist_offer o set state = case when c.state in ('expired', 'withdrawn') and c.number is null then 'lapsed' else 'taken' end
			from consultation c where c.id = o.draft and o.state = 'open' and c.state <> 'draft' returning o.entry, o.state)
		update waitlist w set state = case closed.state when 'taken' then 'done' else 'waiting' end
		from closed where w.id = closed.entry and w.state = 'held'`,
	} {
		if _, err := tx.Exec(ctx, sql, pgx.NamedArgs{"now": now}); err != nil {
			return err
		}
	}
	return nil
}
