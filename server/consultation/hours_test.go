package consultation

import (
	"slices"
	"testing"

	"github.com/etradeoffice/portal/server/schedule"
)

func TestChangedHoursListWhatLiesOutsideAndMoveNothing(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	k := schedule.Keeper{Company: b.company, Zone: "Asia/Seoul"}
	buyer := b.buyer()
	agreed := b.confirmed(buyer, thursday, topic)
	asked, err := b.service.Approve(ctx, b.officer, Decision{Number: b.request(b.buyer(), thursday.AddDate(0, 0, 7), topic).Number})
	b.must(err)
	weekly := func(text string) {
		t.Helper()
		rules, err := schedule.ParseWeekly(text)
		b.must(err)
		b.must(b.schedule.KeepWeekly(ctx, k, rules))
	}
	outside := func() []string {
		t.Helper()
		all, err := b.service.OutsideHours(ctx, b.company)
		b.must(err)
		var numbers []string
		for _, c := range all {
			numbers = append(numbers, c.Number)
		}
		queued := 0
		for _, item := range b.items() {
			if item.Source == TaskHours {
				queued++
			}
		}
		if queued != len(numbers) {
			t.Errorf("%d are listed to the company, %d to the office", len(numbers), queued)
		}
		return numbers
	}
	weekly("mon-wed 9-18")
	if got := outside(); !slices.Equal(got, []string{agreed.Number, asked.Number}) {
		t.Fatalf("without Thursdays: %v, want %s and %s", got, agreed.Number, asked.Number)
	}
	if now := b.read(agreed.ID); !now.StartsAt.Equal(agreed.StartsAt) || now.Version != agreed.Version || b.claims(agreed.ID) != 2 {
		t.Errorf("the agreed one is %s in version %d", now.State, now.Version)
	}
	weekly("mon-tue 9-18")
	if got := outside(); len(got) != 2 {
		t.Errorf("changed again: %v", got)
	}
	_, err = b.service.Decline(ctx, b.supplier, Decision{Number: asked.Number, Reason: "time_does_not_suit"})
	b.must(err)
	if got := outside(); !slices.Equal(got, []string{agreed.Number}) {
		t.Errorf("with one declined: %v", got)
	}
	weekly("mon-fri 9-18")
	if got := outside(); len(got) != 0 {
		t.Errorf("with the old hours again: %v", got)
	}
	newYork, err := schedule.LoadZone("America/New_York")
	b.must(err)
	day := schedule.DateOf(thursday, newYork)
	b.must(b.schedule.KeepTravel(ctx, k, schedule.Travel{From: day.AddDays(-2), To: day.AddDays(3), Zone: newYork}))
	if got := outside(); !slices.Equal(got, []string{agreed.Number}) {
		t.Fatalf("while the host is in New York: %v", got)
	}
	_, err = b.service.Reschedule(ctx, b.officer, Decision{Number: agreed.Number}, thursday.AddDate(0, 0, 7))
	b.must(err)
	if got := outside(); len(got) != 0 {
		t.Errorf("once moved: %v", got)
	}
	b.sound()
}

func (b *bench) items() []Item {
	b.t.Helper()
	all, err := b.service.Queue(b.t.Context(), b.officer)
	b.must(err)
	return all
}
