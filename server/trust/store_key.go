package trust

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

const keyColumns = `k.id, k.desk_id, k.public, coalesce(k.sealed, '') as sealed, k.from_day, k.until_day, k.by_user, k.published_at, k.withdrawn_on,
	coalesce(d.slug, '') as owner_id, coalesce(d.name_en, '') as owner_en, coalesce(d.name_ko, '') as owner_ko`

const keyTables = ` from trust_keys k left join desks d on d.id = k.desk_id `

// lockOfficeKey lets one transaction at a time make the office's key.
func lockOfficeKey(ctx context.Context, q postgres.Querier) error {
	return exec(ctx, q, "lock key", `select pg_advisory_xact_lock(hashtext('trust office key'))`, nil)
}

func findOfficeKeys(ctx context.Context, q postgres.Querier, now time.Time) ([]Key, error) {
	return many[Key](ctx, q, `select `+keyColumns+keyTables+`
		where k.desk_id is null and k.withdrawn_on is null and @day::date between k.from_day and k.until_day order by k.from_day desc, k.id desc limit 1`,
		pgx.NamedArgs{"day": now.UTC().Format(time.DateOnly)})
}

func countKeys(ctx context.Context, q postgres.Querier) (int, error) {
	counts, err := column[int](ctx, q, `select count(*) from trust_keys where desk_id is null`, nil)
	if err != nil {
		return 0, err
	}
	return counts[0], nil
}

func findKey(ctx context.Context, q postgres.Querier, id string) (Key, error) {
	return one[Key](ctx, q, "key_unknown", `select `+keyColumns+keyTables+` where k.id = @id`, pgx.NamedArgs{"id": id})
}

func findKeys(ctx context.Context, q postgres.Querier) ([]Key, error) {
	return many[Key](ctx, q, `select `+keyColumns+keyTables+` order by k.desk_id nulls first, k.from_day, k.id`, nil)
}

func insertKey(ctx context.Context, q postgres.Querier, k Key) error {
	var sealed []byte
	if k.DeskID == nil {
		sealed = k.Sealed
	}
	return exec(ctx, q, "keep key", `
		insert into trust_keys (id, desk_id, public, sealed, from_day, until_day, by_user, published_at)
		values (@id, @desk, @public, @sealed, @from::date, @until::date, @by, @published)`,
		pgx.NamedArgs{"id": k.ID, "desk": k.DeskID, "public": k.Public, "sealed": sealed, "from": k.FromDay.UTC().Format(time.DateOnly),
			"until": k.UntilDay.UTC().Format(time.DateOnly), "by": k.ByUser, "published": k.PublishedAt})
}

func updateSealed(ctx context.Context, q postgres.Querier, k Key) error {
	return exec(ctx, q, "seal key again", `update trust_keys set sealed = @sealed where id = @id`, pgx.NamedArgs{"id": k.ID, "sealed": k.Sealed})
}

func publishKey(ctx context.Context, q postgres.Querier, id string, by account.UserID, now time.Time) error {
	return exec(ctx, q, "publish key", `update trust_keys set published_at = @now, published_by = @by where id = @id and published_at is null and withdrawn_on is null`,
		pgx.NamedArgs{"id": id, "by": by, "now": now})
}

func withdrawKey(ctx context.Context, q postgres.Querier, id string, now time.Time) error {
	return exec(ctx, q, "withdraw key", `update trust_keys set withdrawn_on = @day::date where id = @id and withdrawn_on is null`,
		pgx.NamedArgs{"id": id, "day": now.UTC().Format(time.DateOnly)})
}

// lockList lets one transaction at a time number a list.
func lockList(ctx context.Context, q postgres.Querier) error {
	return exec(ctx, q, "lock list", `select pg_advisory_xact_lock(hashtext('trust revocation list'))`, nil)
}

// listRow is a list as it was issued.
type listRow struct {
	Number   int64
	IssuedAt time.Time
	Body     []byte
}

// lastList is the newest list; number 0 where there is none.
func lastList(ctx context.Context, q postgres.Querier) (listRow, error) {
	rows, err := many[listRow](ctx, q, `select number, issued_at, body from revocation_lists order by number desc limit 1`, nil)
	if err != nil || len(rows) == 0 {
		return listRow{}, err
	}
	return rows[0], nil
}

func insertList(ctx context.Context, q postgres.Querier, l listRow) error {
	return exec(ctx, q, "issue list", `insert into revocation_lists (number, issued_at, body) values (@number, @at, @body)`,
		pgx.NamedArgs{"number": l.Number, "at": l.IssuedAt, "body": l.Body})
}
