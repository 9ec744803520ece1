package consultation

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/schedule"
)

func TestDayShowsWhatStands(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	stands := b.request(b.buyer(), thursday, topic)
	gone := b.request(b.buyer(), thursday.Add(time.Hour), topic)
	_, err := b.service.Decline(ctx, b.officer, Decision{Number: gone.Number, Reason: "other"})
	b.must(err)
	found, err := b.service.Day(ctx, b.officer, schedule.Date{Year: 2027, Month: 6, Day: 10})
	b.must(err)
	if len(found) != 1 || found[0].ID != stands.ID {
		t.Errorf("the day shows %v", found)
	}
	if _, err := b.service.Day(ctx, b.supplier, schedule.Date{Year: 2027, Month: 6, Day: 10}); refused(err) != "forbidden" {
		t.Errorf("a supplier reads it: %v", err)
	}
}

func TestMeetingsStandInTheRoomThatTheyClaimedAndElseInTheFirstFreeOne(t *testing.T) {
	at := func(hour, minute int) time.Time { return time.Date(2027, 6, 10, hour, minute, 0, 0, time.UTC) }
	meeting := func(from, to time.Time) Consultation { return Consultation{ID: newID(), StartsAt: from, EndsAt: to} }
	all := []Consultation{meeting(at(9, 0), at(9, 30)), meeting(at(9, 15), at(9, 45)), meeting(at(9, 30), at(10, 0)), meeting(at(9, 30), at(10, 0)), meeting(at(12, 0), at(12, 30))}
	rooms := seated(all, map[ID]int{all[2].ID: 2, all[4].ID: 3})
	for i, want := range []int{1, 3, 2, 1, 3} {
		if got := rooms[all[i].ID]; got != want {
			t.Errorf("meeting %d is in room %d, want %d", i, got, want)
		}
	}
}

func TestDayTellsTheClaimedRooms(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	c := b.request(b.buyer(), thursday, topic)
	before, err := b.service.Rooms(ctx, b.officer, []Consultation{c})
	b.must(err)
	if before.Counted || before.Of[c.ID] != 1 {
		t.Errorf("rooms are not counted, but %+v", before)
	}
	b.must(b.schedule.CountRooms(ctx, 2))
	later := b.request(b.buyer(), thursday.AddDate(0, 0, 1), topic)
	after, err := b.service.Rooms(ctx, b.officer, []Consultation{c, later})
	b.must(err)
	if !after.Counted || after.Of[later.ID] < 1 || after.Of[later.ID] > 2 || len(after.Of) != 2 {
		t.Errorf("two rooms: %+v", after)
	}
	if _, err := b.service.Rooms(ctx, b.buyer(), nil); err == nil {
		t.Error("a buyer reads the rooms")
	}
}
