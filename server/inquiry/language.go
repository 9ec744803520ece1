package inquiry

import (
	"slices"
	"unicode"
)

// Languages are those that a message may be said to be in, BCP 47.
var Languages = []string{"en", "ko", "de", "ro", "es", "vi", "ru", "zh", "ja", "it", "fr"}

// languageOf is the language of a text: what its letters leave no doubt about, else what the writer says, else English.
func languageOf(text, said string) string {
	counts := map[string]int{}
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Hangul, r):
			counts["ko"]++
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			counts["ja"] += 2 // Japanese is written with Han letters too
		case unicode.Is(unicode.Han, r):
			counts["zh"]++
		case unicode.Is(unicode.Cyrillic, r):
			counts["ru"]++
		case unicode.Is(unicode.Latin, r):
			counts["latin"]++
		}
	}
	best := "latin"
	for lang, n := range counts {
		if lang != "latin" && n > counts["latin"]/3 && n > counts[best] || best == "latin" && lang != "latin" && 2*n > counts["latin"] {
			best = lang
		}
	}
	switch {
	case best != "latin":
		return best
	case slices.Contains([]string{"ko", "ja", "zh", "ru"}, said) && counts["latin"] > 0, !slices.Contains(Languages, said):
		return "en"
	}
	return said
}
