package account

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// bringer is a desk with one company that it brought.
type bringer struct {
	CompanyID CompanyID
	Desk
}

func findBroughtBy(ctx context.Context, q querier, companies []CompanyID) ([]bringer, error) {
	return many[bringer](ctx, q, `
		select company_id, `+deskColumns+` from desk_companies join desks on id = desk_id
		where company_id = any(@companies) order by kind desc, name_en, id`, pgx.NamedArgs{"companies": companies})
}

// findBuyers are the buyers that desks brought, or of all where desks is nil, whose name or a person's address has the search
// (lower case) in it.
func findBuyers(ctx context.Context, q querier, desks []DeskID, search string, most int) ([]Company, error) {
	return many[Company](ctx, q, `
		select `+companyColumns+` from companies c
		where kind = 'buyer' and (@desks::uuid[] is null or exists (select from desk_companies d where d.company_id = c.id and d.desk_id = any(@desks)))
			and (position(@search in lower(name_en || ' ' || name_ko || ' ' || name_native)) > 0
				or exists (select from grants g join users u on u.id = g.user_id where g.company_id = c.id and g.role = 'buyer' and u.disabled_at is null
					and position(@search in u.email) > 0))
		order by name_en, id limit @most`, pgx.NamedArgs{"desks": desks, "search": search, "most": most})
}

// member is a person who buys for a company.
type member struct {
	CompanyID CompanyID
	User
}

func findPeopleOf(ctx context.Context, q querier, buyers []CompanyID) (map[CompanyID][]User, error) {
	found, err := many[member](ctx, q, `
		select g.company_id, u.id, email, name, lang, languages, zone, city, disabled_at from grants g join users u on u.id = g.user_id
		where g.company_id = any(@buyers) and g.role = 'buyer' and disabled_at is null order by name, u.id`, pgx.NamedArgs{"buyers": buyers})
	people := map[CompanyID][]User{}
	for _, m := range found {
		people[m.CompanyID] = append(people[m.CompanyID], m.User)
	}
	return people, err
}
