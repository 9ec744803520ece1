package main

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/postgres/pgtest"
)

func TestMonthOfATownKeepsEveryInvariant(t *testing.T) {
	y, err := live(t.Context(), open(t, pgtest.NewURL(t)), yearCmd{Days: 35, Suppliers: 6, Buyers: 40, Requests: 250, Seed: 7}, func(Year, time.Time) {})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range append(y.Violations, y.Unexpected...) {
		t.Error(line)
	}
	if y.Checks != 5 || y.Requested < 150 || y.Answered == 0 || y.Expired == 0 || y.NoShow == 0 || y.TookPlace == 0 {
		t.Errorf("too little has happened to prove anything: %+v", y)
	}
}
