package main

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/consultation/consultationtest"
	"github.com/etradeoffice/portal/server/postgres"
)

// yearCmd lives through a year with an injected clock on a private PostgreSQL: people ask, answer, ignore, counter, move,
// cancel and do not come, by chance; the sweeper goes by the clock. The invariants are checked every week.
type yearCmd struct {
	JSON      bool   `help:"Print JSON."`
	Days      int    `default:"365" help:"How long."`
	Suppliers int    `default:"200" help:"Companies that offer hours."`
	Buyers    int    `default:"2000" help:"People who ask."`
	Requests  int    `default:"20000" help:"How often they ask."`
	Seed      uint64 `default:"2027" help:"The same seed gives a year of the same kind."`
}

type yearResult struct {
	Machine machine `json:"machine"`
	Load    string  `json:"load_average_before"`
	Year    `json:"year"`
	Faults
	Seconds float64 `json:"took_s"`
}

// Year is what has happened.
type Year struct {
	From, To   time.Time
	Asked      int            `json:"asked"`
	Requested  int            `json:"requests_made"`
	Refused    map[string]int `json:"refused_by_code"`
	Answered   int            `json:"answered"`      // by the other side, with yes or no
	Office     int            `json:"office_looked"` // approved, returned or declined by the office
	Expired    int            `json:"expired"`       // nobody answered in time
	Drafts     int            `json:"drafts_expired"`
	NoShow     int            `json:"no_show"`
	NoShowBy   map[string]int `json:"no_show_of"`
	TookPlace  int            `json:"took_place"`
	Events     map[string]int `json:"events_by_move"`
	States     map[string]int `json:"states_at_the_end"`
	Offers     map[string]int `json:"interpreter_offers_by_tier"`
	Jobs       int64          `json:"jobs_inserted"` // they are not worked
	Sweeps     int            `json:"sweeps"`
	Checks     int            `json:"invariant_checks"`
	Violations []string       `json:"violations"`
	Unexpected []string       `json:"unexpected_errors"`

	planned int
}

// Run starts PostgreSQL and lives through it.
func (c *yearCmd) Run(ctx context.Context) error {
	load, began := loadAverage(), time.Now()
	// Nobody pulls the plug in this year, so that it need not wait for a disk.
	g, err := openGroundWith(ctx, atOnce, map[string]string{"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"})
	if err != nil {
		return err
	}
	defer g.close()
	y, err := live(ctx, g.db, *c, func(y Year, now time.Time) {
		fmt.Fprintf(os.Stderr, "%s: asked %d times, %d checks, %d violations, %d unexpected errors\n", now.Format(time.DateOnly), y.Asked, y.Checks, len(y.Violations), len(y.Unexpected))
	})
	if err != nil {
		return err
	}
	faults, err := g.faults()
	if err != nil {
		return err
	}
	return show(c.JSON, yearResult{thisMachine(), load, y, faults, round(time.Since(began).Seconds(), 1)})
}

// live is the year, on a migrated database; say is told after each check.
func live(ctx context.Context, db *postgres.DB, c yearCmd, say func(Year, time.Time)) (Year, error) {
	t := &town{now: time.Date(2027, 1, 4, 0, 0, 0, 0, time.UTC), chance: rand.New(&dice{pcg: rand.NewPCG(c.Seed, 1)})}
	t.ground = groundOn(db, t.clock, consultation.DefaultSettings())
	t.year = Year{From: t.now, To: t.now.AddDate(0, 0, c.Days), Refused: map[string]int{}, NoShowBy: map[string]int{}, Events: map[string]int{},
		States: map[string]int{}, Offers: map[string]int{}, Violations: []string{}, Unexpected: []string{}}
	if err := t.settle(ctx, c); err != nil {
		return t.year, err
	}
	for day := range c.Days {
		for hour := range 24 {
			t.set(t.year.From.AddDate(0, 0, day).Add(time.Duration(hour) * time.Hour))
			if err := t.hour(ctx, c, day*24+hour); err != nil {
				return t.year, err
			}
		}
		if day%7 == 6 || day == c.Days-1 {
			t.check(ctx)
			say(t.year, t.clock())
		}
		if err := t.forgetJobs(ctx); err != nil {
			return t.year, err
		}
	}
	return t.year, t.count(ctx)
}

// hour is what happens in one hour: requests spread over it, what people had in mind for it, and a sweep at its end.
func (t *town) hour(ctx context.Context, c yearCmd, n int) error {
	begin, all := t.clock(), c.Days*24
	for range c.Requests*(n+1)/all - c.Requests*n/all {
		t.plan(begin.Add(time.Duration(t.chance.Int64N(int64(time.Hour)))), t.ask)
	}
	if err := t.together(ctx, begin.Add(time.Hour)); err != nil {
		return err
	}
	t.year.Sweeps++
	if err := t.consultation.Sweep(ctx); err != nil {
		t.unexpected("sweep", err)
	}
	return ctx.Err()
}

// atOnce is how many act in the same moment.
const atOnce = 24

// together has everybody do at the end of an hour, side by side, what they had in mind for it.
func (t *town) together(ctx context.Context, end time.Time) error {
	t.set(end)
	for {
		due := t.due(end)
		if len(due) == 0 {
			return ctx.Err()
		}
		var next atomic.Int64
		err := everyone(min(atOnce, len(due)), func(int) error {
			for n := next.Add(1); n <= int64(len(due)); n = next.Add(1) {
				if err := due[n-1].do(ctx); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}

// check adds what does not hold now.
func (t *town) check(ctx context.Context) {
	t.year.Checks++
	broken := append(consultationtest.Invariants(ctx, t.db), consultationtest.Overdue(ctx, t.db, t.now)...)
	for _, line := range broken {
		t.year.Violations = append(t.year.Violations, t.now.Format(time.DateOnly)+" "+line)
	}
}

// forgetJobs counts the jobs whose time was a day ago and takes them away, as the queue does with what is finished.
func (t *town) forgetJobs(ctx context.Context) error {
	tag, err := t.db.Exec(ctx, `delete from river_job where scheduled_at < $1`, t.now.AddDate(0, 0, -1))
	t.year.Jobs += tag.RowsAffected()
	return err
}

// count reads the year's end from the database.
func (t *town) count(ctx context.Context) error {
	for query, into := range map[string]map[string]int{
		`select 'tier ' || tier || ' ' || stage, count(*) from assignment group by 1`:                                               t.year.Offers,
		`select state, count(*) from consultation group by 1`:                                                                       t.year.States,
		`select move, count(*) from consultation_event group by 1`:                                                                  t.year.Events,
		`select case when reason = '' then 'unclear' else reason end, count(*) from consultation where state = 'missed' group by 1`: t.year.NoShowBy,
	} {
		rows, err := t.db.Query(ctx, query)
		if err != nil {
			return err
		}
		for rows.Next() {
			var name string
			var n int
			if err := rows.Scan(&name, &n); err != nil {
				rows.Close()
				return err
			}
			into[name] = n
		}
		if err := rows.Err(); err != nil {
			return err
		}
	}
	y := &t.year
	y.Requested, y.NoShow = y.Events["request"], y.States["missed"]
	y.Office = y.Events["approve"] + y.Events["return"] + int(t.officeNo.Load())
	y.Answered = y.Events["accept"] + y.Events["decline"] - int(t.officeNo.Load())
	var left int64
	if err := t.db.QueryRow(ctx, `
		select (select count(*) from river_job), (select count(*) from attendance where took_place),
			count(*) filter (where number is not null), count(*) filter (where number is null) from consultation where state = 'expired'`).
		Scan(&left, &y.TookPlace, &y.Expired, &y.Drafts); err != nil {
		return err
	}
	y.Jobs += left
	return nil
}

func (r yearResult) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d CPUs, %s, load average %s before, %.0f s\n%s to %s: asked %d times, %d requests made, refused %v\n", r.Machine.CPUs, r.Machine.Go, r.Load, r.Seconds,
		r.From.Format(time.DateOnly), r.To.Format(time.DateOnly), r.Asked, r.Requested, r.Refused)
	fmt.Fprintf(&b, "the office looked at %d; the other side answered %d; %d expired, and %d drafts; %d took place; %d were missed %v\n", r.Office, r.Answered, r.Expired, r.Drafts, r.TookPlace, r.NoShow, r.NoShowBy)
	for name, counts := range map[string]map[string]int{"moves": r.Events, "states": r.States, "interpreters": r.Offers} {
		fmt.Fprintf(&b, "%s:", name)
		for _, k := range sortedKeys(maps.Clone(counts)) {
			fmt.Fprintf(&b, " %s %d", k, counts[k])
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "%d jobs inserted, %d sweeps, %d checks of the invariants: %d violations, %d unexpected errors; 40P01 %d, 40001 %d\n%s\n", r.Jobs, r.Sweeps, r.Checks,
		len(r.Violations), len(r.Unexpected), r.Deadlocks, r.Serialization, strings.Join(append(r.Violations, r.Unexpected...), "\n"))
	return b.String()
}
