package schedule

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func drawWindows(t *rapid.T, label string, around time.Time) []Window {
	n := rapid.IntRange(0, 30).Draw(t, label)
	windows := make([]Window, n)
	for i := range windows {
		start := around.Add(time.Duration(rapid.IntRange(-72*60, 72*60).Draw(t, label+" start")) * time.Minute)
		windows[i] = Window{start, start.Add(time.Duration(rapid.IntRange(0, 240).Draw(t, label+" minutes")) * time.Minute)}
	}
	return windows
}

func drawCalendar(t *rapid.T, z *time.Location, near Date) Calendar {
	c := Calendar{Zone: z, Overrides: map[Date][]Span{}}
	span := func() Span {
		start := rapid.IntRange(0, 1439).Draw(t, "start")
		return Span{start, rapid.IntRange(start+1, min(2880, start+1440)).Draw(t, "end")}
	}
	for range rapid.IntRange(0, 4).Draw(t, "rules") {
		c.Rules = append(c.Rules, Rule{Weekday: rapid.IntRange(1, 7).Draw(t, "weekday"), Span: span()})
	}
	for range rapid.IntRange(0, 2).Draw(t, "overrides") {
		on := near.AddDays(rapid.IntRange(-2, 2).Draw(t, "override"))
		c.Overrides[on] = nil
		if rapid.Bool().Draw(t, "open") {
			c.Overrides[on] = []Span{span()}
		}
	}
	return c
}

func drawQuestion(t *rapid.T) Question {
	z := drawZone(t)
	d := drawDate(t, z)
	q := Question{
		Zone: z, From: d.AddDays(-2).noon(), To: d.AddDays(2).noon(),
		Length: time.Duration(rapid.SampledFrom([]int{15, 25, 30, 45, 60, 90}).Draw(t, "length")) * time.Minute,
		Terms:  Terms{Step: time.Duration(rapid.SampledFrom([]int{15, 20, 30, 60}).Draw(t, "step")) * time.Minute, WindowDays: 3650},
	}
	q.Now = q.From.AddDate(0, 0, -2)
	q.Supplier = Party{Resource: 1, Offered: drawCalendar(t, z, d).Windows(q.From, q.To), Taken: Merge(drawWindows(t, "claims", d.noon())),
		After: time.Duration(rapid.SampledFrom([]int{0, 10}).Draw(t, "buffer")) * time.Minute}
	if rapid.Bool().Draw(t, "a buyer") {
		buyerZone := drawZone(t)
		q.Buyer = &Party{Resource: 2, Offered: drawCalendar(t, buyerZone, d).Windows(q.From, q.To)}
	}
	if rapid.Bool().Draw(t, "a pair") {
		q.Demand.Pair = Pair{From: "ko", To: "en"}
		for i := range rapid.IntRange(0, 2).Draw(t, "interpreters") {
			home := drawZone(t)
			q.Interpreters = append(q.Interpreters, Guide{Zone: home, Pairs: both("ko", "en"),
				Party: Party{Resource: ResourceID(3 + i), Offered: drawCalendar(t, home, d).Windows(q.From, q.To),
					Taken: Merge(drawWindows(t, "their claims", d.noon())), After: 10 * time.Minute}})
		}
	}
	return q
}

func TestSlotsAreExactlyTheStartsThatFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuestion(t)
		open, _ := q.Open()
		got := map[time.Time]bool{}
		for i, s := range open {
			if i > 0 && !open[i-1].Start.Before(s.Start) {
				t.Fatalf("not sorted and distinct at %s", s.Start)
			}
			if s.Length() != q.Length {
				t.Fatalf("slot lasts %s", s.Length())
			}
			got[s.Start.UTC()] = true
		}
		parties := []Party{q.Supplier}
		if q.Buyer != nil {
			parties = append(parties, *q.Buyer)
		}
		for _, w := range q.Supplier.Offered {
			if w.Length() > 48*time.Hour {
				return // these begin anew at midnights, which TestWholeDaysHaveTheHoursThatWereLived covers
			}
			for at := w.Start; at.Before(w.End); at = at.Add(time.Minute) {
				aligned := at.Sub(w.Start)%q.Terms.Step == 0
				inRange := !at.Before(q.From) && at.Before(q.To)
				want := aligned && inRange && !slices.ContainsFunc(parties, func(p Party) bool { return !fits(p, at, q.Length) })
				want = want && interpreted(q, at)
				if want != got[at.UTC()] {
					t.Fatalf("start %s: got %v, want %v", at.UTC(), got[at.UTC()], want)
				}
			}
		}
	})
}

// interpreted says whether as many interpreters fit as the length asks for: two above an hour.
func interpreted(q Question, at time.Time) bool {
	need := 0
	if q.Demand.needed() {
		need = len(RungFor(q.Length).Legs(q.Demand.Pair))
	}
	for _, g := range q.Interpreters {
		if fits(g.Party, at, q.Length) {
			need--
		}
	}
	return need <= 0
}

// fits says by brute force what Party.free says by search.
func fits(p Party, at time.Time, length time.Duration) bool {
	inside := slices.ContainsFunc(p.Offered, func(w Window) bool { return !at.Before(w.Start) && !at.Add(length).After(w.End) })
	padded := Window{at.Add(-p.Before), at.Add(length + p.After)}
	return inside && !slices.ContainsFunc(p.Taken, padded.Meets)
}

func TestSplitQueryGivesTheSameSlots(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z := drawZone(t)
		d := drawDate(t, z)
		c := drawCalendar(t, z, d)
		slots := func(from, to time.Time) []Slot {
			q := Question{Zone: z, From: from, To: to, Now: from.AddDate(0, 0, -2), Length: 30 * time.Minute,
				Terms: Terms{Step: 25 * time.Minute, WindowDays: 3650}}
			q.Supplier = Party{Resource: 1, Offered: c.Windows(from, to)}
			open, _ := q.Open()
			return open
		}
		from, to := d.AddDays(-3).noon(), d.AddDays(3).noon()
		at := from.Add(time.Duration(rapid.IntRange(0, 6*24*60).Draw(t, "split")) * time.Minute)
		whole, parts := slots(from, to), append(slots(from, at), slots(at, to)...)
		if diff := cmp.Diff(times(whole), times(parts)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func times(slots []Slot) []string {
	all := []string{}
	for _, s := range slots {
		all = append(all, s.Start.UTC().Format(time.RFC3339))
	}
	return all
}

func TestClaimAddsNoSlot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuestion(t)
		before, _ := q.Open()
		q.Supplier.Taken = Merge(append(slices.Clone(q.Supplier.Taken), drawWindows(t, "more", q.From.AddDate(0, 0, 2))...))
		after, _ := q.Open()
		for _, s := range after {
			if !slices.ContainsFunc(before, func(b Slot) bool { return b.Start.Equal(s.Start) }) {
				t.Fatalf("a claim opened %s", s.Start)
			}
		}
	})
}

func TestWindowAlgebra(t *testing.T) {
	around := time.Date(2027, 6, 10, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := Merge(drawWindows(t, "a", around)), Merge(drawWindows(t, "b", around)), Merge(drawWindows(t, "c", around))
		same := func(law string, x, y []Window) {
			if len(x) == 0 && len(y) == 0 {
				return
			}
			if diff := cmp.Diff(x, y); diff != "" {
				t.Fatalf("%s: %s", law, diff)
			}
		}
		same("intersect commutes", Intersect(a, b), Intersect(b, a))
		same("intersect associates", Intersect(Intersect(a, b), c), Intersect(a, Intersect(b, c)))
		same("intersect is idempotent", Intersect(a, a), a)
		same("merge is idempotent", Merge(a), a)
		same("what is subtracted from itself is empty", Subtract(a, a), nil)
		same("subtract then intersect is empty", Intersect(Subtract(a, b), b), nil)
		same("the parts make the whole", Merge(append(slices.Clone(Subtract(a, b)), Intersect(a, b)...)), a)
	})
}

func TestTheViewersZoneChangesLabelsOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuestion(t)
		open, _ := q.Open()
		viewer := drawZone(t)
		perDay, last := map[Date]int{}, ""
		for _, s := range open {
			label := s.Start.In(viewer).Format(time.RFC3339)
			if label == last {
				t.Fatalf("two slots read %s", label)
			}
			last = label
			back, err := time.Parse(time.RFC3339, label)
			if err != nil || !back.Equal(s.Start) {
				t.Fatalf("%s came back as %s (%v)", s.Start, back, err)
			}
			day := DateOf(s.Start, viewer)
			if s.Start.Before(Resolve(viewer, day, 0, Start)) || !s.Start.Before(Resolve(viewer, day, 24*60, End)) {
				t.Fatalf("%s is not within its day %s in %s", s.Start, day, viewer)
			}
			perDay[day]++
		}
		sum := 0
		for _, n := range perDay {
			sum += n
		}
		if sum != len(open) {
			t.Fatalf("%d slots on the days of %s, %d in all", sum, viewer, len(open))
		}
	})
}

func TestWillingnessAddsSlotsAndTakesNone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z := drawZone(t)
		d := drawDate(t, z)
		c := drawCalendar(t, z, d)
		slots := func(c Calendar) []Slot {
			q := Question{Zone: z, From: d.AddDays(-3).noon(), To: d.AddDays(3).noon(), Length: 30 * time.Minute, Terms: Terms{Step: 30 * time.Minute, WindowDays: 3650}}
			q.Now = q.From.AddDate(0, 0, -2)
			q.Supplier = Party{Resource: 1, Offered: c.Windows(q.From, q.To), Willing: c.Willing(q.From, q.To)}
			open, _ := q.Open()
			return open
		}
		before := slots(c)
		c.Early, c.Late = rapid.IntRange(0, 700).Draw(t, "early"), rapid.IntRange(701, 1440).Draw(t, "late")
		after := slots(c)
		usual := slices.DeleteFunc(slices.Clone(after), func(s Slot) bool { return s.Stretched })
		if diff := cmp.Diff(times(before), times(usual)); diff != "" {
			t.Fatal(diff)
		}
		for _, s := range after {
			if s.Stretched && covered(c.Windows(s.Start, s.End), s.Window) {
				t.Fatalf("%s is within the hours", s.Start)
			}
		}
	})
}
