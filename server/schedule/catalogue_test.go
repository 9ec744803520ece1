package schedule

import (
	"fmt"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// The numbers are those of the catalogue of consultation tests; the rest of it is in the tables beside.

func TestCase25AFlightChangesDaysAndNoInstants(t *testing.T) {
	o := offer{zone: "Europe/Bucharest", rules: []Rule{{Weekday: 4, Span: Span{960, 1080}}}}
	q := ask(t, o, "2027-06-07T00:00Z", "2027-06-14T00:00Z", 30, 30)
	open, _ := q.Open()
	if got := starts(open); got != "10T13:00 10T13:30 10T14:00 10T14:30" {
		t.Fatalf("slots %q", got)
	}
	for viewer, want := range map[string]string{"Asia/Seoul": "10 22:00", "America/Los_Angeles": "10 06:00"} {
		if got := open[0].Start.In(zone(t, viewer)).Format("02 15:04"); got != want {
			t.Errorf("%s reads %s, want %s", viewer, got, want)
		}
	}
	last := open[3]
	if a, b := DateOf(last.Start, zone(t, "Asia/Seoul")), DateOf(last.Start, zone(t, "America/Los_Angeles")); a != (Date{2027, 6, 10}) || b != a {
		t.Errorf("the last is on %s and %s", a, b)
	}
	if a := DateOf(last.End.Add(30*time.Minute), zone(t, "Asia/Seoul")); a != (Date{2027, 6, 11}) {
		t.Errorf("half an hour later it is %s in Seoul", a)
	}
}

func TestCase26AMonthOfTheViewerTakesInTheOtherSidesDayBefore(t *testing.T) {
	seoul := zone(t, "Asia/Seoul")
	o := offer{zone: "Europe/Bucharest", overrides: map[string][]Span{"2027-03-31": {{1140, 1230}}, "2027-04-30": {{1140, 1230}}}} // 19:00-20:30
	april := func(day int) string {
		return Resolve(seoul, Date{2027, 4, day}, 0, Start).UTC().Format("2006-01-02T15:04Z")
	}
	open, _ := ask(t, o, april(1), april(31), 30, 30).Open() // the 31st of April is the 1st of May
	if got := starts(open); got != "31T16:00 31T16:30 31T17:00" {
		t.Errorf("April in Seoul holds %q", got)
	}
}

func TestCase41NoticeIsElapsedTimeOnTheDayOfTheChange(t *testing.T) {
	q := ask(t, on("America/New_York", "2027-03-14", 540, 660), "2027-03-13T00:00Z", "2027-03-16T00:00Z", 30, 30)
	q.Terms.Notice, q.Now = 24*time.Hour, instant(t, "2027-03-13T14:00Z") // 09:00 EST
	open, _ := q.Open()
	// 24 hours on it is 10:00 EDT: 09:00 and 09:30 on the wall are too soon.
	if got := starts(open); got != "14T14:00 14T14:30" {
		t.Errorf("got %q", got)
	}
}

func TestCase44CapCountsTheDayOf25HoursOnce(t *testing.T) {
	s, company := newService(t)
	ctx := t.Context()
	if err := s.SetTerms(ctx, company, Terms{Lengths: []time.Duration{30 * time.Minute}, Step: 30 * time.Minute, Notice: 24 * time.Hour, WindowDays: 200, DayCap: 3}); err != nil {
		t.Fatal(err)
	}
	count := func(at string, by int) error {
		return s.db.Tx(ctx, func(tx postgres.Tx) error {
			r, err := s.Owned(ctx, tx, Supplier, company.UUID)
			if err != nil {
				return err
			}
			return s.Count(ctx, tx, []Booking{{Supplier: r.ID, Start: instantOf(at), Zone: "Europe/Berlin", By: by}})
		})
	}
	for _, at := range []string{"2027-10-31T00:30Z", "2027-10-31T01:30Z", "2027-10-31T22:30Z"} { // 02:30 CEST, 02:30 CET, 23:30 CET
		if err := count(at, 1); err != nil {
			t.Fatalf("%s: %v", at, err)
		}
	}
	if err := count("2027-10-30T22:00Z", 1); !problem.Is(err, problem.Conflict) { // 00:00 CEST
		t.Errorf("the fourth of the day: %v", err)
	}
	if err := count("2027-10-31T23:00Z", 1); err != nil { // 00:00 of the next day
		t.Errorf("the first of the next day: %v", err)
	}
	if err := count("2027-10-31T01:30Z", -1); err != nil {
		t.Fatal(err)
	}
	if err := count("2027-10-30T22:00Z", 1); err != nil {
		t.Errorf("after one was cancelled: %v", err)
	}
}

func TestCase77CalendarDays(t *testing.T) {
	if got := (Date{2028, 2, 28}).AddDays(1); got != (Date{2028, 2, 29}) {
		t.Errorf("2028 has no leap day: %s", got)
	}
	if got := (Date{2028, 2, 29}).AddDays(365); got != (Date{2029, 2, 28}) {
		t.Errorf("a year of days later: %s", got)
	}
	year, week := (Date{2027, 1, 1}).noon().ISOWeek()
	if got := fmt.Sprintf("%d-W%d", year, week); got != "2026-W53" {
		t.Errorf("2027-01-01 is in %s", got)
	}
	if got := (Date{2027, 1, 1}).Weekday(); got != 5 {
		t.Errorf("2027-01-01 is weekday %d", got)
	}
	for _, wrong := range []string{"2027-02-29", "10000-01-01", "2027-13-01", "0000-00-00", "", "27-1-1"} {
		if d, err := ParseDate(wrong); err == nil {
			t.Errorf("%q was read as %s", wrong, d)
		}
	}
}
