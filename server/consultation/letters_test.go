package consultation

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/web"
)

func sentences(t *testing.T) *locale.Texts {
	t.Helper()
	texts, err := locale.Load(web.Locale())
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// written are the letters that wait to be sent, the earliest first.
func (b *bench) written() []mail.Message {
	b.t.Helper()
	rows, err := b.db.Query(b.t.Context(), `select args from river_job where kind = 'mail' order by id`)
	b.must(err)
	defer rows.Close()
	var all []mail.Message
	for rows.Next() {
		var raw []byte
		b.must(rows.Scan(&raw))
		var job mail.Job
		b.must(json.Unmarshal(raw, &job))
		all = append(all, job.Message)
	}
	return all
}

// post writes the letters of all notices that wait.
func (b *bench) post(w writer) {
	b.t.Helper()
	rows, err := b.db.Query(b.t.Context(), `delete from river_job where kind = 'consultation_letters' returning id, args`)
	b.must(err)
	type row struct {
		id  int64
		job letters
	}
	var jobs []row
	for rows.Next() {
		var r row
		var raw []byte
		b.must(rows.Scan(&r.id, &raw))
		b.must(json.Unmarshal(raw, &r.job))
		jobs = append(jobs, r)
	}
	rows.Close()
	slices.SortFunc(jobs, func(a, b row) int { return int(a.id - b.id) })
	for _, r := range jobs {
		b.must(w.write(b.t.Context(), r.job))
	}
}

func TestEveryLetterIsWholeInEveryLanguage(t *testing.T) {
	b := newBench(t)
	w := writer{b.service, sentences(t)}
	c := b.confirmed(b.buyer(), thursday, interpreted())
	was := thursday.Add(-time.Hour)
	by := thursday.Add(-12 * time.Hour)
	for n, sides := range readers {
		kinds := []string{""}
		if n == noticeReminder {
			kinds = []string{"day", "hour", "soon"}
		}
		for _, kind := range kinds {
			job := lettersOf(c, n)
			job.Reason, job.WasAt, job.AnswerBy = kind, &was, &by
			people, err := w.people(t.Context(), c, job)
			b.must(err)
			if len(people) != len(sides) {
				t.Errorf("%s has %d readers, want %d", n, len(people), len(sides))
			}
			for _, r := range people {
				for _, lang := range locale.Langs {
					r.Lang = lang
					m, err := w.letter(c, job, r)
					b.must(err)
					whole := m.Subject + m.Text + m.HTML
					if strings.Contains(whole, "«") || strings.Contains(whole, "<no value>") || m.Subject == "" {
						t.Errorf("%s %s to %s in %s: %s\n%s", n, kind, r.Side, lang, m.Subject, m.Text)
					}
					if !strings.Contains(m.Text, "/"+lang+"/consultations/"+c.Number) {
						t.Errorf("%s in %s has no link", n, lang)
					}
				}
			}
		}
	}
	for _, reason := range append([]string{"not_confirmed", "supplier", "buyer", "both", "interpreter"}, Reasons...) {
		for _, lang := range locale.Langs {
			if s := w.texts.T(lang, "consultation.reason_"+reason); strings.Contains(s, "«") {
				t.Errorf("reason %s has no words in %s", reason, lang)
			}
		}
	}
}

func TestOwnTimeStandsFirstInEachMail(t *testing.T) {
	b := newBench(t)
	w := writer{b.service, sentences(t)}
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, topic)
	people, err := w.people(t.Context(), c, lettersOf(c, noticeConfirmed))
	b.must(err)
	for _, r := range people {
		m, err := w.letter(c, lettersOf(c, noticeConfirmed), r)
		b.must(err)
		berlin, seoul := strings.Index(m.Text, "08:00–08:30 Town (UTC+02:00)"), strings.Index(m.Text, "15:00–15:30 Suwon (UTC+09:00)")
		if r.Side == Supplier {
			berlin = strings.Index(m.Text, "08:00–08:30 Cologne (UTC+02:00)")
		}
		if berlin < 0 || seoul < 0 || (r.Side == Buyer) != (berlin < seoul) {
			t.Errorf("to the %s: %s", r.Side, m.Text)
		}
		if !strings.Contains(m.Text, "Thu 10 Jun 2027") {
			t.Errorf("to the %s without weekday: %s", r.Side, m.Text)
		}
	}
}

func TestInvitesKeepOneUIDAndCountUp(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	w := writer{b.service, sentences(t)}
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, topic)
	for i := 1; i <= 3; i++ {
		_, err := b.service.Reschedule(ctx, b.officer, Decision{Number: c.Number}, thursday.Add(-time.Duration(i)*time.Hour))
		b.must(err)
	}
	_, err := b.service.Cancel(ctx, b.officer, Decision{Number: c.Number, Reason: "other"})
	b.must(err)
	b.post(w)
	var methods, sequences []string
	ids := map[string]bool{}
	for _, m := range b.written() {
		if ids[m.ID] {
			t.Errorf("two letters are called %s", m.ID)
		}
		ids[m.ID] = true
		if m.To != buyer.Email || m.CalendarMethod == "" {
			continue
		}
		text := string(m.Calendar)
		methods = append(methods, m.CalendarMethod)
		_, after, _ := strings.Cut(text, "SEQUENCE:")
		sequence, _, _ := strings.Cut(after, "\r\n")
		sequences = append(sequences, sequence)
		if !strings.Contains(text, "UID:"+c.IcalUID+"\r\n") || !strings.Contains(text, "ATTENDEE") || strings.Count(text, "ATTENDEE") != 1 {
			t.Errorf("invite %s", text)
		}
	}
	if got, want := fmt.Sprint(methods, sequences), "[REQUEST REQUEST REQUEST REQUEST CANCEL] [0 1 2 3 4]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestNoInviteBeforeItIsAgreed(t *testing.T) {
	b := newBench(t)
	w := writer{b.service, sentences(t)}
	buyer := b.buyer()
	c := b.request(buyer, thursday, topic)
	_, err := b.service.Cancel(t.Context(), buyer, Decision{Number: c.Number})
	b.must(err)
	b.post(w)
	for _, m := range b.written() {
		if m.CalendarMethod != "" {
			t.Errorf("%s carries a %s", m.Subject, m.CalendarMethod)
		}
		if m.To == b.supplier.Email {
			t.Errorf("the supplier hears of what the office never let through: %s", m.Subject)
		}
	}
}

func TestRemindersFollowTheTimeAndEndWithIt(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	w := writer{b.service, sentences(t)}
	c := b.confirmed(b.buyer(), thursday, topic)
	old := reminder{c.ID.UUID, c.Version, "day"}
	moved, err := b.service.Reschedule(ctx, b.officer, Decision{Number: c.Number}, thursday.Add(2*time.Hour))
	b.must(err)
	b.must(w.remind(ctx, old))
	if n := len(b.written()); n != 0 {
		t.Fatalf("a reminder of the old time wrote %d letters", n)
	}
	b.must(w.remind(ctx, reminder{c.ID.UUID, moved.Version, "day"}))
	if n := len(b.written()); n != 2 {
		t.Fatalf("the reminder of the new time wrote %d letters", n)
	}
	var at []time.Time
	rows, err := b.db.Query(ctx, `select scheduled_at from river_job where kind = 'consultation_reminder' and (args->>'version')::int = $1 order by 1`, moved.Version)
	b.must(err)
	for rows.Next() {
		var t time.Time
		b.must(rows.Scan(&t))
		at = append(at, t)
	}
	rows.Close()
	if len(at) != 3 || !at[0].Equal(moved.StartsAt.Add(-24*time.Hour)) || !at[2].Equal(moved.StartsAt.Add(-10*time.Minute)) {
		t.Errorf("reminders at %v", at)
	}
	_, err = b.service.Cancel(ctx, b.officer, Decision{Number: c.Number, Reason: "other"})
	b.must(err)
	b.must(w.remind(ctx, reminder{c.ID.UUID, moved.Version, "hour"}))
	if n := len(b.written()); n != 2 {
		t.Errorf("a cancelled consultation reminds")
	}
}

func TestLateBookingRemindsOnlyOfWhatIsLeft(t *testing.T) {
	b := newBench(t)
	start := monday.Add(30 * time.Minute)
	c, err := b.service.Enter(t.Context(), Entry{Kind: WalkIn, Company: b.company, Host: b.supplier.User, Buyer: b.buyer().User, Start: start,
		Length: 30 * time.Minute, Topic: topic, By: b.officer.User})
	b.must(err)
	var which []string
	rows, err := b.db.Query(t.Context(), `select args->>'which' from river_job where kind = 'consultation_reminder' and args->>'consultation' = $1`, c.ID.String())
	b.must(err)
	defer rows.Close()
	for rows.Next() {
		var s string
		b.must(rows.Scan(&s))
		which = append(which, s)
	}
	if !slices.Equal(which, []string{"soon"}) {
		t.Errorf("case 75: reminders %v", which)
	}
	b.sound()
}

func TestInterpreterWhoWasNeverAskedIsNotMailed(t *testing.T) {
	b := newBench(t)
	w := writer{b.service, sentences(t)}
	buyer := b.buyer()
	c := b.request(buyer, thursday, interpreted())
	_, err := b.service.Decline(t.Context(), b.officer, Decision{Number: c.Number, Reason: "suspicious"})
	b.must(err)
	b.post(w)
	for _, m := range b.written() {
		if slices.ContainsFunc(b.hands, func(v account.Viewer) bool { return v.Email == m.To }) {
			t.Errorf("an interpreter who was only pencilled in gets %q", m.Subject)
		}
	}
}

func TestMailsOfAConsultationKeepTheirOrder(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	w := writer{b.service, sentences(t)}
	c := b.request(b.buyer(), thursday, topic)
	first := lettersOf(c, noticeReceived)
	c, err := b.service.Approve(ctx, b.officer, Decision{Number: c.Number})
	b.must(err)
	second := lettersOf(c, noticeOffered)
	if err := w.inOrder(ctx, second); err == nil || len(b.written()) > 0 {
		t.Fatalf("the second notice wrote %d mails before the first (%v)", len(b.written()), err)
	}
	finish := func(kind string) {
		_, err := b.db.Exec(ctx, `update river_job set state = 'completed', finalized_at = now() where kind = $1
			and (args->>'version' = $2 or kind = 'mail')`, kind, fmt.Sprint(first.Version))
		b.must(err)
	}
	b.must(w.inOrder(ctx, first))
	finish("consultation_letters")
	if err := w.inOrder(ctx, second); err == nil {
		t.Fatal("the second notice was written while the first was being sent")
	}
	finish("mail")
	b.must(w.inOrder(ctx, second))
	if n := len(b.written()); n != 3 {
		t.Errorf("%d mails, want that to the buyer, then those to both", n)
	}
}

func TestMailboxThatIsGoneHoldsUpNobodyForLong(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	w := writer{b.service, sentences(t)}
	c := b.request(b.buyer(), thursday, topic)
	first := lettersOf(c, noticeReceived)
	c, err := b.service.Approve(ctx, b.officer, Decision{Number: c.Number})
	b.must(err)
	b.must(w.inOrder(ctx, first))
	for attempt, held := range map[int]bool{5: true, 6: false} {
		_, err := b.db.Exec(ctx, `update river_job set state = 'completed', finalized_at = now() where kind = 'consultation_letters'`)
		b.must(err)
		_, err = b.db.Exec(ctx, `update river_job set state = 'retryable', attempt = $1 where kind = 'mail'`, attempt)
		b.must(err)
		before, err := lettersBefore(ctx, b.db, lettersOf(c, noticeOffered))
		b.must(err)
		if (before > 0) != held {
			t.Errorf("after %d failures %d mails are waited for", attempt, before)
		}
	}
}
