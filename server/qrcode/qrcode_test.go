package qrcode

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
)

// A reader finds a code by three squares of seven modules in its corners (ISO/IEC 18004, 5.3.3), with nothing around them.
func TestCodeHasItsThreeFindersAndAQuietZone(t *testing.T) {
	code, err := Of("https://trade.example/de/products/LV-Q1600")
	if err != nil {
		t.Fatal(err)
	}
	dark := func(x, y int) bool { return strings.Contains(code.Path, fmt.Sprintf("M%d %dh1v1h-1z", x, y)) }
	far := code.Size - margin - 7
	for _, corner := range [][2]int{{margin, margin}, {far, margin}, {margin, far}} {
		for i := range 7 {
			if !dark(corner[0]+i, corner[1]) || !dark(corner[0], corner[1]+i) || !dark(corner[0]+6, corner[1]+i) || !dark(corner[0]+i, corner[1]+6) {
				t.Errorf("the finder at %v is open at %d", corner, i)
			}
		}
	}
	for i := range code.Size {
		for edge := range margin {
			if dark(i, edge) || dark(edge, i) || dark(i, code.Size-1-edge) || dark(code.Size-1-edge, i) {
				t.Errorf("something stands in the quiet zone at %d, %d", i, edge)
			}
		}
	}
	if err := xml.Unmarshal([]byte(code.SVG()), new(struct{})); err != nil {
		t.Errorf("%s is no XML: %v", code.SVG(), err)
	}
	if _, err := Of(strings.Repeat("long", 1000)); err == nil {
		t.Error("a text that no code can hold is drawn")
	}
}
