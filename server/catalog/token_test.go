package catalog

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTokensOfText(t *testing.T) {
	for text, want := range map[string][]string{
		"":                       nil,
		"Laser, 30 W!":           {"laser", "30", "w"},
		"Ünïversität":            {"universitat"},
		"Łódź":                   {"lodz"},
		"МОСКВА":                 {"москва"},
		"CO₂":                    {"co2"},
		"ＬＡＳＥＲ":                  {"laser"},
		"LV-Q1600":               {"lv", "q1600", "lvq1600"},
		"9018.90":                {"9018", "90", "901890"},
		"앰프":                     {"앰", "프", "앰프"},
		"피부 분석기":                 {"피", "부", "피부", "분", "석", "기", "분석", "석기"},
		"10.1인치":                 {"10", "1", "인", "치", "인치"},
		"キムチ":                    {"キ", "ム", "チ", "キム", "ムチ"},
		"class-D":                {"class", "d"},
		strings.Repeat("a", 200): {strings.Repeat("a", longestWord)},
	} {
		if got := tokens(text); !slices.Equal(got, want) {
			t.Errorf("tokens(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestVectorKeepsEveryClassOfAToken(t *testing.T) {
	d := document{}
	d.add(inText, "laser laser")
	d.add(inName, "Laser")
	d.add(inClass, "o'clock")
	if got, want := d.vector(), "'clock':2B 'laser':1A,3C 'o':2B"; got != want {
		t.Errorf("vector = %s, want %s", got, want)
	}
}

func TestCleanIsShortAndValid(t *testing.T) {
	if got := clean("  a\x80 \n b  "); got != "a b" {
		t.Errorf("clean = %q", got)
	}
	if got := clean(strings.Repeat("가", 500)); utf8.RuneCountInString(got) != longestText {
		t.Errorf("clean keeps %d characters", utf8.RuneCountInString(got))
	}
}
