package consultation

import (
	"maps"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/signaling/control"
)

// running is a consultation with both sides in its room since the agreed start.
func (b *bench) running(start time.Time, t Topic) Consultation {
	b.t.Helper()
	c := b.confirmed(b.buyer(), start, t)
	b.setNow(c.StartsAt)
	b.must(b.service.Record(b.t.Context(), control.Fact{Room: c.ID.String(), Epoch: 1, N: 1, At: b.now(), Kind: control.Live}))
	return b.read(c.ID)
}

// until is what the room of a consultation was answered, in order.
func (b *bench) until(c Consultation) (all []time.Time) {
	b.t.Helper()
	rows, err := b.db.Query(b.t.Context(), `
		select coalesce((args->>'until')::timestamptz, 'epoch') from river_job where kind = $1 and args->>'room' = $2 order by id`, extendRoom{}.Kind(), c.ID.String())
	b.must(err)
	all, err = pgx.CollectRows(rows, pgx.RowTo[time.Time])
	b.must(err)
	return all
}

// taken is until when each resource of a consultation is taken.
func (b *bench) taken(c Consultation) map[schedule.ResourceID]time.Time {
	b.t.Helper()
	rows, err := b.db.Query(b.t.Context(), `select resource_id, upper(during) from claim where consultation_id = $1`, c.ID)
	b.must(err)
	ends := map[schedule.ResourceID]time.Time{}
	var id schedule.ResourceID
	var end time.Time
	_, err = pgx.ForEachRow(rows, []any{&id, &end}, func() error {
		ends[id] = end
		return nil
	})
	b.must(err)
	return ends
}

func (b *bench) wishMore(c Consultation, n int64) {
	b.t.Helper()
	b.must(b.service.Record(b.t.Context(), control.Fact{Room: c.ID.String(), Epoch: 1, N: n, At: b.now(), Kind: control.Extend, Participant: c.BuyerUser.String(), Side: "buyer"}))
}

func TestCase72ExtensionMakesAllClaimsGrowOnce(t *testing.T) {
	b := newBench(t)
	c := b.running(thursday, interpreted())
	before := b.taken(c)
	b.setNow(c.EndsAt.Add(-time.Minute))
	b.wishMore(c, 2)
	b.wishMore(c, 2)
	b.wishMore(c, 3)
	longer := b.read(c.ID)
	if want := c.EndsAt.Add(control.Extension); !longer.EndsAt.Equal(want) || longer.State != Live {
		t.Fatalf("ends at %s in %s, want %s", longer.EndsAt, longer.State, want)
	}
	after := b.taken(c)
	if len(after) != 3 {
		t.Errorf("%d claims", len(after))
	}
	for id, end := range before {
		if !after[id].Equal(end.Add(control.Extension)) {
			t.Errorf("resource %d is taken until %s, was until %s", id, after[id], end)
		}
	}
	answers := b.until(c)
	if len(answers) != 2 || !answers[0].Equal(longer.EndsAt) || !answers[1].Equal(longer.EndsAt) {
		t.Errorf("the room was answered %v", answers)
	}
	if n, err := moved(t.Context(), b.db, c.ID, MoveExtend); err != nil || n != 1 {
		t.Errorf("extended %d times (%v)", n, err)
	}
	b.sound()
}

func TestCase72WhoIsBookedNextKeepsTheTime(t *testing.T) {
	for name, of := range map[string]func(Consultation) schedule.ResourceID{
		"supplier":    func(c Consultation) schedule.ResourceID { return c.SupplierID },
		"buyer":       func(c Consultation) schedule.ResourceID { return c.BuyerID },
		"interpreter": func(c Consultation) schedule.ResourceID { return c.InterpreterID },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			c := b.running(thursday, interpreted())
			before := b.taken(c)
			end := before[of(c)]
			b.must(b.db.Tx(t.Context(), func(tx postgres.Tx) error {
				return b.service.schedule.Block(t.Context(), tx, of(c), schedule.Window{Start: end.Add(5 * time.Minute), End: end.Add(time.Hour)}, "next")
			}))
			b.wishMore(c, 2)
			if now := b.read(c.ID); !now.EndsAt.Equal(c.EndsAt) || now.Version != c.Version {
				t.Errorf("ends at %s, version %d of %d", now.EndsAt, now.Version, c.Version)
			}
			if got := b.taken(c); !maps.EqualFunc(got, before, time.Time.Equal) {
				t.Errorf("claims were %v, are %v", before, got)
			}
			if answers := b.until(c); len(answers) != 1 || answers[0].Unix() != 0 {
				t.Errorf("the room was answered %v", answers)
			}
			b.sound()
		})
	}
}

func TestWhatHasEndedIsNotExtended(t *testing.T) {
	b := newBench(t)
	c := b.running(thursday, topic)
	_, err := b.service.End(t.Context(), b.supplier, c.Number)
	b.must(err)
	b.wishMore(c, 2)
	if now := b.read(c.ID); !now.EndsAt.Equal(c.EndsAt) || now.State != Ended {
		t.Errorf("ends at %s in %s", now.EndsAt, now.State)
	}
	if answers := b.until(c); len(answers) != 1 || answers[0].Unix() != 0 {
		t.Errorf("the room was answered %v", answers)
	}
}

func TestOfficeGivesTenMinutesMoreOnceWhenEverybodyIsFree(t *testing.T) {
	b := newBench(t)
	c := b.running(thursday, interpreted())
	before := b.taken(c)
	longer, err := b.service.Lengthen(t.Context(), b.officer, Decision{Number: c.Number, Version: c.Version})
	b.must(err)
	if !longer.EndsAt.Equal(c.EndsAt.Add(control.Extension)) || longer.State != Live {
		t.Fatalf("ends at %s in %s", longer.EndsAt, longer.State)
	}
	for id, end := range b.taken(c) {
		if !end.Equal(before[id].Add(control.Extension)) {
			t.Errorf("resource %d is taken until %s, was until %s", id, end, before[id])
		}
	}
	if _, err := b.service.Lengthen(t.Context(), b.officer, Decision{Number: c.Number}); refused(err) != "extended_already" {
		t.Errorf("a second time: %v", err)
	}
	b.wishMore(c, 2) // both sides ask for what they have
	if answers := b.until(c); len(answers) != 2 || !answers[0].Equal(longer.EndsAt) || !answers[1].Equal(longer.EndsAt) {
		t.Errorf("the room was answered %v", answers)
	}
	b.sound()
}

func TestOfficeTakesNobodysNextMeeting(t *testing.T) {
	b := newBench(t)
	c := b.running(thursday, interpreted())
	end := b.taken(c)[c.BuyerID]
	b.must(b.db.Tx(t.Context(), func(tx postgres.Tx) error {
		return b.service.schedule.Block(t.Context(), tx, c.BuyerID, schedule.Window{Start: end.Add(5 * time.Minute), End: end.Add(time.Hour)}, "next")
	}))
	if _, err := b.service.Lengthen(t.Context(), b.officer, Decision{Number: c.Number}); refused(err) != "extend_taken" {
		t.Errorf("somebody is booked after it: %v", err)
	}
	if now := b.read(c.ID); !now.EndsAt.Equal(c.EndsAt) || now.Version != c.Version || len(b.until(c)) != 0 {
		t.Errorf("ends at %s, version %d of %d", now.EndsAt, now.Version, c.Version)
	}
	b.sound()
}

func TestOfficeMakesOnlyARunningMeetingLonger(t *testing.T) {
	b := newBench(t)
	waits := b.confirmed(b.buyer(), thursday, interpreted())
	b.setNow(waits.StartsAt)
	if _, err := b.service.Lengthen(t.Context(), b.officer, Decision{Number: waits.Number}); refused(err) != "move_illegal" {
		t.Errorf("it has not begun: %v", err)
	}
	b.sound()
}
