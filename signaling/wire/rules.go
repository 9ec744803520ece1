package wire

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxText is the longest chat or lobby text in bytes.
const MaxText = 4 << 10

// MaxName is the longest name in runes.
const MaxName = 64

// CleanName is a name as everyone may see it: NFC, without control, bidirectional and zero-width characters, at most MaxName runes.
func CleanName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, norm.NFC.String(name))
	name = strings.Join(strings.Fields(name), " ")
	if runes := []rune(name); len(runes) > MaxName {
		name = strings.TrimSpace(string(runes[:MaxName]))
	}
	return name
}

// MaxNames is in how many languages a company may have a name.
const MaxNames = 8

// CleanNames are names by language as everyone may see them: each like CleanName, without those that are empty or under what is no language, at most MaxNames
// of them by the order of their languages. Nil for none.
func CleanNames(names map[string]string) map[string]string {
	var clean map[string]string
	for _, lang := range slices.Sorted(maps.Keys(names)) {
		name := CleanName(names[lang])
		if name == "" || !isToken(lang, 35) || len(clean) == MaxNames {
			continue
		}
		if clean == nil {
			clean = map[string]string{}
		}
		clean[lang] = name
	}
	return clean
}

func checkNames(names map[string]string) error {
	if len(names) > MaxNames {
		return errors.New("names")
	}
	for lang, name := range names {
		if !isToken(lang, 35) || name == "" || CleanName(name) != name {
			return errors.New("names")
		}
	}
	return nil
}

func isToken(s string, most int) bool {
	if s == "" || len(s) > most {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
		default:
			return false
		}
	}
	return true
}

func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "")
}

func checkPID(pid string) error {
	if !isToken(pid, 64) {
		return errors.New("pid")
	}
	return nil
}

func checkText(text string, least int) error {
	switch {
	case len(strings.TrimSpace(text)) < least:
		return errors.New("text is empty")
	case len(text) > MaxText:
		return fmt.Errorf("text is longer than %d bytes", MaxText)
	}
	for _, r := range text {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return errors.New("text has a control character")
		}
	}
	return nil
}

// checkLang accepts the shape of a BCP 47 tag (RFC 5646 §2.1), or nothing.
func checkLang(lang string) error {
	if lang != "" && !isToken(lang, 35) {
		return errors.New("lang")
	}
	return nil
}

func checkOneOf[T ~string](name string, value T, allowed ...T) error {
	if !slices.Contains(allowed, value) {
		return fmt.Errorf("%s is not one of %v", name, allowed)
	}
	return nil
}

func checkSource(s Source) error {
	return checkOneOf("source", s, SourceMic, SourceCamera, SourceScreen, SourceScreenAudio)
}

func checkRole(r Role) error {
	return checkOneOf("role", r, RoleHost, RoleGuest, RoleInterpreter, RoleOfficer)
}

func checkSide(s Side) error { return checkOneOf("side", s, SideSupplier, SideBuyer, SideOffice) }
