package pgtest

import (
	"testing"

	"github.com/etradeoffice/portal/server/postgres"
)

func TestReusedDatabaseIsAsItWasMade(t *testing.T) {
	var first string
	t.Run("rows, numbers and a lock are left behind", func(t *testing.T) {
		db := Reused(t)
		first = nameOf(t, db)
		for _, statement := range []string{
			`insert into slot_change (resource_id) values (1), (2)`,
			`select pg_advisory_lock(1)`, `set lock_timeout = '1ms'`,
		} {
			if _, err := db.Exec(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
	})
	t.Run("the next test finds none of it", func(t *testing.T) {
		db := Reused(t)
		s, err := prepared()
		if err != nil {
			t.Fatal(err)
		}
		if got := nameOf(t, db); s.private && got != first {
			t.Errorf("database %s, want %s again", got, first)
		}
		var (
			rows, locks, number int
			timeout             string
		)
		err = db.QueryRow(t.Context(), `
			select (select count(*) from slot_change), (select count(*) from pg_locks where locktype = 'advisory'
				and database = (select oid from pg_database where datname = current_database())), current_setting('lock_timeout')`).
			Scan(&rows, &locks, &timeout)
		if err != nil || rows != 0 || locks != 0 || timeout != "0" {
			t.Errorf("%d rows, %d locks, lock_timeout %s, %v", rows, locks, timeout, err)
		}
		if err := db.QueryRow(t.Context(), `insert into slot_change (resource_id) values (3) returning id`).Scan(&number); err != nil || number != 1 {
			t.Errorf("number %d, %v, want 1", number, err)
		}
		if _, err := db.Exec(t.Context(), `alter table slot_change add column more int`); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("a database with a changed table is not given again", func(t *testing.T) {
		if got := nameOf(t, Reused(t)); got == first {
			t.Errorf("database %s again", got)
		}
	})
}

func nameOf(t *testing.T, db *postgres.DB) string {
	t.Helper()
	var name string
	if err := db.QueryRow(t.Context(), `select current_database()`).Scan(&name); err != nil {
		t.Fatal(err)
	}
	return name
}
