package schedule

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
)

// town is 1,000 suppliers that are open on weekdays 9-12 and 13-18, with 162 claims each in 60 days: 162,000 in all.
func town(b *testing.B) (*Service, []account.CompanyID) {
	b.Helper()
	s := New(pgtest.New(b), func() time.Time { return summer })
	owners := make([]uuid.UUID, 1000)
	companies := make([]account.CompanyID, len(owners))
	for i := range owners {
		owners[i] = uuid.Must(uuid.NewV7())
		companies[i].UUID = owners[i]
	}
	statements := []string{
		`set local statement_timeout = 0`, // so many claims take their time on a busy machine
		`insert into resource (kind, owner, zone, keeps_hours, buffer_after)
			select 'supplier', o, 'Asia/Seoul', true, '10 minutes' from unnest(@owners::uuid[]) o`,
		`insert into availability_rule (resource_id, weekday, start_min, end_min)
			select id, weekday, span[1], span[2] from resource, generate_series(1, 5) weekday,
				(values (array[540, 720]), (array[780, 1080])) spans(span)`,
		`insert into block (reason) values ('visit')`,
		`insert into claim (resource_id, during, role, block_id)
			select r.id, tstzrange(at, at + interval '40 minutes', '[)'), 'supplier', block.id
			from resource r, block, generate_series(0, 59) day, generate_series(0, 8) hour,
				lateral (select @now::timestamptz + make_interval(days => day, hours => hour) as at) t
			where (r.id + day * 7 + hour * 3) % 10 < 3`,
		`analyze`,
	}
	err := s.db.Tx(b.Context(), func(tx postgres.Tx) error {
		for _, statement := range statements {
			args := []any{pgx.NamedArgs{"owners": owners, "now": summer}}
			if !strings.Contains(statement, "@") {
				args = nil
			}
			if _, err := tx.Exec(b.Context(), statement, args...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return s, companies
}

func BenchmarkSlots(b *testing.B) {
	s, companies := town(b)
	b.Run("1x60d", func(b *testing.B) {
		n := 0
		for b.Loop() {
			found, err := s.Slots(b.Context(), SlotQuery{Company: companies[n%len(companies)], From: summer, To: summer.AddDate(0, 0, 60), Length: 30 * time.Minute})
			if err != nil || len(found.Slots) == 0 {
				b.Fatal(err, found.Reason)
			}
			n++
		}
	})
	for _, c := range []struct {
		name      string
		companies int
	}{{"20x7d", 20}, {"1000x7d", 1000}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				free, err := s.NextFree(b.Context(), companies[:c.companies], 120)
				if err != nil || len(free) != c.companies {
					b.Fatal(err, len(free))
				}
			}
		})
	}
}
