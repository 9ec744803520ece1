package consultation

import (
	"slices"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/signaling/control"
)

func TestNoMeetingStartsWithoutItsInterpreterKnowingTheProduct(t *testing.T) {
	b := newBench(t)
	c := b.confirmed(b.buyer(), thursday, interpreted())
	alarms := func(when time.Time) []string {
		t.Helper()
		b.setNow(when)
		b.must(b.service.Sweep(t.Context()))
		all, err := b.service.Alarms(t.Context(), c.ID)
		b.must(err)
		waiting, err := b.service.Queue(t.Context(), b.officer)
		b.must(err)
		if _, n, err := b.service.Waiting(t.Context(), b.officer); err != nil || n != len(waiting) || n != len(all) {
			t.Errorf("%d in the queue, %d counted, alarms %v (%v)", len(waiting), n, all, err)
		}
		return all
	}
	if got := alarms(c.StartsAt.Add(-6*time.Hour - time.Second)); len(got) != 0 {
		t.Errorf("early: %v", got)
	}
	if got := alarms(c.StartsAt.Add(-6 * time.Hour)); !slices.Equal(got, []string{TaskBriefing}) {
		t.Errorf("six hours before: %v", got)
	}
	b.must(b.service.Brief(t.Context(), b.hand(c), c.Number))
	if got := alarms(c.StartsAt.Add(-5 * time.Hour)); len(got) != 0 {
		t.Errorf("once opened: %v", got)
	}
	if got := alarms(c.StartsAt.Add(3 * time.Minute)); !slices.Equal(got, []string{TaskAbsent}) {
		t.Errorf("three minutes after the start: %v", got)
	}
	hand := b.hand(c)
	b.must(b.service.Record(t.Context(), control.Fact{Room: c.ID.String(), Epoch: 1, N: 1, At: c.StartsAt.Add(4 * time.Minute), Kind: control.Joined,
		Participant: hand.User.String(), Role: "interpreter", Side: "office"}))
	if got := alarms(c.StartsAt.Add(4 * time.Minute)); len(got) != 0 {
		t.Errorf("once there: %v", got)
	}
	if got := b.stages(c.ID)[hand.User]; got != interpreter.CheckedIn {
		t.Errorf("stage %s", got)
	}
}

func TestInterpretersPartEndsWithTheMeetingAndIsRated(t *testing.T) {
	b := newBench(t)
	for _, v := range b.hands {
		b.profile(v, 1, "ko", "en")
	}
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, interpreted())
	hand := b.hand(c)
	if err := b.service.Rate(t.Context(), buyer, c.Number, 5); refused(err) != "nothing_to_rate" {
		t.Errorf("rated before: %v", err)
	}
	b.must(b.service.Record(t.Context(), control.Fact{Room: c.ID.String(), Epoch: 0, N: 1, At: c.StartsAt, Kind: control.Joined,
		Participant: hand.User.String(), Role: "interpreter", Side: "office"}))
	meet(b, c, 6*time.Minute)
	if got := b.stages(c.ID)[hand.User]; got != interpreter.Done {
		t.Fatalf("stage %s", got)
	}
	b.must(b.service.Rate(t.Context(), buyer, c.Number, 4))
	b.must(b.service.Rate(t.Context(), b.officer, c.Number, 5))
	if err := b.service.Rate(t.Context(), hand, c.Number, 5); refused(err) != "forbidden" {
		t.Errorf("rated by itself: %v", err)
	}
	p, err := b.service.interpreters.Profile(t.Context(), hand.User)
	b.must(err)
	if p.Kept != 1 || p.Stars != 5 || p.Rated != 1 {
		t.Errorf("record %+v", p.Record)
	}
}

func TestTiesPapersAndClearanceKeepSomebodyAway(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.must(b.schedule.SetPairs(ctx, b.hands[0].User, nil))
	b.must(b.schedule.SetPairs(ctx, b.hands[1].User, nil))
	one := b.guide(1, "ko", "en")
	p, err := b.service.interpreters.Profile(ctx, one.User)
	b.must(err)
	signed := monday
	before := thursday.AddDate(0, 0, -1)
	for _, tt := range []struct {
		name   string
		change func(*interpreter.Profile)
		free   bool
	}{
		{"as is", func(*interpreter.Profile) {}, true},
		{"a tie", func(p *interpreter.Profile) { p.Ties = []account.CompanyID{b.company} }, false},
		{"no confidentiality agreement", func(p *interpreter.Profile) { p.NDAOn = nil }, false},
		{"one that ends before", func(p *interpreter.Profile) { p.NDAOn, p.NDAUntil = &signed, &before }, false},
	} {
		changed := p
		tt.change(&changed)
		b.must(b.service.interpreters.Set(ctx, b.officer, "Asia/Seoul", changed))
		found, err := b.schedule.Slots(ctx, schedule.SlotQuery{Company: b.company, From: thursday, To: thursday.Add(time.Minute), Length: 30 * time.Minute,
			Demand: schedule.Demand{Pair: schedule.Pair{From: "ko", To: "en"}, Firms: firms(b.company, account.Viewer{})}})
		b.must(err)
		if (len(found.Slots) == 1) != tt.free || !tt.free && found.Reason != schedule.NoInterpreter {
			t.Errorf("%s: %d slots, reason %q", tt.name, len(found.Slots), found.Reason)
		}
	}
	b.must(b.service.interpreters.Set(ctx, b.officer, "Asia/Seoul", p))
	b.must(b.schedule.Require(ctx, b.company, "medical"))
	if _, err := b.service.Request(ctx, b.buyer(), b.form(thursday, interpreted())); refused(err) != "slot_no_interpreter" {
		t.Errorf("without the paper: %v", err)
	}
	p.Qualified = []string{"medical"}
	b.must(b.service.interpreters.Set(ctx, b.officer, "Asia/Seoul", p))
	b.request(b.buyer(), thursday, interpreted())
	b.must(b.db.Tx(ctx, func(tx postgres.Tx) error {
		return b.service.interpreters.Note(ctx, tx, one.User, interpreter.Record{Late: 1})
	}))
	b.sound()
}
