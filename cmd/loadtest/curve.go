package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// costRow is what one page costs the processors at one size of the catalog: a figure that other work on the machine hardly
// changes. Sessions, templates and the database's own work are in it, the client's are not.
type costRow struct {
	Products   int     `json:"products"`
	Companies  int     `json:"companies"`
	Asked      int     `json:"asked"` // pages of each sort
	SearchMS   float64 `json:"search_cpu_ms"`
	OfSearch   float64 `json:"of_which_postgres_ms"`
	ProductMS  float64 `json:"product_cpu_ms"`
	OfProduct  float64 `json:"of_which_postgres_product_ms"`
	ResidentMB float64 `json:"resident_mb"` // of the program, without PostgreSQL
}

type costCurve struct {
	Machine machine   `json:"machine"`
	Load    string    `json:"load_average"`
	Rows    []costRow `json:"rows"`
}

// perCompany is how many products a made-up company has in the curve, as long as there are no more companies than asked for.
const perCompany = 50

// curve measures each size with an office of its own, one after another.
func (c *catalogCmd) curve(ctx context.Context, dir string) error {
	result := costCurve{Machine: thisMachine()}
	load, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return fmt.Errorf("processor time of other processes is read from /proc: %w", err)
	}
	result.Load = strings.Join(strings.Fields(string(load))[:3], " ")
	for _, products := range c.Curve {
		row, err := c.cost(ctx, filepath.Join(dir, strconv.Itoa(products)), products)
		if err != nil {
			return fmt.Errorf("%d products: %w", products, err)
		}
		result.Rows = append(result.Rows, row)
	}
	return show(c.JSON, result)
}

func (c *catalogCmd) cost(ctx context.Context, dir string, products int) (costRow, error) {
	row := costRow{Companies: min(max(products/perCompany, 20), c.Companies), Asked: c.Pages}
	if err := os.MkdirAll(dir, 0o755); err != nil { // as root PostgreSQL runs as somebody else
		return row, err
	}
	office, address, err := startOffice(ctx, dir, "--companies", strconv.Itoa(row.Companies), "--products", strconv.Itoa(products))
	if err != nil {
		return row, err
	}
	defer stopProcess(office)
	if row.Products, err = countProducts(ctx, address); err != nil {
		return row, err
	}
	b, err := newBrowser(ctx, address)
	if err != nil {
		return row, err
	}
	used := func() (own, database time.Duration) {
		return processTime(office.Process.Pid), childrenTime(filepath.Join(dir, "office", "postgres", "cluster", "postmaster.pid"))
	}
	charge := func(address func(*rand.Rand) string) (all, database float64, err error) {
		random := rand.New(rand.NewPCG(7, uint64(products)))
		for range c.Pages / 10 { // what is drawn once
			if _, err := get(ctx, visitor, address(random)); err != nil {
				return 0, 0, err
			}
		}
		idleOwn, idleDB, err := idle(ctx, used)
		if err != nil {
			return 0, 0, err
		}
		began := time.Now()
		own, db := used()
		for range c.Pages {
			if _, err := get(ctx, visitor, address(random)); err != nil {
				return 0, 0, err
			}
		}
		ownAfter, dbAfter := used()
		took := time.Since(began).Seconds()
		per := func(d time.Duration, idle float64) float64 {
			return round(max(milliseconds(d)-idle*took, 0)/float64(c.Pages), 2)
		}
		database = per(dbAfter-db, idleDB)
		return round(per(ownAfter-own, idleOwn)+database, 2), database, nil
	}
	if row.SearchMS, row.OfSearch, err = charge(b.search); err != nil {
		return row, err
	}
	row.ProductMS, row.OfProduct, err = charge(b.product)
	row.ResidentMB = residentMB(office.Process.Pid)
	return row, err
}

// watched is how long an office is looked at that nobody asks anything, to tell what it does by itself from what pages cost.
const watched = 5 * time.Second

// idle is the processor time in ms that an office and its database use in a second without being asked.
func idle(ctx context.Context, used func() (own, database time.Duration)) (own, database float64, err error) {
	ownBefore, dbBefore := used()
	if err := pause(ctx, watched); err != nil {
		return 0, 0, err
	}
	ownAfter, dbAfter := used()
	return milliseconds(ownAfter-ownBefore) / watched.Seconds(), milliseconds(dbAfter-dbBefore) / watched.Seconds(), nil
}

// processTime is the processor time of a process (proc(5): the 14th and 15th field, in hundredths of a second).
func processTime(pid int) time.Duration {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(raw), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 2 {
		return 0
	}
	return childTime(string(raw), fields[1])
}

// residentMB is the memory of a process that is in the machine (proc(5): the second field of statm, in pages).
func residentMB(pid int) float64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(raw))
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.Atoi(fields[1])
	if err != nil {
		return 0
	}
	return round(float64(pages*os.Getpagesize())/(1<<20), 0)
}

func (r costCurve) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d CPUs, %s, load average %s\n%10s %10s %8s | %14s %10s | %14s %10s | %8s\n", r.Machine.CPUs, r.Machine.Go, r.Load,
		"products", "companies", "pages", "search CPU ms", "postgres", "product CPU ms", "postgres", "MB")
	for _, row := range r.Rows {
		fmt.Fprintf(&b, "%10d %10d %8d | %14.2f %10.2f | %14.2f %10.2f | %8.0f\n", row.Products, row.Companies, row.Asked, row.SearchMS, row.OfSearch, row.ProductMS, row.OfProduct, row.ResidentMB)
	}
	return b.String()
}
