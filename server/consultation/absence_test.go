package consultation

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/schedule"
)

func TestNobodyIsAbsentInThePastOrForYears(t *testing.T) {
	now, day := monday, 24*time.Hour
	for _, c := range []struct {
		name       string
		start, end time.Duration // from now
		field      string
	}{
		{"now", 0, 6 * time.Hour, ""},
		{"since this morning", -8 * time.Hour, time.Hour, ""},
		{"a month", day, 32 * day, ""},
		{"over a month", day, 32*day + time.Hour, "until"},
		{"two years long", day, 730 * day, "until"},
		{"no time at all", day, day, "until"},
		{"the end before the beginning", 2 * day, day, "until"},
		{"last month", -30 * day, -29 * day, "from"},
		{"begun the day before yesterday", -48 * time.Hour, day, "from"},
		{"this morning, and over", -8 * time.Hour, -time.Hour, "from"},
		{"in three years", 1095 * day, 1096 * day, "from"},
	} {
		got := fieldsOf(absentIn(schedule.Window{Start: now.Add(c.start), End: now.Add(c.end)}, now))
		if (c.field == "") != (len(got) == 0) || c.field != "" && got[0] != c.field {
			t.Errorf("%s: refused for %v, want %q", c.name, got, c.field)
		}
	}
}

func TestFirstStepOfAnAbsenceRefusesWhatTheSecondWould(t *testing.T) {
	b := newBench(t)
	hand := b.hands[0]
	gone := schedule.Window{Start: b.now().AddDate(0, -1, 0), End: b.now().AddDate(0, -1, 1)}
	if _, err := b.service.Conflicts(t.Context(), hand, hand.User, gone); len(fieldsOf(err)) != 1 {
		t.Errorf("what is in the way last month: %v", err)
	}
	if err := b.service.Absent(t.Context(), hand, hand.User, gone, "ill"); len(fieldsOf(err)) != 1 {
		t.Errorf("absent last month: %v", err)
	}
}

// fieldsOf are the fields that a refusal names.
func fieldsOf(err error) []string {
	var names []string
	if p, ok := asProblem(err); ok {
		for _, f := range p.Fields {
			names = append(names, f.Name)
		}
	}
	return names
}
