package trust

import (
	"fmt"
	"strings"

	qr "github.com/piglig/go-qr"
)

// Code is a QR code as a drawing: a square of Size units with a quiet margin of four, and the path of its dark modules.
type Code struct {
	Size int
	Path string
}

// codeOf draws a text. The path is digits and letters of SVG, no markup.
func codeOf(text string) (Code, error) {
	made, err := qr.EncodeText(text, qr.Medium)
	if err != nil {
		return Code{}, fmt.Errorf("draw code: %w", err)
	}
	const margin = 4
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
