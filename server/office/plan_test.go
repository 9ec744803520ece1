package office

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/schedule"
)

func TestDayIsLaidOutInColumnsOfTenMinutes(t *testing.T) {
	seoul := consultation.DefaultSettings().Hours.Zone
	day := schedule.Date{Year: 2027, Month: 6, Day: 10}
	at := func(hour, minute int) time.Time { return time.Date(2027, 6, 10, hour, minute, 0, 0, seoul) }
	meeting := func(row string, from, to time.Time) consultation.Consultation {
		return consultation.Consultation{Number: row, StartsAt: from.UTC(), EndsAt: to.UTC(), Parties: consultation.Parties{BuyerZone: "Europe/Berlin"}}
	}
	meetings := []consultation.Consultation{meeting("a", at(8, 30), at(9, 0)), meeting("b", at(15, 5), at(15, 35)), meeting("a", at(19, 0), at(19, 30))}
	p := PlanDay(day, seoul, meetings, func(c consultation.Consultation) string { return c.Number }, at(9, 15))
	if !p.Start.Equal(at(8, 0)) || p.Hours != 12 || p.Now != 7 || len(p.Rows) != 2 || len(p.Axes) != 2 {
		t.Fatalf("begins %s, %d hours, now in %d, %d rows, %d walls", p.Start, p.Hours, p.Now, len(p.Rows), len(p.Axes))
	}
	for i, want := range [][2]int{{3, 3}, {66, 3}} {
		if got := p.Rows[0].Items[i]; got.Column != want[0] || got.Span != want[1] {
			t.Errorf("item %d stands at %d for %d, want %v", i, got.Column, got.Span, want)
		}
	}
	if got := p.Rows[1].Items[0]; got.Column != 42 || got.Span != 4 { // what begins or ends inside a column takes it whole
		t.Errorf("15:05 to 15:35 stands at %d for %d", got.Column, got.Span)
	}
	if got := p.Axes[1].Hours[0].At.Format("15:04"); got != "01:00" {
		t.Errorf("08:00 in Seoul is %s in Berlin", got)
	}
	crowded := append(meetings, meeting("a", at(9, 30), at(10, 0)))
	p = PlanDay(day, seoul, crowded, func(c consultation.Consultation) string { return c.Number }, at(9, 15))
	for i, want := range []bool{false, false, true} { // half an hour before another, ends with the plan, nothing after it
		if got := p.Rows[0].Items[i].Roomy; got != want {
			t.Errorf("the words of item %d may go on behind it: %v", i, got)
		}
	}
	if p := PlanDay(day, seoul, nil, nil, at(9, 0).AddDate(0, 0, 1)); p.Now != -1 || p.Hours != planLast-planFirst {
		t.Errorf("another day shows now in %d, %d hours", p.Now, p.Hours)
	}
}
