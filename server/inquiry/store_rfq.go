package inquiry

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

const rfqColumns = `id, code, key, buyer, buyer_company, state, audience, chosen, level, lang, title, hs, keywords, specification, quantity, unit, frequency, minor, currency,
	incoterm, place, port, certificates, languages, nda, deadline, note, created_at, opened_at, opened_by, ended_at`

// rfqAsRead are the columns with what the standing of its company makes of an offer.
const rfqAsRead = rfqColumns + `, exists (select from companies c where c.id = rfq.buyer_company and c.suspended_at is not null) as held`

func rfqArgs(r RFQ) pgx.NamedArgs {
	return pgx.NamedArgs{
		"id": r.ID, "code": r.Code, "key": r.Key, "buyer": r.Buyer, "company": r.BuyerCompany, "state": r.State, "audience": r.Audience, "chosen": orEmpty(r.Chosen), "level": r.Level,
		"lang": r.Lang, "title": r.Title, "hs": r.HS, "keywords": orEmpty(r.Keywords), "specification": r.Specification, "quantity": r.Quantity, "unit": r.Unit,
		"frequency": r.Frequency, "minor": r.Minor, "currency": r.Currency, "incoterm": r.Incoterm, "place": r.Place, "port": r.Port,
		"certificates": orEmpty(r.Certificates), "languages": orEmpty(r.Languages), "nda": r.NDA, "deadline": r.Deadline, "note": r.Note, "created": r.CreatedAt,
		"opened": r.OpenedAt, "opened_by": r.OpenedBy, "ended": r.EndedAt,
	}
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func insertRFQ(ctx context.Context, tx postgres.Tx, r RFQ) error {
	_, err := tx.Exec(ctx, `
		insert into rfq (`+rfqColumns+`)
		values (@id, @code, @key, @buyer, @company, @state, @audience, @chosen, @level, @lang, @title, @hs, @keywords, @specification, @quantity, @unit, @frequency, @minor,
			@currency, @incoterm, @place, @port, @certificates, @languages, @nda, @deadline, @note, @created, @opened, @opened_by, @ended)`, rfqArgs(r))
	if err != nil {
		return fmt.Errorf("insert offer to buy: %w", err)
	}
	return nil
}

func updateRFQ(ctx context.Context, tx postgres.Tx, r RFQ) error {
	_, err := tx.Exec(ctx, `
		update rfq set state = @state, audience = @audience, chosen = @chosen, level = @level, lang = @lang, title = @title, hs = @hs, keywords = @keywords,
			specification = @specification, quantity = @quantity, unit = @unit, frequency = @frequency, minor = @minor, currency = @currency, incoterm = @incoterm,
			place = @place, port = @port, certificates = @certificates, languages = @languages, nda = @nda, deadline = @deadline, note = @note,
			opened_at = @opened, opened_by = @opened_by, ended_at = @ended
		where id = @id`, rfqArgs(r))
	if err != nil {
		return fmt.Errorf("update offer to buy: %w", err)
	}
	return nil
}

func findRFQ(ctx context.Context, q postgres.Querier, code string) (RFQ, error) {
	r, err := q.Query(ctx, `select `+rfqAsRead+` from rfq where code = @code`, pgx.NamedArgs{"code": code})
	return one[RFQ]("offer to buy", r, err)
}

func findRFQByID(ctx context.Context, q postgres.Querier, id uuid.UUID) (RFQ, error) {
	r, err := q.Query(ctx, `select `+rfqAsRead+` from rfq where id = @id`, pgx.NamedArgs{"id": id})
	return one[RFQ]("offer to buy", r, err)
}

func findRFQByKey(ctx context.Context, q postgres.Querier, buyer account.UserID, key string) (RFQ, error) {
	r, err := q.Query(ctx, `select `+rfqAsRead+` from rfq where buyer = @buyer and key = @key`, pgx.NamedArgs{"buyer": buyer, "key": key})
	return one[RFQ]("offer to buy", r, err)
}

func lockRFQ(ctx context.Context, tx postgres.Tx, code string) (RFQ, error) {
	r, err := tx.Query(ctx, `select `+rfqAsRead+` from rfq where code = @code for update`, pgx.NamedArgs{"code": code})
	return one[RFQ]("offer to buy", r, err)
}

func openRFQs(ctx context.Context, q postgres.Querier, now time.Time, level int) ([]RFQ, error) {
	r, err := q.Query(ctx, `
		select `+rfqAsRead+` from rfq where state = 'open' and audience = 'public' and level <= @level and deadline > @now
			and not exists (select from companies c where c.id = rfq.buyer_company and c.suspended_at is not null) order by deadline, id limit 200`,
		pgx.NamedArgs{"now": now, "level": level})
	return rows[RFQ]("open offers", r, err)
}

func rfqsOf(ctx context.Context, q postgres.Querier, buyer account.CompanyID) ([]RFQ, error) {
	r, err := q.Query(ctx, `select `+rfqAsRead+` from rfq where buyer_company = @buyer order by created_at desc limit 200`, pgx.NamedArgs{"buyer": buyer})
	return rows[RFQ]("offers of a buyer", r, err)
}

func rfqsFor(ctx context.Context, q postgres.Querier, supplier account.CompanyID) ([]RFQ, error) {
	r, err := q.Query(ctx, `
		select `+rfqAsRead+` from rfq where opened_at is not null and
			(audience = 'chosen' and @supplier = any(chosen) or id in (select rfq_id from rfq_quote where supplier = @supplier and withdrawn_at is null))
		order by deadline desc limit 200`, pgx.NamedArgs{"supplier": supplier})
	return rows[RFQ]("offers for a maker", r, err)
}

func waitingForOffice(ctx context.Context, q postgres.Querier) ([]RFQ, error) {
	r, err := q.Query(ctx, `select `+rfqAsRead+` from rfq where state = 'moderated' order by created_at limit 100`)
	return rows[RFQ]("offers to moderate", r, err)
}

// waitingRFQs are how many offers of a person are open or with the office, and when the first of them ends. It locks the person.
func waitingRFQs(ctx context.Context, tx postgres.Tx, buyer account.UserID) (first time.Time, n int, err error) {
	if _, err := tx.Exec(ctx, `select id from users where id = @id for no key update`, pgx.NamedArgs{"id": buyer}); err != nil {
		return first, 0, fmt.Errorf("lock user %s: %w", buyer, err)
	}
	r, err := tx.Query(ctx, `select deadline from rfq where buyer = @id and state in ('moderated', 'open') order by deadline`, pgx.NamedArgs{"id": buyer})
	found, err := list[time.Time]("waiting offers", r, err)
	if err != nil || len(found) == 0 {
		return first, 0, err
	}
	return found[0], len(found), nil
}

// expireRFQs ends offers whose deadline is over.
func expireRFQs(ctx context.Context, tx postgres.Tx, now time.Time) ([]RFQ, error) {
	r, err := tx.Query(ctx, `
		update rfq set state = 'expired', ended_at = @now where state = 'open' and deadline <= @now returning `+rfqAsRead, pgx.NamedArgs{"now": now})
	return rows[RFQ]("expired offers", r, err)
}

const quoteColumns = `id, rfq_id, supplier, author, at, sku, minor, currency, incoterm, place, freight, insurance, moq, unit, lead_days, valid_until, sample, text`

func insertQuote(ctx context.Context, tx postgres.Tx, q Quote) error {
	_, err := tx.Exec(ctx, `
		insert into rfq_quote (`+quoteColumns+`)
		values (@id, @rfq, @supplier, @author, @at, @sku, @minor, @currency, @incoterm, @place, @freight, @insurance, @moq, @unit, @lead, @valid, @sample, @text)`,
		pgx.NamedArgs{"id": q.ID, "rfq": q.RFQID, "supplier": q.Supplier, "author": q.Author, "at": q.At, "sku": q.SKU, "minor": q.Minor, "currency": q.Currency,
			"incoterm": q.Incoterm, "place": q.Place, "freight": q.Freight, "insurance": q.Insurance, "moq": q.MOQ, "unit": q.Unit, "lead": q.LeadDays,
			"valid": q.ValidUntil, "sample": q.Sample, "text": q.Text})
	if err != nil {
		return fmt.Errorf("insert quote: %w", err)
	}
	return nil
}

func withdrawQuote(ctx context.Context, tx postgres.Tx, rfq uuid.UUID, supplier account.CompanyID, now time.Time) error {
	_, err := tx.Exec(ctx, `update rfq_quote set withdrawn_at = @now where rfq_id = @rfq and supplier = @supplier and withdrawn_at is null`,
		pgx.NamedArgs{"rfq": rfq, "supplier": supplier, "now": now})
	if err != nil {
		return fmt.Errorf("withdraw quote: %w", err)
	}
	return nil
}

func quotesOf(ctx context.Context, q postgres.Querier, rfq uuid.UUID) ([]Quote, error) {
	r, err := q.Query(ctx, `select `+quoteColumns+`, exists (select from companies c where c.id = rfq_quote.supplier and c.suspended_at is not null) as held
		from rfq_quote where rfq_id = @rfq and withdrawn_at is null order by at, id`, pgx.NamedArgs{"rfq": rfq})
	return rows[Quote]("quotes", r, err)
}

func quotesSince(ctx context.Context, q postgres.Querier, supplier account.CompanyID, since time.Time) (int, error) {
	r, err := q.Query(ctx, `select count(*)::int from rfq_quote where supplier = @supplier and at >= @since`, pgx.NamedArgs{"supplier": supplier, "since": since})
	found, err := list[int]("quotes of a month", r, err)
	if err != nil {
		return 0, err
	}
	return found[0], nil
}
