package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
)

// bookingsCmd measures requests for consultations with three resources on a private PostgreSQL, beside single-row INSERTs
// into a bare table by the same pool, round by round in turns, because a machine is not equally fast all the time.
type bookingsCmd struct {
	JSON    bool          `help:"Print JSON."`
	Measure time.Duration `default:"6s" help:"How long to count each of the three, in all rounds together."`
	Clients []int         `default:"8,32" help:"How many book at the same time, one run each."`
	Race    int           `default:"200" help:"How many want the same slot."`
}

type bookingsResult struct {
	Machine machine `json:"machine"`
	Load    string  `json:"load_average_before"`
	Ratio   string  `json:"ratio_is"`
	bookingsRun
	Runs  []bookingsRun `json:"runs"`
	Races []raceResult  `json:"races"`
	takenResult
	Faults
}

// Faults is what PostgreSQL had to end in the whole run.
type Faults struct {
	Deadlocks     int64 `json:"deadlocks_40P01"`
	Serialization int64 `json:"serialization_failures_40001"`
}

// bookingsRun is one number of clients. Race is the plain one, with this run's pool.
type bookingsRun struct {
	Clients       int     `json:"clients"`
	Tx            float64 `json:"tx_per_s"`
	Insert        float64 `json:"insert_per_s"`
	Ratio         float64 `json:"ratio"`
	Request       float64 `json:"request_per_s"`
	RequestRatio  float64 `json:"request_ratio"`
	TxP50         float64 `json:"tx_ms_p50"`
	TxP99         float64 `json:"tx_ms_p99"`
	InsertP50     float64 `json:"insert_ms_p50"`
	InsertP99     float64 `json:"insert_ms_p99"`
	RequestP50    float64 `json:"request_ms_p50"`
	RequestP99    float64 `json:"request_ms_p99"`
	TxCPU         float64 `json:"tx_cpu_us"` // of this process and PostgreSQL together, as the next two
	InsertCPU     float64 `json:"insert_cpu_us"`
	RequestCPU    float64 `json:"request_cpu_us"`
	CPURatio      float64 `json:"cpu_ratio"`
	RaceWinners   int64   `json:"race_winners"`
	RaceErrors    int64   `json:"race_errors"`
	RaceP95       float64 `json:"race_ms_p95"`
	RaceMax       float64 `json:"race_ms_max"`
	transactions  rate
	inserts, full rate
}

const ratioIs = "tx_per_s / insert_per_s: consultation.Service.Book (key, counter, record, three claims, two events, job; one transaction) over a single-row INSERT " +
	"by the same pool; request_ratio is the whole service call with all that it reads and judges"

// Run measures each number of clients and the races, then how soon pages hear of what is taken.
func (c *bookingsCmd) Run(ctx context.Context) error {
	result := bookingsResult{Machine: thisMachine(), Load: loadAverage(), Ratio: ratioIs}
	for _, clients := range c.Clients {
		if err := c.one(ctx, clients, &result); err != nil {
			return err
		}
	}
	result.bookingsRun = result.Runs[0]
	var err error
	if result.takenResult, err = c.taken(ctx); err != nil {
		return err
	}
	return show(c.JSON, result)
}

// one is a run on a PostgreSQL of its own.
func (c *bookingsCmd) one(ctx context.Context, clients int, result *bookingsResult) error {
	g, err := openGround(ctx, clients)
	if err != nil {
		return err
	}
	defer g.close()
	run := bookingsRun{Clients: clients}
	if err := c.measure(ctx, g, &run); err != nil {
		return err
	}
	for _, shifted := range []bool{false, true} {
		race, err := c.race(ctx, g, shifted)
		if err != nil {
			return err
		}
		race.Clients = clients
		result.Races = append(result.Races, race)
		if !shifted {
			run.RaceWinners, run.RaceErrors, run.RaceP95, run.RaceMax = race.Winners, race.Errors, race.P95, race.Max
		}
	}
	result.Runs = append(result.Runs, run)
	faults, err := g.faults()
	result.Deadlocks += faults.Deadlocks
	result.Serialization += faults.Serialization
	return err
}

const rounds = 6

// measure counts in rounds: transactions, INSERTs and whole requests in turns, so that all three meet the same machine.
func (c *bookingsCmd) measure(ctx context.Context, g *ground, run *bookingsRun) error {
	_, err := g.db.Exec(ctx, `CREATE TABLE loadtest_raw (id uuid PRIMARY KEY, supplier uuid NOT NULL, starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL, message text NOT NULL)`)
	if err != nil {
		return err
	}
	workers, ready := make([]*lots, run.Clients), make([][]consultation.Booking, run.Clients)
	for i := range workers {
		workers[i] = &lots{g: g, worker: i}
	}
	each := c.Measure / rounds
	for n := range rounds + 1 {
		booked, err := c.bookPrepared(ctx, g, workers, ready, each)
		if err != nil {
			return err
		}
		inserted, err := c.insert(ctx, g, run.Clients, each)
		if err != nil {
			return err
		}
		asked, err := c.request(ctx, g, workers, each)
		if err != nil {
			return err
		}
		if n == 0 {
			continue // statements are prepared and pages come into memory
		}
		run.transactions.add(booked)
		run.inserts.add(inserted)
		run.full.add(asked)
	}
	t, i, f := run.transactions.sum(), run.inserts.sum(), run.full.sum()
	run.Tx, run.Insert, run.Request = t.PerSecond, i.PerSecond, f.PerSecond
	run.Ratio, run.RequestRatio = round(run.Tx/run.Insert, 3), round(run.Request/run.Insert, 3)
	run.TxP50, run.TxP99, run.InsertP50, run.InsertP99, run.RequestP50, run.RequestP99 = t.P50, t.P99, i.P50, i.P99, f.P50, f.P99
	run.TxCPU, run.InsertCPU, run.RequestCPU = t.cpu(), i.cpu(), f.cpu()
	run.CPURatio = round(run.InsertCPU/run.TxCPU, 3)
	return nil
}

// bookPrepared reads and judges requests first, as many as are not ready yet, and then counts how fast they are written.
func (c *bookingsCmd) bookPrepared(ctx context.Context, g *ground, workers []*lots, ready [][]consultation.Booking, d time.Duration) (rate, error) {
	many := int(perClient * d.Seconds() / float64(len(workers)))
	err := everyone(len(workers), func(i int) error {
		for len(ready[i]) < many {
			buyer, form, err := workers[i].next(ctx)
			if err != nil {
				return err
			}
			b, err := g.consultation.Prepare(ctx, buyer, form)
			if err != nil {
				return err
			}
			ready[i] = append(ready[i], b)
		}
		return nil
	})
	if err != nil {
		return rate{}, err
	}
	return g.charged(func() (rate, error) {
		return repeat(ctx, len(workers), d, func(worker, _ int) error {
			if len(ready[worker]) == 0 {
				return errDone
			}
			b := ready[worker][0]
			ready[worker] = ready[worker][1:]
			_, err := g.consultation.Book(ctx, b)
			return err
		})
	})
}

// perClient is how many bookings a second are made ready for all clients together: more than can be written.
const perClient = 5000

func (c *bookingsCmd) request(ctx context.Context, g *ground, workers []*lots, d time.Duration) (rate, error) {
	for _, w := range workers { // people register before the clock runs
		if err := w.reserve(ctx, int(perClient*d.Seconds()/float64(len(workers)))); err != nil {
			return rate{}, err
		}
	}
	return g.charged(func() (rate, error) {
		return repeat(ctx, len(workers), d, func(worker, _ int) error {
			buyer, form, err := workers[worker].next(ctx)
			if err != nil {
				return err
			}
			_, err = g.consultation.Request(ctx, buyer, form)
			return err
		})
	})
}

// insert is the least that PostgreSQL can do for one booking: one row, committed.
func (c *bookingsCmd) insert(ctx context.Context, g *ground, clients int, d time.Duration) (rate, error) {
	first := firstHour()
	return g.charged(func() (rate, error) {
		return repeat(ctx, clients, d, func(worker, n int) error {
			id, err := uuid.NewV7()
			if err != nil {
				return err
			}
			start := first.Add(time.Duration(n) * time.Hour)
			_, err = g.db.Exec(ctx, `INSERT INTO loadtest_raw (id, supplier, starts_at, ends_at, message) VALUES ($1, $2, $3, $4, $5)`,
				id, uuid.Nil, start, start.Add(slotLength), message)
			return err
		})
	})
}

// everyone works at the same time; the first error counts.
func everyone(n int, work func(i int) error) error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = work(i) })
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

const message = "We would like to talk about prices and delivery times for a first order."

func request(supplier account.CompanyID, start time.Time, language string) consultation.RequestForm {
	topic := consultation.Topic{Language: "en", Goal: "price", Products: []string{supplierSKU(1)}, Message: message}
	if language != "" {
		topic.NeedFrom, topic.NeedTo = "ko", language
	}
	return consultation.RequestForm{Key: uuid.NewString(), Company: supplier, Start: start, Length: slotLength, Topic: topic}
}

// firstHour is a full hour far enough from now to be booked.
func firstHour() time.Time { return time.Now().UTC().Truncate(time.Hour).Add(3 * time.Hour) }

func (r bookingsResult) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d CPUs, %s, load average %s before\nratio: %s\n", r.Machine.CPUs, r.Machine.Go, r.Load, r.Ratio)
	for _, run := range r.Runs {
		fmt.Fprintf(&b, "%d clients: transaction %.0f/s (p50 %.1f ms, p99 %.1f), INSERT %.0f/s (p50 %.1f ms, p99 %.1f), ratio %.3f; whole request %.0f/s (p50 %.1f ms, p99 %.1f), ratio %.3f\n  processor time: transaction %.0f µs, INSERT %.0f µs (ratio %.3f), request %.0f µs\n",
			run.Clients, run.Tx, run.TxP50, run.TxP99, run.Insert, run.InsertP50, run.InsertP99, run.Ratio, run.Request, run.RequestP50, run.RequestP99, run.RequestRatio,
			run.TxCPU, run.InsertCPU, run.CPURatio, run.RequestCPU)
	}
	for _, race := range r.Races {
		fmt.Fprintf(&b, "%s\n", race.text())
	}
	fmt.Fprintf(&b, "%s\n", r.takenResult.text())
	fmt.Fprintf(&b, "40P01: %d, 40001: %d\n", r.Deadlocks, r.Serialization)
	return b.String()
}
