package consultation

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/trust/trusttest"
)

// endorsed is a buyer whose company a desk has brought and somebody has verified.
func (b *bench) endorsed() account.Viewer {
	b.t.Helper()
	v := b.buyer()
	b.people++
	desk, err := b.accounts.CreateDesk(b.t.Context(), account.Desk{Slug: fmt.Sprintf("desk-%d", b.people), Kind: "sister_city", Country: "DE", City: "Cologne",
		Zone: "Europe/Berlin", NameEn: "Desk", NameKo: "Desk"})
	b.must(err)
	company, _ := v.Company(account.Buyer)
	b.must(b.accounts.Bring(b.t.Context(), desk.ID, company))
	trusttest.Verify(b.t, b.db, company)
	return v
}

// haveMet writes that a consultation took place.
func (b *bench) haveMet(c Consultation) {
	b.t.Helper()
	_, err := b.db.Exec(b.t.Context(), `
		insert into attendance (consultation_id, supplier_came, buyer_came, interpreter_came, overlap_ms, took_place, written_at)
		values ($1, true, true, false, 600000, true, now())`, c.ID)
	b.must(err)
}

func TestRuleOfModerationDecidesWhatTheOfficeLooksAt(t *testing.T) {
	for rule, want := range map[Moderation][3]State{
		All:          {Requested, Requested, Requested},
		FirstContact: {Offered, Requested, Requested},
		None:         {Offered, Offered, Requested},
	} {
		t.Run(string(rule), func(t *testing.T) {
			b := newBench(t)
			known, fresh, unvouched := b.endorsed(), b.endorsed(), b.buyer()
			b.haveMet(b.confirmed(known, thursday.Add(-2*time.Hour), topic))
			b.haveMet(b.confirmed(unvouched, thursday.Add(-time.Hour), topic))
			b.service.settings.Moderation = rule
			got := [3]State{b.request(known, thursday, topic).State, b.request(fresh, thursday.Add(time.Hour), topic).State,
				b.request(unvouched, thursday.Add(2*time.Hour), topic).State}
			if got != want {
				t.Errorf("a pair that has met, a first contact, one below L2: %v, want %v", got, want)
			}
		})
	}
}

func TestReturnedRequestShowsWhatWasChanged(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	buyer := b.buyer()
	c := b.request(buyer, thursday, topic)
	_, err := b.service.Return(ctx, b.officer, Decision{Number: c.Number, Reason: "unclear_goal"})
	b.must(err)
	mended := topic
	mended.Goal, mended.Message = "sample", "We would like two samples of your laser first."
	c, err = b.service.Resubmit(ctx, buyer, Decision{Number: c.Number}, mended)
	b.must(err)
	got, err := b.service.Changes(ctx, b.officer, c)
	b.must(err)
	if want := []Change{{"goal", topic.Goal, "sample"}, {"message", topic.Message, mended.Message}}; !slices.Equal(got, want) {
		t.Errorf("changes %v, want %v", got, want)
	}
	_, err = b.service.Approve(ctx, b.officer, Decision{Number: c.Number})
	b.must(err)
	if got, err := b.service.Changes(ctx, b.officer, c); err != nil || len(got) > 0 {
		t.Errorf("after the office has looked: %v (%v)", got, err)
	}
	b.sound()
}

func TestNewProductAfterApprovalAsksForANewLook(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*Topic)
		want   State
	}{
		"a product":         {func(t *Topic) { t.Products = append(slices.Clone(t.Products), "LV-CO30") }, Requested},
		"a language":        {func(t *Topic) { t.Language = "de" }, Requested},
		"a link":            {func(t *Topic) { t.Message += " See www.elsewhere.example/offer" }, Requested},
		"fewer words":       {func(t *Topic) { t.Message = "We would like to see your laser." }, Offered},
		"another goal":      {func(t *Topic) { t.Goal = "sample" }, Offered},
		"one product fewer": {func(t *Topic) { t.Products = t.Products[:1] }, Offered},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			buyer := b.buyer()
			first := topic
			first.Products = []string{"LV-Q1600", "LV-X1"}
			c := b.request(buyer, thursday, first)
			_, err := b.service.Approve(t.Context(), b.officer, Decision{Number: c.Number})
			b.must(err)
			changed := first
			tt.change(&changed)
			c, err = b.service.Amend(t.Context(), buyer, Decision{Number: c.Number}, changed)
			b.must(err)
			if c.State != tt.want {
				t.Errorf("is %s, want %s", c.State, tt.want)
			}
			if changes, err := b.service.Changes(t.Context(), b.officer, c); err != nil || len(changes) == 0 {
				t.Errorf("the office sees no change (%v)", err)
			}
			b.sound()
		})
	}
}

func TestNewTimeAsksForNoNewLook(t *testing.T) {
	b := newBench(t)
	c := b.request(b.buyer(), thursday, topic)
	_, err := b.service.Approve(t.Context(), b.officer, Decision{Number: c.Number})
	b.must(err)
	c, err = b.service.Reschedule(t.Context(), b.officer, Decision{Number: c.Number}, thursday.Add(time.Hour))
	b.must(err)
	if c.State != Offered {
		t.Errorf("moved it is %s", c.State)
	}
	b.sound()
}
