package consultation

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/mail/mailtest"
)

func TestCase71InvitesKeepOneUIDAndCountUp(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	w := writer{b.service, mailtest.Texts(t)}
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
	w := writer{b.service, mailtest.Texts(t)}
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
	w := writer{b.service, mailtest.Texts(t)}
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
	w := writer{b.service, mailtest.Texts(t)}
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
	w := writer{b.service, mailtest.Texts(t)}
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
	w := writer{b.service, mailtest.Texts(t)}
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
