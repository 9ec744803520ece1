package upload

import "bytes"

// The kinds of films that browsers record.
const (
	WebM Kind = "video/webm"
	MP4  Kind = "video/mp4"
)

// filmed are the brands of ISO/IEC 14496-12 that browsers write.
var filmed = []string{"isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "dash", "msdh"}

// FilmOf reads from its first bytes which of them a file is.
func FilmOf(content []byte) Kind {
	switch {
	case bytes.HasPrefix(content, []byte("\x1a\x45\xdf\xa3")) && bytes.Contains(content[:min(len(content), 64)], []byte("webm")):
		return WebM
	case len(content) >= 12 && string(content[4:8]) == "ftyp":
		for _, brand := range filmed {
			if string(content[8:12]) == brand {
				return MP4
			}
		}
	}
	return Other
}
