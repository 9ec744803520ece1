package meeting

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/schedule"
)

// The clocks of Berlin show 02:30 twice on 31 October 2027; a form that carried "02:30" could not say which.
func TestCase18FormsCarryTheInstant(t *testing.T) {
	berlin, err := schedule.LoadZone("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	seoul, err := schedule.LoadZone("Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	var slots []schedule.Slot
	for _, at := range []time.Time{time.Date(2027, 10, 31, 0, 30, 0, 0, time.UTC), time.Date(2027, 10, 31, 1, 30, 0, 0, time.UTC)} {
		slots = append(slots, schedule.Slot{Window: schedule.Window{Start: at, End: at.Add(30 * time.Minute)}})
	}
	all := choices(slots, berlin, seoul, slots[1].Start)
	for i, c := range all {
		back, err := parseStart(c.Value)
		if err != nil || !back.Equal(slots[i].Start) {
			t.Errorf("%q came back as %s (%v), not %s", c.Value, back, err, slots[i].Start)
		}
	}
	if all[0].Value == all[1].Value || all[0].Checked || !all[1].Checked {
		t.Errorf("the two are %+v", all)
	}
}
