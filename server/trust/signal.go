package trust

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// KoreanNumber reports whether a Korean business number (ten digits, however they are parted) carries its check digit.
func KoreanNumber(text string) bool {
	var digits []int
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, int(r-'0'))
		case r != '-' && r != ' ':
			return false
		}
	}
	if len(digits) != 10 {
		return false
	}
	sum := digits[8] * 5 / 10
	for i, weight := range []int{1, 3, 7, 1, 3, 7, 1, 3, 5} {
		sum += digits[i] * weight
	}
	return (10-sum%10)%10 == digits[9]
}

// freeMail are providers where anybody gets an address under any name.
var freeMail = []string{"gmail.com", "googlemail.com", "yahoo.com", "outlook.com", "hotmail.com", "live.com", "icloud.com", "aol.com", "gmx.de", "gmx.net",
	"web.de", "mail.ru", "yandex.ru", "qq.com", "163.com", "126.com", "naver.com", "hanmail.net", "daum.net", "proton.me", "protonmail.com", "freemail.example"}

// FreeMail reports whether an address says nothing about where its owner works.
func FreeMail(address string) bool { return slices.Contains(freeMail, domainOf(address)) }

// domainOf is the domain of a mail address or of a web address.
func domainOf(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	if _, domain, ok := strings.Cut(text, "@"); ok {
		text = domain
	}
	if _, rest, ok := strings.Cut(text, "://"); ok {
		text = rest
	}
	text, _, _ = strings.Cut(text, "/")
	text, _, _ = strings.Cut(text, ":")
	return strings.TrimPrefix(text, "www.")
}

// OwnDomain reports whether a mail address is of the domain of a website, or below it.
func OwnDomain(address, website string) bool {
	mail, site := domainOf(address), domainOf(website)
	return site != "" && !FreeMail(address) && (mail == site || strings.HasSuffix(mail, "."+site))
}

// alike are characters that are read as others in a domain.
var alike = strings.NewReplacer("0", "o", "1", "l", "i", "l", "5", "s", "rn", "m", "vv", "w", "-", "", "а", "a", "е", "e", "о", "o", "р", "p", "с", "c", "х", "x", "у", "y")

// LookAlike reports whether a domain could be taken for another that it is not: the same name in other characters or under
// another ending, or one letter apart.
func LookAlike(domain, known string) bool {
	domain, known = domainOf(domain), domainOf(known)
	if domain == "" || known == "" || domain == known || strings.HasSuffix(domain, "."+known) || strings.HasSuffix(known, "."+domain) {
		return false
	}
	a, endA, _ := strings.Cut(domain, ".")
	b, endB, _ := strings.Cut(known, ".")
	if len(b) < 5 {
		return a == b && endA != endB
	}
	return alike.Replace(a) == alike.Replace(b) || apart([]rune(a), []rune(b)) <= 1
}

// apart is how many letters have to be changed, put in, taken out or swapped with their neighbour; 2 stands for more than 1.
func apart(a, b []rune) int {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return 2
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case i == len(b):
		return 0
	case len(a) < len(b):
		if slices.Equal(a[i:], b[i+1:]) {
			return 1
		}
	case slices.Equal(a[i+1:], b[i+1:]), i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && slices.Equal(a[i+2:], b[i+2:]):
		return 1
	}
	return 2
}

// forms are words that say what kind of company it is, not which.
var forms = []string{"co", "ltd", "inc", "corp", "corporation", "company", "limited", "llc", "gmbh", "ag", "kg", "srl", "sa", "de", "cv", "spa", "bv", "jsc", "plc", "주식회사", "유한회사"}

// fold is a name as lists are compared: without case, marks, signs and the form of the company.
func fold(name string) string {
	words := strings.FieldsFunc(strings.ToLower(norm.NFKD.String(name)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	kept := words[:0]
	for _, word := range words {
		word = strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		}, word)
		if word != "" && !slices.Contains(forms, norm.NFC.String(word)) {
			kept = append(kept, norm.NFC.String(word))
		}
	}
	return strings.Join(kept, " ")
}

// FlagCodes are the warnings that people give; their sentences are "trust.flag_<code>".
var FlagCodes = []string{"third_country_shipping", "look_alike_domain", "messenger_only", "asks_fees", "asks_visa_letter", "large_first_order", "wrong_line", "bank_account_changed", "list_match", "other"}

// Signal is a warning that was found, not given. Its sentence is "trust.signal_<code>".
type Signal struct {
	Code string
	Args []any
}

// evidence is what signals are found in.
type evidence struct {
	country, registry, website string
	mails                      []string // of its people
	known                      []string // domains of other companies here
	listed                     []Listed
}

// signals are warnings, each with its reason. They decide nothing.
func (e evidence) signals() []Signal {
	var found []Signal
	if e.country == "KR" && e.registry != "" && !KoreanNumber(e.registry) {
		found = append(found, Signal{"checksum", []any{"No", e.registry}})
	}
	for _, mail := range e.mails {
		switch {
		case FreeMail(mail):
			found = append(found, Signal{"free_mail", []any{"Domain", domainOf(mail)}})
		case e.website != "" && !OwnDomain(mail, e.website):
			found = append(found, Signal{"other_domain", []any{"Domain", domainOf(mail), "Site", domainOf(e.website)}})
		}
		for _, known := range e.known {
			if LookAlike(mail, known) {
				found = append(found, Signal{"look_alike", []any{"Domain", domainOf(mail), "Known", known}})
			}
		}
	}
	for _, l := range e.listed {
		found = append(found, Signal{"listed", []any{"Name", l.Name, "List", l.List, "Dated", l.Dated.Format("2006-01-02"), "Reason", l.Reason}})
	}
	return found
}
