package consultation

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/signaling/control"
)

func (b *bench) hold(opener string, start time.Time) error {
	_, err := b.service.Hold(b.t.Context(), HoldRequest{Opener: opener, Company: b.company, Start: start, Length: 30 * time.Minute})
	return err
}

func TestCases40And41NoticeIsElapsedTime(t *testing.T) {
	b := newBench(t)
	berlin := b.newCompany(account.SupplierCompany, "DE", "Berlin", "Europe/Berlin")
	rules, err := schedule.ParseWeekly("mon-sun 0-24")
	b.must(err)
	b.must(b.schedule.SetWeekly(t.Context(), schedule.Supplier, berlin.ID.UUID, "Europe/Berlin", rules))
	for _, tt := range []struct {
		name     string
		company  account.CompanyID
		now, at  time.Time
		want     string
		supplier string
	}{
		{"40 exactly 24 h ahead", b.company, thursday.Add(-24 * time.Hour), thursday, "", "one"},
		{"40 a second less", b.company, thursday.Add(time.Hour - 24*time.Hour + time.Second), thursday.Add(time.Hour), "slot_too_soon", "two"},
		// Berlin 28 March 2027 09:00 CEST is 07:00Z; 27 March 08:00 CET is 07:00Z the day before.
		{"41 the day that loses an hour", berlin.ID, time.Date(2027, 3, 27, 7, 0, 0, 0, time.UTC), time.Date(2027, 3, 28, 7, 0, 0, 0, time.UTC), "", "three"},
		{"41 and a second less", berlin.ID, time.Date(2027, 3, 27, 7, 0, 1, 0, time.UTC), time.Date(2027, 3, 28, 7, 0, 0, 0, time.UTC), "slot_too_soon", "four"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b.setNow(tt.now)
			_, err := b.service.Hold(t.Context(), HoldRequest{Opener: tt.supplier, Company: tt.company, Start: tt.at, Length: 30 * time.Minute})
			if refused(err) != tt.want {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

func TestCase44CapOnTheDayOf25Hours(t *testing.T) {
	b := newBench(t)
	berlin := b.newCompany(account.SupplierCompany, "DE", "Berlin", "Europe/Berlin")
	rules, err := schedule.ParseWeekly("mon-sun 0-24")
	b.must(err)
	b.must(b.schedule.SetWeekly(t.Context(), schedule.Supplier, berlin.ID.UUID, "Europe/Berlin", rules))
	capped := schedule.DefaultTerms()
	capped.DayCap = 3
	b.must(b.schedule.SetTerms(t.Context(), berlin.ID, capped))
	b.setNow(time.Date(2027, 10, 20, 0, 0, 0, 0, time.UTC))
	// 31 October 2027 lasts from 22:00Z of the 30th to 23:00Z: the first, a repeated and the last hour are one day.
	for i, at := range []time.Time{time.Date(2027, 10, 30, 22, 0, 0, 0, time.UTC), time.Date(2027, 10, 31, 1, 0, 0, 0, time.UTC), time.Date(2027, 10, 31, 22, 0, 0, 0, time.UTC),
		time.Date(2027, 10, 31, 12, 0, 0, 0, time.UTC), time.Date(2027, 10, 31, 23, 0, 0, 0, time.UTC)} {
		_, err := b.service.Hold(t.Context(), HoldRequest{Opener: string(rune('a' + i)), Company: berlin.ID, Start: at, Length: 30 * time.Minute})
		if want := map[int]string{3: "day_full"}[i]; refused(err) != want {
			t.Errorf("hold %d at %s: %v, want %q", i+1, at, err, want)
		}
	}
	b.sound()
}

func TestCases45And46BuffersAndHalfOpenIntervals(t *testing.T) {
	b := newBench(t)
	b.must(b.schedule.SetTerms(t.Context(), b.company, terms(10*time.Minute)))
	half := time.Date(2027, 6, 10, 7, 30, 0, 0, time.UTC)
	b.must(b.hold("one", half))
	if err := b.hold("two", half.Add(30*time.Minute)); refused(err) != "slot_taken" {
		t.Errorf("45 within the buffer: %v", err)
	}
	if err := b.hold("three", half.Add(40*time.Minute)); err != nil {
		t.Errorf("45 after the buffer: %v", err)
	}
	_, err := b.db.Exec(t.Context(), `update resource set buffer_after = '0' where kind = 'supplier'`)
	b.must(err)
	next := half.Add(-3 * time.Hour)
	b.must(b.hold("four", next))
	if err := b.hold("five", next.Add(30*time.Minute)); err != nil {
		t.Errorf("46 right after, without a buffer: %v", err)
	}
}

func TestCase54OverlappingRequestsNeverBothExist(t *testing.T) {
	b := newBench(t)
	b.must(b.schedule.SetTerms(t.Context(), b.company, terms(10*time.Minute)))
	var buyers []account.Viewer
	for range 6 {
		buyers = append(buyers, b.buyer())
	}
	codes := together(6, func(i int) error {
		_, err := b.service.Request(t.Context(), buyers[i], b.form(thursday.Add(time.Duration(i)*10*time.Minute), topic))
		return err
	})
	if codes[""] < 1 || codes[""] > 2 || codes[""]+codes["slot_taken"] != 6 { // 50 minutes hold two of 30 with 10 between only at the ends
		t.Errorf("codes %v", codes)
	}
	b.sound()
}

func TestCase56SwapsInOppositeOrderDoNotDeadlock(t *testing.T) {
	b := newBench(t)
	one, other := b.confirmed(b.buyer(), thursday, interpreted()), b.confirmed(b.buyer(), thursday.Add(time.Hour), interpreted())
	codes := together(8, func(i int) error {
		pair := []Consultation{one, other}
		if i%2 == 1 {
			pair = []Consultation{other, one}
		}
		_, err := b.service.Swap(t.Context(), b.officer, Decision{Number: pair[0].Number}, Decision{Number: pair[1].Number})
		return err
	})
	if codes[""] != 8 {
		t.Errorf("codes %v", codes)
	}
	b.sound()
}

func TestCase70SwapIsOneCommit(t *testing.T) {
	b := newBench(t)
	one, other := b.confirmed(b.buyer(), thursday, interpreted()), b.confirmed(b.buyer(), thursday.Add(time.Hour), topic)
	if _, err := b.service.Swap(t.Context(), b.officer, Decision{Number: one.Number, Version: one.Version}, Decision{Number: other.Number, Version: other.Version - 1}); refused(err) != "consultation_changed" {
		t.Errorf("with a stale other: %v", err)
	}
	if now := b.read(one.ID); !now.StartsAt.Equal(one.StartsAt) || now.Version != one.Version {
		t.Errorf("half a swap: %s, version %d", now.StartsAt, now.Version)
	}
	swapped, err := b.service.Swap(t.Context(), b.officer, Decision{Number: one.Number}, Decision{Number: other.Number})
	b.must(err)
	if now := b.read(other.ID); !swapped.StartsAt.Equal(other.StartsAt) || !now.StartsAt.Equal(one.StartsAt) || now.IcalSequence != 1 || swapped.IcalSequence != 1 {
		t.Errorf("swapped to %s and %s", swapped.StartsAt, now.StartsAt)
	}
	if _, err := b.service.Swap(t.Context(), b.supplier, Decision{Number: one.Number}, Decision{Number: other.Number}); refused(err) != "forbidden" {
		t.Errorf("by a party: %v", err)
	}
	b.sound()
}

func TestCase68MissedOnlyAfterACallAndUndone(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, topic)
	d := Decision{Number: c.Number}
	counted := func() Reliability {
		t.Helper()
		counts, err := b.service.Reliability(ctx, b.officer, c.BuyerCompany)
		b.must(err)
		return counts[c.BuyerCompany]
	}
	if _, err := b.service.RecordCall(ctx, b.officer, c.Number, Buyer, "no_answer"); refused(err) != "call_early" {
		t.Errorf("called before the start: %v", err)
	}
	b.setNow(c.StartsAt.Add(time.Minute))
	for n, kind := range []string{control.Opened, control.Joined} {
		b.must(b.service.Record(ctx, control.Fact{Room: c.ID.String(), Epoch: 1, N: int64(n + 1), At: b.now(), Kind: kind, Side: "supplier", Role: "host"}))
	}
	if _, err := b.service.Miss(ctx, b.officer, d); refused(err) != "miss_early" {
		t.Errorf("a minute after the start: %v", err)
	}
	b.setNow(c.StartsAt.Add(15 * time.Minute))
	if _, err := b.service.Miss(ctx, b.officer, d); refused(err) != "call_first" {
		t.Errorf("without a call: %v", err)
	}
	_, err := b.service.RecordCall(ctx, b.officer, c.Number, Supplier, "coming")
	b.must(err)
	if _, err := b.service.Miss(ctx, b.officer, d); refused(err) != "call_first" {
		t.Errorf("after a call to the side that is there: %v", err)
	}
	_, err = b.service.RecordCall(ctx, b.officer, c.Number, Buyer, "no_answer")
	b.must(err)
	c, err = b.service.Miss(ctx, b.officer, d)
	b.must(err)
	if c.State != Missed || c.Reason != "buyer" || counted() != (Reliability{NoShows: 1}) || b.roomsClosed(c) != 1 {
		t.Errorf("is %s by %q, counted %+v, %d rooms closed", c.State, c.Reason, counted(), b.roomsClosed(c))
	}
	c, err = b.service.Unmiss(ctx, b.officer, d)
	b.must(err)
	if c.State != Confirmed || c.EndedAt != nil || counted() != (Reliability{}) {
		t.Errorf("undone it is %s, counted %+v", c.State, counted())
	}
	b.sound()
	_, err = b.service.Miss(ctx, b.officer, d)
	b.must(err)
	b.setNow(c.EndsAt.Add(time.Hour))
	c, err = b.service.Unmiss(ctx, b.officer, d)
	b.must(err)
	if c.State != Ended || c.Owner != Office || c.AnswerBy == nil {
		t.Errorf("undone after its end it is %s with %s", c.State, c.Owner)
	}
	b.must(b.service.Sweep(ctx))
	if now := b.read(c.ID); now.State != Ended {
		t.Errorf("a sweep right after makes it %s", now.State)
	}
	b.sound()
}

// roomsClosed counts the jobs that close the room of a consultation.
func (b *bench) roomsClosed(c Consultation) (n int) {
	b.t.Helper()
	b.must(b.db.QueryRow(b.t.Context(), `select count(*) from river_job where kind = 'consultation_close_room' and args->>'room' = $1`, c.ID.String()).Scan(&n))
	return n
}
