package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/schedule"
)

// maker is a company with hours that can be booked.
func (h *house) maker(slots *schedule.Service, catalogs *catalog.Service) account.Company {
	h.t.Helper()
	ctx := h.t.Context()
	company, err := h.accounts.CreateCompany(ctx, account.Company{Slug: "doedol", Kind: account.SupplierCompany, Country: "KR", City: "Suwon",
		Zone: "Asia/Seoul", NameEn: "Doedol Systems Co., Ltd.", NameKo: "되돌시스템즈"})
	if err == nil {
		err = catalogs.PutCompany(ctx, company.ID, catalog.Profile{Line: catalog.Texts{"en": "PC restore cards"}, Currency: "USD"})
	}
	var rules []schedule.Rule
	if err == nil {
		rules, err = schedule.ParseWeekly("mon-sun 9-18")
	}
	if err == nil {
		err = slots.SetWeekly(ctx, schedule.Supplier, company.ID.UUID, "Asia/Seoul", rules)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return company
}

// errorLog is a log that keeps what is worse than information.
func errorLog() (*slog.Logger, *bytes.Buffer) {
	kept := &bytes.Buffer{}
	return slog.New(slog.NewTextHandler(kept, &slog.HandlerOptions{Level: slog.LevelWarn})), kept
}

func bookable(t *testing.T) (h *house, start time.Time, kept *bytes.Buffer) {
	t.Helper()
	var cfg Config
	log, kept := errorLog()
	h = newHouse(t, func(c *Config) { c.Log = log; cfg = *c })
	company := h.maker(cfg.Schedule, cfg.Catalog)
	card := catalog.Product{
		SKU: "DD-RC1E", Category: "it", HS6: "847180", Name: catalog.Texts{"en": "PC restore card"}, Short: catalog.Texts{"en": "Back in three seconds"},
		Terms: catalog.Terms{
			MOQ: 50, Unit: "H87", Currency: "USD", Incoterm: "FOB", Place: catalog.Texts{"en": "Busan"}, LeadFirst: 10, LeadRepeat: 10, Capacity: 30_000, Port: "KRPUS",
		},
		Publishing: true,
	}
	if _, err := cfg.Catalog.PutProduct(t.Context(), company.ID, card); err != nil {
		t.Fatal(err)
	}
	day := time.Now().UTC().AddDate(0, 0, 3)
	return h, time.Date(day.Year(), day.Month(), day.Day(), 2, 0, 0, 0, time.UTC), kept // 11:00 in Suwon
}

// race sends one request a runner at once and returns the answers by status.
func race(t *testing.T, n int, request func(i int) *http.Request) map[int][]string {
	t.Helper()
	var wg sync.WaitGroup
	var mu sync.Mutex
	answers := map[int][]string{}
	start := make(chan struct{})
	transport := &http.Transport{MaxConnsPerHost: n}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for i := range n {
		wg.Go(func() {
			<-start
			response, err := client.Do(request(i))
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = response.Body.Close() }()
			body, err := io.ReadAll(response.Body)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			answers[response.StatusCode] = append(answers[response.StatusCode], string(body))
		})
	}
	close(start)
	wg.Wait()
	return answers
}

func TestOneOfAHundredVisitorsHoldsTheSlot(t *testing.T) {
	h, start, kept := bookable(t)
	answers := race(t, 100, func(i int) *http.Request {
		form := url.Values{"at": {start.Format(time.RFC3339)}, "length": {"30"}, "key": {fmt.Sprint("key ", i)}}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.server.URL+"/en/book/doedol", strings.NewReader(form.Encode()))
		if err != nil {
			t.Error(err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Sec-Fetch-Site", "same-origin")
		return request
	})
	if len(answers[http.StatusSeeOther]) != 1 || len(answers[http.StatusConflict]) != 99 {
		t.Fatalf("%d hold it, %d are told that it is taken, of %d kinds of answers", len(answers[http.StatusSeeOther]), len(answers[http.StatusConflict]), len(answers))
	}
	for _, page := range answers[http.StatusConflict] {
		others, _, _ := strings.Cut(page, `id="days-title"`)
		if n := strings.Count(others, `name="at"`); n != 3 {
			t.Fatalf("a refused page offers %d times", n)
		}
	}
	if kept.Len() > 0 {
		t.Errorf("the log says: %s", kept)
	}
}

func TestOneOfAHundredBuyersRequestsTheSlot(t *testing.T) {
	h, start, kept := bookable(t)
	tokens := make([]string, 100)
	for i := range tokens {
		company, err := h.accounts.CreateCompany(t.Context(), account.Company{Slug: fmt.Sprint("buyer-", i), Kind: account.BuyerCompany, Country: "DE", City: "Cologne", Zone: "Europe/Berlin", NameEn: fmt.Sprint("Buyer ", i)})
		if err != nil {
			t.Fatal(err)
		}
		user := h.user(fmt.Sprintf("buyer%d@demo.example", i), "", account.Grant{Role: account.Buyer, Company: company.ID})
		if tokens[i], err = h.accounts.TokenCreate(t.Context(), user.ID, "race", time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	answers := race(t, 100, func(i int) *http.Request {
		body, err := json.Marshal(map[string]any{"company": "doedol", "start": start, "length": 30, "goal": "price", "language": "en",
			"message": "We would like to see your restore card at work.", "products": []string{"DD-RC1E"}})
		if err != nil {
			t.Error(err)
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.server.URL+"/api/v1/consultations", bytes.NewReader(body))
		if err != nil {
			t.Error(err)
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", "Bearer "+tokens[i])
		request.Header.Set("Idempotency-Key", "one")
		return request
	})
	if len(answers[http.StatusCreated]) != 1 || len(answers[http.StatusConflict]) != 99 {
		t.Fatalf("%d have it, %d are told that it is taken, of %d kinds of answers", len(answers[http.StatusCreated]), len(answers[http.StatusConflict]), len(answers))
	}
	for _, refusal := range answers[http.StatusConflict] {
		var body struct {
			Code         string
			Alternatives []time.Time
		}
		if err := json.Unmarshal([]byte(refusal), &body); err != nil || body.Code != "slot_taken" || len(body.Alternatives) != 3 {
			t.Fatalf("refused with %s (%v)", refusal, err)
		}
	}
	if kept.Len() > 0 {
		t.Errorf("the log says: %s", kept)
	}
}
