package schedule

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

func (store) ahead(ctx context.Context, tx postgres.Tx, kind Kind, owner, member uuid.UUID, w Window) ([]Window, error) {
	rows, err := tx.Query(ctx, `
		select lower(c.during) as start, upper(c.during) as end
		from claim c join resource r on r.id = c.resource_id
		where r.kind = @kind and r.owner = @owner and (r.member is null or r.member = @member) and c.during && tstzrange(@start, @end, '[)')
		order by 1`, pgx.NamedArgs{"kind": kind, "owner": owner, "member": member, "start": w.Start, "end": w.End})
	if err != nil {
		return nil, fmt.Errorf("read claims ahead: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Window])
}
