package consultation

import (
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/mail/mailtest"
)

var secretIn = regexp.MustCompile(`/letter/([A-Za-z0-9_-]{43})\b`)

// link is the secret of a link in the letter that a person got last, by its words.
func (b *bench) link(w writer, to account.Viewer, key string) string {
	b.t.Helper()
	all := b.written()
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].To != to.Email {
			continue
		}
		_, after, found := strings.Cut(all[i].Text, w.texts.T("en", "consultation.mail_link_"+key)+":\n")
		if secret := secretIn.FindStringSubmatch(after); found && secret != nil {
			return secret[1]
		}
	}
	b.t.Fatalf("no letter to %s has the link %q", to.Email, key)
	return ""
}

// reminded is a confirmed consultation whose reminders have been written, a day before its start.
func (b *bench) reminded(w writer, buyer account.Viewer) Consultation {
	b.t.Helper()
	c := b.confirmed(buyer, thursday, interpreted())
	b.post(w)
	b.setNow(thursday.Add(-24 * time.Hour))
	b.must(w.remind(b.t.Context(), reminder{c.ID.UUID, c.Version, "day"}))
	return c
}

func TestLinkOfALetterCancelsOnceAndAsItsReader(t *testing.T) {
	b := newBench(t)
	ctx, w := t.Context(), writer{b.service, mailtest.Texts(t)}
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, topic)
	b.post(w)
	secret := b.link(w, buyer, "cancel")
	for range 3 { // mail programs look at links by themselves
		if o, err := b.service.OpenLink(ctx, secret); err != nil || o.Dead != nil || o.Viewer.User != buyer.User {
			t.Fatalf("opening: %v, %v", o.Dead, err)
		}
	}
	if _, err := b.service.UseLink(ctx, secret, LinkForm{}); refused(err) != "form_invalid" {
		t.Fatalf("without a reason: %v", err)
	}
	form := LinkForm{Reason: "time_does_not_suit", Text: "A fair is on that day."}
	stale := form
	stale.Version = 1
	if _, err := b.service.UseLink(ctx, secret, stale); refused(err) != "consultation_changed" {
		t.Fatalf("of what has changed: %v", err)
	}
	var wg sync.WaitGroup
	answers := make([]string, 20)
	for i := range answers {
		wg.Go(func() { _, err := b.service.UseLink(ctx, secret, form); answers[i] = refused(err) })
	}
	wg.Wait()
	done := 0
	for _, code := range answers {
		if code == "" {
			done++
		}
	}
	after := b.read(c.ID)
	if done != 1 || after.State != Cancelled || after.Reason != form.Reason || after.Version != c.Version+1 {
		t.Errorf("%d of 20 taps cancelled; now %s, version %d after %d: %v", done, after.State, after.Version, c.Version, answers)
	}
	if o, err := b.service.OpenLink(ctx, secret); err != nil || refused(o.Dead) != "letter_link_used" {
		t.Errorf("afterwards: %v, %v", o.Dead, err)
	}
	events, _, err := b.service.Events(ctx, c.ID)
	b.must(err)
	if last := events[len(events)-1]; last.Actor != buyer.User.String() || last.Role != string(Buyer) {
		t.Errorf("the log says %s as %s", last.Actor, last.Role)
	}
	b.sound()
}

func TestLinkDoesItsOnePurposeForItsOneTime(t *testing.T) {
	b := newBench(t)
	ctx, w := t.Context(), writer{b.service, mailtest.Texts(t)}
	buyer := b.buyer()
	c := b.reminded(w, buyer)
	comes, cannot, move := b.link(w, buyer, "comes"), b.link(w, buyer, "cannot"), b.link(w, buyer, "move")
	// Whatever the form says, a link to confirm confirms.
	if _, err := b.service.UseLink(ctx, comes, LinkForm{Reason: "other", Start: thursday.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	said, err := b.service.WhoComes(ctx, c)
	b.must(err)
	if after := b.read(c.ID); after.State != Confirmed || after.Version != c.Version || len(said) != 1 || said[0].Answer != SaidComes {
		t.Errorf("after the confirmation: %s, %+v", after.State, said)
	}
	if _, err := b.service.UseLink(ctx, move, LinkForm{Start: thursday.Add(2 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if p, err := b.service.OpenProposal(ctx, b.read(c.ID)); err != nil || p == nil || p.BySide != Buyer {
		t.Errorf("proposal %+v, %v", p, err)
	}
	if _, err := b.service.AnswerProposal(ctx, b.supplier, Decision{Number: c.Number}, true); err != nil {
		t.Fatal(err)
	}
	if o, err := b.service.OpenLink(ctx, cannot); err != nil || refused(o.Dead) != "letter_link_moved" {
		t.Errorf("a link about the old time: %v, %v", o.Dead, err)
	}
	if _, err := b.service.OpenLink(ctx, comes[:42]+"A"); err == nil && comes[42] != 'A' {
		t.Error("a link with a changed letter opens")
	}
}

func TestDeadLinksSaySoAndChangeNothing(t *testing.T) {
	b := newBench(t)
	ctx, w := t.Context(), writer{b.service, mailtest.Texts(t)}
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, topic)
	b.post(w)
	cancel, host := b.link(w, buyer, "cancel"), b.link(w, b.supplier, "cancel")
	b.setNow(c.EndsAt)
	if _, err := b.service.UseLink(ctx, cancel, LinkForm{Reason: "other"}); refused(err) != "letter_link_expired" {
		t.Errorf("after the meeting: %v", err)
	}
	b.setNow(thursday.Add(-25 * time.Hour))
	_, err := b.db.Exec(ctx, `update users set disabled_at = now() where id = $1`, buyer.User)
	b.must(err)
	if _, err := b.service.UseLink(ctx, cancel, LinkForm{Reason: "other"}); refused(err) != "letter_link_unknown" {
		t.Errorf("of a closed account: %v", err)
	}
	_, err = b.db.Exec(ctx, `delete from grants where user_id = $1`, b.supplier.User)
	b.must(err)
	if _, err := b.service.UseLink(ctx, host, LinkForm{Reason: "other"}); refused(err) != "letter_link_unknown" {
		t.Errorf("of somebody who has left the company: %v", err)
	}
	if after := b.read(c.ID); after.State != Confirmed || after.Version != c.Version {
		t.Errorf("it is %s now", after.State)
	}
}

func TestWhoCannotComeLateLeavesTheOfficeATask(t *testing.T) {
	b := newBench(t)
	ctx, w := t.Context(), writer{b.service, mailtest.Texts(t)}
	buyer := b.buyer()
	c := b.reminded(w, buyer)
	if _, err := b.service.UseLink(ctx, b.link(w, buyer, "cannot"), LinkForm{Text: "My train stands still."}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.service.UseLink(ctx, b.link(w, b.hand(c), "cannot"), LinkForm{}); err != nil {
		t.Fatal(err)
	}
	open, err := b.service.Tasks(ctx, b.officer)
	b.must(err)
	if len(open) != 2 || open[0].Kind != TaskCannotCome || open[0].UserID != buyer.User || open[0].Note != "My train stands still." {
		t.Errorf("tasks %+v", open)
	}
	if after := b.read(c.ID); after.State != Confirmed || b.claims(c.ID) != 3 {
		t.Errorf("it is %s with %d claims: a word frees nothing", after.State, b.claims(c.ID))
	}
	if _, err := b.service.Tasks(ctx, buyer); refused(err) != "forbidden" {
		t.Errorf("a buyer reads the tasks: %v", err)
	}
	if _, err := b.service.CloseTasks(ctx, b.officer, c.Number); err != nil {
		t.Fatal(err)
	}
	if open, err = b.service.Tasks(ctx, b.officer); err != nil || len(open) != 0 {
		t.Errorf("left open: %+v, %v", open, err)
	}
}

func TestOthersHearThatSomebodyIsLate(t *testing.T) {
	b := newBench(t)
	ctx, w := t.Context(), writer{b.service, mailtest.Texts(t)}
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, interpreted())
	b.post(w)
	b.setNow(thursday.Add(-10 * time.Minute))
	b.must(w.remind(ctx, reminder{c.ID.UUID, c.Version, "soon"}))
	before := len(b.written())
	if _, err := b.service.UseLink(ctx, b.link(w, buyer, "late"), LinkForm{Minutes: 10}); err != nil {
		t.Fatal(err)
	}
	b.post(w)
	var told []string
	for _, m := range b.written()[before:] {
		told = append(told, m.To)
		if !strings.Contains(m.Text, "about 10 minutes late") {
			t.Errorf("%s: %s", m.To, m.Text)
		}
	}
	if len(told) != 2 || told[0] == buyer.Email || told[1] == buyer.Email {
		t.Errorf("told %v", told)
	}
}

func TestProposedTimeIsAnsweredFromItsLetter(t *testing.T) {
	b := newBench(t)
	ctx, w := t.Context(), writer{b.service, mailtest.Texts(t)}
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, topic)
	b.post(w)
	other := thursday.Add(2 * time.Hour)
	propose := func(v account.Viewer, at time.Time) {
		if _, err := b.service.Reschedule(ctx, v, Decision{Number: c.Number}, at); err != nil {
			t.Fatal(err)
		}
		b.post(w)
	}
	propose(buyer, other)
	no := b.link(w, b.supplier, "answer")
	for _, m := range b.written() {
		if m.To == buyer.Email && strings.Contains(m.Text, w.texts.T("en", "consultation.mail_link_answer")) {
			t.Error("who has proposed a time is asked about it")
		}
	}
	if o, err := b.service.OpenLink(ctx, no); err != nil || o.Dead != nil {
		t.Fatalf("opening: %v, %v", o.Dead, err)
	}
	if _, err := b.service.UseLink(ctx, no, LinkForm{Answer: "perhaps"}); refused(err) != "form_invalid" {
		t.Errorf("neither yes nor no: %v", err)
	}
	if _, err := b.service.UseLink(ctx, no, LinkForm{Answer: "yes", Version: c.Version}); refused(err) != "consultation_changed" {
		t.Errorf("of a version before the question: %v", err)
	}
	if _, err := b.service.UseLink(ctx, no, LinkForm{Answer: "no"}); err != nil {
		t.Fatal(err)
	}
	if after := b.read(c.ID); !after.StartsAt.Equal(thursday) {
		t.Errorf("refused, and yet it is at %s", after.StartsAt)
	}
	b.post(w)
	propose(b.supplier, other)
	yes := b.link(w, buyer, "answer")
	if _, err := b.service.UseLink(ctx, yes, LinkForm{Answer: "yes"}); err != nil {
		t.Fatal(err)
	}
	after := b.read(c.ID)
	if !after.StartsAt.Equal(other) || after.Number != c.Number || after.IcalSequence != c.IcalSequence+1 {
		t.Errorf("agreed to, and it is %s at %s, sequence %d after %d", after.Number, after.StartsAt, after.IcalSequence, c.IcalSequence)
	}
	events, _, err := b.service.Events(ctx, c.ID)
	b.must(err)
	if last := events[len(events)-1]; last.Actor != buyer.User.String() || last.Role != string(Buyer) {
		t.Errorf("the log says %s as %s", last.Actor, last.Role)
	}
	b.sound()
}

func TestLinkToAnswerIsOverWithItsQuestion(t *testing.T) {
	b := newBench(t)
	ctx, w := t.Context(), writer{b.service, mailtest.Texts(t)}
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, topic)
	b.post(w)
	propose := func(at time.Time) string {
		if _, err := b.service.Reschedule(ctx, buyer, Decision{Number: c.Number}, at); err != nil {
			t.Fatal(err)
		}
		b.post(w)
		return b.link(w, b.supplier, "answer")
	}
	first := propose(thursday.Add(time.Hour))
	if _, err := b.service.AnswerProposal(ctx, b.supplier, Decision{Number: c.Number}, false); err != nil {
		t.Fatal(err)
	}
	b.post(w)
	if _, err := b.service.UseLink(ctx, first, LinkForm{Answer: "yes"}); refused(err) != "letter_link_answered" {
		t.Errorf("answered on the page before: %v", err)
	}
	second := propose(thursday.Add(2 * time.Hour))
	if _, err := b.service.UseLink(ctx, first, LinkForm{Answer: "yes"}); refused(err) != "letter_link_answered" {
		t.Errorf("the link of an earlier question answers the present one: %v", err)
	}
	p, err := b.service.OpenProposal(ctx, b.read(c.ID))
	b.must(err)
	b.setNow(p.ExpiresAt)
	if _, err := b.service.UseLink(ctx, second, LinkForm{Answer: "yes"}); refused(err) != "letter_link_expired" {
		t.Errorf("after the time to answer: %v", err)
	}
	if after := b.read(c.ID); !after.StartsAt.Equal(thursday) {
		t.Errorf("it is at %s", after.StartsAt)
	}
}

// A counter-offer, and what the office suggests, put the same question.
func TestCounterOffersAndSuggestionsAreAnsweredFromTheirLetters(t *testing.T) {
	b := newBench(t)
	ctx, w := t.Context(), writer{b.service, mailtest.Texts(t)}
	buyer := b.buyer()
	c := b.request(buyer, thursday, topic)
	b.post(w)
	if _, err := b.service.Suggest(ctx, b.officer, Decision{Number: c.Number}, thursday.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	b.post(w)
	if _, err := b.service.UseLink(ctx, b.link(w, buyer, "answer"), LinkForm{Answer: "yes"}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.service.Approve(ctx, b.officer, Decision{Number: c.Number}); err != nil {
		t.Fatal(err)
	}
	b.post(w)
	if _, err := b.service.Reschedule(ctx, b.supplier, Decision{Number: c.Number}, thursday.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	b.post(w)
	if _, err := b.service.UseLink(ctx, b.link(w, buyer, "answer"), LinkForm{Answer: "yes"}); err != nil {
		t.Fatal(err)
	}
	if after := b.read(c.ID); after.State != Offered || !after.StartsAt.Equal(thursday.Add(2*time.Hour)) {
		t.Errorf("%s at %s", after.State, after.StartsAt)
	}
	b.sound()
}

func TestOfferIsAcceptedFromItsLetterByWhoWillCome(t *testing.T) {
	b := newBench(t)
	ctx, w := t.Context(), writer{b.service, mailtest.Texts(t)}
	buyer := b.buyer()
	colleague := b.person("Asia/Seoul", account.Grant{Role: account.Supplier, Company: b.company})
	offered := func(start time.Time) (Consultation, string) {
		c := b.request(buyer, start, interpreted())
		c, err := b.service.Approve(ctx, b.officer, Decision{Number: c.Number})
		b.must(err)
		b.post(w)
		return c, b.link(w, b.supplier, "accept")
	}
	c, secret := offered(thursday)
	for _, m := range b.written() {
		if m.To == buyer.Email && strings.Contains(m.Text, w.texts.T("en", "consultation.mail_link_accept")) {
			t.Error("who has asked gets a link to accept")
		}
	}
	other := b.link(w, colleague, "accept")
	_, err := b.service.AnswerAssignment(ctx, b.hand(c), Decision{Number: c.Number}, true) // who interprets is no other offer
	b.must(err)
	o, err := b.service.OpenLink(ctx, secret)
	b.must(err)
	if o.Dead != nil || o.Viewer.User != b.supplier.User {
		t.Fatalf("opened: %v", o.Dead)
	}
	for who, f := range map[string]LinkForm{"nobody": {}, "the buyer": {Host: buyer.User}} {
		if _, err := b.service.UseLink(ctx, secret, f); refused(err) != "form_invalid" {
			t.Errorf("%s comes: %v", who, err)
		}
	}
	if _, err := b.service.UseLink(ctx, secret, LinkForm{Host: colleague.User, Version: 1}); refused(err) != "consultation_changed" {
		t.Errorf("another version than the page showed: %v", err)
	}
	_, err = b.service.UseLink(ctx, secret, LinkForm{Host: colleague.User, Version: b.read(c.ID).Version})
	b.must(err)
	if c = b.read(c.ID); c.State != Confirmed || c.HostUser != colleague.User {
		t.Errorf("accepted: %s, comes %s", c.State, c.HostUser)
	}
	for name, dead := range map[string]string{"the same": secret, "the colleague's": other} {
		if _, err := b.service.UseLink(ctx, dead, LinkForm{Host: colleague.User}); refused(err) != "letter_link_used" && refused(err) != "letter_link_answered" {
			t.Errorf("%s again: %v", name, err)
		}
	}

	c, secret = offered(thursday.Add(24 * time.Hour))
	changed := topic
	changed.Message = "We would like to talk about something else altogether."
	_, err = b.service.Amend(ctx, buyer, Decision{Number: c.Number}, changed)
	b.must(err)
	if o, err := b.service.OpenLink(ctx, secret); err == nil && o.Dead == nil {
		t.Errorf("what was offered has changed, and its letter still accepts it (%s)", b.read(c.ID).State)
	}
	b.sound()
}
