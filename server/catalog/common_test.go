package catalog

import (
	"slices"
	"testing"
)

func TestCommonWordsAreThoseOfMostNamesThenTheFirstOfEachGroup(t *testing.T) {
	l := newLexicon([]SynonymGroup{{Words: map[string][]string{"en": {"pump", "compressor"}, "ko": {"펌프"}, "de": {"Pumpe"}}}}, map[string]int{"laser": 9, "camera": 12})
	common := l.common()
	if common[0] != "camera" || common[1] != "laser" || !slices.Contains(common, "펌프") || !slices.Contains(common, "pump") {
		t.Errorf("common are %v", common)
	}
	if n := len(common); n != len(l.words.order)+2 {
		t.Errorf("%d common words of %d, with two of the group", n, len(l.words.order))
	}
}
