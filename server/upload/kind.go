// Package upload owns what a stranger's file is and may cost: its kind is read from its own bytes, never from its name or
// from what a browser says; PDF with anything active in it is refused. It leaves what a file is for, and who may hand it
// in, to the topics.
package upload

import "bytes"

// Kind is what a file is by its content.
type Kind string

// The kinds that anything here is done with. Every other file is Other.
const (
	JPEG  Kind = "image/jpeg"
	PNG   Kind = "image/png"
	WebP  Kind = "image/webp"
	HEIC  Kind = "image/heic"
	PDF   Kind = "application/pdf"
	Other Kind = ""
)

// heic are the brands of ISO/IEC 23008-12 and its neighbours that phones write.
var heic = []string{"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis"}

// KindOf reads the kind from a file's first bytes.
func KindOf(content []byte) Kind {
	switch {
	case bytes.HasPrefix(content, []byte("\xff\xd8\xff")):
		return JPEG
	case bytes.HasPrefix(content, []byte("\x89PNG\r\n\x1a\n")):
		return PNG
	case len(content) >= 12 && bytes.HasPrefix(content, []byte("RIFF")) && string(content[8:12]) == "WEBP":
		return WebP
	case len(content) >= 12 && string(content[4:8]) == "ftyp":
		for _, brand := range heic {
			if string(content[8:12]) == brand {
				return HEIC
			}
		}
	case bytes.HasPrefix(content, []byte("%PDF-")):
		return PDF
	}
	return Other
}
