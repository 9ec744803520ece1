package main

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/signaling/bell"
)

// takenResult is how long pages of free times wait until they hear that one is taken: from the answer that the booking was given
// to the event that the page reads. Between them are the look for changes, Redis, and the stream of another node.
type takenResult struct {
	Bookings int     `json:"taken_bookings"`
	Rate     float64 `json:"taken_bookings_per_s"`
	P50      float64 `json:"taken_ms_p50"`
	P95      float64 `json:"taken_ms_p95"`
	Max      float64 `json:"taken_ms_max"`
	Missed   int     `json:"taken_missed"` // pages that heard nothing in heardLimit
}

const (
	takenClients = 8
	takenEach    = 60                     // bookings of a client
	takenPause   = 100 * time.Millisecond // what a client does between two
	heardLimit   = 5 * time.Second
	streamLimit  = 10 * time.Minute
)

// taken has clients book and pause, each with a page open that shows the times of the supplier whom it books.
func (c *bookingsCmd) taken(ctx context.Context) (takenResult, error) {
	var r takenResult
	g, err := openGround(ctx, takenClients)
	if err != nil {
		return r, err
	}
	defer g.close()
	redis, err := newRedis(ctx)
	if err != nil {
		return r, err
	}
	defer redis.close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	tells, err := openBell(ctx, redis.url())
	if err != nil {
		return r, err
	}
	hears, err := openBell(ctx, redis.url())
	if err != nil {
		return r, err
	}
	url, closePages, err := serveBell(hears)
	if err != nil {
		return r, err
	}
	defer closePages()
	// Ends with ctx.
	go g.schedule.Announce(ctx, func(ctx context.Context, company account.CompanyID) error { return tells.Ring(ctx, company.String()) })

	workers := make([]*lots, takenClients)
	for i := range workers {
		workers[i] = &lots{g: g, worker: i}
		if err := workers[i].reserve(ctx, takenEach); err != nil {
			return r, err
		}
	}
	var (
		mu   sync.Mutex
		took []float64
	)
	began := time.Now()
	err = everyone(takenClients, func(i int) error {
		page, err := openPage(ctx, url+workers[i].all[0].supplier.String())
		if err != nil {
			return err
		}
		for range takenEach {
			waited, heard, err := page.book(ctx, workers[i])
			if err != nil {
				return err
			}
			mu.Lock()
			if r.Bookings++; heard {
				took = append(took, milliseconds(waited))
			} else {
				r.Missed++
			}
			mu.Unlock()
			if err := pause(ctx, takenPause); err != nil {
				return err
			}
		}
		return nil
	})
	r.Rate = round(float64(r.Bookings)/time.Since(began).Seconds(), 1)
	r.P50, r.P95, r.Max = quantile(took, 0.5), quantile(took, 0.95), quantile(took, 1)
	return r, err
}

// openBell is a bell of a node; it ends with ctx.
func openBell(ctx context.Context, url string) (*bell.Bell, error) {
	client, err := openRedis(url)
	if err != nil {
		return nil, err
	}
	b := bell.New(client, slog.New(slog.DiscardHandler))
	go func() { // ends with ctx
		b.Run(ctx)
		_ = client.Close()
	}()
	return b, nil
}

// serveBell is the address of what pages listen to, and what ends it.
func serveBell(b *bell.Bell) (address string, end func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /live/changes/{thing}", b)
	s := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = s.Serve(l) }() // ends with end
	return fmt.Sprintf("http://%s/live/changes/", l.Addr()), func() { _ = s.Close() }, nil
}

// page is a browser's stream of what it is told.
type page struct{ heard chan time.Time }

// openPage returns when the node says that it hears the others.
func openPage(ctx context.Context, url string) (page, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return page{}, err
	}
	p, up, failed := page{heard: make(chan time.Time, 8)}, make(chan struct{}), make(chan error, 1)
	go func() { // ends with the stream, which ends with ctx
		client := http.Client{Timeout: streamLimit}
		response, err := client.Do(request)
		if err != nil {
			failed <- err
			return
		}
		defer func() { _ = response.Body.Close() }()
		lines, told := bufio.NewScanner(response.Body), false
		for lines.Scan() {
			switch name, _ := strings.CutPrefix(lines.Text(), "event: "); {
			case name == "back" && !told:
				told = true
				close(up)
			case name == "changed":
				p.heard <- time.Now()
			}
		}
	}()
	select {
	case <-up:
		return p, nil
	case err := <-failed:
		return page{}, err
	case <-ctx.Done():
		return p, ctx.Err()
	}
}

// book is how long the page waits after the booking is answered; nothing if it hears before that.
func (p page) book(ctx context.Context, l *lots) (waited time.Duration, heard bool, err error) {
	buyer, form, err := l.next(ctx)
	if err != nil {
		return 0, false, err
	}
	if _, err := l.g.consultation.Request(ctx, buyer, form); err != nil {
		return 0, false, err
	}
	answered := time.Now()
	select {
	case at := <-p.heard:
		return max(0, at.Sub(answered)), true, nil
	case <-time.After(heardLimit):
		return 0, false, nil
	case <-ctx.Done():
		return 0, false, ctx.Err()
	}
}

func (r takenResult) text() string {
	return fmt.Sprintf("taken: pages heard of %d bookings (%.0f/s) after %.0f ms p50, %.0f p95, %.0f at most; %d missed", r.Bookings, r.Rate, r.P50, r.P95, r.Max, r.Missed)
}
