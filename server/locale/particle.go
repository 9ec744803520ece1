package locale

import "strings"

// particle is a Korean word ending that goes by the sound that the word before it ends with. Sentences write both forms.
type particle struct{ written, closed, open string }

var particles = []particle{
	{"은(는)", "은", "는"}, {"이(가)", "이", "가"}, {"을(를)", "을", "를"}, {"와(과)", "과", "와"}, {"(으)로", "으로", "로"},
}

// closers may stand between a word and its particle.
const closers = `"'”’)]〉》」』`

// With is a word with the particle that goes with its sound: With("수원시", "은(는)") is "수원시는". Where nothing tells how
// the word sounds, as with most of English, both forms stay. A particle that is none, like "", follows as it is.
func With(word, written string) string {
	for _, p := range particles {
		if p.written == written {
			return word + p.after(word)
		}
	}
	return word + written
}

// particleOf takes the particle off the head of what follows a place, and what closes the place before it.
func particleOf(text string) (closing string, p particle, rest string) {
	rest = strings.TrimLeft(text, closers)
	closing = text[:len(text)-len(rest)]
	for _, p := range particles {
		if after, found := strings.CutPrefix(rest, p.written); found {
			return closing, p, after
		}
	}
	return "", particle{}, text
}

// after is the form that follows a word.
func (p particle) after(word string) string {
	switch sound := soundOf(word); {
	case sound == unknown:
		return p.written
	case sound == open, sound == liquid && p.written == "(으)로":
		return p.open
	}
	return p.closed
}

// sound is how a word ends.
type sound int

const (
	unknown sound = iota
	open          // with a vowel
	liquid        // with ㄹ
	closed        // with another consonant
)

// soundOf is how the last letter or digit of a word sounds in Korean.
func soundOf(word string) sound {
	runes := []rune(strings.TrimRight(word, closers+" ."))
	if len(runes) == 0 {
		return unknown
	}
	last := runes[len(runes)-1]
	switch {
	case last >= '가' && last <= '힣':
		switch (last - '가') % 28 {
		case 0:
			return open
		case 8:
			return liquid
		}
		return closed
	case last >= '0' && last <= '9':
		return [...]sound{closed, liquid, open, closed, open, open, closed, liquid, liquid, open}[last-'0']
	case last == 'L', last == 'R': // spelled out: 엘, 알
		return liquid
	case last == 'M', last == 'N':
		return closed
	case last >= 'A' && last <= 'Z':
		return open
	}
	switch last {
	case 'a', 'i', 'o', 'u', 'y', 'w':
		return open
	case 'l':
		return liquid
	case 'm', 'n':
		return closed
	}
	return unknown
}
