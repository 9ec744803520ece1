package consultation

import (
	"encoding/json"
	"fmt"
	"html"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/mail/mailtest"
	"github.com/etradeoffice/portal/server/postgres"
)

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
	w := writer{b.service, mailtest.Texts(t)}
	c := b.confirmed(b.buyer(), thursday, interpreted())
	was := thursday.Add(-time.Hour)
	by := thursday.Add(-12 * time.Hour)
	for n := range readers {
		for _, kind := range kindsOf(n) {
			for _, askedBy := range []Owner{Buyer, Supplier} {
				for _, owner := range turns(kind) {
					c.RequestedSide, c.Owner = askedBy, owner
					job := lettersOf(c, n)
					job.Which, job.WasAt, job.AnswerBy, job.Minutes, job.Proposed, job.Asks = kind, &was, &by, 10, &was, Supplier
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
		for _, fault := range mailtest.Faults(lang, m) {
			b.t.Errorf("%s: %s\n%s", what, fault, m.Text)
		}
		why := w.texts.T(lang, "consultation.mail_why", "Number", c.Number)
		for form, text := range map[string]string{"text": m.Text, "html": html.UnescapeString(m.HTML)} {
			if !strings.Contains(text, why) || !strings.Contains(text, "(UTC+09:00)") || !strings.Contains(text, "(UTC+02:00)") {
				b.t.Errorf("%s lacks why or a clock in its %s:\n%s", what, form, text)
			}
		}
	}
}

func TestCase76EveryReminderLeadsIntoTheRoom(t *testing.T) {
	b := newBench(t)
	w := writer{b.service, mailtest.Texts(t)}
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
	w := writer{b.service, mailtest.Texts(t)}
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
