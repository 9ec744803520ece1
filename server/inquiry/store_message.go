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

const messageColumns = `id, inquiry_id, key, side, author, at, lang, text, way`

func insertMessage(ctx context.Context, tx postgres.Tx, m Message) error {
	_, err := tx.Exec(ctx, `
		insert into inquiry_message (`+messageColumns+`) values (@id, @inquiry, @key, @side, @author, @at, @lang, @text, @way)`,
		pgx.NamedArgs{"id": m.ID, "inquiry": m.InquiryID, "key": m.Key, "side": m.Side, "author": m.Author, "at": m.At, "lang": m.Lang, "text": m.Text, "way": m.Way})
	if err != nil {
		return fmt.Errorf("insert message: %w", err)
	}
	return nil
}

func messagesOf(ctx context.Context, q postgres.Querier, id ID) ([]Message, error) {
	r, err := q.Query(ctx, `select `+messageColumns+` from inquiry_message where inquiry_id = @id order by at, id`, pgx.NamedArgs{"id": id})
	return rows[Message]("messages", r, err)
}

func findMessage(ctx context.Context, q postgres.Querier, id uuid.UUID) (Message, error) {
	r, err := q.Query(ctx, `select `+messageColumns+` from inquiry_message where id = @id`, pgx.NamedArgs{"id": id})
	return one[Message]("message", r, err)
}

// textsSince are the first words of a person to makers since some time, those of the transaction included.
func textsSince(ctx context.Context, tx postgres.Tx, author account.UserID, since time.Time) ([]string, error) {
	r, err := tx.Query(ctx, `
		select m.text from inquiry_message m join inquiry i on i.id = m.inquiry_id
		where i.buyer = @author and m.key = 'first' and m.at > @since`, pgx.NamedArgs{"author": author, "since": since})
	return list[string]("texts of a person", r, err)
}

// answeredBefore reports whether the maker has answered this buyer in another thread.
func answeredBefore(ctx context.Context, q postgres.Querier, i Inquiry) (bool, error) {
	r, err := q.Query(ctx, `
		select exists (select from inquiry where buyer_company = @buyer and supplier = @supplier and answered_at is not null and id <> @id)`,
		pgx.NamedArgs{"buyer": i.BuyerCompany, "supplier": i.Supplier, "id": i.ID})
	found, err := list[bool]("earlier threads", r, err)
	return len(found) > 0 && found[0], err
}

// knownDomains are the domains of the mail addresses of companies' people.
func knownDomains(ctx context.Context, q postgres.Querier) ([]string, error) {
	r, err := q.Query(ctx, `
		select distinct split_part(u.email, '@', 2) from users u join grants g on g.user_id = u.id
		where g.company_id is not null and u.disabled_at is null`)
	return list[string]("domains", r, err)
}

func insertFile(ctx context.Context, tx postgres.Tx, f File) error {
	_, err := tx.Exec(ctx, `
		insert into inquiry_file (id, message_id, inquiry_id, name, kind, bytes, blob) values (@id, @message, @inquiry, @name, @kind, @bytes, @blob)`,
		pgx.NamedArgs{"id": f.ID, "message": f.MessageID, "inquiry": f.InquiryID, "name": f.Name, "kind": f.Kind, "bytes": f.Bytes, "blob": f.Blob})
	if err != nil {
		return fmt.Errorf("insert file: %w", err)
	}
	return nil
}

const fileColumns = `id, message_id, inquiry_id, name, kind, bytes, blob`

func filesOf(ctx context.Context, q postgres.Querier, id ID) ([]File, error) {
	r, err := q.Query(ctx, `select `+fileColumns+` from inquiry_file where inquiry_id = @id order by id`, pgx.NamedArgs{"id": id})
	return rows[File]("files", r, err)
}

func findFile(ctx context.Context, q postgres.Querier, inquiry ID, id uuid.UUID) (File, error) {
	r, err := q.Query(ctx, `select `+fileColumns+` from inquiry_file where inquiry_id = @inquiry and id = @id`, pgx.NamedArgs{"inquiry": inquiry, "id": id})
	return one[File]("file", r, err)
}

// insertSignal writes what nobody has signalled in a thread. An imitated domain that is named again comes back, though it was put
// aside.
func insertSignal(ctx context.Context, tx postgres.Tx, s Signal) error {
	_, err := tx.Exec(ctx, `
		insert into inquiry_signal (id, inquiry_id, kind, detail, at) values (@id, @inquiry, @kind, @detail, @at)
		on conflict (inquiry_id, kind, detail) do update set at = excluded.at, seen_at = null, seen_by = null where inquiry_signal.kind = 'look_alike'`,
		pgx.NamedArgs{"id": s.ID, "inquiry": s.InquiryID, "kind": s.Kind, "detail": s.Detail, "at": s.At})
	if err != nil {
		return fmt.Errorf("insert signal: %w", err)
	}
	return nil
}

const signalColumns = `id, inquiry_id, kind, detail, at, seen_at`

func signalsOf(ctx context.Context, q postgres.Querier, id ID) ([]Signal, error) {
	r, err := q.Query(ctx, `select `+signalColumns+` from inquiry_signal where inquiry_id = @id order by at, kind`, pgx.NamedArgs{"id": id})
	return rows[Signal]("signals", r, err)
}

// openSignals are those that no officer has put aside, the newest first.
func openSignals(ctx context.Context, q postgres.Querier) ([]Signal, error) {
	r, err := q.Query(ctx, `select `+signalColumns+` from inquiry_signal where seen_at is null order by at desc, kind limit 200`)
	return rows[Signal]("open signals", r, err)
}

func seeSignals(ctx context.Context, q postgres.Querier, id ID, by account.UserID, now time.Time) error {
	_, err := q.Exec(ctx, `update inquiry_signal set seen_at = @now, seen_by = @by where inquiry_id = @id and seen_at is null`,
		pgx.NamedArgs{"id": id, "by": by, "now": now})
	if err != nil {
		return fmt.Errorf("put signals aside: %w", err)
	}
	return nil
}

// blocking are those of the makers that do not want to hear of a company.
func blocking(ctx context.Context, q postgres.Querier, suppliers []account.CompanyID, company account.CompanyID) ([]account.CompanyID, error) {
	r, err := q.Query(ctx, `select supplier from inquiry_block where supplier = any(@ids) and company = @company`,
		pgx.NamedArgs{"ids": companyIDs(suppliers), "company": company})
	found, err := list[uuid.UUID]("blocks", r, err)
	return idsOf(found), err
}

func blocked(ctx context.Context, q postgres.Querier, supplier account.CompanyID) ([]account.CompanyID, error) {
	r, err := q.Query(ctx, `select company from inquiry_block where supplier = @supplier order by at desc`, pgx.NamedArgs{"supplier": supplier})
	found, err := list[uuid.UUID]("blocks", r, err)
	return idsOf(found), err
}

func block(ctx context.Context, q postgres.Querier, supplier, company account.CompanyID, by account.UserID, now time.Time) error {
	_, err := q.Exec(ctx, `insert into inquiry_block (supplier, company, by_user, at) values (@supplier, @company, @by, @now) on conflict do nothing`,
		pgx.NamedArgs{"supplier": supplier, "company": company, "by": by, "now": now})
	if err != nil {
		return fmt.Errorf("block company: %w", err)
	}
	return nil
}

func unblock(ctx context.Context, q postgres.Querier, supplier, company account.CompanyID) error {
	_, err := q.Exec(ctx, `delete from inquiry_block where supplier = @supplier and company = @company`, pgx.NamedArgs{"supplier": supplier, "company": company})
	if err != nil {
		return fmt.Errorf("unblock company: %w", err)
	}
	return nil
}

func findBasket(ctx context.Context, q postgres.Querier, user account.UserID) (string, error) {
	r, err := q.Query(ctx, `select basket::text from inquiry_basket where user_id = @user`, pgx.NamedArgs{"user": user})
	found, err := list[string]("basket", r, err)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

func putBasket(ctx context.Context, q postgres.Querier, user account.UserID, basket string, now time.Time) error {
	_, err := q.Exec(ctx, `
		insert into inquiry_basket (user_id, basket, at) values (@user, @basket::jsonb, @now)
		on conflict (user_id) do update set basket = excluded.basket, at = excluded.at`, pgx.NamedArgs{"user": user, "basket": basket, "now": now})
	if err != nil {
		return fmt.Errorf("keep basket: %w", err)
	}
	return nil
}
