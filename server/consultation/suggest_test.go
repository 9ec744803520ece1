package consultation

import (
	"slices"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/mail/mailtest"
)

func TestOfficeSuggestsATimeAndTheAskerAnswers(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	buyer, later := b.buyer(), thursday.Add(time.Hour)
	why := func() (string, string) {
		t.Helper()
		turns, err := b.service.Turns(ctx, buyer)
		b.must(err)
		queue, err := b.service.Queue(ctx, b.officer)
		b.must(err)
		mine, office := "", ""
		if len(turns) > 0 {
			mine = turns[0].Why
		}
		if len(queue) > 0 {
			office = queue[0].Source
		}
		return mine, office
	}
	c := b.request(buyer, thursday, topic)
	if _, err := b.service.AnswerProposal(ctx, buyer, Decision{Number: c.Number}, true); refused(err) != "not_your_turn" {
		t.Errorf("an answer to nothing: %v", err)
	}
	if _, err := b.service.Suggest(ctx, buyer, Decision{Number: c.Number}, later); err == nil {
		t.Error("the buyer suggests as the office")
	}
	c, err := b.service.Suggest(ctx, b.officer, Decision{Number: c.Number}, later)
	b.must(err)
	if c.State != Requested || !c.StartsAt.Equal(thursday) || c.Owner != Buyer || b.claims(c.ID) != 2 {
		t.Errorf("suggested: %s at %s, %s's turn, %d claims", c.State, c.StartsAt, c.Owner, b.claims(c.ID))
	}
	if mine, office := why(); mine != WhyProposal || office != "" {
		t.Errorf("the buyer reads %q, the office %q", mine, office)
	}
	if _, err := b.service.Suggest(ctx, b.officer, Decision{Number: c.Number}, later.Add(time.Hour)); refused(err) != "proposal_open" {
		t.Errorf("a second one: %v", err)
	}
	b.sound()
	c, err = b.service.AnswerProposal(ctx, buyer, Decision{Number: c.Number}, false)
	b.must(err)
	if mine, office := why(); mine != "" || office != "request" || !c.StartsAt.Equal(thursday) {
		t.Errorf("refused: at %s, the buyer reads %q, the office %q", c.StartsAt, mine, office)
	}
	_, err = b.service.Suggest(ctx, b.officer, Decision{Number: c.Number}, later)
	b.must(err)
	c, err = b.service.AnswerProposal(ctx, buyer, Decision{Number: c.Number}, true)
	b.must(err)
	if c.State != Requested || !c.StartsAt.Equal(later) || c.Owner != Office {
		t.Errorf("agreed: %s at %s, %s's turn", c.State, c.StartsAt, c.Owner)
	}
	_, err = b.service.Suggest(ctx, b.officer, Decision{Number: c.Number}, thursday)
	b.must(err)
	c, err = b.service.Reschedule(ctx, buyer, Decision{Number: c.Number}, later.Add(time.Hour))
	b.must(err)
	if mine, office := why(); mine != "" || office != "request" {
		t.Errorf("overtaken: the buyer reads %q, the office %q", mine, office)
	}
	c, err = b.service.Reschedule(ctx, buyer, Decision{Number: c.Number}, later)
	b.must(err)
	_, err = b.service.Suggest(ctx, b.officer, Decision{Number: c.Number}, thursday)
	b.must(err)
	b.setNow(b.now().Add(b.service.settings.ProposalAnswer + time.Minute))
	b.must(b.service.Sweep(ctx))
	if c = b.read(c.ID); c.Owner != Office || c.State != Requested || !c.StartsAt.Equal(later) {
		t.Errorf("not answered: %s at %s, %s's turn", c.State, c.StartsAt, c.Owner)
	}
	b.post(writer{b.service, mailtest.Texts(t)})
	for _, m := range b.written() {
		if m.To == b.supplier.Email {
			t.Errorf("the supplier hears of what the office has not let through: %s", m.Subject)
		}
	}
	b.sound()
}

func TestSuggestionForAnOfferedRequestLeavesItToBothSides(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	buyer := b.buyer()
	c := b.request(buyer, thursday, topic)
	_, err := b.service.Approve(ctx, b.officer, Decision{Number: c.Number})
	b.must(err)
	c, err = b.service.Suggest(ctx, b.officer, Decision{Number: c.Number}, thursday.Add(time.Hour))
	b.must(err)
	for want, v := range map[string]account.Viewer{WhyProposal: buyer, WhyAnswer: b.supplier} {
		turns, err := b.service.Turns(ctx, v)
		b.must(err)
		if !slices.ContainsFunc(turns, func(turn Turn) bool { return turn.ID == c.ID && turn.Why == want }) {
			t.Errorf("nobody reads %q: %v", want, turns)
		}
	}
	if _, err := b.service.AnswerProposal(ctx, b.supplier, Decision{Number: c.Number}, true); refused(err) != "not_your_turn" {
		t.Errorf("the supplier answers what the buyer was asked: %v", err)
	}
	c, err = b.service.AnswerProposal(ctx, buyer, Decision{Number: c.Number}, true)
	b.must(err)
	if c.State != Offered || c.Owner != Supplier || !c.StartsAt.Equal(thursday.Add(time.Hour)) {
		t.Errorf("agreed: %s at %s, %s's turn", c.State, c.StartsAt, c.Owner)
	}
	b.sound()
}

func TestSuggestedTimeThatWasWishedForIsTakenAtOnce(t *testing.T) {
	b := newBench(t)
	c := b.wishing(b.buyer(), thursday, thursday.Add(time.Hour))
	c, err := b.service.Suggest(t.Context(), b.officer, Decision{Number: c.Number}, thursday.Add(time.Hour))
	b.must(err)
	if !c.StartsAt.Equal(thursday.Add(time.Hour)) || c.Owner != Office {
		t.Errorf("at %s, %s's turn", c.StartsAt, c.Owner)
	}
	b.request(b.buyer(), thursday, topic)
	if _, err := b.service.Suggest(t.Context(), b.officer, Decision{Number: c.Number}, thursday); refused(err) != "slot_taken" {
		t.Errorf("a taken time: %v", err)
	}
	b.sound()
}
