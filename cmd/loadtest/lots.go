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

// lot is one supplier and one interpreter of a language that nobody else needs, and buyers who each ask as often as the limits let them: those
// who book meet in the tables and not over people.
type lot struct {
	supplier account.CompanyID
	language string
	buyers   []account.Viewer
}

// hours are those of a day, in UTC, that are booked: in Seoul three before noon and three after, as many as one interpreter
// may take alone.
var hours = []int{0, 1, 2, 4, 5, 6}

const (
	perBuyer = 2 // less than newcomers may have unanswered
	perLot   = 56 * 6
)

// lots are what one worker books, one after the other.
type lots struct {
	g      *ground
	worker int
	all    []lot
	used   int
}

// reserve makes sure that n more can be booked.
func (l *lots) reserve(ctx context.Context, n int) error {
	for len(l.all)*perLot-l.used < n {
		number := l.worker*1000 + len(l.all)
		made := lot{language: fmt.Sprintf("x-l%d", number)} // private use (BCP 47)
		var err error
		if made.supplier, err = l.g.supplier(ctx, number, time.Hour); err != nil {
			return err
		}
		if err := l.g.interpreter(ctx, number, made.language); err != nil {
			return err
		}
		for i := range perLot/perBuyer + 1 {
			b, err := l.g.buyer(ctx, number*1000+i)
			if err != nil {
				return err
			}
			made.buyers = append(made.buyers, b)
		}
		l.all = append(l.all, made)
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
	day := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, 2+n/len(hours))
	return of.buyers[n/perBuyer], request(of.supplier, day.Add(time.Duration(hours[n%len(hours)])*time.Hour), of.language), nil
}

// loadAverage is how busy the machine was in the last minute, five and fifteen; empty where that is not told.
func loadAverage() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	parts := strings.Fields(string(raw))
	return strings.Join(parts[:min(3, len(parts))], " ")
}
