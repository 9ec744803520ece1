package consultation

import (
	"slices"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/mail/mailtest"
)

// nudged are the nudges that have been written, in order.
func (b *bench) nudged(c Consultation) []string {
	b.t.Helper()
	rows, err := b.db.Query(b.t.Context(), `select kind || ' to ' || user_id from letter where consultation_id = $1 and kind like 'nudge%' order by written_at, kind`, c.ID)
	b.must(err)
	defer rows.Close()
	var all []string
	for rows.Next() {
		var s string
		b.must(rows.Scan(&s))
		all = append(all, s)
	}
	return all
}

func TestWhoLetsOthersWaitIsNudgedOnceAStage(t *testing.T) {
	b := newBench(t)
	ctx, w := t.Context(), writer{b.service, mailtest.Texts(t)}
	start := thursday.AddDate(0, 0, 11) // far enough that the answer's time is the supplier's own 48 hours
	c := b.request(b.buyer(), start, topic)
	step := func(at time.Time) {
		b.setNow(at)
		b.must(w.nudge(ctx))
		b.must(w.nudge(ctx))
	}
	step(monday.Add(17 * time.Hour))
	if got := b.nudged(c); len(got) != 0 {
		t.Fatalf("before three quarters of the office's day: %v", got)
	}
	step(monday.Add(18 * time.Hour))
	c, err := b.service.Approve(ctx, b.officer, Decision{Number: c.Number})
	b.must(err)
	began := monday.Add(18 * time.Hour)
	total := c.AnswerBy.Sub(began)
	step(began.Add(total/2 - time.Minute))
	step(began.Add(total / 2))
	step(began.Add(total * 9 / 10))
	if !c.ExpiresAt.Equal(c.AnswerBy.Add(6 * time.Hour)) {
		t.Fatalf("answer by %v, expires %v", c.AnswerBy, c.ExpiresAt)
	}
	to := b.supplier.User.String()
	officer := b.officer.User.String()
	want := []string{"nudge_office to " + officer, "nudge_half to " + to, "nudge_expiring to " + officer, "nudge_late to " + to}
	if got := b.nudged(c); !slices.Equal(got, want) {
		t.Errorf("nudged\n%v, want\n%v", got, want)
	}
}

func TestLostRemindersArePutBackAndTheOfficeHearsOfIt(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	c := b.confirmed(b.buyer(), thursday, topic)
	b.setNow(thursday.Add(-25 * time.Hour).Add(time.Minute))
	b.must(b.service.watch(ctx))
	if open, err := b.service.Tasks(ctx, b.officer); err != nil || len(open) != 0 {
		t.Fatalf("alarm without cause: %+v, %v", open, err)
	}
	_, err := b.db.Exec(ctx, `delete from river_job where kind = 'consultation_reminder' and args->>'which' = 'hour'`)
	b.must(err)
	b.must(b.service.watch(ctx))
	b.must(b.service.watch(ctx))
	open, err := b.service.Tasks(ctx, b.officer)
	b.must(err)
	if len(open) != 1 || open[0].Kind != TaskNoReminder || open[0].Number != c.Number {
		t.Errorf("tasks %+v", open)
	}
	there, err := remindersWaiting(ctx, b.db, c)
	b.must(err)
	slices.Sort(there)
	if !slices.Equal(there, []string{"day", "hour", "soon"}) {
		t.Errorf("reminders in the queue: %v", there)
	}
}

func TestSecondRunOfAJobWritesNothingTwice(t *testing.T) {
	b := newBench(t)
	w := writer{b.service, mailtest.Texts(t)}
	c := b.confirmed(b.buyer(), thursday, interpreted())
	job := lettersOf(c, noticeConfirmed)
	b.must(w.write(t.Context(), job))
	b.must(w.write(t.Context(), job))
	if n := len(b.written()); n != 3 {
		t.Errorf("%d letters for three people", n)
	}
}
