package schedule

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// offer is one calendar in a test: "zone; override? date-or-weekday start-end, ..." told by fields.
type offer struct {
	zone      string
	rules     []Rule
	overrides map[string][]Span
	travel    []Travel
}

func (o offer) calendar(t testing.TB) Calendar {
	c := Calendar{Zone: zone(t, o.zone), Rules: o.rules, Overrides: map[Date][]Span{}, Travel: o.travel}
	for on, spans := range o.overrides {
		c.Overrides[date(t, on)] = spans
	}
	return c
}

// on is a calendar that is open on one date only.
func on(zone, date string, start, end int) offer {
	return offer{zone: zone, overrides: map[string][]Span{date: {{start, end}}}}
}

// ask makes a question that no rule but the windows limits.
func ask(t testing.TB, o offer, from, to string, length, step int) Question {
	q := Question{
		Zone: zone(t, o.zone), From: instant(t, from), To: instant(t, to), Length: time.Duration(length) * time.Minute,
		Terms: Terms{Step: time.Duration(step) * time.Minute, WindowDays: 100000},
	}
	q.Now = q.From.AddDate(0, 0, -1)
	q.Supplier = Party{Resource: 1, Offered: o.calendar(t).Windows(q.From, q.To)}
	return q
}

func starts(slots []Slot) string {
	var all []string
	for _, s := range slots {
		all = append(all, s.Start.UTC().Format("02T15:04"))
	}
	return strings.Join(all, " ")
}

func TestSlotsOfOneOffer(t *testing.T) {
	everyDay := func(start, end int) []Rule {
		var rules []Rule
		for w := 1; w <= 7; w++ {
			rules = append(rules, Rule{Weekday: w, Span: Span{start, end}})
		}
		return rules
	}
	tests := []struct {
		name         string
		offer        offer
		from, to     string
		length, step int
		want         string
	}{
		{"8 Berlin over the gap", on("Europe/Berlin", "2027-03-28", 120, 240), "2027-03-27T00:00Z", "2027-03-30T00:00Z", 30, 30, "28T01:00 28T01:30"},
		{"9 inside the gap", on("Europe/Berlin", "2027-03-28", 120, 180), "2027-03-27T00:00Z", "2027-03-30T00:00Z", 30, 30, ""},
		{"10 Bucharest", on("Europe/Bucharest", "2027-03-28", 150, 270), "2027-03-27T00:00Z", "2027-03-30T00:00Z", 30, 30, "28T00:30 28T01:00"},
		{"11 New York", on("America/New_York", "2027-03-14", 150, 210), "2027-03-13T00:00Z", "2027-03-16T00:00Z", 30, 30, "14T07:00"},
		{"12 Santiago at midnight", on("America/Santiago", "2027-09-05", 0, 120), "2027-09-04T00:00Z", "2027-09-07T00:00Z", 30, 30, "05T04:00 05T04:30"},
		{"14 Lord Howe moves by half an hour", on("Australia/Lord_Howe", "2027-10-03", 90, 210), "2027-10-02T00:00Z", "2027-10-04T00:00Z", 30, 30, "02T15:00 02T15:30 02T16:00"},
		{"15 Berlin over the overlap", on("Europe/Berlin", "2027-10-31", 120, 180), "2027-10-30T00:00Z", "2027-11-02T00:00Z", 30, 30, "31T00:00 31T00:30 31T01:00 31T01:30"},
		{"16 New York over the overlap", on("America/New_York", "2027-11-07", 60, 120), "2027-11-06T00:00Z", "2027-11-09T00:00Z", 30, 30, "07T05:00 07T05:30 07T06:00 07T06:30"},
		{"27 a date that was not lived", offer{zone: "Pacific/Apia", rules: []Rule{{Weekday: 5, Span: Span{540, 1080}}, {Weekday: 5, Span: Span{1320, 1560}}}}, "2011-12-29T00:00Z", "2012-01-02T00:00Z", 30, 30, ""},
		{"29 an override replaces the rule", offer{zone: "Asia/Seoul", rules: everyDay(540, 720), overrides: map[string][]Span{"2027-06-10": {{840, 900}}}}, "2027-06-10T00:00Z", "2027-06-10T12:00Z", 30, 30, "10T05:00 10T05:30"},
		{"29 a closed override wins", offer{zone: "Asia/Seoul", rules: everyDay(540, 720), overrides: map[string][]Span{"2027-06-10": {}}}, "2027-06-10T00:00Z", "2027-06-10T12:00Z", 30, 30, ""},
		{"30 an evening in New York is the next day in UTC", on("America/New_York", "2027-06-10", 1320, 1380), "2027-06-10T00:00Z", "2027-06-12T00:00Z", 30, 30, "11T02:00 11T02:30"},
		{"31 a night belongs to its start day", offer{zone: "Asia/Seoul", rules: []Rule{{Weekday: 4, Span: Span{1320, 1560}}}}, "2027-06-10T00:00Z", "2027-06-12T00:00Z", 60, 60, "10T13:00 10T14:00 10T15:00 10T16:00"},
		{"31 the next day's override clips it at midnight", offer{zone: "Asia/Seoul", rules: []Rule{{Weekday: 4, Span: Span{1320, 1560}}}, overrides: map[string][]Span{"2027-06-11": {}}}, "2027-06-10T00:00Z", "2027-06-12T00:00Z", 60, 60, "10T13:00 10T14:00"},
		{"32 overlapping rules with one end", offer{zone: "Asia/Seoul", rules: []Rule{{Weekday: 4, Span: Span{540, 660}}, {Weekday: 4, Span: Span{600, 660}}}}, "2027-06-10T00:00Z", "2027-06-11T00:00Z", 60, 60, "10T00:00 10T01:00"},
		{"33 touching rules", offer{zone: "Asia/Seoul", rules: []Rule{{Weekday: 4, Span: Span{540, 600}}, {Weekday: 4, Span: Span{600, 630}}}}, "2027-06-10T00:00Z", "2027-06-11T00:00Z", 90, 30, "10T00:00"},
		{"34 shorter than the slot", on("Asia/Seoul", "2027-06-10", 540, 565), "2027-06-10T00:00Z", "2027-06-11T00:00Z", 30, 30, ""},
		{"34 as long as the slot", on("Asia/Seoul", "2027-06-10", 540, 570), "2027-06-10T00:00Z", "2027-06-11T00:00Z", 30, 30, "10T00:00"},
		{"35 aligned to the window", on("Asia/Seoul", "2027-06-10", 550, 640), "2027-06-10T00:00Z", "2027-06-11T00:00Z", 25, 30, "10T00:10 10T00:40 10T01:10"},
		{"36 a validity ends mid-week", offer{zone: "Asia/Seoul", rules: []Rule{{Weekday: 3, Span: Span{540, 570}, To: Date{2027, 6, 10}}, {Weekday: 4, Span: Span{540, 570}, To: Date{2027, 6, 10}}}}, "2027-06-07T00:00Z", "2027-06-14T00:00Z", 30, 30, "09T00:00"},
		{"37 travel changes the zone by date", offer{zone: "Asia/Seoul", rules: everyDay(540, 570), travel: []Travel{{Date{2027, 6, 9}, Date{2027, 6, 11}, mustZone("Europe/Berlin")}}}, "2027-06-08T00:00Z", "2027-06-12T00:00Z", 30, 30, "08T00:00 09T07:00 10T07:00 11T00:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			open, _ := ask(t, tt.offer, tt.from, tt.to, tt.length, tt.step).Open()
			if got := starts(open); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func mustZone(name string) *time.Location {
	z, err := LoadZone(name)
	if err != nil {
		panic(err)
	}
	return z
}

func TestCase15LabelsOfDoubledHoursCarryTheAbbreviation(t *testing.T) {
	open, _ := ask(t, on("Europe/Berlin", "2027-10-31", 120, 180), "2027-10-30T00:00Z", "2027-11-02T00:00Z", 30, 30).Open()
	var labels []string
	for _, s := range open {
		labels = append(labels, s.Start.In(zone(t, "Europe/Berlin")).Format("15:04 MST"))
	}
	if want := []string{"02:00 CEST", "02:30 CEST", "02:00 CET", "02:30 CET"}; !slices.Equal(labels, want) {
		t.Errorf("got %v, want %v", labels, want)
	}
}

func TestCase17TheSecondOfDoubledHoursDoesNotBlockTheFirst(t *testing.T) {
	q := ask(t, on("Europe/Berlin", "2027-10-31", 120, 180), "2027-10-30T00:00Z", "2027-11-02T00:00Z", 30, 30)
	q.Supplier.Taken = []Window{{instant(t, "2027-10-31T01:30Z"), instant(t, "2027-10-31T02:00Z")}}
	open, _ := q.Open()
	if got := starts(open); got != "31T00:00 31T00:30 31T01:00" {
		t.Errorf("got %q", got)
	}
}

func TestWholeDaysHaveTheHoursThatWereLived(t *testing.T) {
	tests := []struct {
		name, zone, date string
		halves           int
	}{
		{"19 spring", "Europe/Berlin", "2027-03-28", 46},
		{"19 autumn", "Europe/Berlin", "2027-10-31", 50},
		{"19 any other day", "Europe/Berlin", "2027-06-10", 48},
		{"20 Ramadan begins", "Africa/Casablanca", "2027-02-07", 50},
		{"20 Ramadan ends", "Africa/Casablanca", "2027-03-14", 46},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := date(t, tt.date)
			z := zone(t, tt.zone)
			from, to := d.AddDays(-2).noon(), d.AddDays(2).noon()
			for name, o := range map[string]offer{
				"one day":   on(tt.zone, tt.date, 0, 1440),
				"all week":  {zone: tt.zone, rules: []Rule{{1, Span{0, 1440}, Date{}, Date{}}, {2, Span{0, 1440}, Date{}, Date{}}, {3, Span{0, 1440}, Date{}, Date{}}, {4, Span{0, 1440}, Date{}, Date{}}, {5, Span{0, 1440}, Date{}, Date{}}, {6, Span{0, 1440}, Date{}, Date{}}, {7, Span{0, 1440}, Date{}, Date{}}}},
				"two dates": {zone: tt.zone, overrides: map[string][]Span{tt.date: {{0, 1440}}, d.AddDays(1).String(): {{0, 1440}}}},
			} {
				open, _ := ask(t, o, from.Format("2006-01-02T15:04Z"), to.Format("2006-01-02T15:04Z"), 30, 30).Open()
				n := 0
				var last time.Time
				for _, s := range open {
					if DateOf(s.Start, z) == d {
						n, last = n+1, s.Start
					}
				}
				if n != tt.halves {
					t.Errorf("%s: %d half-hours, want %d", name, n, tt.halves)
				}
				if got := last.In(z).Format("15:04"); got != "23:30" {
					t.Errorf("%s: the last begins at %s", name, got)
				}
			}
		})
	}
}

func TestCase13ClosedDayCoversExactlyItsInstants(t *testing.T) {
	cairo := zone(t, "Africa/Cairo")
	d := date(t, "2027-04-30") // the clocks of Cairo go forward at midnight of this day
	start, end := Resolve(cairo, d, 0, Start), Resolve(cairo, d, 1440, End)
	if !start.Equal(instant(t, "2027-04-29T22:00Z")) || !end.Equal(instant(t, "2027-04-30T21:00Z")) {
		t.Errorf("closed from %s to %s", start.UTC(), end.UTC())
	}
}

func TestLimitsOfAStart(t *testing.T) {
	seoul := on("Asia/Seoul", "2027-06-10", 540, 1080) // 00:00Z to 09:00Z
	tests := []struct {
		name  string
		offer offer
		start string
		shape func(*Question)
		want  Reason
	}{
		{"40 exactly the notice", seoul, "2027-06-10T02:00Z", func(q *Question) { q.Terms.Notice = 24 * time.Hour; q.Now = q.From.Add(-24 * time.Hour) }, ""},
		{"40 a second less", seoul, "2027-06-10T02:00Z", func(q *Question) {
			q.Terms.Notice = 24 * time.Hour
			q.Now = q.From.Add(-24*time.Hour + time.Second)
		}, TooSoon},
		{"40 over a change of clocks", on("Europe/Berlin", "2027-03-28", 540, 600), "2027-03-28T07:00Z", func(q *Question) {
			q.Terms.Notice = 24 * time.Hour
			q.Now = time.Date(2027, 3, 27, 7, 0, 0, 0, time.UTC) // 08:00 CET
		}, ""},
		{"42 the last day in the supplier's zone", seoul, "2027-06-10T08:30Z", func(q *Question) {
			q.Terms.WindowDays = 1
			q.Now = time.Date(2027, 6, 8, 15, 30, 0, 0, time.UTC) // 00:30 of the 9th in Seoul
		}, ""},
		{"42 a day more", seoul, "2027-06-10T08:30Z", func(q *Question) {
			q.Terms.WindowDays = 1
			q.Now = time.Date(2027, 6, 8, 14, 30, 0, 0, time.UTC) // 23:30 of the 8th in Seoul
		}, TooFar},
		{"43 below the cap", seoul, "2027-06-10T02:00Z", func(q *Question) { q.Terms.DayCap = 3; q.Booked = map[Date]int{{2027, 6, 10}: 2} }, ""},
		{"43 at the cap", seoul, "2027-06-10T02:00Z", func(q *Question) { q.Terms.DayCap = 3; q.Booked = map[Date]int{{2027, 6, 10}: 3} }, DayFull},
		{"45 inside the buffer", seoul, "2027-06-10T08:00Z", func(q *Question) {
			q.Supplier.Taken = []Window{{instantOf("2027-06-10T07:30Z"), instantOf("2027-06-10T08:10Z")}}
		}, AllTaken},
		{"46 touching without buffer", seoul, "2027-06-10T00:30Z", func(q *Question) {
			q.Supplier.Taken = []Window{{instantOf("2027-06-10T00:00Z"), instantOf("2027-06-10T00:30Z")}}
		}, ""},
		{"the own buffer meets the next claim", seoul, "2027-06-10T00:30Z", func(q *Question) {
			q.Supplier.After = 10 * time.Minute
			q.Supplier.Taken = []Window{{instantOf("2027-06-10T01:00Z"), instantOf("2027-06-10T01:30Z")}}
		}, AllTaken},
		{"the buyer is elsewhere", seoul, "2027-06-10T00:30Z", func(q *Question) {
			all := []Window{{instantOf("2027-06-09T00:00Z"), instantOf("2027-06-12T00:00Z")}}
			q.Buyer = &Party{Resource: 2, Offered: all, Taken: []Window{{instantOf("2027-06-10T00:45Z"), instantOf("2027-06-10T01:15Z")}}}
		}, BuyerBusy},
		{"outside the hours", seoul, "2027-06-10T09:00Z", func(*Question) {}, NothingOffered},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := ask(t, tt.offer, tt.start, tt.start, 30, 30)
			tt.shape(&q)
			if _, got := q.Allows(instant(t, tt.start)); got != tt.want {
				t.Errorf("got reason %q, want %q", got, tt.want)
			}
		})
	}
}

func instantOf(text string) time.Time {
	at, err := time.Parse("2006-01-02T15:04Z07:00", text)
	if err != nil {
		panic(err)
	}
	return at
}

func TestCase47ThreePartiesMeetWhereAllAreFree(t *testing.T) {
	day := func(start, end string) []Window {
		return []Window{{instantOf("2027-06-10T" + start + "Z"), instantOf("2027-06-10T" + end + "Z")}}
	}
	q := ask(t, on("Asia/Seoul", "2027-06-10", 1080, 1260), "2027-06-10T00:00Z", "2027-06-11T00:00Z", 30, 30) // 09:00Z to 12:00Z
	q.Buyer = &Party{Resource: 2, Offered: day("08:00", "10:00")}
	pair := Pair{From: "ko", To: "en"}
	q.Interpreters = []Guide{{Party: Party{Resource: 3, Offered: day("09:30", "11:00")}, Zone: time.UTC, Pairs: []Pair{pair, {From: "en", To: "ko"}}}}
	q.Demand.Pair = pair
	open, _ := q.Open()
	if got := starts(open); got != "10T09:30" || open[0].Interpreter != 3 {
		t.Errorf("got %q", got)
	}
	q.Interpreters = nil
	if _, reason := q.Open(); reason != NoInterpreter {
		t.Errorf("reason %q, want no_interpreter", reason)
	}
}
