package consultation

import (
	"encoding/json"
	"fmt"
	"html"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/postgres"
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

// kindsOf are the letters that a notice comes as.
func kindsOf(n notice) []string {
	switch n {
	case noticeReminder:
		return []string{"week", "day", "hour", "soon"}
	case noticeOutcomeSupplier, noticeOutcomeBuyer:
		return []string{"2", "24", "72"}
	case noticeNudge:
		return []string{nudgeHalf, nudgeLate, nudgeOffice, nudgeExpiring}
	default:
		return []string{""}
	}
}

// drawn is a reader's letter with its links, as it would be sent.
func (b *bench) drawn(w writer, c Consultation, job letters, r reader) mail.Message {
	b.t.Helper()
	near, err := w.near(b.t.Context(), c, job)
	b.must(err)
	var m mail.Message
	b.must(b.db.Tx(b.t.Context(), func(tx postgres.Tx) error {
		links, err := w.links(b.t.Context(), tx, c, job, r)
		if err != nil {
			return err
		}
		m, err = w.letter(c, job, r, links, near)
		return err
	}))
	return m
}

func TestEveryLetterIsWholeInEveryLanguage(t *testing.T) {
	b := newBench(t)
	w := writer{b.service, sentences(t)}
	c := b.confirmed(b.buyer(), thursday, interpreted())
	was := thursday.Add(-time.Hour)
	by := thursday.Add(-12 * time.Hour)
	for n := range readers {
		for _, kind := range kindsOf(n) {
			for _, askedBy := range []Owner{Buyer, Supplier} {
				for _, owner := range turns(kind) {
					c.RequestedSide, c.Owner = askedBy, owner
					job := lettersOf(c, n)
					job.Which, job.WasAt, job.AnswerBy, job.Minutes = kind, &was, &by, 10
					people, err := w.people(t.Context(), c, job)
					b.must(err)
					if len(people) != len(readers[n]) {
						t.Errorf("%s %s has %d readers, want %d", n, kind, len(people), len(readers[n]))
					}
					for _, r := range people {
						b.whole(w, c, job, r)
					}
				}
			}
		}
	}
	for _, reason := range append([]string{"not_confirmed", "supplier", "buyer", "both", "interpreter", "member_left", "idle"}, Reasons...) {
		for _, lang := range locale.Langs {
			if s := w.texts.T(lang, "consultation.reason_"+reason); strings.Contains(s, "⟦") {
				t.Errorf("reason %s has no words in %s", reason, lang)
			}
		}
	}
}

// turns are whose turn it may be where a letter nudges; for other letters it does not matter.
func turns(kind string) []Owner {
	switch kind {
	case nudgeHalf, nudgeLate:
		return []Owner{Buyer, Supplier, Interpreter}
	case nudgeOffice, nudgeExpiring:
		return []Owner{Office}
	default:
		return []Owner{Nobody}
	}
}

// whole checks one letter in every language: words, twin, one button, why it comes, both clocks.
func (b *bench) whole(w writer, c Consultation, job letters, r reader) {
	b.t.Helper()
	for _, lang := range locale.Langs {
		r.Lang = lang
		m := b.drawn(w, c, job, r)
		what := fmt.Sprintf("%s to the %s in %s", job.kind(), r.Side, lang)
		whole := m.Subject + m.Text + m.HTML
		if strings.Contains(whole, "⟦") || strings.Contains(whole, "<no value>") || m.Subject == "" {
			b.t.Errorf("%s: %s\n%s", what, m.Subject, m.Text)
		}
		if !strings.Contains(m.HTML, `<html lang="`+lang+`" dir="ltr">`) || strings.Count(m.HTML, "background:#0B5F66") != 1 {
			b.t.Errorf("%s: %d buttons", what, strings.Count(m.HTML, "background:#0B5F66"))
		}
		why := w.texts.T(lang, "consultation.mail_why", "Number", c.Number)
		for form, text := range map[string]string{"text": m.Text, "html": html.UnescapeString(m.HTML)} {
			if !strings.Contains(text, why) || !strings.Contains(text, "(UTC+09:00)") || !strings.Contains(text, "(UTC+02:00)") {
				b.t.Errorf("%s lacks why or a clock in its %s:\n%s", what, form, text)
			}
			for _, link := range strings.Split(m.Text, "\n") {
				if strings.HasPrefix(link, "http") && !strings.Contains(text, link) {
					b.t.Errorf("%s: %s is not in the %s", what, link, form)
				}
			}
		}
	}
}

func TestCase76EveryReminderLeadsIntoTheRoom(t *testing.T) {
	b := newBench(t)
	w := writer{b.service, sentences(t)}
	c := b.confirmed(b.buyer(), thursday, interpreted())
	drawn := 0
	for _, which := range kindsOf(noticeReminder) {
		job := lettersOf(c, noticeReminder)
		job.Which = which
		people, err := w.people(t.Context(), c, job)
		b.must(err)
		for _, r := range people {
			for _, lang := range locale.Langs {
				r.Lang = lang
				m := b.drawn(w, c, job, r)
				link := w.address(c, lang, "/room")
				if !strings.HasSuffix(link, "/"+lang+"/consultations/"+c.Number+"/room") || !strings.Contains(m.Text, "\n"+link+"\n") ||
					!strings.Contains(html.UnescapeString(m.HTML), `href="`+link+`"`) {
					t.Errorf("the %s reminder to the %s in %s has no way into the room:\n%s", which, r.Side, lang, m.Text)
				}
				drawn++
			}
		}
	}
	if drawn == 0 {
		t.Error("no reminder was written")
	}
}

func TestCase72OwnTimeStandsFirstInEachMail(t *testing.T) {
	b := newBench(t)
	w := writer{b.service, sentences(t)}
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, interpreted())
	// The host sits in Hanoi today: the own clock is the person's, not the company's.
	b.must(b.accounts.SetPreferences(t.Context(), b.supplier.User, "en", "Asia/Ho_Chi_Minh", "Hanoi"))
	want := map[Owner][2]string{
		Buyer:       {"Thu 10 Jun 2027 08:00–08:30 Town (UTC+02:00)", "Thu 10 Jun 2027 15:00–15:30 Suwon (UTC+09:00)"},
		Supplier:    {"Thu 10 Jun 2027 13:00–13:30 Hanoi (UTC+07:00)", "Thu 10 Jun 2027 08:00–08:30 Cologne (UTC+02:00)"},
		Interpreter: {"Thu 10 Jun 2027 15:00–15:30 Town (UTC+09:00)", "Thu 10 Jun 2027 08:00–08:30 Cologne (UTC+02:00)"},
	}
	people, err := w.people(t.Context(), c, lettersOf(c, noticeConfirmed))
	b.must(err)
	if len(people) != 3 {
		t.Fatalf("%d readers", len(people))
	}
	for _, r := range people {
		m := b.drawn(w, c, lettersOf(c, noticeConfirmed), r)
		if line := strings.Join([]string{want[r.Side][0], want[r.Side][1]}, " / "); !strings.Contains(m.Text, line) {
			t.Errorf("to the %s: no %q in\n%s", r.Side, line, m.Text)
		}
	}
}

func TestCase71InvitesKeepOneUIDAndCountUp(t *testing.T) {
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
	_, err := b.service.Cancel(t.Context(), buyer, Decision{Number: c.Number, Reason: "other"})
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

func TestCase75RemindersFollowTheTimeAndEndWithIt(t *testing.T) {
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

func TestCase75LateBookingRemindsOnlyOfWhatIsLeft(t *testing.T) {
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
