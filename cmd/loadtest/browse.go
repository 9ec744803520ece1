package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// browser is what buyers do in a catalog: search by what people type, narrow it, open a product, think.
type browser struct {
	address string
	queries []relevanceQuery
	skus    []string
}

// newBrowser reads what can be opened: the SKUs of a page of each of many searches.
func newBrowser(ctx context.Context, address string) (*browser, error) {
	queries, err := relevanceQueries()
	if err != nil {
		return nil, err
	}
	b := &browser{address: address, queries: queries}
	for i := 0; i < len(queries); i += 3 {
		list, err := askProducts(ctx, address, "?q="+url.QueryEscape(queries[i].text))
		if err != nil {
			return nil, err
		}
		for _, product := range list.Products {
			b.skus = append(b.skus, product.SKU)
		}
	}
	if len(b.skus) == 0 {
		return nil, fmt.Errorf("no search finds a product on %s", address)
	}
	return b, nil
}

// narrowings are what half of the searches are narrowed by.
var narrowings = []string{"&free=week", "&certificate=CE", "&market=DE", "&language=en", "&moq=100", "&category=medical", "&sort=soonest", "&market=VN&language=en"}

func (b *browser) search(random *rand.Rand) string {
	address := b.address + "/en/products?q=" + url.QueryEscape(b.queries[random.IntN(len(b.queries))].text)
	if random.IntN(2) == 0 {
		address += narrowings[random.IntN(len(narrowings))]
	}
	return address
}

func (b *browser) product(random *rand.Rand) string {
	return b.address + "/en/products/" + b.skus[random.IntN(len(b.skus))]
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

// visit lets so many clients browse for a while, each thinking for about think between two pages (exponential), and
// tells how long searches and products took, and how many pages a second that was.
func (b *browser) visit(ctx context.Context, clients int, think, d time.Duration) (searches, products times, rps float64, err error) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
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
			random := rand.New(rand.NewPCG(1, uint64(n)))
			for turn := 0; pause(ctx, time.Duration(random.ExpFloat64()*float64(think))) == nil; turn++ {
				address, into := b.search(random), &searched
				if turn%2 == 1 {
					address, into = b.product(random), &saw
				}
				start := time.Now()
				_, err := get(ctx, client, address)
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
	seconds := time.Since(began).Seconds()
	return timesOf(searched), timesOf(saw), round(float64(len(searched)+len(saw))/seconds, 1), failed
}
