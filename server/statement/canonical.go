// Package statement owns what an office signs about a company and how anybody checks it without asking: the canonical form
// (RFC 8785), the statement and its text, the file with its Ed25519 signatures, the published keys and the list of what was
// revoked. It knows no database and no network, and leaves who may propose, sign and revoke to trust.
package statement

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// errForm is what every text has that is not in the form that offices sign.
var errForm = errors.New("not in canonical form")

// maxInt is the largest integer that every reader of JSON holds exactly (RFC 7493 §2.2).
const maxInt = 1<<53 - 1

// Canonical writes JSON in the one form that is signed (RFC 8785). Of numbers it takes integers alone.
func Canonical(raw []byte) ([]byte, error) {
	if !utf8.Valid(raw) {
		return nil, errForm
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("%w: %w", errForm, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errForm
	}
	return write(nil, value)
}

// canonicalOf is a value of this package in that form.
func canonicalOf(value any) ([]byte, error) {
	raw, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return Canonical(raw)
}

// read fills a value from text that must be its canonical form, byte for byte.
func read(raw []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("%w: %w", errForm, err)
	}
	again, err := canonicalOf(into)
	if err != nil {
		return err
	}
	if !bytes.Equal(again, raw) {
		return errForm
	}
	return nil
}

func write(to []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case string:
		return writeText(to, v), nil
	case json.Number:
		n, err := strconv.ParseInt(v.String(), 10, 64)
		if err != nil || n > maxInt || n < -maxInt || strconv.FormatInt(n, 10) != v.String() {
			return nil, fmt.Errorf("%w: %s is no integer", errForm, v)
		}
		return strconv.AppendInt(to, n, 10), nil
	case []any:
		to = append(to, '[')
		for i, item := range v {
			if i > 0 {
				to = append(to, ',')
			}
			var err error
			if to, err = write(to, item); err != nil {
				return nil, err
			}
		}
		return append(to, ']'), nil
	case map[string]any:
		return writeObject(to, v)
	}
	return nil, fmt.Errorf("%w: %T has no place in a statement", errForm, value)
}

// writeObject puts the names in the order of their UTF-16 code units (RFC 8785 §3.2.3).
func writeObject(to []byte, object map[string]any) ([]byte, error) {
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b))) })
	to = append(to, '{')
	for i, name := range names {
		if i > 0 {
			to = append(to, ',')
		}
		to = append(writeText(to, name), ':')
		var err error
		if to, err = write(to, object[name]); err != nil {
			return nil, err
		}
	}
	return append(to, '}'), nil
}

// short are the escapes that have a letter; other control characters are written as \u00xx (RFC 8785 §3.2.2.2).
var short = map[rune]string{'\b': `\b`, '\t': `\t`, '\n': `\n`, '\f': `\f`, '\r': `\r`, '"': `\"`, '\\': `\\`}

func writeText(to []byte, text string) []byte {
	to = append(to, '"')
	for _, r := range text {
		switch escape, ok := short[r]; {
		case ok:
			to = append(to, escape...)
		case r < 0x20:
			to = fmt.Appendf(to, `\u%04x`, r)
		default:
			to = utf8.AppendRune(to, r)
		}
	}
	return append(to, '"')
}
