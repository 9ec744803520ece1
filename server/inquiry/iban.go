package inquiry

import "strings"

// ibans are the countries of the IBAN registry (ISO 13616) that trade is paid through, each with the form of what follows
// the check digits: a letters, n digits, c either.
var ibans = map[string]string{
	"AD": "8n12c", "AE": "19n", "AL": "8n16c", "AT": "16n", "AZ": "4a20c", "BA": "16n", "BE": "12n", "BG": "4a6n8c", "BH": "4a14c", "BR": "23n1a1c", "BY": "4c4n16c",
	"CH": "5n12c", "CR": "18n", "CY": "8n16c", "CZ": "20n", "DE": "18n", "DK": "14n", "DO": "4c20n", "EE": "16n", "EG": "25n", "ES": "20n", "FI": "14n", "FO": "14n",
	"FR": "10n11c2n", "GB": "4a14n", "GE": "2a16n", "GI": "4a15c", "GL": "14n", "GR": "7n16c", "GT": "24c", "HR": "17n", "HU": "24n", "IE": "4a14n", "IL": "19n",
	"IQ": "4a15n", "IS": "22n", "IT": "1a10n12c", "JO": "4a4n18c", "KW": "4a22c", "KZ": "3n13c", "LB": "4n20c", "LI": "5n12c", "LT": "16n", "LU": "3n13c", "LV": "4a13c",
	"MC": "10n11c2n", "MD": "20c", "ME": "18n", "MK": "3n10c2n", "MT": "4a5n18c", "MU": "4a19n3a", "NL": "4a10n", "NO": "11n", "OM": "3n16c", "PK": "4a16c", "PL": "24n",
	"PS": "4a21c", "PT": "21n", "QA": "4a21c", "RO": "4a16c", "RS": "18n", "RU": "14n15c", "SA": "2n18c", "SE": "20n", "SI": "15n", "SK": "20n", "SM": "1a10n12c",
	"TN": "20n", "TR": "6n16c", "UA": "6n19c", "VA": "18n", "VG": "4a16n", "XK": "16n",
}

// form is the form of a country's IBAN as one sign a place, after the country.
func form(country string) string {
	var b strings.Builder
	b.WriteString("nn")
	n := 0
	for _, r := range ibans[country] {
		if r >= '0' && r <= '9' {
			n = 10*n + int(r-'0')
			continue
		}
		b.WriteString(strings.Repeat(string(r), n))
		n = 0
	}
	if b.Len() == 2 {
		return ""
	}
	return b.String()
}

// mod97 reports whether the check digits of an IBAN are right (ISO 7064, MOD 97-10).
func mod97(iban string) bool {
	rest := 0
	for _, r := range iban[4:] + iban[:4] {
		switch {
		case r >= '0' && r <= '9':
			rest = (10*rest + int(r-'0')) % 97
		case r >= 'A' && r <= 'Z':
			rest = (100*rest + int(r-'A') + 10) % 97
		default:
			return false
		}
	}
	return rest == 1
}

// asDigit and asLetter undo what is taken for another in print.
var (
	asDigit  = map[rune]rune{'O': '0', 'Q': '0', 'D': '0', 'I': '1', 'L': '1', 'Z': '2', 'S': '5', 'B': '8', 'G': '6'}
	asLetter = map[rune]rune{'0': 'O', '1': 'I', '5': 'S', '8': 'B'}
)

// ibanAt is the IBAN that begins a run of capital letters and digits, "" for none. Where the form asks for a digit, a letter
// that looks like one is read as it.
func ibanAt(run []rune) string {
	if len(run) < 15 {
		return ""
	}
	places := form(string(run[:2]))
	if places == "" || len(run) < 2+len(places) {
		return ""
	}
	read := []rune(string(run[:2]))
	literal := string(run[:2+len(places)])
	for n, place := range places {
		r := run[2+n]
		digit := r >= '0' && r <= '9'
		switch {
		case place == 'n' && !digit:
			r = asDigit[r]
		case place == 'a' && digit:
			r = asLetter[r]
		}
		if r == 0 {
			return ""
		}
		read = append(read, r)
	}
	for _, candidate := range []string{string(read), strings.ReplaceAll(string(read), "O", "0"), literal} {
		if len(candidate) == len(literal) && candidate[2] >= '0' && candidate[2] <= '9' && candidate[3] >= '0' && candidate[3] <= '9' && mod97(candidate) {
			return candidate
		}
	}
	// Free places may hold a 0 for an O, and the other way round.
	fixed := []rune(string(read))
	for n, place := range places {
		if place == 'c' {
			if d, ok := asDigit[fixed[2+n]]; ok && (d == '0' || d == '1') {
				fixed[2+n] = d
			}
		}
	}
	if mod97(string(fixed)) {
		return string(fixed)
	}
	return ""
}
