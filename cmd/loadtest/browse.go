package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// browser is what buyers do in a catalog: search by what people type, narrow it, open a product, think.
type browser struct {
	address string
	queries []relevanceQuery
	kinds   []string // beginnings of the SKUs of made-up products
	each    int      // products of each kind
}

// newBrowser reads how many products can be opened: any of those that were made up.
func newBrowser(ctx context.Context, address string) (*browser, error) {
	queries, err := relevanceQueries()
	if err != nil {
		return nil, err
	}
	products, err := countProducts(ctx, address)
	if err != nil {
		return nil, err
	}
	b := &browser{address: address, queries: queries, each: products / (kindsMadeUp + 1)}
	for _, q := range queries {
		for _, sku := range q.wanted {
			if kind, made := strings.CutSuffix(sku, "-1"); made && !slices.Contains(b.kinds, kind) {
				b.kinds = append(b.kinds, kind)
			}
		}
	}
	if b.each == 0 {
		return nil, fmt.Errorf("%d products on %s are too few to browse", products, address)
	}
	return b, nil
}

func (b *browser) sku(random *rand.Rand) string {
	return b.kinds[random.IntN(len(b.kinds))] + "-" + strconv.Itoa(1+random.IntN(b.each))
}

// narrowings are what half of the searches are narrowed by.
var narrowings = []string{"&free=week", "&certificate=CE", "&market=DE", "&language=en", "&moq=100", "&category=medical", "&sort=soonest", "&market=VN&language=en"}

// search is by a query of the relevance set; one in eight has the SKU of some product, which nobody has asked for before.
func (b *browser) search(random *rand.Rand) string {
	text := b.queries[random.IntN(len(b.queries))].text
	if random.IntN(8) == 0 {
		text = b.sku(random)
	}
	address := b.address + "/en/products?q=" + url.QueryEscape(text)
	if random.IntN(2) == 0 {
		address += narrowings[random.IntN(len(narrowings))]
	}
	return address
}

func (b *browser) product(random *rand.Rand) string {
	return b.address + "/en/products/" + b.sku(random)
}

// times are how long pages took, in milliseconds.
type times struct {
	Pages int     `json:"pages"`
	P50   float64 `json:"p50"`
	P95   float64 `json:"p95"`
	P99   float64 `json:"p99"`
}

func timesOf(took []float64) times {
	return times{len(took), quantile(took, 0.5), quantile(took, 0.95), quantile(took, 0.99)}
}

// load takes a page as it leaves for a browser. What a browser does with it, on another machine, is not done here.
func load(ctx context.Context, client *http.Client, url string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Accept-Encoding", "gzip")
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	_, err = io.Copy(io.Discard, answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", url, answer.Status)
	}
	return err
}

// visit lets so many clients browse for a while, each thinking for about think between two pages (exponential). Every other
// page is a search.
func (b *browser) visit(ctx context.Context, clients int, think, d time.Duration) (run visitRun, err error) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: clients, DisableCompression: true}}
	defer client.CloseIdleConnections()
	var (
		mu            sync.Mutex
		searched, saw []float64
		failed        error
		all           sync.WaitGroup
	)
	began := time.Now()
	for n := range clients {
		all.Go(func() {
			random := rand.New(rand.NewPCG(uint64(began.UnixNano()), uint64(n)))
			for turn := n; pause(ctx, time.Duration(random.ExpFloat64()*float64(think))) == nil; turn++ {
				address, into := b.search(random), &searched
				if turn%2 == 1 {
					address, into = b.product(random), &saw
				}
				start := time.Now()
				err := load(ctx, client, address)
				took := milliseconds(time.Since(start))
				mu.Lock()
				switch {
				case err == nil:
					*into = append(*into, took)
				case ctx.Err() == nil && failed == nil:
					failed = fmt.Errorf("%s: %w", address, err)
					cancel()
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	pages := float64(len(searched) + len(saw))
	return visitRun{Searches: timesOf(searched), Products: timesOf(saw), RPS: round(pages/time.Since(began).Seconds(), 1)}, failed
}
