package signaling

import (
	"testing"
	"time"
)

func TestHellosOfOneAddressAreLimitedAndOthersAreNot(t *testing.T) {
	l := newLimits(20)
	now := time.Date(2026, 1, 1, 2, 0, 0, 0, time.UTC)
	for i := range 20 {
		if wait := l.hello("198.51.100.7", now); wait != 0 {
			t.Fatalf("hello %d must wait %v", i, wait)
		}
	}
	if wait := l.hello("198.51.100.7", now.Add(10*time.Second)); wait != 50*time.Second {
		t.Errorf("the next must wait %v", wait)
	}
	if wait := l.hello("198.51.100.8", now); wait != 0 {
		t.Errorf("another address must wait %v", wait)
	}
	if wait := l.hello("198.51.100.7", now.Add(time.Minute)); wait != 0 {
		t.Errorf("after a minute: %v", wait)
	}
}

func TestTenBadTicketsShutAnAddressOutForHalfAnHour(t *testing.T) {
	l := newLimits(1000)
	now := time.Date(2026, 1, 1, 2, 0, 0, 0, time.UTC)
	for range failsMost {
		l.failed("2001:db8:1:2::1", now)
	}
	if wait := l.hello("2001:db8:1:2:ffff::9", now); wait != failSpan {
		t.Errorf("the same /64 must wait %v", wait)
	}
	if wait := l.hello("2001:db8:1:3::1", now); wait != 0 {
		t.Errorf("another /64 must wait %v", wait)
	}
	if wait := l.hello("2001:db8:1:2::1", now.Add(failSpan)); wait != 0 {
		t.Errorf("half an hour later: %v", wait)
	}
}
