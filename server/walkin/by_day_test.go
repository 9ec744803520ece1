package walkin

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/schedule"
)

func TestCallerIsOfferedTheTimesOfItsOwnDay(t *testing.T) {
	cluj, err := schedule.LoadZone("Europe/Bucharest")
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2027, 3, 22, 0, 0, 0, 0, time.UTC) // Suwon's day is 0 to 9 UTC, Cluj begins at 6
	var slots []schedule.Slot
	for i := range 18 {
		at := day.Add(time.Duration(i) * 30 * time.Minute)
		slots = append(slots, schedule.Slot{Window: schedule.Window{Start: at, End: at.Add(30 * time.Minute)}})
	}
	hours := func(slots []schedule.Slot) (all string) {
		for _, s := range slots {
			all += s.Start.In(cluj).Format("15:04 ")
		}
		return all
	}
	if got := hours(byDay(slots, cluj, 3)); got != "08:00 08:30 09:00 " {
		t.Errorf("offered %s", got)
	}
	if got := hours(byDay(slots[:13], cluj, 3)); got != "02:00 02:30 08:00 " {
		t.Errorf("where the day has one, offered %s", got)
	}
	if got := byDay(nil, cluj, 3); len(got) != 0 {
		t.Errorf("of nothing, offered %v", got)
	}
}
