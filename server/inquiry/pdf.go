package inquiry

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

const (
	streamMost = 4 << 20  // bytes of one unpacked stream
	textMost   = 16 << 20 // bytes of all
)

var (
	streamBegin = regexp.MustCompile(`stream\r?\n`)
	mapPair     = regexp.MustCompile(`<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>`)
	mapRange    = regexp.MustCompile(`<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>`)
)

// pdfText is the text layer of a PDF (ISO 32000-1 §9), as readings: a string is read as its letters, as UTF-16 and through
// the maps of its fonts, since which font it is in does not matter to who looks for numbers. What cannot be unpacked is
// left out; pictures of text have none.
func pdfText(content []byte) []string {
	var pages [][]byte
	letters := map[string]string{}
	total := 0
	for at := 0; total < textMost; {
		begin := streamBegin.FindIndex(content[at:])
		if begin == nil {
			break
		}
		from := at + begin[1]
		length := bytes.Index(content[from:], []byte("endstream"))
		if length < 0 {
			break
		}
		raw := content[from : from+length]
		at = from + length + len("endstream")
		data := unpacked(raw)
		total += len(data)
		switch {
		case bytes.Contains(data, []byte("begincmap")):
			readMap(data, letters)
		case bytes.Contains(data, []byte("Tj")) || bytes.Contains(data, []byte("TJ")) || bytes.Contains(data, []byte("'")):
			pages = append(pages, data)
		}
	}
	readings := make([]strings.Builder, 3)
	for _, page := range pages {
		for _, s := range pieces(page) {
			if s.gap {
				for n := range readings {
					readings[n].WriteByte(s.blank)
				}
				continue
			}
			readings[0].WriteString(ofLatin(s.bytes))
			readings[1].WriteString(ofUTF16(s.bytes))
			readings[2].WriteString(ofMap(s.bytes, letters))
		}
	}
	var texts []string
	for n := range readings {
		if text := strings.TrimSpace(readings[n].String()); text != "" {
			texts = append(texts, text)
		}
	}
	return texts
}

func unpacked(raw []byte) []byte {
	r, err := zlib.NewReader(bytes.NewReader(raw))
	if err != nil {
		return raw // not packed
	}
	data, _ := io.ReadAll(io.LimitReader(r, streamMost)) // what came before a fault is worth reading
	return data
}

// readMap adds a font's map from codes to letters (a ToUnicode CMap).
func readMap(data []byte, letters map[string]string) {
	text := string(data)
	for section := range strings.SplitSeq(text, "beginbfchar") {
		body, _, isOne := strings.Cut(section, "endbfchar")
		if !isOne {
			continue
		}
		for _, m := range mapPair.FindAllStringSubmatch(body, -1) {
			letters[unhex(m[1])] = ofUTF16([]byte(unhex(m[2])))
		}
	}
	for section := range strings.SplitSeq(text, "beginbfrange") {
		body, _, isOne := strings.Cut(section, "endbfrange")
		if !isOne {
			continue
		}
		for _, m := range mapRange.FindAllStringSubmatch(body, -1) {
			first, _ := strconv.ParseUint(m[1], 16, 32)
			last, _ := strconv.ParseUint(m[2], 16, 32)
			to, _ := strconv.ParseUint(m[3], 16, 32)
			for code := first; code <= last && code-first < 65536; code++ {
				key := strconv.FormatUint(code, 16)
				letters[unhex(strings.Repeat("0", max(0, len(m[1])-len(key)))+key)] = string(rune(to + code - first))
			}
		}
	}
}

func unhex(text string) string {
	if len(text)%2 == 1 {
		text += "0"
	}
	raw, err := hex.DecodeString(text)
	if err != nil {
		return ""
	}
	return string(raw)
}

func ofLatin(raw []byte) string {
	runes := make([]rune, 0, len(raw))
	for _, b := range raw {
		if b >= ' ' {
			runes = append(runes, rune(b))
		}
	}
	return string(runes)
}

func ofUTF16(raw []byte) string {
	units := make([]uint16, 0, len(raw)/2)
	for n := 0; n+1 < len(raw); n += 2 {
		units = append(units, uint16(raw[n])<<8|uint16(raw[n+1]))
	}
	return string(utf16.Decode(units))
}

// ofMap reads codes of two bytes, and of one where there is no such.
func ofMap(raw []byte, letters map[string]string) string {
	var b strings.Builder
	for n := 0; n < len(raw); {
		if n+2 <= len(raw) {
			if text, ok := letters[string(raw[n:n+2])]; ok {
				b.WriteString(text)
				n += 2
				continue
			}
		}
		if text, ok := letters[string(raw[n:n+1])]; ok {
			b.WriteString(text)
		}
		n++
	}
	return b.String()
}
