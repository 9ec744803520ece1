package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestClockStartsWhereItIsSetAndRunsOn(t *testing.T) {
	at, err := readClock("2027-03-10T00:00Z")
	if err != nil {
		t.Fatal(err)
	}
	c := newClock(at)
	first := c.Now()
	if first.Before(at) || first.Sub(at) > time.Minute || c.database() == nil {
		t.Errorf("set to %s, reads %s", at, first)
	}
	if !c.Now().After(first) {
		t.Error("stands still")
	}
	if real := newClock(time.Time{}); real.set || real.database() != nil || time.Since(real.Now()).Abs() > time.Minute {
		t.Error("a clock that nobody set is not the machine's")
	}
	if _, err := readClock("tomorrow"); err == nil {
		t.Error("read tomorrow")
	}
}

func TestClockIsMovedByJSONOnlyAndSweepsFirst(t *testing.T) {
	c, swept := newClock(time.Date(2027, 3, 10, 0, 0, 0, 0, time.UTC)), 0
	mux := http.NewServeMux()
	c.routes(mux, func(context.Context) error { swept++; return nil })
	post := func(kind, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/dev/clock", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		return w
	}
	for _, wrong := range []struct {
		kind, body string
		status     int
	}{
		{"application/x-www-form-urlencoded", "now=2027-04-01T00:00:00Z", http.StatusUnsupportedMediaType},
		{"application/json", `{"now":"soon"}`, http.StatusBadRequest},
		{"application/json", `{}`, http.StatusBadRequest},
	} {
		if w := post(wrong.kind, wrong.body); w.Code != wrong.status {
			t.Errorf("%s %s: %d", wrong.kind, wrong.body, w.Code)
		}
	}
	if w := post("application/json", `{"now":"2027-03-28T00:30:00Z"}`); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "2027-03-28T00:3") {
		t.Errorf("moved: %d %s", w.Code, w.Body)
	}
	if swept != 1 || c.Now().Month() != time.March || c.Now().Day() != 28 {
		t.Errorf("swept %d times, now %s", swept, c.Now())
	}
}
