package schedule

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// both are the two directions between languages.
func both(languages ...string) []Pair {
	var all []Pair
	for i := 1; i < len(languages); i++ {
		all = append(all, Pair{languages[i-1], languages[i]}, Pair{languages[i], languages[i-1]})
	}
	return all
}

// guide is somebody with a whole day of 7 June 2027 in Seoul, 09:00 to 18:00.
func guide(id ResourceID, pairs []Pair) Guide {
	return Guide{Party: Party{Resource: id, Offered: []Window{{instantOf("2027-06-07T00:00Z"), instantOf("2027-06-07T09:00Z")}}, After: 10 * time.Minute},
		Owner: uuid.New(), Zone: seoulZone(), Pairs: pairs}
}

func seoulZone() *time.Location {
	loc, err := LoadZone("Asia/Seoul")
	if err != nil {
		panic(err)
	}
	return loc
}

func meeting(from string, length time.Duration) Window {
	start := instantOf("2027-06-07T" + from + "Z")
	return Window{start, start.Add(length)}
}

func TestWhatKeepsSomebodyFromInterpreting(t *testing.T) {
	firm := uuid.New()
	pair := Pair{"ko", "ro"}
	demand := Demand{Pair: pair, Firms: []uuid.UUID{firm}, Skills: []string{"medical"}}
	w := meeting("01:00", 25*time.Minute)
	able := guide(1, both("ko", "ro"))
	able.Skills = []string{"medical"}
	with := func(change func(*Guide)) Guide { g := able; change(&g); return g }
	busy := func(from string) func(*Guide) {
		return func(g *Guide) { g.Taken = []Window{meeting(from, 35*time.Minute)} }
	}
	works := func(n int) func(*Guide) {
		return func(g *Guide) {
			for i := range n {
				start := instantOf("2027-06-07T01:30Z").Add(time.Duration(i) * 35 * time.Minute)
				g.Works = append(g.Works, Work{Window{start, start.Add(35 * time.Minute)}, 25 * time.Minute})
			}
		}
	}
	for _, tt := range []struct {
		name string
		who  Guide
		want Hindrance
	}{
		{"nothing", able, Free},
		{"one direction only", with(func(g *Guide) { g.Pairs = []Pair{pair} }), NoPair},
		{"a tie to a firm", with(func(g *Guide) { g.Apart = []uuid.UUID{firm} }), Tied},
		{"no paper", with(func(g *Guide) { g.Skills = nil }), Unskilled},
		{"clearance until the day before", with(func(g *Guide) { g.Until = Date{2027, 6, 6} }), Uncleared},
		{"clearance until the day", with(func(g *Guide) { g.Until = Date{2027, 6, 7} }), Free},
		{"outside the hours", with(func(g *Guide) { g.Offered = []Window{meeting("02:00", time.Hour)} }), OffHours},
		{"another meeting in the ten minutes after", with(busy("01:34")), Busy},
		{"another meeting ten minutes after", with(busy("01:35")), Free},
		{"another meeting whose pause runs into it", with(busy("00:26")), Busy},
		{"three others in the half-day", with(works(3)), Free},
		{"four others in the half-day", with(works(4)), Resting},
	} {
		if got := tt.who.Hindrance(demand, pair, w, true); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	if got := with(works(4)).Hindrance(demand, pair, w, false); got != Free {
		t.Errorf("taking turns after four others: %q", got)
	}
}

func TestTeamsClimbTheLadder(t *testing.T) {
	pair := Pair{"ko", "ro"}
	demand, w := Demand{Pair: pair}, meeting("01:00", 30*time.Minute)
	for _, tt := range []struct {
		name   string
		guides []Guide
		length time.Duration
		rung   Rung
		seats  []ResourceID
	}{
		{"nobody", nil, 0, NoRung, nil},
		{"the pair itself before a chain", []Guide{guide(1, both("ko", "en")), guide(2, both("en", "ro")), guide(3, both("ko", "ro"))}, 0, Direct, []ResourceID{3}},
		{"a chain through English", []Guide{guide(1, both("ko", "en")), guide(2, both("en", "ro"))}, 0, Relay, []ResourceID{1, 2}},
		{"half a chain", []Guide{guide(1, both("ko", "en"))}, 0, NoRung, nil},
		{"one cannot be the whole chain", []Guide{guide(1, both("ko", "en", "ro"))}, 0, NoRung, nil},
		{"who can do both legs does the one that lacks", []Guide{guide(1, both("ko", "en", "ro")), guide(2, both("ko", "en"))}, 0, Relay, []ResourceID{2, 1}},
		{"alone up to an hour", []Guide{guide(1, both("ko", "ro")), guide(2, both("ko", "ro"))}, time.Hour, Direct, []ResourceID{1}},
		{"two above an hour", []Guide{guide(1, both("ko", "ro")), guide(2, both("ko", "ro"))}, 61 * time.Minute, Turns, []ResourceID{1, 2}},
		{"one is not enough above an hour", []Guide{guide(1, both("ko", "ro"))}, 61 * time.Minute, NoRung, nil},
	} {
		w := w
		if tt.length > 0 {
			w.End = w.Start.Add(tt.length)
		}
		team := demand.Team(tt.guides, w)
		var seats []ResourceID
		for _, s := range team.Seats {
			seats = append(seats, s.Resource)
		}
		if team.Rung != tt.rung || !slices.Equal(seats, tt.seats) {
			t.Errorf("%s: %q %v, want %q %v", tt.name, team.Rung, seats, tt.rung, tt.seats)
		}
	}
}

// randomDay gives random people random meetings, and returns what each has by then.
func randomDay(r *rapid.T) []Guide {
	guides := make([]Guide, rapid.IntRange(1, 5).Draw(r, "people"))
	for i := range guides {
		guides[i] = guide(ResourceID(i+1), rapid.SampledFrom([][]Pair{both("ko", "ro"), both("ko", "en"), both("en", "ro"), both("ko", "en", "ro")}).Draw(r, "pairs"))
	}
	for range rapid.IntRange(1, 14).Draw(r, "meetings") {
		start := instantOf("2027-06-07T00:00Z").Add(time.Duration(rapid.IntRange(0, 107).Draw(r, "start")) * 5 * time.Minute)
		w := Window{start, start.Add(rapid.SampledFrom([]time.Duration{25, 30, 45, 60, 90}).Draw(r, "length") * time.Minute)}
		for _, seat := range (Demand{Pair: Pair{"ko", rapid.SampledFrom([]string{"ro", "en"}).Draw(r, "language")}}).Team(guides, w).Seats {
			claim, g := seat.Claim(w), &guides[seat.Resource-1]
			g.Taken = Merge(append(g.Taken, claim.During))
			g.Works = append(g.Works, Work{claim.During, claim.Alone})
		}
	}
	return guides
}

func TestPropertyTenThousandDaysWithoutOverlapOrRestBreach(t *testing.T) {
	days := 0
	rapid.Check(t, func(r *rapid.T) {
		for range 100 {
			days++
			for _, g := range randomDay(r) {
				if fault := breach(g); fault != "" {
					r.Fatalf("%s: %+v", fault, g.Works)
				}
			}
		}
	})
	if days < 10_000 {
		t.Errorf("%d days", days)
	}
}

// breach says what is wrong with somebody's day, without the code under test.
func breach(g Guide) string {
	works := slices.Clone(g.Works)
	slices.SortFunc(works, func(a, b Work) int { return a.During.Start.Compare(b.During.Start) })
	noon := instantOf("2027-06-07T04:00Z") // 13:00 in Seoul
	var alone [2]time.Duration
	for i, w := range works {
		if i > 0 && w.During.Start.Before(works[i-1].During.End) { // claims hold ten minutes more than the meeting
			return fmt.Sprintf("%s begins before ten minutes of pause after %s", w.During.Start, works[i-1].During.Start)
		}
		half := 0
		if !w.During.Start.Before(noon) {
			half = 1
		}
		if alone[half] += w.Alone; alone[half] > 100*time.Minute {
			return fmt.Sprintf("%s alone in half-day %d", alone[half], half)
		}
		if w.During.Length() > 70*time.Minute && w.Alone > 0 {
			return "alone for more than an hour"
		}
	}
	return ""
}
