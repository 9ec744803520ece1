package picture

import (
	"bytes"
	"encoding/binary"

	"github.com/etradeoffice/portal/server/upload"
)

// orientation is how a camera was held, 1 to 8 (EXIF 2.32, tag 0x0112); 1, upright, when nothing says so.
func orientation(kind upload.Kind, content []byte) int {
	exif := exifOf(kind, content)
	if len(exif) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if bytes.HasPrefix(exif, []byte("MM")) {
		order = binary.BigEndian
	}
	at := int(order.Uint32(exif[4:]))
	if at < 8 || at+2 > len(exif) {
		return 1
	}
	for n := range int(order.Uint16(exif[at:])) {
		entry := at + 2 + 12*n
		if entry+12 > len(exif) {
			break
		}
		if order.Uint16(exif[entry:]) == 0x0112 {
			if o := int(order.Uint16(exif[entry+8:])); o >= 1 && o <= 8 {
				return o
			}
			break
		}
	}
	return 1
}

// exifOf is the TIFF structure that a picture carries about itself, nil when it carries none.
func exifOf(kind upload.Kind, content []byte) []byte {
	var found []byte
	switch kind {
	case upload.JPEG:
		segments(content, func(marker byte, data []byte) bool {
			if rest, ok := bytes.CutPrefix(data, []byte("Exif\x00\x00")); ok && marker == 0xE1 {
				found = rest
			}
			return found == nil
		})
	case upload.PNG:
		chunks(content, 8, binary.BigEndian, func(name string, data []byte) {
			if name == "eXIf" {
				found = data
			}
		})
	case upload.WebP:
		chunks(content, 12, binary.LittleEndian, func(name string, data []byte) {
			if name == "EXIF" {
				found = bytes.TrimPrefix(data, []byte("Exif\x00\x00"))
			}
		})
	}
	return found
}

// chunks walks over the chunks of a PNG (length, name, data, checksum) or of a RIFF file (name, length, data, even).
func chunks(content []byte, at int, order binary.ByteOrder, each func(name string, data []byte)) {
	for at+8 <= len(content) {
		head := content[at : at+8]
		name, length, tail := string(head[4:]), int(order.Uint32(head)), 4
		if order == binary.LittleEndian {
			name, length = string(head[:4]), int(order.Uint32(head[4:]))
			tail = length % 2
		}
		if length < 0 || length > len(content)-at-8 {
			return
		}
		each(name, content[at+8:at+8+length])
		at += 8 + length + tail
	}
}
