package sfu

import (
	"testing"
	"time"
)

// What is lost in a second is chance, and round trips are never the same: the patience that a link needs does not go away for that.
func TestPatienceOutlastsSecondsWithoutLoss(t *testing.T) {
	var p patience
	second := int64(0)
	needs := func(ms ...int) time.Duration {
		for _, n := range ms {
			second++
			p.need(time.Duration(n)*time.Millisecond, second*int64(time.Second))
		}
		return p.least
	}
	if least := needs(640, 640, 640, 640, 640, 640, 640); least != 640*time.Millisecond {
		t.Errorf("it grew to %v in 7 s", least)
	}
	for range 30 {
		if least := needs(610, 0); least < 600*time.Millisecond || least > 700*time.Millisecond {
			t.Fatalf("it became %v after %d s though as much is needed every other second", least, second)
		}
	}
	for range 20 {
		needs(0)
	}
	if p.least != 0 {
		t.Errorf("%v are left of it 20 s after the last need", p.least)
	}
}
