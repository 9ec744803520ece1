package schedule

import (
	"testing"
	"time"
)

func TestPreviewSaysWhatIsPastAndWhatNoticeAndWindowLeave(t *testing.T) {
	seoul, err := LoadZone("Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	cologne, err := LoadZone("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 27, 3, 0, 0, 0, time.UTC) // Friday noon in Suwon, 04:00 in Cologne
	terms := DefaultTerms()
	terms.WindowDays = 10 // to 7 December
	bounds := func(monday Date) Preview {
		p := Preview{}
		p.days(nil, monday, cologne, seoul)
		p.bounds(monday, cologne, Kept{Calendar: Calendar{Zone: seoul}, Terms: terms}, now)
		return p
	}
	week := bounds(Date{2026, time.November, 23})
	for i, day := range week.Days {
		if past := i < 4; day.Over != past {
			t.Errorf("day %d is over: %v", i, day.Over)
		}
	}
	if week.From == nil || !week.From.Equal(now.Add(24*time.Hour)) || week.Until != nil {
		t.Errorf("this week: from %v until %v", week.From, week.Until)
	}
	if next := bounds(Date{2026, time.November, 30}); next.From != nil || next.Until != nil || next.Days[0].Over {
		t.Errorf("the next week, which is open: from %v until %v", next.From, next.Until)
	}
	if last := bounds(Date{2026, time.December, 7}); last.Until == nil || DateOf(*last.Until, seoul) != (Date{2026, time.December, 7}) {
		t.Errorf("the week in which the window ends: %v", last.Until)
	}
}

func TestPreviewBeginsWithAWeekOfWhichSomethingIsLeft(t *testing.T) {
	for opens, want := range map[int]int{23: 23, 27: 27, 28: 30, 29: 30} { // Monday, Friday, Saturday, Sunday
		if got := firstDay(Date{2026, time.November, opens}); got.Day != want {
			t.Errorf("what can be booked from the %d is shown from the %d on, want the %d", opens, got.Day, want)
		}
	}
}
