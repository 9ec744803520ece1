package interpreter

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/etradeoffice/portal/server/schedule"
)

func TestLinesOfLanguagesThatAreFilledInCountOnce(t *testing.T) {
	got := typedLanguages(url.Values{
		"from":  {"ko", "de", "", "ko", "vi"},
		"to":    {"de", "ko", "", "de", ""},
		"level": {"work", "native", "native", "basic", "work"},
	})
	want := []Language{{schedule.Pair{From: "de", To: "ko"}, "native"}, {schedule.Pair{From: "ko", To: "de"}, "basic"}, {schedule.Pair{From: "vi"}, "work"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for name, l := range map[string]Language{"half a line": want[2], "to itself": {schedule.Pair{From: "ko", To: "ko"}, "work"}, "not a level": {want[0].Pair, "well"}, "not a language": {schedule.Pair{From: "ko", To: "xx"}, "work"}} {
		if (Profile{Tier: 1, Languages: []Language{l}}).check() == nil {
			t.Errorf("%s is kept", name)
		}
	}
}
