package consultation

import (
	"testing"
	"time"
)

func TestHistoryThatWasRewrittenBreaksTheSealOfItsDay(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	first := b.request(b.buyer(), thursday, topic)
	midnight := monday.Truncate(24 * time.Hour).Add(15 * time.Hour) // in Seoul
	sealed := func(at time.Time) []Seal {
		t.Helper()
		b.setNow(at)
		b.must(b.service.Sweep(ctx))
		all, broken, err := Sealed(ctx, b.db)
		b.must(err)
		if broken != nil {
			t.Fatalf("until %s it does not hold", broken.Until)
		}
		return all
	}
	before := len(sealed(midnight.Add(9 * time.Minute)))
	all := sealed(midnight.Add(11 * time.Minute))
	if len(all) != before+1 || !all[before].Until.Equal(midnight) || all[before].Heads != 1 {
		t.Fatalf("after %d there are %+v", before, all)
	}
	_, err := b.service.Approve(ctx, b.officer, Decision{Number: first.Number})
	b.must(err)
	if again := sealed(midnight.Add(20 * time.Minute)); len(again) != len(all) {
		t.Errorf("the same day is sealed again: %+v", again)
	}
	sealed(midnight.Add(25 * time.Hour))

	// Somebody writes another reason into the past, with all hashes as they would have been.
	events, whole, err := b.service.Events(ctx, first.ID)
	b.must(err)
	var prev []byte
	for i, e := range events {
		if i == 0 {
			e.Reason = "other"
		}
		e = e.sealed(prev)
		_, err := b.db.Exec(ctx, `update consultation_event set reason = $3, prev_hash = $4, hash = $5 where consultation_id = $1 and version = $2`,
			e.ConsultationID, e.Version, e.Reason, e.PrevHash, e.Hash)
		b.must(err)
		prev = e.Hash
	}
	if _, still, err := b.service.Events(ctx, first.ID); err != nil || !whole || !still {
		t.Errorf("its own chain: %v, then %v (%v)", whole, still, err)
	}
	if _, broken, err := Sealed(ctx, b.db); err != nil || broken == nil || !broken.Until.Equal(midnight) {
		t.Errorf("the seal of the day: %v (%v)", broken, err)
	}
}
