package schedule

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

type store struct{}

const resourceColumns = `id, kind, owner, member, zone, keeps_hours, buffer_before, buffer_after, early_min, late_min`

// ensure is the resource of the owner, inserted when there is none.
func (store) ensure(ctx context.Context, tx postgres.Tx, r Resource) (Resource, error) {
	if there, err := (store{}).byOwner(ctx, tx, r.Kind, r.Owner); !problem.Is(err, problem.NotFound) {
		return there, err
	}
	_, err := tx.Exec(ctx, `
		insert into resource (kind, owner, zone, keeps_hours, buffer_before, buffer_after)
		values (@kind, @owner, @zone, @keeps, @before, @after)
		on conflict do nothing`,
		pgx.NamedArgs{"kind": r.Kind, "owner": r.Owner, "zone": r.Zone, "keeps": r.KeepsHours,
			"before": r.BufferBefore, "after": r.BufferAfter})
	if err != nil {
		return Resource{}, fmt.Errorf("ensure resource: %w", err)
	}
	return store{}.byOwner(ctx, tx, r.Kind, r.Owner)
}

// ensureHost is the resource of a company's member. A new one lets itself be booked as the company does.
func (store) ensureHost(ctx context.Context, tx postgres.Tx, company Resource, member uuid.UUID) (Resource, error) {
	there, err := (store{}).host(ctx, tx, company.Owner, member)
	if !problem.Is(err, problem.NotFound) {
		return there, err
	}
	args := pgx.NamedArgs{"company": company.ID, "member": member}
	if _, err := tx.Exec(ctx, `
		insert into resource (kind, owner, member, zone, keeps_hours, buffer_before, buffer_after, holidays_of)
		select kind, owner, @member, zone, true, buffer_before, buffer_after, holidays_of from resource where id = @company
		on conflict do nothing`, args); err != nil {
		return Resource{}, fmt.Errorf("ensure host: %w", err)
	}
	made, err := (store{}).host(ctx, tx, company.Owner, member)
	if err != nil {
		return Resource{}, err
	}
	_, err = tx.Exec(ctx, `
		insert into meeting_type (resource_id, lengths, step_min, notice, window_days, day_cap)
		select @id, lengths, step_min, notice, window_days, day_cap from meeting_type where resource_id = @company
		on conflict do nothing`, pgx.NamedArgs{"id": made.ID, "company": company.ID})
	return made, err
}

func (store) host(ctx context.Context, q postgres.Querier, company, member uuid.UUID) (Resource, error) {
	rows, err := q.Query(ctx, `
		select `+resourceColumns+` from resource where kind = 'supplier' and owner = @company and member = @member and active`,
		pgx.NamedArgs{"company": company, "member": member})
	if err != nil {
		return Resource{}, fmt.Errorf("read host: %w", err)
	}
	return oneResource(rows)
}

func (store) byOwner(ctx context.Context, q postgres.Querier, kind Kind, owner uuid.UUID) (Resource, error) {
	rows, err := q.Query(ctx, `select `+resourceColumns+` from resource where kind = @kind and owner = @owner and member is null and active`,
		pgx.NamedArgs{"kind": kind, "owner": owner})
	if err != nil {
		return Resource{}, fmt.Errorf("read resource: %w", err)
	}
	return oneResource(rows)
}

func (store) byID(ctx context.Context, q postgres.Querier, id ResourceID) (Resource, error) {
	rows, err := q.Query(ctx, `select `+resourceColumns+` from resource where id = @id`, pgx.NamedArgs{"id": id})
	if err != nil {
		return Resource{}, fmt.Errorf("read resource: %w", err)
	}
	return oneResource(rows)
}

func oneResource(rows pgx.Rows) (Resource, error) {
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[Resource])
	if err != nil {
		return Resource{}, fmt.Errorf("read resource: %w", err)
	}
	if len(all) == 0 {
		return Resource{}, problem.New(problem.NotFound, "resource_unknown")
	}
	return all[0], nil
}

// byOwners are the active resources of one kind, a company's hosts one after the other, in the order of their ids.
func (store) byOwners(ctx context.Context, q postgres.Querier, kind Kind, owners []uuid.UUID) ([]Resource, error) {
	rows, err := q.Query(ctx, `
		select `+resourceColumns+` from resource where kind = @kind and owner = any(@owners) and active order by id`,
		pgx.NamedArgs{"kind": kind, "owners": owners})
	if err != nil {
		return nil, fmt.Errorf("read resources: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Resource])
}

func (store) setZone(ctx context.Context, tx postgres.Tx, id ResourceID, zone string) error {
	_, err := tx.Exec(ctx, `update resource set zone = @zone, keeps_hours = true where id = @id`,
		pgx.NamedArgs{"id": id, "zone": zone})
	return err
}

func (store) pairs(ctx context.Context, q postgres.Querier) ([]Pair, error) {
	rows, err := q.Query(ctx, `select distinct from_lang as "from", to_lang as "to" from interpreter_pair order by 1, 2`)
	if err != nil {
		return nil, fmt.Errorf("read pairs: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Pair])
}

func (store) setTerms(ctx context.Context, tx postgres.Tx, id ResourceID, t Terms) error {
	lengths := make([]int16, len(t.Lengths))
	for i, l := range t.Lengths {
		lengths[i] = int16(l / time.Minute)
	}
	_, err := tx.Exec(ctx, `
		insert into meeting_type (resource_id, lengths, step_min, notice, window_days, day_cap)
		values (@id, @lengths, @step, @notice, @days, @cap)
		on conflict (resource_id) do update set lengths = excluded.lengths, step_min = excluded.step_min,
			notice = excluded.notice, window_days = excluded.window_days, day_cap = excluded.day_cap`,
		pgx.NamedArgs{"id": id, "lengths": lengths, "step": int16(t.Step / time.Minute), "notice": t.Notice,
			"days": t.WindowDays, "cap": t.DayCap})
	return err
}

type termsRow struct {
	ResourceID ResourceID
	Lengths    []int16
	StepMin    int16
	Notice     time.Duration
	WindowDays int16
	DayCap     int16
}

func (row termsRow) terms() Terms {
	t := Terms{Step: time.Duration(row.StepMin) * time.Minute, Notice: row.Notice, WindowDays: int(row.WindowDays), DayCap: int(row.DayCap)}
	for _, l := range row.Lengths {
		t.Lengths = append(t.Lengths, time.Duration(l)*time.Minute)
	}
	return t
}
