package consultation

import (
	"context"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/mail/mailtest"
	"github.com/etradeoffice/portal/signaling/control"
)

// lateOf is what the room of a consultation is told by the jobs that wait, and how many they are. The jobs are done then.
func (b *bench) lateOf(c Consultation) (people []control.Latecomer, jobs int64) {
	b.t.Helper()
	done, err := b.db.Exec(b.t.Context(), `delete from river_job where kind = $1 and args->>'consultation' = $2`, lateInRoom{}.Kind(), c.ID.String())
	b.must(err)
	people, err = b.service.latecomers(b.t.Context(), b.read(c.ID))
	b.must(err)
	return people, done.RowsAffected()
}

func (b *bench) late(v account.Viewer, c Consultation, answer string, minutes int) {
	b.t.Helper()
	_, err := b.service.SayComing(b.t.Context(), v, Said{Number: c.Number, Answer: answer, Minutes: minutes})
	b.must(err)
}

func TestRoomHearsWhoComesLaterAndWhen(t *testing.T) {
	b := newBench(t)
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, interpreted())
	b.setNow(thursday.Add(-10 * time.Minute))
	b.late(buyer, c, SaidLate, 10)
	people, jobs := b.lateOf(c)
	want := control.Latecomer{ID: buyer.User.String(), Name: buyer.Name, Role: "guest", Side: "buyer", Minutes: 10, At: thursday.Add(10 * time.Minute), Zone: buyer.Zone}
	if len(people) != 1 || !people[0].At.Equal(want.At) || jobs != 1 {
		t.Fatalf("%d jobs tell of %+v", jobs, people)
	}
	if people[0].At = want.At; people[0] != want {
		t.Errorf("told of %+v, want %+v", people[0], want)
	}

	b.setNow(thursday.Add(5 * time.Minute))
	b.late(b.hand(c), c, SaidLate, 15)
	if people, _ = b.lateOf(c); len(people) != 2 || people[1].Role != "interpreter" || !people[1].At.Equal(thursday.Add(20*time.Minute)) {
		t.Errorf("said after the start: %+v", people)
	}
	b.late(buyer, c, SaidComes, 0)
	if people, jobs = b.lateOf(c); len(people) != 1 || people[0].Role != "interpreter" || jobs != 1 {
		t.Errorf("the buyer comes after all: %d jobs tell of %+v", jobs, people)
	}
}

func TestRoomThatOpensIsToldWhoHasSaidToBeLate(t *testing.T) {
	b := newBench(t)
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, topic)
	opened := func(epoch int64) {
		b.must(b.service.Record(context.Background(), control.Fact{Room: c.ID.String(), Epoch: epoch, N: 1, At: b.now(), Kind: control.Opened}))
	}
	b.setNow(thursday.Add(-10 * time.Minute))
	opened(1)
	if _, jobs := b.lateOf(c); jobs != 0 {
		t.Errorf("nobody is late, and %d jobs tell the room", jobs)
	}
	b.late(buyer, c, SaidLate, 5)
	b.lateOf(c)
	opened(2)
	opened(2)
	if people, jobs := b.lateOf(c); jobs != 1 || len(people) != 1 {
		t.Errorf("the next process is told by %d jobs of %+v", jobs, people)
	}
}

func TestWhileTheSidesTalkSomebodyElseMaySayToBeLate(t *testing.T) {
	b := newBench(t)
	ctx, w := t.Context(), writer{b.service, mailtest.Texts(t)}
	c := b.confirmed(b.buyer(), thursday, interpreted())
	b.post(w)
	b.setNow(thursday.Add(-10 * time.Minute))
	b.must(w.remind(ctx, reminder{c.ID.UUID, c.Version, "soon"}))
	b.setNow(thursday)
	b.must(b.service.Record(ctx, control.Fact{Room: c.ID.String(), Epoch: 1, N: 1, At: b.now(), Kind: control.Live}))
	if _, err := b.service.UseLink(ctx, b.link(w, b.hand(c), "late"), LinkForm{Minutes: 5}); err != nil {
		t.Fatal(err)
	}
	if people, _ := b.lateOf(c); len(people) != 1 || people[0].ID != b.hand(c).User.String() {
		t.Errorf("told of %+v", people)
	}
	if _, err := b.service.SayComing(ctx, b.hand(c), Said{Number: c.Number, Answer: SaidCannot}); refused(err) != "not_confirmed" {
		t.Errorf("cannot come while it runs: %v", err)
	}
	stranger := b.buyer()
	if _, err := b.service.SayComing(ctx, stranger, Said{Number: c.Number, Answer: SaidLate, Minutes: 5}); err == nil {
		t.Error("somebody who is not booked says to be late")
	}
	_, err := b.service.End(ctx, b.supplier, c.Number)
	b.must(err)
	if _, err := b.service.SayComing(ctx, b.hand(c), Said{Number: c.Number, Answer: SaidLate, Minutes: 5}); refused(err) != "not_confirmed" {
		t.Errorf("late to what is over: %v", err)
	}
}

func TestWhoHasLostThePartIsNotAwaited(t *testing.T) {
	b := newBench(t)
	c := b.confirmed(b.buyer(), thursday, interpreted())
	b.setNow(thursday.Add(-10 * time.Minute))
	b.late(b.hand(c), c, SaidLate, 5)
	b.late(b.supplier, c, SaidLate, 5)
	_, err := b.db.Exec(t.Context(), `delete from grants where user_id = $1`, b.supplier.User)
	b.must(err)
	_, err = b.db.Exec(t.Context(), `update users set disabled_at = now() where id = $1`, c.InterpreterUser)
	b.must(err)
	if people, _ := b.lateOf(c); len(people) != 0 {
		t.Errorf("told of %+v", people)
	}
}
