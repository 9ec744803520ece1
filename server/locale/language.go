package locale

import "slices"

// State says how far the sentences of a language have come.
type State int

// The states, in the order in which a language passes them.
const (
	Draft      State = iota // being translated: its pages exist and fall back to English sentence by sentence; nobody is led to them
	Translated              // all sentences are there, none has been reviewed by somebody who speaks it, and every page says so
	Reviewed                // all sentences are there and reviewed
)

// Language is one language of the interface.
type Language struct {
	Tag   string // BCP 47, as in URLs
	Name  string // in itself, as the menu shows it
	State State
}

// Languages are those of the interface in the order of the menu; the first is what others fall back to. This is the one
// place that says which are complete: go run ./cmd/dev check strings holds it against web/locale.
var Languages = []Language{
	{"en", "English", Reviewed},
	{"ko", "한국어", Reviewed},
	{"de", "Deutsch", Translated},
	{"ro", "Română", Translated},
	{"es", "Español", Translated},
	{"vi", "Tiếng Việt", Translated},
	{"ru", "Русский", Translated},
	{"zh-Hans", "简体中文", Translated},
	{"ja", "日本語", Translated},
}

// The languages by how far they have come: Langs are all, Offered those that people are led to.
var (
	Langs   = tags(Draft)
	Offered = tags(Translated)
)

func tags(least State) []string {
	var found []string
	for _, l := range Languages {
		if l.State >= least {
			found = append(found, l.Tag)
		}
	}
	return found
}

// Supported reports whether pages exist in this language.
func Supported(lang string) bool { return slices.Contains(Langs, lang) }

// StateOf is the state of a language; Draft for one that is none of ours.
func StateOf(lang string) State {
	for _, l := range Languages {
		if l.Tag == lang {
			return l.State
		}
	}
	return Draft
}

// NameOf is a language's name in itself; the tag for one that is none of ours.
func NameOf(lang string) string {
	for _, l := range Languages {
		if l.Tag == lang {
			return l.Name
		}
	}
	return lang
}

// Dir is the direction a language is written in, for the dir attribute.
func Dir(lang string) string {
	if lang == mirrored {
		return "rtl"
	}
	return "ltr"
}
