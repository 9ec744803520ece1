package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
)

// lot is one supplier and one interpreter with all their hours, and buyers who change every 50 requests.
type lot struct {
	supplier account.CompanyID
	buyers   []account.Viewer
}

const (
	perBuyer = 50
	perLot   = 24 * (windowDays - 2) / perBuyer * perBuyer
)

// lots are what one worker books, one after the other, in a language that no other worker needs: workers meet in the
// tables and not over people.
type lots struct {
	g      *ground
	worker int
	all    []lot
	used   int
	first  time.Time
}

// reserve makes sure that n more can be booked.
func (l *lots) reserve(ctx context.Context, n int) error {
	for len(l.all)*perLot-l.used < n {
		number := l.worker*1000 + len(l.all)
		supplier, err := l.g.supplier(ctx, number, time.Hour)
		if err != nil {
			return err
		}
		if err := l.g.interpreter(ctx, number, l.language()); err != nil {
			return err
		}
		made := lot{supplier: supplier}
		for i := range perLot / perBuyer {
			b, err := l.g.buyer(ctx, number*100+i)
			if err != nil {
				return err
			}
			made.buyers = append(made.buyers, b)
		}
		l.all = append(l.all, made)
	}
	if l.first.IsZero() {
		l.first = firstHour()
	}
	return nil
}

// next is one more buyer with a request.
func (l *lots) next(ctx context.Context) (account.Viewer, consultation.RequestForm, error) {
	if err := l.reserve(ctx, 1); err != nil {
		return account.Viewer{}, consultation.RequestForm{}, err
	}
	of, n := l.all[l.used/perLot], l.used%perLot
	l.used++
	return of.buyers[n/perBuyer], request(of.supplier, l.first.Add(time.Duration(n)*time.Hour), l.language()), nil
}

// language is a made-up tag of private use (BCP 47).
func (l *lots) language() string { return fmt.Sprintf("x-l%d", l.worker) }

// loadAverage is how busy the machine was in the last minute, five and fifteen; empty where that is not told.
func loadAverage() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	parts := strings.Fields(string(raw))
	return strings.Join(parts[:min(3, len(parts))], " ")
}
