package main

import (
	"bufio"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/embedded"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/signaling/bell"
)

// BenchmarkTakenSlotReachesOpenPages is from the commit that takes a time until a browser hears of it, over database,
// Redis and HTTP. The goal is a p95 of 300 ms; the page then reads its week again. Each commit follows right after a look, so
// each waits for a whole turn: the worst there is.
func BenchmarkTakenSlotReachesOpenPages(b *testing.B) {
	db := pgtest.New(b)
	store, err := embedded.StartRedis()
	if err != nil {
		b.Fatal(err)
	}
	defer store.Stop()
	options, err := redis.ParseURL(store.URL())
	if err != nil {
		b.Fatal(err)
	}
	client := redis.NewClient(options)
	defer func() { _ = client.Close() }()
	hours := schedule.New(db, time.Now)
	company := account.CompanyID{UUID: uuid.New()}
	if err := hours.SetWeekly(b.Context(), schedule.Supplier, company.UUID, "Asia/Seoul", []schedule.Rule{{Weekday: 1, Span: schedule.Span{Start: 540, End: 1080}}}); err != nil {
		b.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	o := &office{log: log, bell: bell.New(client, log), portal: &portal{topics: topics{schedule: hours}}, ground: ground{redis: client}}
	mux := http.NewServeMux()
	mux.Handle("GET /live/changes/{thing}", o.bell)
	server := httptest.NewServer(mux)
	defer server.Close()
	end := o.ring()
	defer func() { _ = end(context.Background()) }()
	said := listen(b, server.URL+"/live/changes/"+company.String())
	for name := range said {
		if name == "back" {
			break
		}
	}
	var took []time.Duration
	at := time.Now().Truncate(time.Hour).Add(time.Hour)
	for b.Loop() {
		err := db.Tx(b.Context(), func(tx postgres.Tx) error {
			r, err := hours.Owned(b.Context(), tx, schedule.Supplier, company.UUID)
			if err != nil {
				return err
			}
			at = at.Add(time.Hour)
			return hours.Block(b.Context(), tx, r.ID, schedule.Window{Start: at, End: at.Add(time.Hour)}, "meeting")
		})
		if err != nil {
			b.Fatal(err)
		}
		committed := time.Now()
		if name := <-said; name != "changed" {
			b.Fatalf("heard %q", name)
		}
		took = append(took, time.Since(committed))
	}
	slices.Sort(took)
	ms := func(share float64) float64 {
		return float64(took[int(share*float64(len(took)-1))].Microseconds()) / 1000
	}
	b.ReportMetric(ms(0.5), "p50-ms")
	b.ReportMetric(ms(0.95), "p95-ms")
	b.ReportMetric(ms(1), "max-ms")
}

func listen(b *testing.B, url string) <-chan string {
	b.Helper()
	request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url, nil)
	if err != nil {
		b.Fatal(err)
	}
	response, err := (&http.Client{}).Do(request)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = response.Body.Close() })
	said := make(chan string, 10)
	go func() { // ends with the stream
		defer close(said)
		lines := bufio.NewScanner(response.Body)
		for lines.Scan() {
			if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				said <- name
			}
		}
	}()
	return said
}
