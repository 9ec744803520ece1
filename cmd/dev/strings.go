package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/etradeoffice/portal/server/locale"
)

// localeStrings answers the verb strings: what a language lacks, or where new translations go.
func localeStrings(_ context.Context, root string, in io.Reader, out io.Writer, args []string) error {
	if len(args) != 2 || !locale.Supported(args[1]) {
		return fmt.Errorf("type: go run ./cmd/dev strings --missing LANG, or --put LANG; languages are %s", strings.Join(locale.Langs, ", "))
	}
	folder := filepath.Join(root, "web", "locale")
	switch args[0] {
	case "--missing":
		return printMissing(folder, args[1], out)
	case "--put":
		return putStrings(folder, args[1], in, out)
	}
	return fmt.Errorf("unknown flag %q", args[0])
}

// A topicFile is the sentences of one topic in one language: keys in their order, each with its value as it is written.
type topicFile struct {
	keys   []string
	values map[string]json.RawMessage
}

func readTopic(file string) (topicFile, error) {
	topic := topicFile{values: map[string]json.RawMessage{}}
	source, err := os.Open(file)
	if errors.Is(err, os.ErrNotExist) {
		return topic, nil
	}
	if err != nil {
		return topic, err
	}
	defer func() { _ = source.Close() }()
	decoder := json.NewDecoder(source)
	if _, err := decoder.Token(); err != nil {
		return topic, fmt.Errorf("%s: %w", file, err)
	}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return topic, fmt.Errorf("%s: %w", file, err)
		}
		key := fmt.Sprint(token)
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return topic, fmt.Errorf("%s: %s: %w", file, key, err)
		}
		topic.keys = append(topic.keys, key)
		topic.values[key] = value
	}
	return topic, nil
}

func (f topicFile) write(file string) error {
	var b strings.Builder
	b.WriteString("{\n")
	for i, key := range f.keys {
		name, err := json.Marshal(key)
		if err != nil {
			return err
		}
		value, err := written(f.values[key])
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		fmt.Fprintf(&b, "  %s: %s", name, value)
		if i < len(f.keys)-1 {
			b.WriteString(",")
		}
		b.WriteString("\n")
	}
	b.WriteString("}\n")
	return os.WriteFile(file, []byte(b.String()), 0o644)
}

// written is a sentence, or its plural forms in the order of CLDR, on one line and without escapes that nobody needs.
func written(value json.RawMessage) (string, error) {
	var one string
	if json.Unmarshal(value, &one) == nil {
		return plainJSON(one)
	}
	var forms map[string]string
	if err := json.Unmarshal(value, &forms); err != nil {
		return "", err
	}
	var parts []string
	for _, form := range []string{"zero", locale.One, "two", locale.Few, locale.Many, locale.Other} {
		if sentence, ok := forms[form]; ok {
			text, err := plainJSON(sentence)
			if err != nil {
				return "", err
			}
			parts = append(parts, fmt.Sprintf("%q: %s", form, text))
		}
	}
	if len(parts) != len(forms) {
		return "", fmt.Errorf("%s has a plural form that CLDR does not know", value)
	}
	return "{ " + strings.Join(parts, ", ") + " }", nil
}

func plainJSON(text string) (string, error) {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(text)
	return strings.TrimSuffix(b.String(), "\n"), err
}

// englishFiles are the topics by file name without ".en.json".
func englishFiles(folder string) (map[string]topicFile, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.en.json"))
	if err != nil {
		return nil, err
	}
	topics := map[string]topicFile{}
	for _, file := range files {
		topic, err := readTopic(file)
		if err != nil {
			return nil, err
		}
		topics[strings.TrimSuffix(filepath.Base(file), ".en.json")] = topic
	}
	return topics, nil
}

// printMissing prints, as JSON and by topic, every key that the language lacks with its English sentence.
func printMissing(folder, lang string, out io.Writer) error {
	topics, err := englishFiles(folder)
	if err != nil {
		return err
	}
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(topics)) {
		theirs, err := readTopic(filepath.Join(folder, name+"."+lang+".json"))
		if err != nil {
			return err
		}
		for _, key := range topics[name].keys {
			if theirs.values[key] != nil {
				continue
			}
			value, err := written(topics[name].values[key])
			if err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
			lines = append(lines, fmt.Sprintf("  %q: %s", key, value))
		}
	}
	fmt.Fprintf(out, "{\n%s\n}\n", strings.Join(lines, ",\n"))
	return nil
}

// putStrings writes translations into the files of their topics, in the order of the English keys; what English no
// longer has is dropped. A key that no English file has is refused before anything is written; so is none whose English
// key differs in the ending of a plural form only, as those of scripts do.
func putStrings(folder, lang string, in io.Reader, out io.Writer) error {
	var given map[string]json.RawMessage
	if err := json.NewDecoder(in).Decode(&given); err != nil {
		return fmt.Errorf("translations: %w", err)
	}
	topics, err := englishFiles(folder)
	if err != nil {
		return err
	}
	put := 0
	made := map[string]topicFile{}
	for name, english := range topics {
		theirs, err := readTopic(filepath.Join(folder, name+"."+lang+".json"))
		if err != nil {
			return err
		}
		merged := topicFile{values: map[string]json.RawMessage{}}
		for _, key := range english.keys {
			for _, ours := range append(formKeys(key, lang), key) {
				value := given[ours]
				if value != nil {
					put++
					delete(given, ours)
				} else {
					value = theirs.values[ours]
				}
				if value != nil && merged.values[ours] == nil {
					merged.keys, merged.values[ours] = append(merged.keys, ours), value
				}
			}
		}
		made[name] = merged
	}
	if len(given) > 0 {
		return fmt.Errorf("no English sentence has the keys %s", strings.Join(slices.Sorted(maps.Keys(given)), ", "))
	}
	for name, topic := range made {
		if len(topic.keys) == 0 {
			continue
		}
		if err := topic.write(filepath.Join(folder, name+"."+lang+".json")); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "%d sentences put\n", put)
	return nil
}

// formKeys are the keys of a script's plural forms that a language has besides those of English.
func formKeys(key, lang string) []string {
	stem, plural := strings.CutSuffix(key, "_"+locale.Other)
	var keys []string
	for _, form := range locale.Forms(lang) {
		if plural && form != locale.Other && form != locale.One {
			keys = append(keys, stem+"_"+form)
		}
	}
	return keys
}

// checkStrings is the step of the check: every language that people are led to has its sentences.
func checkStrings(_ context.Context, b *bench) error {
	folder := filepath.Join(b.root, "web", "locale")
	texts, err := locale.Load(os.DirFS(folder))
	if err != nil {
		return err
	}
	red := false
	for _, lang := range locale.Langs {
		missing, gone := texts.Missing(lang), texts.Gone(lang)
		if len(gone) > 0 {
			red = true
			fmt.Fprintf(b.out, "%s has sentences whose English is gone: %s; drop them: echo {} | go run ./cmd/dev strings --put %s\n", lang, strings.Join(gone, ", "), lang)
		}
		switch state := locale.StateOf(lang); {
		case state == locale.Draft:
			b.note("%s: a draft, %d sentences missing", lang, len(missing))
		case len(missing) > 0:
			red = true
			fmt.Fprintf(b.out, "%s lacks %d sentences: go run ./cmd/dev strings --missing %s\n", lang, len(missing), lang)
		}
	}
	if red {
		return errors.New("web/locale is not of one piece")
	}
	return nil
}
