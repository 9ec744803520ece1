package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
)

// shop is where buyers book through the portal's API: one company with one product, open day and night.
type shop struct {
	g     *ground
	base  string
	first time.Time
	http  *http.Client
	next  int
}

func openShop(ctx context.Context, g *ground, base string) (*shop, error) {
	company, err := g.supplier(ctx, 1, slotLength)
	if err != nil {
		return nil, err
	}
	if err := g.stock(ctx, company, 1); err != nil {
		return nil, err
	}
	return &shop{g: g, base: base, first: firstHour(), http: &http.Client{Timeout: 20 * time.Second, CheckRedirect: noRedirects}}, nil
}

// stock gives a company its one product.
func (g *ground) stock(ctx context.Context, company account.CompanyID, n int) error {
	goods := catalog.New(catalog.Config{DB: g.db, Accounts: g.account, Log: slog.New(slog.DiscardHandler), Now: time.Now})
	if err := goods.PutCompany(ctx, company, catalog.Profile{Line: catalog.Texts{"en": "Machines"}, Currency: "USD"}); err != nil {
		return err
	}
	_, err := goods.PutProduct(ctx, company, catalog.Product{
		SKU: supplierSKU(n), Category: "it", HS6: "847180", Name: catalog.Texts{"en": "Machine"}, Short: catalog.Texts{"en": "Card"}, Publishing: true,
		Terms: catalog.Terms{MOQ: 1, Unit: "H87", Currency: "USD", Incoterm: "FOB", Place: catalog.Texts{"en": "Incheon"}, LeadFirst: 45, LeadRepeat: 30, Capacity: 4, Port: "KRINC"},
	})
	return err
}

// asking is how requests through the portal went in one part of a run.
type asking struct {
	Asked  int      `json:"asked"`
	Booked int      `json:"booked"`
	Failed []string `json:"failed,omitempty"` // whatever else was answered
	P50    float64  `json:"ms_p50"`
	P99    float64  `json:"ms_p99"`
	Max    float64  `json:"ms_max"`
}

// book has a new buyer ask for the next free time, every so often until ctx ends, or so many times.
func (s *shop) book(ctx context.Context, every time.Duration, times int) (b asking, err error) {
	var (
		mu   sync.Mutex
		took []float64
		all  sync.WaitGroup
	)
	working := context.WithoutCancel(ctx) // what was begun is ended
	for n := 0; (times == 0 || n < times) && (n == 0 || pause(ctx, every) == nil); n++ {
		s.next++
		start := s.first.Add(time.Duration(s.next) * time.Hour) // a maker rests between two meetings
		buyer, err := s.g.buyer(working, 1_000_000+s.next)
		if err != nil {
			return b, err
		}
		token, err := s.g.token(working, buyer.User)
		if err != nil {
			return b, err
		}
		all.Go(func() {
			began := time.Now()
			refused := s.ask(working, token, start)
			mu.Lock()
			defer mu.Unlock()
			took = append(took, milliseconds(time.Since(began)))
			b.Asked++
			if refused == nil {
				b.Booked++
			} else {
				b.Failed = append(b.Failed, refused.Error())
			}
		})
	}
	all.Wait()
	b.P50, b.P99, b.Max = quantile(took, 0.5), quantile(took, 0.99), quantile(took, 1)
	return b, nil
}

// ask is one request for a consultation, over a connection of its own and so by the next node.
func (s *shop) ask(ctx context.Context, token string, start time.Time) error {
	body, err := json.Marshal(map[string]any{
		"company": supplierSlug(1), "start": start, "length": int(slotLength.Minutes()), "goal": "price", "message": message, "products": []string{supplierSKU(1)}, "language": "en",
	})
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.base+"/api/v1/consultations", bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Close = true
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Idempotency-Key", uuid.NewString())
	answer, err := s.http.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode == http.StatusCreated {
		return nil
	}
	said, err := io.ReadAll(io.LimitReader(answer.Body, 1000))
	if err != nil {
		return err
	}
	return fmt.Errorf("%s: %s", answer.Status, said)
}
