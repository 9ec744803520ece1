package saved

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

func findLists(ctx context.Context, q postgres.Querier, person account.UserID) ([]List, error) {
	rows, err := q.Query(ctx, `
		select l.id, l.name, count(i.sku) as items, l.created_at from saved_lists l left join saved_items i on i.list = l.id
		where l.person = @person group by l.id order by l.created_at, l.id`, pgx.NamedArgs{"person": person})
	if err != nil {
		return nil, fmt.Errorf("list saved lists: %w", err)
	}
	lists, err := pgx.CollectRows(rows, pgx.RowToStructByName[List])
	if err != nil {
		return nil, fmt.Errorf("list saved lists: %w", err)
	}
	return lists, nil
}

func findItems(ctx context.Context, q postgres.Querier, person account.UserID, list uuid.UUID) ([]string, error) {
	rows, err := q.Query(ctx, `
		select i.sku from saved_items i join saved_lists l on l.id = i.list where l.id = @list and l.person = @person
		order by i.added_at desc, i.sku`, pgx.NamedArgs{"list": list, "person": person})
	return texts(rows, err, "list saved products")
}

func findKept(ctx context.Context, q postgres.Querier, person account.UserID) ([]string, error) {
	rows, err := q.Query(ctx, `select distinct i.sku from saved_items i join saved_lists l on l.id = i.list where l.person = @person`,
		pgx.NamedArgs{"person": person})
	return texts(rows, err, "list all saved products")
}

func texts(rows pgx.Rows, err error, what string) ([]string, error) {
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return found, nil
}

// lockList is the person's list, held until the transaction ends; NotFound when it is nobody's or somebody else's.
func lockList(ctx context.Context, tx postgres.Tx, person account.UserID, list uuid.UUID) (string, error) {
	rows, err := tx.Query(ctx, `select name from saved_lists where id = @list and person = @person for update`, pgx.NamedArgs{"list": list, "person": person})
	names, err := texts(rows, err, "find saved list")
	if err == nil && len(names) == 0 {
		err = problem.New(problem.NotFound, "not_found")
	}
	if err != nil {
		return "", err
	}
	return names[0], nil
}

// insertList makes a list, or answers with the one of that name.
func insertList(ctx context.Context, tx postgres.Tx, person account.UserID, l List) (id uuid.UUID, err error) {
	err = tx.QueryRow(ctx, `
		insert into saved_lists (id, person, name, created_at) values (@id, @person, @name, @now)
		on conflict (person, name) do update set name = excluded.name returning id`,
		pgx.NamedArgs{"id": l.ID, "person": person, "name": l.Name, "now": l.CreatedAt}).Scan(&id)
	if err != nil {
		return id, fmt.Errorf("make saved list: %w", err)
	}
	return id, nil
}

func updateName(ctx context.Context, tx postgres.Tx, list uuid.UUID, name string) error {
	_, err := tx.Exec(ctx, `update saved_lists set name = @name where id = @list`, pgx.NamedArgs{"list": list, "name": name})
	if postgres.IsUnique(err) {
		return problem.InvalidFields(problem.Field{Name: "name", Code: "saved_name_taken"}).Because(err)
	}
	if err != nil {
		return fmt.Errorf("rename saved list: %w", err)
	}
	return nil
}

func deleteList(ctx context.Context, tx postgres.Tx, list uuid.UUID) error {
	if _, err := tx.Exec(ctx, `delete from saved_lists where id = @list`, pgx.NamedArgs{"list": list}); err != nil {
		return fmt.Errorf("drop saved list: %w", err)
	}
	return nil
}

func countItems(ctx context.Context, tx postgres.Tx, list uuid.UUID) (n int, err error) {
	if err := tx.QueryRow(ctx, `select count(*) from saved_items where list = @list`, pgx.NamedArgs{"list": list}).Scan(&n); err != nil {
		return 0, fmt.Errorf("count saved products: %w", err)
	}
	return n, nil
}

// insertItems puts the products that exist into a list; what is there stays as it is. A later one of skus is the newer.
func insertItems(ctx context.Context, tx postgres.Tx, list uuid.UUID, skus []string, now time.Time) error {
	_, err := tx.Exec(ctx, `
		insert into saved_items (list, sku, added_at)
		select @list, p.sku, @now::timestamptz + make_interval(secs => n / 1000000.0) from unnest(@skus::text[]) with ordinality s(sku, n) join products p on p.sku = s.sku
		on conflict (list, sku) do nothing`, pgx.NamedArgs{"list": list, "skus": skus, "now": now})
	if err != nil {
		return fmt.Errorf("save products: %w", err)
	}
	return nil
}

func deleteItem(ctx context.Context, tx postgres.Tx, list uuid.UUID, sku string) error {
	if _, err := tx.Exec(ctx, `delete from saved_items where list = @list and sku = @sku`, pgx.NamedArgs{"list": list, "sku": sku}); err != nil {
		return fmt.Errorf("take product out of list: %w", err)
	}
	return nil
}
