package catalog

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestTokensOfText(t *testing.T) {
	for text, want := range map[string][]string{
		"":                       nil,
		"Laser, 30 W!":           {"laser", "30", "w"},
		"Ünïversität":            {"universitat"},
		"Łódź":                   {"łodz"},
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

func TestQueryAsksForAllThatWasTyped(t *testing.T) {
	for typed, want := range map[string]string{
		"":               "",
		"!?":             "",
		"laser":          "'laser':*",
		"skin analyzer":  "'skin':* & 'analyzer':*",
		"피부":             "'피부'",
		"분석기":            "'분석' & '석기'",
		"앰":              "'앰'",
		"it's \\ 'a' ":   "'it':* & 's':* & 'a':*",
		"LV-Q1600 레이저":   "'lv':* & 'q1600':* & '레이' & '이저'",
		"9019.10":        "'9019':* & '10':*",
		"drop & table |": "'drop':* & 'table':*",
	} {
		if got := tsquery(typed); got != want {
			t.Errorf("tsquery(%q) = %s, want %s", typed, got, want)
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

func TestWhateverStandsInANameIsFoundByIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringOf(rapid.RuneFrom([]rune("abzÄöñ09 -.가나힣日本キムЖя'\\"))).Draw(t, "name")
		d := document{}
		d.add(inName, name)
		for term := range strings.SplitSeq(tsquery(name), " & ") {
			if term == "" {
				continue
			}
			token, prefix := strings.CutSuffix(term, ":*")
			token = strings.Trim(token, "'")
			found := len(d[token]) > 0
			for have := range d {
				found = found || prefix && strings.HasPrefix(have, token)
			}
			if !found {
				t.Fatalf("%q asks for %s, the document has %v", name, term, d)
			}
		}
	})
}

func TestCleanIsShortAndValid(t *testing.T) {
	if got := clean("  a\x80 \n b  "); got != "a b" {
		t.Errorf("clean = %q", got)
	}
	if got := clean(strings.Repeat("가", 500)); utf8.RuneCountInString(got) != longestText {
		t.Errorf("clean keeps %d characters", utf8.RuneCountInString(got))
	}
}
