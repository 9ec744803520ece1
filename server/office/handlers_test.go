package office

import (
	"net/url"
	"testing"
)

func TestQueueComesBackAsItWasFilteredAtTheNextRow(t *testing.T) {
	form := url.Values{"back": {"show=request&due=soon&at=row-SW-2026-0001&done=SW-2026-0001&evil=1"}, "next": {"row-SW-2026-0043.alarm_buyer"}}
	if got, want := (&Handlers{}).Back(form, "SW-2026-0042", "approve"), "/desk/queue?at=row-SW-2026-0043.alarm_buyer&did=approve&done=SW-2026-0042&due=soon&show=request#row-SW-2026-0043.alarm_buyer"; got != want {
		t.Errorf("it leads to %s, want %s", got, want)
	}
	form = url.Values{"back": {"%zz"}, "next": {"javascript:alert(1)"}}
	if got, want := (&Handlers{}).Back(form, "", ""), "/desk/queue"; got != want {
		t.Errorf("nonsense leads to %s, want %s", got, want)
	}
}
