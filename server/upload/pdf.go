package upload

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"

	"github.com/etradeoffice/portal/server/problem"
)

// The limits of a PDF that is taken.
const (
	MostPDFBytes  = 20 << 20  // of the file
	mostUnpacked  = 128 << 20 // of all its streams together
	mostOfAStream = 64 << 20
)

// active are the names by which a PDF runs something, opens something, or carries files (ISO 32000-2: 12.6.4, 7.11.4,
// 13.6, and the XFA forms of ISO 32000-1).
var active = map[string]bool{
	"JavaScript": true, "JS": true, "Launch": true, "EmbeddedFile": true, "EmbeddedFiles": true, "RichMedia": true, "XFA": true,
	"SubmitForm": true, "ImportData": true, "GoToE": true, "Rendition": true, "Movie": true, "Sound": true, "3D": true,
}

// short are active names that chance writes into compressed bytes too: they count in plain objects only. An action that
// matters names itself by a long one as well.
var short = map[string]bool{"JS": true, "3D": true, "XFA": true}

// CheckPDF refuses what is no PDF, what is locked, so that nobody can look inside, and what holds anything active, as an
// Invalid problem: pdf_kind, pdf_big, pdf_broken, pdf_locked, pdf_active. It reads names however they are spelled, in
// plain objects and in those that are packed into streams. It is one wall of two: what passes is never shown in the
// portal's own pages but handed over as a file.
func CheckPDF(content []byte) error {
	switch {
	case len(content) > MostPDFBytes:
		return problem.New(problem.Invalid, "pdf_big", "Most", MostPDFBytes>>20)
	case KindOf(content) != PDF:
		return problem.New(problem.Invalid, "pdf_kind")
	case !bytes.Contains(content[max(0, len(content)-2048):], []byte("%%EOF")), !bytes.Contains(content, []byte("startxref")):
		return problem.New(problem.Invalid, "pdf_broken")
	}
	found := names(content, true)
	switch {
	case found["Encrypt"]:
		return problem.New(problem.Invalid, "pdf_locked")
	case anyActive(found, false):
		return problem.New(problem.Invalid, "pdf_active")
	}
	return streams(content)
}

func anyActive(found map[string]bool, plain bool) bool {
	for name := range found {
		if active[name] && (plain || !short[name]) {
			return true
		}
	}
	return false
}

// streams looks at the text of objects around the streams, and into the streams.
func streams(content []byte) error {
	left := int64(mostUnpacked)
	rest := content
	for {
		begin := bytes.Index(rest, []byte("stream"))
		if begin < 0 {
			break
		}
		if anyActive(names(rest[:begin], true), true) {
			return problem.New(problem.Invalid, "pdf_active")
		}
		dictionary := names(rest[max(0, begin-1024):begin], true)
		rest = bytes.TrimPrefix(bytes.TrimPrefix(rest[begin+len("stream"):], []byte("\r")), []byte("\n"))
		end := bytes.Index(rest, []byte("endstream"))
		if end < 0 {
			end = len(rest)
		}
		n, err := unpacked(rest[:end], dictionary["ObjStm"], left)
		if err != nil {
			return err
		}
		left -= n
		rest = rest[min(len(rest), end+len("endstream")):]
	}
	if anyActive(names(rest, true), true) {
		return problem.New(problem.Invalid, "pdf_active")
	}
	return nil
}

// unpacked looks into one stream. Objects that are packed in a way other than Flate cannot be looked at, and are refused.
func unpacked(stream []byte, objects bool, left int64) (int64, error) {
	reader, err := zlib.NewReader(bytes.NewReader(stream))
	if err != nil {
		if objects {
			return 0, problem.New(problem.Invalid, "pdf_locked").Because(err)
		}
		return 0, nil
	}
	text, err := io.ReadAll(io.LimitReader(reader, min(left, mostOfAStream)+1))
	if int64(len(text)) > min(left, mostOfAStream) {
		return 0, problem.New(problem.Invalid, "pdf_bomb")
	}
	if err != nil && objects && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, zlib.ErrChecksum) {
		return 0, problem.New(problem.Invalid, "pdf_broken").Because(err)
	}
	if anyActive(names(text, objects), objects) {
		return 0, problem.New(problem.Invalid, "pdf_active")
	}
	return int64(len(text)), nil
}

// names are the active names, Encrypt and ObjStm, where text has them as /Name; "#4a" in a name is one letter (ISO
// 32000-2, 7.3.5). Without hex a name is taken as it is written.
func names(text []byte, hex bool) map[string]bool {
	found := map[string]bool{}
	var name [longestName]byte
	for {
		at := bytes.IndexByte(text, '/')
		if at < 0 {
			return found
		}
		text = text[at+1:]
		n := spell(&name, text, hex)
		if active[string(name[:n])] || string(name[:n]) == "Encrypt" || string(name[:n]) == "ObjStm" {
			found[string(name[:n])] = true
		}
	}
}

// longestName is one letter longer than any name that is looked for.
const longestName = len("EmbeddedFiles") + 1

// spell reads the name that text begins with and answers its length.
func spell(name *[longestName]byte, text []byte, hex bool) int {
	n := 0
	for i := 0; i < len(text) && n < len(name); i++ {
		c := text[i]
		if ends[c] {
			break
		}
		if hex && c == '#' && i+2 < len(text) {
			if high, low := digit(text[i+1]), digit(text[i+2]); high >= 0 && low >= 0 {
				c = byte(high<<4 | low)
				i += 2
			}
		}
		name[n] = c
		n++
	}
	return n
}

// ends are the characters that end a name.
var ends = func() (ends [256]bool) {
	for _, c := range []byte("\x00\t\n\f\r ()<>[]{}/%") {
		ends[c] = true
	}
	return ends
}()

func digit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
