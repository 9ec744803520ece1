package consultation

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/schedule"
)

func TestOfficeHoldsNoMoreConsultationsAtOnceThanItHasRooms(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.must(b.schedule.CountRooms(ctx, 1))
	rival := b.newCompany(account.SupplierCompany, "KR", "Suwon", "Asia/Seoul")
	rules, err := schedule.ParseWeekly("mon-fri 9-18")
	b.must(err)
	b.must(b.schedule.SetWeekly(ctx, schedule.Supplier, rival.ID.UUID, "Asia/Seoul", rules))
	first := b.request(b.buyer(), thursday, topic)

	other := b.form(thursday, topic)
	other.Company = rival.ID
	if _, err := b.service.Request(ctx, b.buyer(), other); refused(err) != "slot_rooms_full" {
		t.Fatalf("a second consultation at once: %v", err)
	}
	offers := func() (schedule.Found, error) {
		return b.schedule.Slots(ctx, schedule.SlotQuery{Company: rival.ID, From: thursday, To: thursday.Add(time.Minute), Length: 30 * time.Minute})
	}
	if found, err := offers(); err != nil || len(found.Slots) != 0 || found.Reason != schedule.RoomsFull {
		t.Errorf("the list offers %d, reason %q (%v)", len(found.Slots), found.Reason, err)
	}
	if c, err := b.service.Reschedule(ctx, b.officer, Decision{Number: first.Number}, thursday.Add(time.Hour)); err != nil || !c.StartsAt.Equal(thursday.Add(time.Hour)) {
		t.Fatalf("a move takes its room along: %v", err)
	}
	if _, err := b.service.Request(ctx, b.buyer(), other); err != nil {
		t.Errorf("when the room is free again: %v", err)
	}
	b.must(b.schedule.CountRooms(ctx, 0))
	if _, err := b.service.Request(ctx, b.buyer(), b.form(thursday, topic)); err != nil {
		t.Errorf("when rooms are not counted: %v", err)
	}
}
