package consultation

import (
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail/mailtest"
)

func TestWhatAPageSaysOfADeadlineIsWhatHappens(t *testing.T) {
	by, later := monday.Add(48*time.Hour), monday.Add(72*time.Hour)
	byOffice, byBuyer := &Proposal{BySide: Office}, &Proposal{BySide: Buyer}
	for name, one := range map[string]struct {
		state         State
		owner, side   Owner
		open          *Proposal
		expires       time.Time
		before, after string // who, then
	}{
		"requested, the office looks":         {Requested, Office, Buyer, nil, later, "office freed_at", "office freed_at"},
		"requested, the office reads it":      {Requested, Office, Office, nil, later, "you freed_at", "you freed_at"},
		"requested, another time suggested":   {Requested, Buyer, Buyer, byOffice, later, "you stands", "you asking"},
		"returned, to the asker":              {Returned, Buyer, Buyer, nil, later, "you taken_over", "you taken_over"},
		"returned, with the office":           {Returned, Office, Buyer, nil, later, "office freed_at", "office freed_at"},
		"offered, to the asked":               {Offered, Supplier, Supplier, nil, later, "you asks", "you asking"},
		"offered, to the asker":               {Offered, Supplier, Buyer, nil, later, "company asks", "company asking"},
		"offered, with no time after it":      {Offered, Supplier, Buyer, nil, by, "company freed", "company freed"},
		"offered, after three rounds":         {Offered, Office, Buyer, nil, later, "office freed_at", "office freed_at"},
		"offered, a time is put to the maker": {Offered, Supplier, Supplier, byBuyer, later, "you stands", "you asking"},
		"offered, the office suggests a time": {Offered, Supplier, Supplier, byOffice, later, "you asks", "you asking"},
		"accepted, to an interpreter":         {Accepted, Interpreter, Buyer, nil, time.Time{}, "interpreter ", "interpreter "},
		"accepted, with the office":           {Accepted, Office, Buyer, nil, time.Time{}, "office cancelled", "office cancelled"},
		"accepted, a time is put as well":     {Accepted, Interpreter, Supplier, byBuyer, time.Time{}, "interpreter ", "interpreter "},
		"suspended":                           {Suspended, Office, Supplier, nil, time.Time{}, "office cancelled", "office cancelled"},
		"an outcome is due":                   {OutcomeDue, BothSides, Buyer, nil, time.Time{}, "outcome ", "outcome "},
		"an outcome, as the office sees it":   {OutcomeDue, BothSides, Office, nil, time.Time{}, "both ", "both "},
		"an outcome, with the office":         {OutcomeDue, Office, Buyer, nil, time.Time{}, "office ", "office "},
	} {
		c := Consultation{State: one.state, Owner: one.owner, StartsAt: thursday, Clock: Clock{AnswerBy: &by}}
		if !one.expires.IsZero() {
			c.ExpiresAt = &one.expires
		}
		mine := one.owner == one.side || one.owner == BothSides && one.side != Office
		for at, want := range map[time.Time]string{by.Add(-time.Second): one.before, by: one.after} {
			d := c.Deadline(one.side, mine, one.open, at)
			if got := d.Who + " " + d.Then; got != want || d.Over != at.Equal(by) {
				t.Errorf("%s: %q at %v, want %q", name, got, at, want)
			}
		}
	}
}

func TestAnInterpreterWhoIsAskedReadsNoDeadlineOfOthers(t *testing.T) {
	by := monday
	c := Consultation{State: Offered, Owner: Supplier, Clock: Clock{AnswerBy: &by, ExpiresAt: &by}}
	if d := c.Deadline(Interpreter, true, nil, monday); d != nil {
		t.Errorf("%+v", d)
	}
}

// An offered request that nobody answers is held until it expires, as its page says; only then is the time free.
func TestAnOfferedTimeIsHeldPastTheAnswersDeadline(t *testing.T) {
	b := newBench(t)
	buyer := b.buyer()
	c := b.request(buyer, thursday.AddDate(0, 0, 11), topic)
	c, err := b.service.Approve(t.Context(), b.officer, Decision{Number: c.Number})
	b.must(err)
	b.setNow(c.AnswerBy.Add(time.Minute))
	b.must(b.service.Sweep(t.Context()))
	c = b.read(c.ID)
	if d := c.Deadline(Buyer, false, nil, b.now()); d.Then != "asking" || !d.At.Equal(*c.ExpiresAt) || b.claims(c.ID) == 0 {
		t.Errorf("after the answer's time: %+v, %d claims", d, b.claims(c.ID))
	}
	b.setNow(*c.ExpiresAt)
	b.must(b.service.Sweep(t.Context()))
	if c = b.read(c.ID); c.State != Expired || b.claims(c.ID) != 0 {
		t.Errorf("after the expiry: %s, %d claims", c.State, b.claims(c.ID))
	}
}

func TestWordsOfDeadlinesAreThereInEveryLanguage(t *testing.T) {
	texts := mailtest.Texts(t)
	for _, lang := range locale.Langs {
		for _, key := range []string{"turn_you", "turn_company", "turn_office", "turn_interpreter", "turn_both", "turn_outcome", "passed_you", "passed_company",
			"passed_office", "passed_interpreter", "passed_both", "passed_outcome"} {
			if s := texts.T(lang, "consultation."+key, "When", "W1", "Name", "N1"); !strings.Contains(s, "W1") {
				t.Errorf("%s in %s: %q", key, lang, s)
			}
		}
		for _, key := range []string{"freed_at", "taken_over", "asks", "asking", "cancelled"} {
			if s := texts.T(lang, "consultation.then_"+key, "When", "W1"); !strings.Contains(s, "W1") {
				t.Errorf("%s in %s: %q", key, lang, s)
			}
		}
	}
}
