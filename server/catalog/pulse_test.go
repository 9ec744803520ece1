package catalog

import (
	"fmt"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/trust"
)

func (b *bench) beats(t *testing.T) int64 {
	t.Helper()
	n, err := b.changes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEveryChangeThatPagesShowIsFelt(t *testing.T) {
	b := newBench(t)
	before := b.beats(t)
	if again := b.beats(t); again != before {
		t.Errorf("nothing changed: %d, then %d", before, again)
	}
	for _, table := range []string{
		"products", "price_tiers", "certificates", "text_origins", "brochures", "companies", "company_profiles", "verifications", "trust_checks",
		"endorsements", "endorsement_signatures", "trust_keys", "desks", "synonyms",
	} {
		if _, err := b.db.Exec(t.Context(), `delete from `+table+` where false`); err != nil {
			t.Fatal(err)
		}
		after := b.beats(t)
		if after <= before {
			t.Errorf("a change of %s is not felt", table)
		}
		before = after
	}
}

func TestChangeIsFeltWhenItIsCommitted(t *testing.T) {
	b := newBench(t)
	id := b.company(t, "maker")
	before := b.beats(t)
	for _, c := range []struct {
		end  string
		felt bool
	}{{"rollback", false}, {"commit", true}} {
		err := b.db.Tx(t.Context(), func(tx postgres.Tx) error {
			if _, err := tx.Exec(t.Context(), `update companies set staff = 7 where id = $1`, id); err != nil {
				return err
			}
			if _, err := b.db.Exec(t.Context(), `update companies set staff = 8 where false`); err != nil { // a later one is over first
				return err
			}
			between := b.beats(t)
			if between <= before {
				t.Error("the later one is not felt")
			}
			if before = between; b.beats(t) != before {
				t.Errorf("felt before the %s", c.end)
			}
			if c.felt {
				return nil
			}
			return fmt.Errorf("not kept")
		})
		if (err == nil) != c.felt {
			t.Fatal(err)
		}
		if after := b.beats(t); (after > before) != c.felt {
			t.Errorf("%s: %d, then %d", c.end, before, after)
		} else {
			before = after
		}
	}
}

func TestChangesOfLongAgoAreForgotten(t *testing.T) {
	b := newBench(t)
	b.company(t, "maker")
	left := func() (n int) {
		if err := b.db.QueryRow(t.Context(), `select count(*) from catalog_changes`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	now := today
	beat := func() {
		if _, err := b.pulse.beat(t.Context(), b.db, now, func() {}); err != nil {
			t.Fatal(err)
		}
		now = now.Add(floorKept / 2).Add(time.Second)
	}
	for range 2 {
		beat()
		if left() == 0 {
			t.Error("forgotten before their time")
		}
	}
	for left() > 0 { // transactions of other databases of the same server may be older for a while
		beat()
	}
}

func TestShelfHearsOfMakersThatAnotherProcessHasChanged(t *testing.T) {
	b := newBench(t)
	maker := b.company(t, "maker")
	b.put(t, maker, exampleProduct("A"))
	now := today
	see := func() int {
		t.Helper()
		now = now.Add(shelfKept)
		if err := b.shelf.readAlong(t.Context(), b.db, now); err != nil {
			t.Fatal(err)
		}
		return len(b.shelf.companies())
	}
	if n := see(); n != 1 {
		t.Fatalf("%d makers", n)
	}
	for _, c := range []struct {
		set  string
		left int
	}{{"now()", 0}, {"null", 1}} {
		if _, err := b.db.Exec(t.Context(), `update companies set suspended_at = `+c.set); err != nil {
			t.Fatal(err)
		}
		if n := see(); n != c.left {
			t.Errorf("suspended at %s: %d makers", c.set, n)
		}
	}
	if _, err := b.db.Exec(t.Context(), `update companies set suspended_at = now()`); err != nil {
		t.Fatal(err)
	}
	if _, err := b.db.Exec(t.Context(), `delete from catalog_changes`); err != nil { // as others do after floorKept
		t.Fatal(err)
	}
	now = now.Add(floorKept)
	if n := see(); n != 0 {
		t.Errorf("after a long pause: %d makers", n)
	}
}

func TestPageIsNotKeptPastWhatItShows(t *testing.T) {
	now := time.Date(2026, 11, 24, 23, 59, 50, 0, time.UTC)
	if until := untilStanding(now, lasting); !until.Equal(now.Add(10 * time.Second)) {
		t.Errorf("over midnight until %v", until)
	}
	soon, past := now.Add(3*time.Second), now.Add(-time.Hour)
	if until := untilStanding(now, lasting, trust.Standing{Until: &past, Checks: []trust.Check{{ExpiresAt: &soon}}}); !until.Equal(soon) {
		t.Errorf("past a check until %v", until)
	}
}
