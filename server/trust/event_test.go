package trust

import (
	"testing"

	"github.com/etradeoffice/portal/server/postgres"
)

func TestProofFindsWhatWasChangedInTheHistoryOfAnySubject(t *testing.T) {
	b := newBench(t)
	b.verified(b.garam, b.maker)
	b.active(b.maker)
	proof := NewProof(b.DB)
	whole := func(want bool, when string) {
		t.Helper()
		if got, err := proof.Whole(b.ctx()); err != nil || got != want {
			t.Errorf("%s: whole %v (%v)", when, got, err)
		}
	}
	write := func(sql string) {
		t.Helper()
		b.must(b.DB.Tx(b.ctx(), func(tx postgres.Tx) error {
			for _, one := range []string{sql, `select pg_stat_force_next_flush()`} {
				if _, err := tx.Exec(b.ctx(), one); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	whole(true, "as it was written")
	b.inReview(b.ana, b.importer)
	whole(true, "with more of it")
	write(`update trust_events set actor = 'server' where version = 1 and subject like 'endorsement:%'`)
	whole(false, "an endorsement's first move was changed")
	whole(false, "the second look")
}
