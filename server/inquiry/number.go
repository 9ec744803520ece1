package inquiry

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The kinds of account number.
const (
	KindIBAN    = "iban"
	KindAccount = "account"
)

// Number is a bank account that a text names, in capital letters and digits without anything between them.
type Number struct {
	Kind string
	Text string
}

// letters that look like Latin ones or digits, after NFKC and in capitals.
var likeLatin = map[rune]rune{
	'А': 'A', 'В': 'B', 'С': 'C', 'Е': 'E', 'Н': 'H', 'К': 'K', 'М': 'M', 'О': 'O', 'Р': 'P', 'Т': 'T', 'Х': 'X', 'У': 'Y', 'І': 'I', 'Ј': 'J', 'Ѕ': 'S', 'З': '3', 'Б': '6',
	'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Ζ': 'Z', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M', 'Ν': 'N', 'Ο': 'O', 'Ρ': 'P', 'Τ': 'T', 'Υ': 'Y', 'Χ': 'X', '〇': '0', '○': '0', '|': 'I', 'ı': 'I',
	'٠': '0', '١': '1', '٢': '2', '٣': '3', '٤': '4', '٥': '5', '٦': '6', '٧': '7', '٨': '8', '٩': '9',
}

// plain is a text with one form for every letter, digit and blank. Signs without width are gone.
func plain(text string) []rune {
	var all []rune
	for _, r := range norm.NFKC.String(text) {
		switch {
		case unicode.In(r, unicode.Cf, unicode.Mn):
			continue
		case r == '\n' || r == '\r':
			r = '\n'
		case unicode.IsSpace(r):
			r = ' '
		case unicode.Is(unicode.Pd, r) || r == '−':
			r = '-'
		}
		r = unicode.ToUpper(r)
		if like, ok := likeLatin[r]; ok {
			r = like
		}
		all = append(all, r)
	}
	return all
}

func digit(r rune) bool { return r >= '0' && r <= '9' }

func latin(r rune) bool { return r >= 'A' && r <= 'Z' }

// between reports whether a sign may stand inside a number that is written in groups.
func between(r rune) bool { return strings.ContainsRune(" -._/·•,'", r) }

// Numbers are the bank accounts that a text names: IBANs whose check digits are right, and runs of digits that stand where
// an account number stands.
func Numbers(text string) []Number {
	runes := plain(text)
	var found []Number
	taken := make([]bool, len(runes))
	add := func(n Number) {
		if !slices.Contains(found, n) {
			found = append(found, n)
		}
	}
	for at := range runes {
		if !latin(runes[at]) || at > 0 && latin(runes[at-1]) && !afterIBAN(runes[:at]) {
			continue
		}
		run, ends := gather(runes, at)
		if iban := ibanAt(run); iban != "" {
			add(Number{KindIBAN, iban})
			for n := at; n <= ends[len(iban)-1]; n++ {
				taken[n] = true
			}
		}
	}
	for at := 0; at < len(runes); at++ {
		if !digit(runes[at]) || taken[at] {
			continue
		}
		run, end := digits(runes, taken, at)
		if isAccount(runes, at, end, run) {
			add(Number{KindAccount, run})
		}
		at = end
	}
	return found
}

// afterIBAN reports whether the letters before are the word itself, written without a blank: "IBANDE12...".
func afterIBAN(before []rune) bool {
	return strings.HasSuffix(string(before[max(0, len(before)-4):]), "IBAN")
}

// gather are the capital letters and digits from a place on, past what stands between groups, and where each of them is.
func gather(runes []rune, at int) (run []rune, ends []int) {
	gap := 0
	for n := at; n < len(runes) && len(run) < 34; n++ {
		switch r := runes[n]; {
		case latin(r) || digit(r):
			run, ends, gap = append(run, r), append(ends, n), 0
		case between(r) || r == '\n':
			if gap++; gap > 3 {
				return run, ends
			}
		default:
			return run, ends
		}
	}
	return run, ends
}

// digits is a run of digits from a place on: groups with at most one blank or sign between them, and letters that look
// like digits inside a group. End is the place of its last digit.
func digits(runes []rune, taken []bool, at int) (run string, end int) {
	var b strings.Builder
	end = at
	for n := at; n < len(runes) && !taken[n]; n++ {
		r := runes[n]
		if d, ok := asDigit[r]; ok && strings.ContainsRune("OIL", r) && n > 0 && digitNear(runes, n) {
			r = d
		}
		switch {
		case digit(r):
			b.WriteRune(r)
			end = n
		case (r == ' ' || r == '-' || r == '.' || r == '·') && n+1 < len(runes) && (digit(runes[n+1]) || strings.ContainsRune("OIL", runes[n+1]) && digitNear(runes, n+1)):
		default:
			return b.String(), end
		}
	}
	return b.String(), end
}

// digitNear reports whether a letter stands between digits, but for letters of its kind.
func digitNear(runes []rune, at int) bool {
	look := func(step int) bool {
		for n := at + step; n >= 0 && n < len(runes); n += step {
			if digit(runes[n]) {
				return true
			}
			if !strings.ContainsRune("OIL- .", runes[n]) {
				return false
			}
		}
		return false
	}
	return look(-1) && (look(1) || at+1 == len(runes) || !latin(runes[at+1]))
}
