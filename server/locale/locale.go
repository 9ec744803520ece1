// Package locale owns the sentences of the portal: it loads web/locale/*.json (go-i18n format), answers in the
// person's language, and formats dates, numbers and money in it. It leaves choosing the language of a request to server.
package locale

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"encoding/json"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Langs are the interface languages in the order of the switcher; the first is the fallback.
var Langs = []string{"en", "ko"}

// Supported reports whether pages exist in this language.
func Supported(lang string) bool {
	for _, l := range Langs {
		if l == lang {
			return true
		}
	}
	return false
}

// Texts answers keys with sentences. It is safe for concurrent use.
type Texts struct {
	localizers map[string]*i18n.Localizer
}

// Load reads every <topic>.<lang>.json of the folder. Keys of all topics share one space; a key is "<topic>.<name>".
func Load(folder fs.FS) (*Texts, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	files, err := fs.Glob(folder, "*.json")
	if err != nil {
		return nil, fmt.Errorf("list locale files: %w", err)
	}
	for _, name := range files {
		raw, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, fmt.Errorf("read locale file %s: %w", name, err)
		}
		if _, err := bundle.ParseMessageFileBytes(raw, path.Base(name)); err != nil {
			return nil, fmt.Errorf("parse locale file %s: %w", name, err)
		}
	}
	texts := &Texts{localizers: map[string]*i18n.Localizer{}}
	for _, lang := range Langs {
		texts.localizers[lang] = i18n.NewLocalizer(bundle, lang)
	}
	return texts, nil
}

// T is the sentence of a key in a language, with key, value pairs for its placeholders ({{.Name}}); "Count" also
// chooses the plural form (CLDR). An unknown key comes back in guillemets, which the page test refuses.
func (t *Texts) T(lang, key string, args ...any) string {
	localizer, ok := t.localizers[lang]
	if !ok {
		localizer = t.localizers[Langs[0]]
	}
	data := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		data[fmt.Sprint(args[i])] = args[i+1]
	}
	text, err := localizer.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data, PluralCount: data["Count"]})
	if err != nil && text == "" {
		return "«" + key + "»"
	}
	return strings.TrimSpace(text)
}
