package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

// clock is the one that the whole office reads. It runs with the machine's, from where it was set: pages, rules, jobs
// that wait for their time, the sweeper, mail, tickets and rooms all go by it. What measures how long something takes
// does not: timeouts, the pace of periodic work, sockets, leases, heartbeats, the life of a cookie.
type clock struct {
	ahead atomic.Int64 // ns before the machine's
	set   bool         // someone chose where it starts, so it may be moved
}

// newClock starts at an instant, or at the machine's when that is zero.
func newClock(at time.Time) *clock {
	c := &clock{set: !at.IsZero()}
	if c.set {
		c.move(at)
	}
	return c
}

// Now is the office's time.
func (c *clock) Now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

func (c *clock) move(to time.Time) { c.ahead.Store(int64(time.Until(to))) }

// database is the clock of transactions: the database's own (nil), so that all nodes agree, unless this one was set.
func (c *clock) database() func() time.Time {
	if c.set {
		return c.Now
	}
	return nil
}

// clockTime is what POST /dev/clock reads and both methods answer.
type clockTime struct {
	Now time.Time `json:"now"` // RFC 3339
}

// routes lets a test read and move the clock. Moving runs all periodic work once before it answers; jobs whose time has
// come with it follow within some seconds. Only JSON is read, which no form of another site can send.
func (c *clock) routes(mux *http.ServeMux, sweep func(context.Context) error) {
	mux.HandleFunc("GET /dev/clock", func(w http.ResponseWriter, _ *http.Request) { c.tell(w) })
	mux.HandleFunc("POST /dev/clock", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Content-Type") != "application/json" {
			http.Error(w, "send application/json", http.StatusUnsupportedMediaType)
			return
		}
		var to clockTime
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<10)).Decode(&to); err != nil || to.Now.IsZero() {
			http.Error(w, `send {"now": "2027-03-10T00:00:00Z"}`, http.StatusBadRequest)
			return
		}
		c.move(to.Now)
		if err := sweep(r.Context()); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		c.tell(w)
	})
}

func (c *clock) tell(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(clockTime{c.Now().UTC()}) // the client may be gone; there is nobody left to tell
}

// readClock reads --clock, to the minute or the second.
func readClock(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("--clock must be an instant like 2027-03-10T00:00Z, not %q", text)
}
