package consultation

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/schedule"
)

func TestOfficeIsOpenOnWorkingDaysFromNineToSix(t *testing.T) {
	seoul, err := schedule.LoadZone("Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	at := func(text string) time.Time {
		moment, err := time.ParseInLocation("2006-01-02 15:04", text, seoul)
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	for from, want := range map[string][]string{
		"2026-11-26 08:59": {"2026-11-26 09:00", "2026-11-26 18:00"}, // Thursday
		"2026-11-26 17:59": {"2026-11-26 09:00", "2026-11-26 18:00"},
		"2026-11-26 18:00": {"2026-11-27 09:00", "2026-11-27 18:00"},
		"2026-11-27 18:00": {"2026-11-30 09:00", "2026-11-30 18:00"}, // over the weekend
		"2026-12-24 20:00": {"2026-12-28 09:00", "2026-12-28 18:00"}, // and over Christmas
	} {
		open := Hours{Zone: seoul}.Open(at(from), 7)
		if len(open) == 0 || !open[0].Start.Equal(at(want[0])) || !open[0].End.Equal(at(want[1])) {
			t.Errorf("from %s: %v, want %s", from, open, want)
		}
	}
	if week := (Hours{Zone: seoul}).Open(at("2026-11-23 00:00"), 7); len(week) != 5 {
		t.Errorf("a week has %d open days", len(week))
	}
}
