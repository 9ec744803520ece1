package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// querier is a pool or a transaction.
type querier interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

type batcher interface {
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

const (
	userColumns    = `id, email, name, lang, languages, zone, city, disabled_at`
	companyColumns = `id, slug, kind, country, city, zone, name_en, name_ko, name_native, languages, interests, founded, staff, suspended_at, details`
	deskColumns    = `id, slug, kind, country, city, zone, name_en, name_ko`
)

// one collects exactly one row; none is the refusal that is given.
func one[T any](ctx context.Context, q querier, missing string, sql string, args pgx.NamedArgs) (T, error) {
	rows, err := q.Query(ctx, sql, args)
	if err != nil {
		var none T
		return none, fmt.Errorf("query: %w", err)
	}
	found, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[T])
	if errors.Is(err, pgx.ErrNoRows) {
		return found, problem.New(problem.NotFound, missing)
	}
	if err != nil {
		return found, fmt.Errorf("collect: %w", err)
	}
	return found, nil
}

func many[T any](ctx context.Context, q querier, sql string, args pgx.NamedArgs) ([]T, error) {
	rows, err := q.Query(ctx, sql, args)
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	if err != nil {
		return nil, fmt.Errorf("collect: %w", err)
	}
	return found, nil
}

func findUser(ctx context.Context, q querier, id UserID) (User, error) {
	return one[User](ctx, q, "user_unknown", `select `+userColumns+` from users where id = @id`, pgx.NamedArgs{"id": id})
}

func findUsers(ctx context.Context, q querier, ids []UserID) ([]User, error) {
	return many[User](ctx, q, `select `+userColumns+` from users where id = any(@ids)`, pgx.NamedArgs{"ids": ids})
}

func findUserByEmail(ctx context.Context, q querier, email string) (User, error) {
	return one[User](ctx, q, "user_unknown", `select `+userColumns+` from users where email = @email`, pgx.NamedArgs{"email": email})
}

func findMembers(ctx context.Context, q querier, company CompanyID) ([]User, error) {
	return many[User](ctx, q, `
		select `+userColumns+` from users
		where disabled_at is null and id in (select user_id from grants where company_id = @company)
		order by name, id`, pgx.NamedArgs{"company": company})
}

func findByRole(ctx context.Context, q querier, role Role) ([]User, error) {
	return many[User](ctx, q, `
		select `+userColumns+` from users
		where disabled_at is null and id in (select user_id from grants where role = @role)
		order by name, id`, pgx.NamedArgs{"role": role})
}

// findViewer reads a person, all grants and ties in one round trip: every request of a person begins with it.
func findViewer(ctx context.Context, db batcher, id UserID) (User, []Grant, []CompanyID, error) {
	type row struct {
		Role      Role
		CompanyID *CompanyID
		DeskID    *DeskID
	}
	var users []User
	var rows []row
	var ties []CompanyID
	batch := &pgx.Batch{}
	batch.Queue(`select `+userColumns+` from users where id = $1`, id).Query(func(r pgx.Rows) (err error) {
		users, err = pgx.CollectRows(r, pgx.RowToStructByName[User])
		return err
	})
	batch.Queue(`select role, company_id, desk_id from grants where user_id = $1 order by created_at, role`, id).Query(func(r pgx.Rows) (err error) {
		rows, err = pgx.CollectRows(r, pgx.RowToStructByName[row])
		return err
	})
	queueTies(batch, id, &ties)
	if err := db.SendBatch(ctx, batch).Close(); err != nil {
		return User{}, nil, nil, fmt.Errorf("find viewer: %w", err)
	}
	if len(users) == 0 {
		return User{}, nil, nil, problem.New(problem.NotFound, "user_unknown")
	}
	grants := make([]Grant, len(rows))
	for i, r := range rows {
		grants[i].Role = r.Role
		if r.CompanyID != nil {
			grants[i].Company = *r.CompanyID
		}
		if r.DeskID != nil {
			grants[i].Desk = *r.DeskID
		}
	}
	return users[0], grants, ties, nil
}

func findCompany(ctx context.Context, q querier, id CompanyID) (Company, error) {
	return one[Company](ctx, q, "company_unknown", `select `+companyColumns+` from companies where id = @id`, pgx.NamedArgs{"id": id})
}

func findCompanyBySlug(ctx context.Context, q querier, slug string) (Company, error) {
	return one[Company](ctx, q, "company_unknown", `select `+companyColumns+` from companies where slug = @slug`, pgx.NamedArgs{"slug": slug})
}

func findCompanies(ctx context.Context, q querier, ids []CompanyID) ([]Company, error) {
	return many[Company](ctx, q, `select `+companyColumns+` from companies where id = any(@ids)`, pgx.NamedArgs{"ids": ids})
}

func findDesk(ctx context.Context, q querier, id DeskID) (Desk, error) {
	return one[Desk](ctx, q, "desk_unknown", `select `+deskColumns+` from desks where id = @id`, pgx.NamedArgs{"id": id})
}

func findDeskBySlug(ctx context.Context, q querier, slug string) (Desk, error) {
	return one[Desk](ctx, q, "desk_unknown", `select `+deskColumns+` from desks where slug = @slug`, pgx.NamedArgs{"slug": slug})
}

func findDesksOf(ctx context.Context, q querier, company CompanyID) ([]DeskID, error) {
	rows, err := q.Query(ctx, `select desk_id from desk_companies where company_id = @company order by desk_id`, pgx.NamedArgs{"company": company})
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[DeskID])
}

func findCompaniesOf(ctx context.Context, q querier, desk DeskID) ([]CompanyID, error) {
	rows, err := q.Query(ctx, `select company_id from desk_companies where desk_id = @desk order by company_id`, pgx.NamedArgs{"desk": desk})
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[CompanyID])
}

func insertUser(ctx context.Context, q querier, u User, passwordHash *string) error {
	_, err := q.Exec(ctx, `
		insert into users (id, email, name, lang, languages, zone, city, password_hash)
		values (@id, @email, @name, @lang, @languages, @zone, @city, @hash)`,
		pgx.NamedArgs{"id": u.ID, "email": u.Email, "name": u.Name, "lang": u.Lang, "languages": orEmpty(u.Languages),
			"zone": u.Zone, "city": u.City, "hash": passwordHash})
	if postgres.IsUnique(err) {
		return problem.New(problem.Conflict, "email_taken").Because(err)
	}
	return wrap("insert user", err)
}

func insertCompany(ctx context.Context, q querier, c Company) error {
	_, err := q.Exec(ctx, `
		insert into companies (id, slug, kind, country, city, zone, name_en, name_ko, name_native, languages, interests, founded, staff, suspended_at)
		values (@id, @slug, @kind, @country, @city, @zone, @name_en, @name_ko, @name_native, @languages, @interests, @founded, @staff, @suspended_at)`,
		pgx.NamedArgs{"id": c.ID, "slug": c.Slug, "kind": c.Kind, "country": c.Country, "city": c.City, "zone": c.Zone,
			"name_en": c.NameEn, "name_ko": c.NameKo, "name_native": c.NameNative, "languages": orEmpty(c.Languages),
			"interests": orEmpty(c.Interests), "founded": c.Founded, "staff": c.Staff, "suspended_at": c.SuspendedAt})
	if postgres.IsUnique(err) {
		return problem.New(problem.Conflict, "slug_taken").Because(err)
	}
	return wrap("insert company", err)
}

func insertDesk(ctx context.Context, q querier, d Desk) error {
	_, err := q.Exec(ctx, `
		insert into desks (id, slug, kind, country, city, zone, name_en, name_ko)
		values (@id, @slug, @kind, @country, @city, @zone, @name_en, @name_ko)`,
		pgx.NamedArgs{"id": d.ID, "slug": d.Slug, "kind": d.Kind, "country": d.Country, "city": d.City, "zone": d.Zone,
			"name_en": d.NameEn, "name_ko": d.NameKo})
	if postgres.IsUnique(err) {
		return problem.New(problem.Conflict, "slug_taken").Because(err)
	}
	return wrap("insert desk", err)
}

func insertDeskCompany(ctx context.Context, q querier, desk DeskID, company CompanyID) error {
	_, err := q.Exec(ctx, `insert into desk_companies (desk_id, company_id) values (@desk, @company) on conflict do nothing`,
		pgx.NamedArgs{"desk": desk, "company": company})
	return wrap("insert desk's company", err)
}

func insertGrant(ctx context.Context, q querier, user UserID, g Grant) error {
	args := pgx.NamedArgs{"user": user, "role": g.Role, "company": nil, "desk": nil}
	if g.Company != (CompanyID{}) {
		args["company"] = g.Company
	}
	if g.Desk != (DeskID{}) {
		args["desk"] = g.Desk
	}
	_, err := q.Exec(ctx, `
		insert into grants (user_id, role, company_id, desk_id) values (@user, @role, @company, @desk)
		on conflict on constraint grants_once do nothing`, args)
	return wrap("insert grant", err)
}

func updatePreferences(ctx context.Context, q querier, id UserID, lang, zone, city string) error {
	_, err := q.Exec(ctx, `update users set lang = @lang, zone = @zone, city = @city where id = @id`,
		pgx.NamedArgs{"id": id, "lang": lang, "zone": zone, "city": city})
	return wrap("update preferences", err)
}

func deleteDeadSignIns(ctx context.Context, q querier, before time.Time) error {
	_, err := q.Exec(ctx, `delete from sign_in_codes where expires_at < @before`, pgx.NamedArgs{"before": before})
	return wrap("delete dead sign-ins", err)
}

func deleteDeadSessions(ctx context.Context, q querier, now time.Time) error {
	_, err := q.Exec(ctx, `delete from sessions where expiry < @now`, pgx.NamedArgs{"now": now})
	return wrap("delete dead sessions", err)
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func wrap(what string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
