package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/problem"
)

// bookingsCmd measures requests for consultations: the whole transaction with claims, record, event and jobs, on a
// private PostgreSQL, beside single-row INSERTs into a bare table by the same pool.
type bookingsCmd struct {
	JSON    bool          `help:"Print JSON."`
	Measure time.Duration `default:"6s" help:"How long to count each of the two."`
	Workers int           `default:"8" help:"How many book at the same time."`
	Race    int           `default:"200" help:"How many want the same slot."`
}

type bookingsResult struct {
	Machine  machine    `json:"machine"`
	Workers  int        `json:"workers"`
	Bookings rate       `json:"bookings"`
	Insert   rate       `json:"raw_insert"`
	Ratio    float64    `json:"tx_ratio_to_insert"`
	Race     raceResult `json:"race"`
}

// rate is how often something was done.
type rate struct {
	Done      int64   `json:"done"`
	PerSecond float64 `json:"per_s"`
	P50       float64 `json:"ms_p50"`
	P99       float64 `json:"ms_p99"`
}

type raceResult struct {
	Wanted int     `json:"wanted"`
	Won    int64   `json:"won"`
	Taken  int64   `json:"refused_as_taken"`
	Other  int64   `json:"other_errors"`
	TookMS float64 `json:"took_ms"`
}

// Run measures bookings, then INSERTs, then the race.
func (c *bookingsCmd) Run(ctx context.Context) error {
	g, err := openGround(ctx)
	if err != nil {
		return err
	}
	defer g.close()
	result := bookingsResult{Machine: thisMachine(), Workers: c.Workers}
	if result.Bookings, err = c.book(ctx, g); err != nil {
		return err
	}
	if result.Insert, err = c.insert(ctx, g); err != nil {
		return err
	}
	result.Ratio = round(result.Bookings.PerSecond/result.Insert.PerSecond, 3)
	if result.Race, err = c.race(ctx, g); err != nil {
		return err
	}
	return show(c.JSON, result)
}

// book has each worker fill one supplier's hours, as buyers that change every 50 requests.
func (c *bookingsCmd) book(ctx context.Context, g *ground) (rate, error) {
	const perBuyer = 50
	type worker struct {
		supplier account.CompanyID
		buyers   []account.Viewer
	}
	workers := make([]worker, c.Workers)
	for i := range workers {
		var err error
		if workers[i].supplier, err = g.supplier(ctx, i); err != nil {
			return rate{}, err
		}
		for n := range 24 * (windowDays - 2) / perBuyer {
			b, err := g.buyer(ctx, i*1000+n)
			if err != nil {
				return rate{}, err
			}
			workers[i].buyers = append(workers[i].buyers, b)
		}
	}
	first := firstHour()
	return repeat(ctx, c.Workers, c.Measure, func(worker, n int) error {
		w := workers[worker]
		if n/perBuyer >= len(w.buyers) {
			return errDone
		}
		_, err := g.consultation.Request(ctx, w.buyers[n/perBuyer], request(w.supplier, first.Add(time.Duration(n)*time.Hour)))
		return err
	})
}

// insert is the least that PostgreSQL can do for one booking: one row, committed.
func (c *bookingsCmd) insert(ctx context.Context, g *ground) (rate, error) {
	_, err := g.db.Exec(ctx, `CREATE TABLE loadtest_raw (id uuid PRIMARY KEY, supplier uuid NOT NULL, starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL, message text NOT NULL)`)
	if err != nil {
		return rate{}, err
	}
	first := firstHour()
	return repeat(ctx, c.Workers, c.Measure, func(worker, n int) error {
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		start := first.Add(time.Duration(n) * time.Hour)
		_, err = g.db.Exec(ctx, `INSERT INTO loadtest_raw (id, supplier, starts_at, ends_at, message) VALUES ($1, $2, $3, $4, $5)`,
			id, uuid.Nil, start, start.Add(slotLength), topic.Message)
		return err
	})
}

// race has many buyers ask for one slot in the same moment.
func (c *bookingsCmd) race(ctx context.Context, g *ground) (raceResult, error) {
	supplier, err := g.supplier(ctx, 1_000_000)
	if err != nil {
		return raceResult{}, err
	}
	buyers := make([]account.Viewer, c.Race)
	for i := range buyers {
		if buyers[i], err = g.buyer(ctx, 1_000_000+i); err != nil {
			return raceResult{}, err
		}
	}
	start := firstHour().AddDate(0, 0, 7)
	var won, taken, other atomic.Int64
	ready, all := make(chan struct{}), sync.WaitGroup{}
	for _, b := range buyers {
		all.Go(func() {
			<-ready
			switch _, err := g.consultation.Request(ctx, b, request(supplier, start)); {
			case err == nil:
				won.Add(1)
			case problem.Is(err, problem.Conflict):
				taken.Add(1)
			default:
				other.Add(1)
			}
		})
	}
	began := time.Now()
	close(ready)
	all.Wait()
	return raceResult{Wanted: c.Race, Won: won.Load(), Taken: taken.Load(), Other: other.Load(), TookMS: round(milliseconds(time.Since(began)), 1)}, nil
}

var topic = consultation.Topic{
	Language: "en", Goal: "price", Products: []string{"LOAD-1"},
	Message: "We would like to talk about prices and delivery times for a first order.",
}

func request(supplier account.CompanyID, start time.Time) consultation.RequestForm {
	return consultation.RequestForm{Key: uuid.NewString(), Company: supplier, Start: start, Length: slotLength, Topic: topic}
}

// firstHour is a full hour far enough from now to be booked.
func firstHour() time.Time { return time.Now().UTC().Truncate(time.Hour).Add(3 * time.Hour) }

func (r bookingsResult) text() string {
	return fmt.Sprintf("%d CPUs, %s, %d workers\nbookings   %8.1f a second, p50 %.1f ms, p99 %.1f ms\nraw INSERT %8.1f a second, p50 %.1f ms, p99 %.1f ms\nratio %.3f\n"+
		"race of %d for one slot: %d won, %d refused as taken, %d other errors, %.0f ms\n",
		r.Machine.CPUs, r.Machine.Go, r.Workers, r.Bookings.PerSecond, r.Bookings.P50, r.Bookings.P99, r.Insert.PerSecond, r.Insert.P50, r.Insert.P99, r.Ratio,
		r.Race.Wanted, r.Race.Won, r.Race.Taken, r.Race.Other, r.Race.TookMS)
}
