// Package locale owns the sentences of the portal: it loads web/locale/*.json (go-i18n format), answers in the
// person's language, and formats dates, numbers, lists and money in it. Names of countries, languages and currencies and
// the plural forms come from CLDR (cldr.json). It leaves choosing the language of a request to server.
package locale

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// Texts answers keys with sentences. It is safe for concurrent use.
type Texts struct {
	langs map[string]*sentences
}

// sentences are those of one language, by key. Each key is in one of the maps.
type sentences struct {
	plain    map[string]string             // without places and plurals
	patterns map[string]pattern            // with places
	plurals  map[string]map[string]pattern // by plural form
}

func newSentences() *sentences {
	return &sentences{map[string]string{}, map[string]pattern{}, map[string]map[string]pattern{}}
}

// Load reads every <topic>.<lang>.json of the folder. Keys of all topics share one space; a key is "<topic>.<name>".
// A key that two files of one language define is an error, and so is a place that says more than a name.
func Load(folder fs.FS) (*Texts, error) {
	readers := map[string]i18n.UnmarshalFunc{"json": json.Unmarshal}
	texts := &Texts{langs: map[string]*sentences{}}
	for _, lang := range Langs {
		texts.langs[lang] = newSentences()
	}
	files, err := fs.Glob(folder, "*.json")
	if err != nil {
		return nil, fmt.Errorf("list locale files: %w", err)
	}
	for _, name := range files {
		raw, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, fmt.Errorf("read locale file %s: %w", name, err)
		}
		file, err := i18n.ParseMessageFileBytes(raw, path.Base(name), readers)
		if err != nil {
			return nil, fmt.Errorf("parse locale file %s: %w", name, err)
		}
		if err := texts.note(file); err != nil {
			return nil, fmt.Errorf("locale file %s: %w", name, err)
		}
	}
	return texts, nil
}

func (t *Texts) note(file *i18n.MessageFile) error {
	lang := file.Tag.String()
	of := t.langs[lang]
	if of == nil {
		return fmt.Errorf("language %q is none of %v", lang, Langs)
	}
	for _, m := range file.Messages {
		if of.has(m.ID) {
			return fmt.Errorf("key %q exists already in another file", m.ID)
		}
		if err := of.add(m); err != nil {
			return fmt.Errorf("key %q: %w", m.ID, err)
		}
	}
	return nil
}

func (s *sentences) has(key string) bool {
	_, plain := s.plain[key]
	_, places := s.patterns[key]
	_, forms := s.plurals[key]
	return plain || places || forms
}

func (s *sentences) add(m *i18n.Message) error {
	if m.Zero+m.One+m.Two+m.Few+m.Many == "" && m.Other != "" && !strings.Contains(m.Other, "{{") {
		s.plain[m.ID] = strings.TrimSpace(m.Other)
		return nil
	}
	forms := map[string]pattern{}
	for form, text := range map[string]string{"zero": m.Zero, One: m.One, "two": m.Two, Few: m.Few, Many: m.Many, Other: m.Other} {
		if text == "" {
			continue
		}
		p, err := patternOf(strings.TrimSpace(text))
		if err != nil {
			return err
		}
		forms[form] = p
	}
	switch only, other := forms[Other]; {
	case !other:
		return fmt.Errorf("the form %q is what every language falls back to; it is missing", Other)
	case len(forms) > 1:
		s.plurals[m.ID] = forms
	case len(only.places) > 0:
		s.patterns[m.ID] = only
	default:
		s.plain[m.ID] = only.texts[0]
	}
	return nil
}

// T is the sentence of a key in a language, with key, value pairs for its placeholders ({{.Name}}); "Count" also
// chooses the plural form (CLDR). What the language lacks is said in English; an unknown key comes back in double brackets,
// which the page test refuses, and so does a sentence whose place has no value.
func (t *Texts) T(lang, key string, args ...any) string {
	for _, speaker := range [...]string{lang, Langs[0]} {
		if of := t.langs[speaker]; of != nil {
			if text, ok := of.say(speaker, key, args); ok {
				return text
			}
		}
	}
	return "⟦" + key + "⟧"
}

func (s *sentences) say(lang, key string, args []any) (string, bool) {
	if text, ok := s.plain[key]; ok {
		return text, true
	}
	if p, ok := s.patterns[key]; ok {
		return p.fill(args), true
	}
	forms, ok := s.plurals[key]
	if !ok {
		return "", false
	}
	count, _ := argument(args, "Count")
	p, ok := forms[formFor(lang, count)]
	if !ok {
		p = forms[Other]
	}
	return p.fill(args), true
}

// formFor is the plural form for a count, whatever kind of whole number it is.
func formFor(lang string, count any) string {
	switch n := count.(type) {
	case int:
		return Plural(lang, int64(n))
	case int32:
		return Plural(lang, int64(n))
	case int64:
		return Plural(lang, n)
	}
	return Other
}

// Has reports whether the key exists in this very language, without the fallback.
func (t *Texts) Has(lang, key string) bool { return t.langs[lang] != nil && t.langs[lang].has(key) }

// keys are all that a language has, in no order.
func (s *sentences) keys() []string {
	found := make([]string, 0, len(s.plain)+len(s.patterns)+len(s.plurals))
	for key := range s.plain {
		found = append(found, key)
	}
	for key := range s.patterns {
		found = append(found, key)
	}
	for key := range s.plurals {
		found = append(found, key)
	}
	return found
}

// Missing lists, sorted, the keys that English has and this language lacks.
func (t *Texts) Missing(lang string) []string {
	missing := slices.DeleteFunc(t.langs[Langs[0]].keys(), func(key string) bool { return t.Has(lang, key) })
	slices.Sort(missing)
	return missing
}

// Gone lists, sorted, the keys that this language has and English lacks, but for the plural forms of a script's sentence.
func (t *Texts) Gone(lang string) []string {
	english := t.langs[Langs[0]]
	gone := slices.DeleteFunc(t.langs[lang].keys(), func(key string) bool {
		if english.has(key) {
			return true
		}
		end := strings.LastIndexByte(key, '_')
		if end < 0 {
			return false
		}
		stem, form := key[:end], key[end+1:]
		return slices.Contains(Forms(lang), form) && english.has(stem+"_"+Other)
	})
	slices.Sort(gone)
	return gone
}

// Under are all sentences of a language whose key begins with the prefix, by their whole key, for a script that speaks by
// itself; what the language lacks is there in English. Such sentences mark their places as {name}, which is left as it is.
func (t *Texts) Under(lang, prefix string) map[string]string {
	found := map[string]string{}
	for _, speaker := range [...]string{Langs[0], lang} {
		if of := t.langs[speaker]; of != nil {
			for _, key := range of.keys() {
				if strings.HasPrefix(key, prefix) {
					found[key] = t.T(lang, key)
				}
			}
		}
	}
	return found
}
