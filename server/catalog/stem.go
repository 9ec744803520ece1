package catalog

import (
	"slices"
	"strings"
	"unicode"
)

// The endings that a search looks past, longest first. They are few on purpose: what is cut from a search word only widens it.
var (
	cyrillicEndings = []string{"ами", "ями", "ого", "ему", "ому", "ыми", "ими", "ов", "ев", "ах", "ях", "ом", "ем", "ой", "ей", "ую", "юю", "ая", "яя", "ый", "ий", "ые", "ие", "ое", "ее", "ы", "и", "а", "я", "у", "ю", "е", "о", "й", "ь"}
	latinEndings    = []string{"ului", "ilor", "elor", "ungen", "ung", "ern", "ers", "ing", "iei", "lor", "le", "ul", "en", "er", "es", "em", "as", "os", "ii", "ei", "s", "n", "e", "i", "a", "o"}
	koreanEndings   = []string{"으로부터", "에서는", "으로는", "에서", "으로", "부터", "까지", "에게", "처럼", "이나", "이랑", "하고", "입니다", "인가요", "있나요", "용", "를", "을", "은", "는", "이", "가", "의", "에", "로", "와", "과", "도", "만", "요"}
)

// shortestStem is in letters: shorter words keep their endings.
const shortestStem = 4

// stem is a folded word without the ending that its grammar gave it.
func stem(word string) string {
	letters := []rune(word)
	switch {
	case len(letters) == 0:
		return word
	case unicode.Is(unicode.Cyrillic, letters[0]):
		return without(word, cyrillicEndings, shortestStem)
	case unicode.Is(unicode.Latin, letters[0]):
		return without(word, latinEndings, shortestStem)
	}
	return word
}

// bare is a Korean word without its particle; the word itself where nothing would be left to look for.
func bare(word string) string { return without(word, koreanEndings, 2) }

// without cuts the first of the endings that leaves at least so many letters.
func without(word string, endings []string, least int) string {
	for _, ending := range endings {
		if short, ok := strings.CutSuffix(word, ending); ok && len([]rune(short)) >= least {
			return short
		}
	}
	return word
}

// small words bind others together and are in every text; a search does not ask for them.
var small = strings.Fields(`a an and at by for from in of on or the to with
	aus das dem den der die ein eine einen einer fur im mit und von zu zum zur
	al con de del el en la las los para por un una y
	ale cu din la pe pentru si sau un o
	cho cua va voi cai mot
	в для и из к на от по с со у
	hs code hscode hsk`)

func isSmall(word string) bool { return slices.Contains(small, word) }
