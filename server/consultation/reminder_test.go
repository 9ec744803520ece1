package consultation

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail/mailtest"
)

func TestEachReminderIsSentOnlyWhileItsWordsAreTrue(t *testing.T) {
	for before, want := range map[time.Duration]string{
		7*24*time.Hour - time.Second: "week day hour soon",
		6*24*time.Hour + time.Second: "week day hour soon",
		3 * 24 * time.Hour:           "day hour soon",
		61 * time.Minute:             "day hour soon",
		time.Hour:                    "hour soon",
		30 * time.Minute:             "soon",
		time.Second:                  "soon",
		0:                            "",
		-20 * time.Minute:            "",
	} {
		var said []string
		for _, r := range reminders {
			if !tooLate(r.Kind, thursday, thursday.Add(-before)) {
				said = append(said, r.Kind)
			}
		}
		if got := strings.Join(said, " "); got != want {
			t.Errorf("%v before the start: %q, want %q", before, got, want)
		}
	}
	for i, r := range reminders[1:] {
		if reminders[i].Until < r.Before {
			t.Errorf("%s is still sent when %s is due", reminders[i].Kind, r.Kind)
		}
	}
}

func TestAStandstillOfTheQueueLeavesOneReminder(t *testing.T) {
	b := newBench(t)
	w := writer{b.service, mailtest.Texts(t)}
	start := thursday.AddDate(0, 0, 11)
	c := b.confirmed(b.buyer(), start, topic)
	for _, at := range []struct {
		before time.Duration
		want   string
	}{{90 * time.Minute, "Today: "}, {40 * time.Minute, "In one hour: "}, {5 * time.Minute, "In 10 minutes: "}, {-20 * time.Minute, ""}} {
		_, err := b.db.Exec(t.Context(), `delete from letter`)
		b.must(err)
		sent := len(b.written())
		b.setNow(start.Add(-at.before))
		for _, r := range reminders { // everything whose time had come goes to work at once
			if r.Before > at.before {
				b.must(w.remind(t.Context(), reminder{c.ID.UUID, c.Version, r.Kind}))
			}
		}
		var got []string
		for _, m := range b.written()[sent:] {
			if m.To == b.supplier.Email {
				got = append(got, m.Subject)
			}
		}
		if at.want == "" && len(got) != 0 || at.want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], at.want)) {
			t.Errorf("%v before the start: %q, want one that begins with %q", at.before, got, at.want)
		}
	}
}

func TestADaysReminderThatIsLateSaysTodayOnTheReadersWall(t *testing.T) {
	b := newBench(t)
	w := writer{b.service, mailtest.Texts(t)}
	c := b.confirmed(b.buyer(), thursday, topic)
	b.setNow(thursday.Add(-7 * time.Hour)) // 08:00 of the day in Seoul, 01:00 of the day in Berlin
	job := lettersOf(c, noticeReminder)
	job.Which = "day"
	people, err := w.people(t.Context(), c, job)
	b.must(err)
	for _, r := range people {
		for _, lang := range locale.Langs {
			r.Lang = lang
			m := b.drawn(w, c, job, r)
			for _, fault := range mailtest.Faults(lang, m) {
				t.Errorf("to the %s in %s: %s\n%s", r.Side, lang, fault, m.Text)
			}
			if m.Subject == w.sentences(c, job, r)("mail_reminder_day_subject") {
				t.Errorf("to the %s in %s: %q on the day itself", r.Side, lang, m.Subject)
			}
		}
	}
	b.setNow(thursday.Add(-9 * time.Hour)) // still Wednesday in Berlin
	for _, r := range people {
		if got := strings.HasPrefix(b.drawn(w, c, job, r).Subject, "Today"); got != (r.Side == Supplier) {
			t.Errorf("to the %s: today is %v", r.Side, got)
		}
	}
}

// outcomeLetters are the reminders of an outcome that wait to be written, in order.
func (b *bench) outcomeLetters(c Consultation) []string {
	b.t.Helper()
	rows, err := b.db.Query(b.t.Context(), `select (args->>'notice') || ' ' || (args->>'which') from river_job where kind = 'consultation_letters'
		and args->>'consultation' = $1 and args->>'notice' = 'outcome_buyer' order by id`, c.ID.String())
	b.must(err)
	defer rows.Close()
	var all []string
	for rows.Next() {
		var s string
		b.must(rows.Scan(&s))
		all = append(all, strings.TrimPrefix(s, "outcome_buyer "))
	}
	return all
}

func TestOutcomesAreRemindedOfOneAtATime(t *testing.T) {
	b := newBench(t)
	c := b.confirmed(b.buyer(), thursday, topic)
	meet(b, c, 6*time.Minute)
	c = b.read(c.ID)
	sweep := func(at time.Time) {
		b.setNow(at)
		b.must(b.service.Sweep(t.Context()))
		b.must(b.service.Sweep(t.Context()))
	}
	sweep(c.EndedAt.Add(2*time.Hour - time.Minute))
	if got := b.outcomeLetters(c); len(got) != 0 {
		t.Fatalf("within two hours: %v", got)
	}
	sweep(c.EndedAt.Add(25 * time.Hour)) // nothing ran for a day
	sweep(c.EndedAt.Add(26 * time.Hour))
	if got := b.outcomeLetters(c); !slices.Equal(got, []string{"24"}) {
		t.Errorf("after a standstill of a day: %v", got)
	}
	sweep(c.EndedAt.Add(72 * time.Hour))
	if got := b.outcomeLetters(c); !slices.Equal(got, []string{"24", "72"}) {
		t.Errorf("after three days: %v", got)
	}
}

func TestAnOutcomeAskedForLateIsNotRemindedOfInTheSameMinute(t *testing.T) {
	b := newBench(t)
	c := b.confirmed(b.buyer(), thursday, topic)
	b.setNow(c.EndsAt.Add(26 * time.Hour)) // Friday's short meeting, on the office's table until now
	b.must(b.service.Sweep(t.Context()))
	_, err := b.db.Exec(t.Context(), `update consultation set state = 'ended', owner = 'office', ended_at = ends_at, answer_by = $2 where id = $1`, c.ID, b.now().Add(time.Hour))
	b.must(err)
	_, err = b.service.AskOutcome(t.Context(), b.officer, Decision{Number: c.Number})
	b.must(err)
	b.must(b.service.Sweep(t.Context()))
	if got := b.outcomeLetters(c); len(got) != 0 {
		t.Errorf("beside the letter that asks: %v", got)
	}
	asked := b.now()
	b.setNow(asked.Add(2 * time.Hour))
	b.must(b.service.Sweep(t.Context()))
	b.setNow(asked.Add(72 * time.Hour))
	b.must(b.service.Sweep(t.Context()))
	if got := b.outcomeLetters(c); !slices.Equal(got, []string{"2", "72"}) {
		t.Errorf("afterwards: %v", got)
	}
}
