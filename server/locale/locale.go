// Package locale owns the sentences of the portal: it loads web/locale/*.json (go-i18n format), answers in the
// person's language, and formats dates, numbers and money in it. It leaves choosing the language of a request to server.
package locale

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Langs are the interface languages in the order of the switcher; the first is the fallback.
var Langs = []string{"en", "ko"}

// Supported reports whether pages exist in this language.
func Supported(lang string) bool { return slices.Contains(Langs, lang) }

// Texts answers keys with sentences. It is safe for concurrent use.
type Texts struct {
	localizers map[string]*i18n.Localizer
	plain      map[string]map[string]string // language, key: sentences without places and plurals
	patterns   map[string]map[string]pattern
	keys       map[string]map[string]bool // language, key: all that exist
}

// Load reads every <topic>.<lang>.json of the folder. Keys of all topics share one space; a key is "<topic>.<name>".
// A key that two files of one language define is an error.
func Load(folder fs.FS) (*Texts, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	texts := &Texts{
		localizers: map[string]*i18n.Localizer{},
		plain:      map[string]map[string]string{},
		patterns:   map[string]map[string]pattern{},
		keys:       map[string]map[string]bool{},
	}
	for _, lang := range Langs {
		texts.plain[lang], texts.patterns[lang], texts.keys[lang] = map[string]string{}, map[string]pattern{}, map[string]bool{}
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
		file, err := bundle.ParseMessageFileBytes(raw, path.Base(name))
		if err != nil {
			return nil, fmt.Errorf("parse locale file %s: %w", name, err)
		}
		if err := texts.note(file); err != nil {
			return nil, fmt.Errorf("locale file %s: %w", name, err)
		}
	}
	for _, lang := range Langs {
		texts.localizers[lang] = i18n.NewLocalizer(bundle, lang)
	}
	return texts, nil
}

func (t *Texts) note(file *i18n.MessageFile) error {
	lang := file.Tag.String()
	if !Supported(lang) {
		return fmt.Errorf("language %q is none of %v", lang, Langs)
	}
	for _, m := range file.Messages {
		if t.keys[lang][m.ID] {
			return fmt.Errorf("key %q exists already in another file", m.ID)
		}
		t.keys[lang][m.ID] = true
		if m.Zero+m.One+m.Two+m.Few+m.Many != "" {
			continue
		}
		if p, simple := patternOf(strings.TrimSpace(m.Other)); simple && len(p.places) > 0 {
			t.patterns[lang][m.ID] = p
		} else if simple {
			t.plain[lang][m.ID] = p.texts[0]
		}
	}
	return nil
}

// T is the sentence of a key in a language, with key, value pairs for its placeholders ({{.Name}}); "Count" also
// chooses the plural form (CLDR). An unknown key comes back in guillemets, which the page test refuses.
func (t *Texts) T(lang, key string, args ...any) string {
	if !Supported(lang) {
		lang = Langs[0]
	}
	if text, ok := t.plain[lang][key]; ok {
		return text
	}
	if p, ok := t.patterns[lang][key]; ok {
		if text, ok := p.fill(args); ok {
			return text
		}
	}
	data := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		data[fmt.Sprint(args[i])] = args[i+1]
	}
	text, err := t.localizers[lang].Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data, PluralCount: data["Count"]})
	if err != nil && text == "" {
		return "«" + key + "»"
	}
	return strings.TrimSpace(text)
}

// Has reports whether the key exists in this very language, without the fallback.
func (t *Texts) Has(lang, key string) bool { return t.keys[lang][key] }

// Missing lists, sorted, the keys that some language has and this one lacks.
func (t *Texts) Missing(lang string) []string {
	var missing []string
	for _, other := range Langs {
		for key := range t.keys[other] {
			if !t.keys[lang][key] {
				missing = append(missing, key)
			}
		}
	}
	slices.Sort(missing)
	return slices.Compact(missing)
}

// Under are all sentences of a language whose key begins with the prefix, by their whole key, for a script that speaks by
// itself. Such sentences mark their places as {name}, which is left as it is.
func (t *Texts) Under(lang, prefix string) map[string]string {
	found := map[string]string{}
	for _, keys := range t.keys {
		for key := range keys {
			if strings.HasPrefix(key, prefix) {
				found[key] = t.T(lang, key)
			}
		}
	}
	return found
}
