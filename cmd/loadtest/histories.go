package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/etradeoffice/portal/server/consultation/consultationtest"
	"github.com/etradeoffice/portal/server/postgres"
)

// historiesCmd has many clients book, answer, move and cancel through two of `etrade serve` on one PostgreSQL while one after the
// other is killed, and judges what they were told for linearizability (Herlihy and Wing 1990; porcupine).
type historiesCmd struct {
	JSON    bool `help:"Print JSON."`
	Ops     int  `default:"50000" help:"How many operations."`
	Clients int  `default:"32" help:"How many clients at the same time."`
}

type historiesResult struct {
	Machine machine `json:"machine"`
	Load    string  `json:"load_average_before"`
	Report
	Faults
}

// Report is what a run of histories has shown.
type Report struct {
	Ops          int            `json:"operations"`
	Clients      int            `json:"clients"`
	Kinds        map[string]int `json:"operations_by_kind"`
	Ok           int            `json:"acknowledged"`
	Refused      int            `json:"refused"`
	Unknown      int            `json:"unknown"`
	Retried      int            `json:"answered_by_key_after_a_lost_reply"`
	Kills        int            `json:"kills"`
	Statements   int            `json:"kills_with_a_statement_on_its_way"`
	Holds        Holds          `json:"holds"`
	Days         int            `json:"histories_of_suppliers_days"`
	Pools        int            `json:"histories_of_interpreters_days"`
	Longest      int            `json:"longest_history"`
	Verdict      string         `json:"verdict"` // Ok, Illegal, Unknown
	IllegalCount int            `json:"illegal_histories"`
	Illegal      []string       `json:"illegal,omitempty"` // the first, as they were told
	Lost         int            `json:"acknowledged_lost"`
	Doubles      int            `json:"double_claims"`
	Stuck        int            `json:"stuck_states"`
	Broken       []string       `json:"broken_invariants,omitempty"`
	RunSeconds   float64        `json:"run_s"`
	JudgeSecond  float64        `json:"judge_s"`
}

// Run starts PostgreSQL and the servers, has the clients work, and judges.
func (c *historiesCmd) Run(ctx context.Context) error {
	load := loadAverage()
	g, err := openGroundWith(ctx, 8, map[string]string{"max_connections": "200"})
	if err != nil {
		return err
	}
	defer g.close()
	program, err := buildProgram(ctx, g.dir)
	if err != nil {
		return err
	}
	report, err := histories(ctx, g.db, program, g.cluster.URL(), c.Ops, c.Clients)
	if err != nil {
		return err
	}
	faults, err := g.faults()
	if err != nil {
		return err
	}
	return show(c.JSON, historiesResult{thisMachine(), load, report, faults})
}

// histories runs the program on a migrated database; the nodes reach it by the URL.
func histories(ctx context.Context, db *postgres.DB, program, url string, ops, clients int) (Report, error) {
	r := Report{Clients: clients, Kinds: map[string]int{}}
	w, err := newWorld(ctx, db, ops, clients)
	if err != nil {
		return r, err
	}
	nodes, err := startNodes(ctx, program, url)
	if err != nil {
		return r, err
	}
	began := time.Now()
	killing, stop := context.WithCancel(ctx)
	// Ends with stop, below.
	killed := make(chan error, 1)
	go func() { killed <- nodes.killAtRandom(killing) }()
	err = everyone(clients, func(i int) error { return (&client{w: w, nodes: nodes, number: i}).work(ctx) })
	stop()
	if err := errors.Join(err, <-killed, nodes.stop()); err != nil {
		return r, err
	}
	r.RunSeconds = round(time.Since(began).Seconds(), 1)
	r.Kills, r.Statements = nodes.deaths, nodes.deaths-nodes.kills
	return r, r.judge(ctx, db, w)
}

// judge reads what the database holds at the end, adds that to each history, and has them checked.
func (r *Report) judge(ctx context.Context, db *postgres.DB, w *world) error {
	held, err := readHeld(ctx, db)
	if err != nil {
		return err
	}
	days, pools := w.histories(held)
	r.Days, r.Pools = len(days), len(pools)
	for _, d := range w.days {
		for _, o := range d.done {
			r.count(o)
			r.Holds.count(o, held)
		}
		for of, t := range d.tallies() {
			switch of[1] {
			case "take", "hold", "turn":
				if t.ok > 0 && held[of[0]].state == "" {
					r.Lost++
				}
			case "lapse": // the clock's, and no move
			default:
				r.Lost += max(0, t.ok-held[of[0]].made(of[1]))
			}
		}
	}
	began := time.Now()
	r.Verdict = "Ok"
	r.check(dayModel, days)
	r.check(poolModel, pools)
	r.JudgeSecond = round(time.Since(began).Seconds(), 1)
	r.Broken = consultationtest.Invariants(ctx, db)
	for _, line := range r.Broken {
		if strings.HasPrefix(line, "I1 ") {
			r.Doubles++
		} else {
			r.Stuck++
		}
	}
	return nil
}

// judgeWithin is how long one history may take to judge; one that takes longer is unknown.
const judgeWithin = 5 * time.Minute

// check judges histories, as many at the same time as there are processors.
func (r *Report) check(model porcupine.Model, all map[string][]porcupine.Operation) {
	names := sortedKeys(all)
	verdicts := make([]porcupine.CheckResult, len(names))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.NumCPU() {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(names)); i = next.Add(1) - 1 {
				verdicts[i] = porcupine.CheckOperationsTimeout(model, all[names[i]], judgeWithin)
			}
		})
	}
	workers.Wait()
	for i, name := range names {
		r.Longest = max(r.Longest, len(all[name]))
		switch verdicts[i] {
		case porcupine.Ok:
		case porcupine.Illegal:
			r.Verdict, r.IllegalCount = "Illegal", r.IllegalCount+1
			if len(r.Illegal) < 3 {
				r.Illegal = append(r.Illegal, name+": "+told(all[name]))
			}
		case porcupine.Unknown:
			if r.Verdict == "Ok" {
				r.Verdict = "Unknown"
			}
		}
	}
}

// told is a history in the order of its calls, in milliseconds.
func told(history []porcupine.Operation) string {
	var b strings.Builder
	ordered := slices.SortedStableFunc(slices.Values(history), func(x, y porcupine.Operation) int { return cmp.Compare(x.Call, y.Call) })
	for _, o := range ordered {
		s := as[step](o.Input)
		fmt.Fprintf(&b, "\n  client %d %d-%d: %s %s @%d: %s %s", o.ClientId, o.Call/1e6, o.Return/1e6, s.op, s.key, s.start, s.outcome, s.state)
		if s.op == "end" {
			fmt.Fprintf(&b, "%s", s.all)
		}
	}
	return b.String()
}

func (r *Report) count(o done) {
	r.Ops++
	r.Kinds[o.op]++
	switch o.outcome {
	case "ok":
		r.Ok++
	case "unknown":
		r.Unknown++
	default:
		r.Refused++
	}
	if o.retried && o.outcome == "ok" {
		r.Retried++
	}
}

func (r historiesResult) text() string {
	kinds := []string{}
	for _, k := range sortedKeys(maps.Clone(r.Kinds)) {
		kinds = append(kinds, fmt.Sprintf("%s %d", k, r.Kinds[k]))
	}
	return fmt.Sprintf("%d CPUs, %s, load average %s before\n%d operations by %d clients in %.1f s (%s): %d acknowledged, %d refused, %d unknown; %d lost replies answered by key\n"+
		"holds: %+v\n"+
		"%d kills, %d of them with a statement on its way\n%d histories of days and %d of interpreters, the longest %d: %s, judged in %.1f s\n"+
		"acknowledged and lost %d, double claims %d, stuck states %d; 40P01 %d, 40001 %d\n%s",
		r.Machine.CPUs, r.Machine.Go, r.Load, r.Ops, r.Clients, r.RunSeconds, strings.Join(kinds, ", "), r.Ok, r.Refused, r.Unknown, r.Retried, r.Holds,
		r.Kills, r.Statements, r.Days, r.Pools, r.Longest, r.Verdict, r.JudgeSecond, r.Lost, r.Doubles, r.Stuck, r.Deadlocks, r.Serialization,
		strings.Join(append(r.Illegal, r.Broken...), "\n"))
}
