package catalog

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

type fairRow struct {
	Slug, NameEn, NameKo string
	Fair, Place, Country string
	From, Until          time.Time
	Stand                string
}

// findFairs are the fairs of published makers that are not over, the next first, at most 200.
func findFairs(ctx context.Context, q postgres.Querier, today time.Time) ([]fairRow, error) {
	rows, err := q.Query(ctx, `
		select c.slug, c.name_en, c.name_ko, f.name as fair, f.city as place, f.country, f."from", f.until, coalesce(f.stand, '') as stand
		from company_profiles cp join companies c on c.id = cp.company_id,
			jsonb_to_recordset(cp.fairs) as f (name text, city text, country text, "from" date, until date, stand text)
		where cp.fairs <> '[]' and c.kind = 'supplier' and cp.published_at is not null and c.suspended_at is null and f.until >= @today::date
		order by f."from", f.name, c.name_en limit 200`, pgx.NamedArgs{"today": today})
	if err != nil {
		return nil, fmt.Errorf("list fairs: %w", err)
	}
	return collect[fairRow](rows, "list fairs")
}
