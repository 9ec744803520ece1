// Package qrcode draws addresses as QR codes (ISO/IEC 18004), for pages and for what is printed. It knows no topic.
package qrcode

import (
	"fmt"
	"strings"

	qr "github.com/piglig/go-qr"
)

// margin is the quiet zone around a code, in modules (ISO/IEC 18004, 5.3.8).
const margin = 4

// Code is a QR code as a drawing: a square of Size units with its quiet zone, and the path of its dark modules, which is digits and
// letters of SVG and no markup.
type Code struct {
	Size int
	Path string
}

// Of draws a text of at most some 2,300 bytes; a longer one is an error.
func Of(text string) (Code, error) {
	made, err := qr.EncodeText(text, qr.Medium)
	if err != nil {
		return Code{}, fmt.Errorf("draw code: %w", err)
	}
	var path strings.Builder
	for y := range made.Size() {
		for x := range made.Size() {
			if made.Module(x, y) {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+margin, y+margin)
			}
		}
	}
	return Code{made.Size() + 2*margin, path.String()}, nil
}

// SVG is the code as a file of its own, black on white.
func (c Code) SVG() string {
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %[1]d" shape-rendering="crispEdges"><path d="M0 0h%[1]dv%[1]dH0z" fill="#fff"/><path d="%[2]s"/></svg>`, c.Size, c.Path)
}
