package consultation

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/mail/mailtest"
)

// TestColleaguesHearWhatBecomesOfTheMeetingAndNothingBefore: whoever is brought along has an entry in a calendar from the confirmation on, so
// each later change is theirs too; what the sides and the office say to each other until then is not.
func TestColleaguesHearWhatBecomesOfTheMeetingAndNothingBefore(t *testing.T) {
	b := newBench(t)
	ctx, w := t.Context(), writer{b.service, mailtest.Texts(t)}
	buyer, ines := b.buyer(), "ines@rheinbogen.example"
	draft := b.held("browser", thursday)
	b.must(b.service.KeepColleagues(ctx, "browser", draft.ID, []string{ines}))
	c, err := b.service.Request(ctx, buyer, RequestForm{Draft: draft.ID, Opener: "browser", Topic: topic})
	b.must(err)

	quiet := func(when string, _ Consultation, err error) {
		t.Helper()
		b.must(err)
		b.post(w)
		if sent := b.lettersTo(ines); len(sent) != 0 {
			t.Fatalf("%s: %s", when, sent[0].Subject)
		}
	}
	c, err = b.service.Return(ctx, b.officer, Decision{Number: c.Number, Reason: "unclear_goal"})
	quiet("returned", c, err)
	c, err = b.service.Resubmit(ctx, buyer, Decision{Number: c.Number}, topic)
	quiet("sent again", c, err)
	c, err = b.service.Approve(ctx, b.officer, Decision{Number: c.Number})
	quiet("offered", c, err)
	later := thursday.Add(2 * time.Hour)
	c, err = b.service.Reschedule(ctx, b.supplier, Decision{Number: c.Number}, later)
	quiet("another time proposed", c, err)
	c, err = b.service.AnswerProposal(ctx, buyer, Decision{Number: c.Number}, true)
	quiet("another time agreed", c, err)

	heard := 0
	hears := func(what, method string, may bool, _ Consultation, err error) {
		t.Helper()
		b.must(err)
		b.post(w)
		heard++
		sent := b.lettersTo(ines)
		if len(sent) != heard {
			t.Fatalf("%s: %d letters, want %d", what, len(sent), heard)
		}
		if m := sent[heard-1]; m.CalendarMethod != method || alongIn.MatchString(m.Text) != may {
			t.Errorf("%s: %q with %q, leads in %v", what, m.Subject, m.CalendarMethod, alongIn.MatchString(m.Text))
		}
	}
	if c.State != Accepted && c.State != Confirmed {
		c, err = b.service.Accept(ctx, b.supplier, Decision{Number: c.Number}, b.supplier.User)
	}
	hears("confirmed", "REQUEST", true, c, err)
	c, err = b.service.Reschedule(ctx, b.officer, Decision{Number: c.Number}, thursday)
	hears("moved", "REQUEST", true, c, err)
	c, err = b.service.Suspend(ctx, b.officer, Decision{Number: c.Number, Reason: "emergency"})
	hears("suspended", "", false, c, err)
	c, err = b.service.Resume(ctx, b.officer, Decision{Number: c.Number})
	hears("goes on", "REQUEST", true, c, err)
	_, err = b.service.SayComing(ctx, buyer, Said{Number: c.Number, Answer: SaidLate, Minutes: 5})
	hears("somebody is late", "", true, c, err)
	c, err = b.service.Cancel(ctx, buyer, Decision{Number: c.Number, Reason: "no_longer_needed"})
	hears("cancelled", "CANCEL", false, c, err)
	b.sound()
}
