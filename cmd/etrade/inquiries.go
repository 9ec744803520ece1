package main

import (
	"fmt"
	"math/big"
	"time"

	"github.com/etradeoffice/portal/server/inquiry"
)

// priceRates are the report's rates as prices are compared by them, in the grid of quotes and in the bands of a search.
func (o *office) priceRates() (inquiry.Rates, error) {
	rates, err := o.rates()
	if err != nil {
		return inquiry.Rates{}, err
	}
	table := inquiry.Rates{Source: rates.Source, On: o.clock.Now(), Lines: rates.Lines(), Of: map[string]*big.Rat{}}
	if o.settings.RatesDate != "" {
		if table.On, err = time.Parse(time.DateOnly, o.settings.RatesDate); err != nil {
			return table, fmt.Errorf("--rates-date must be like 2026-06-15: %w", err)
		}
	}
	for _, r := range rates.Table {
		table.Of[r.Currency] = r.USD
	}
	return table, nil
}

// openInquiry makes the service of inquiries: it goes by the working days of the office's country and by the given rates.
func (t *topics) openInquiry(o *office, table inquiry.Rates, zone *time.Location, now func() time.Time) (*inquiry.Service, error) {
	key, before, err := o.ground.secrets.key("bank accounts")
	if err != nil {
		return nil, err
	}
	limits, err := o.settings.inquiries()
	if err != nil {
		return nil, err
	}
	keys := [][]byte{key}
	if before != nil {
		keys = append(keys, before)
	}
	return inquiry.New(inquiry.Config{DB: o.ground.db, Accounts: t.account, Catalog: t.catalog, Queue: o.ground.queue, Files: o.ground.files, Log: o.log, Now: now,
		Working: t.workdays(zone), Zone: zone, Host: o.public.Hostname(), Keys: keys, Rates: table, Settings: limits}), nil
}

// inquiries are the limits of inquiries, quotes and offers to buy.
func (s inquirySettings) inquiries() (inquiry.Settings, error) {
	limits := inquiry.DefaultSettings()
	if err := between(1, 1000, map[string]int{"--inquiries-open": s.InquiriesOpen, "--inquiry-days": s.InquiryDays, "--quotes-month": s.QuotesMonth, "--offers-open": s.OffersOpen,
		"--offer-days": s.OfferDays}); err != nil {
		return limits, err
	}
	limits.Unanswered, limits.WorkingDays, limits.Quotes, limits.OpenRFQs = s.InquiriesOpen, s.InquiryDays, s.QuotesMonth, s.OffersOpen
	limits.DeadlineMost = time.Duration(s.OfferDays) * 24 * time.Hour
	return limits, nil
}
