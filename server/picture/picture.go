// Package picture makes of a stranger's photograph what pages show: WebP in a few widths, upright, in sRGB, and with
// nothing in it but pixels. It owns what a photograph may cost before a byte of it is decoded. It leaves where pictures
// are kept, and whose they are, to others.
package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"

	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/upload"
)

// The limits of a photograph that is taken.
const (
	MostBytes  = 15 << 20  // of the file
	mostPixels = 40 << 20  // of the picture
	mostMemory = 256 << 20 // bytes while it is decoded
	LeastEdge  = 300       // pixels of the shorter side
)

// Look reads the head of a photograph and refuses what will not be decoded, as an Invalid problem: photo_kind, photo_heic,
// photo_big, photo_pixels, photo_small or photo_broken.
func Look(content []byte) error {
	_, err := look(content)
	return err
}

// looked is what the head of a photograph says.
type looked struct {
	kind   upload.Kind
	config image.Config
}

func look(content []byte) (looked, error) {
	if len(content) > MostBytes {
		return looked{}, problem.New(problem.Invalid, "photo_big", "Most", MostBytes>>20)
	}
	l := looked{kind: upload.KindOf(content)}
	var err error
	bytesAPixel := 4
	switch l.kind {
	case upload.JPEG:
		l.config, err = jpeg.DecodeConfig(bytes.NewReader(content))
		bytesAPixel = 3
		if progressive(content) {
			bytesAPixel = 15 // all coefficients are kept until the last scan
		}
	case upload.PNG:
		l.config, err = png.DecodeConfig(bytes.NewReader(content))
		bytesAPixel = pngBytes(l.config.ColorModel)
	case upload.WebP:
		l.config, err = webp.DecodeConfig(bytes.NewReader(content))
	case upload.HEIC:
		return looked{}, problem.New(problem.Invalid, "photo_heic")
	default:
		return looked{}, problem.New(problem.Invalid, "photo_kind")
	}
	if err != nil {
		return looked{}, problem.New(problem.Invalid, "photo_broken").Because(err)
	}
	w, h := l.config.Width, l.config.Height
	switch {
	case w <= 0 || h <= 0:
		return looked{}, problem.New(problem.Invalid, "photo_broken")
	case w > mostPixels/h || w > mostMemory/bytesAPixel/h:
		return looked{}, problem.New(problem.Invalid, "photo_pixels")
	case min(w, h) < LeastEdge:
		return looked{}, problem.New(problem.Invalid, "photo_small", "Least", LeastEdge)
	}
	return l, nil
}

// pngBytes is what a pixel of a PNG takes in memory.
func pngBytes(model color.Model) int {
	switch model {
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	case color.Gray16Model:
		return 2
	case color.GrayModel:
		return 1
	}
	return 4
}

// progressive reports a JPEG whose frame is of another kind than baseline (ITU-T T.81, table B.1: SOF1 and SOF0 are
// decoded block by block).
func progressive(content []byte) bool {
	found := false
	segments(content, func(marker byte, _ []byte) bool {
		if marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC {
			found = marker > 0xC1
			return false
		}
		return true
	})
	return found
}

// segments calls each for the segments of a JPEG before its picture, until it says no.
func segments(content []byte, each func(marker byte, data []byte) bool) {
	for at := 2; at+4 <= len(content) && content[at] == 0xFF; {
		marker := content[at+1]
		if marker == 0xFF { // fill
			at++
			continue
		}
		length := int(content[at+2])<<8 | int(content[at+3])
		if marker == 0xDA || length < 2 || at+2+length > len(content) || !each(marker, content[at+4:at+2+length]) {
			return
		}
		at += 2 + length
	}
}

// decode reads the pixels, after look has allowed it.
func decode(l looked, content []byte) (image.Image, error) {
	var img image.Image
	var err error
	switch l.kind {
	case upload.JPEG:
		img, err = jpeg.Decode(bytes.NewReader(content))
	case upload.PNG:
		img, err = png.Decode(bytes.NewReader(content))
	default:
		img, err = webp.Decode(bytes.NewReader(content))
	}
	if err != nil {
		return nil, problem.New(problem.Invalid, "photo_broken").Because(err)
	}
	if size := img.Bounds().Size(); size.X != l.config.Width || size.Y != l.config.Height {
		return nil, problem.New(problem.Invalid, "photo_broken").Because(fmt.Errorf("%s is no %dx%d", size, l.config.Width, l.config.Height))
	}
	return img, nil
}
