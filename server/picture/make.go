package picture

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"

	"github.com/gen2brain/webp"
	"github.com/kovidgoyal/imaging"
	"github.com/kovidgoyal/imaging/prism/meta/autometa"

	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/upload"
)

// Crop is the part of a picture that is shown, in percent of the upright picture; the zero Crop is all of it.
type Crop struct{ Left, Top, Width, Height int }

// leastCrop is the smallest part in percent, each way.
const leastCrop = 10

// Whole reports that nothing is cut off.
func (c Crop) Whole() bool { return c == Crop{} || c == Crop{Width: 100, Height: 100} }

// Valid reports a part that lies inside the picture and is not tiny.
func (c Crop) Valid() bool {
	return c == Crop{} || c.Left >= 0 && c.Top >= 0 && c.Width >= leastCrop && c.Height >= leastCrop && c.Left+c.Width <= 100 && c.Top+c.Height <= 100
}

// Made is a picture in the widths that were asked for, as WebP.
type Made struct {
	Name          string // a hash of the content
	Width, Height int    // pixels of the widest
	Files         map[int][]byte
}

// quality is libwebp's, 0 to 100: fine print on a nameplate stays readable.
const quality = 82

// Make decodes a photograph, turns it upright, cuts out the part, and makes it in each of the widths (ascending). One that
// is narrower than a width stays as narrow as it is. What cannot be made is an Invalid problem, as Look says.
func Make(content []byte, crop Crop, widths []int) (made Made, err error) {
	defer func() {
		if r := recover(); r != nil { // a decoder met what its author had not thought of
			made, err = Made{}, problem.New(problem.Invalid, "photo_broken").Because(fmt.Errorf("decoder: %v", r))
		}
	}()
	l, err := look(content)
	if err != nil {
		return Made{}, err
	}
	img, err := decode(l, content)
	if err != nil {
		return Made{}, err
	}
	widest := widths[len(widths)-1]
	img = upright(shrunk(img, crop, widest, orientation(l.kind, content)), orientation(l.kind, content))
	if !crop.Whole() {
		img = imaging.Crop(img, crop.of(img.Bounds()))
	}
	img = inSRGB(fitted(img, widest), content)
	made = Made{Width: img.Bounds().Dx(), Height: img.Bounds().Dy(), Files: map[int][]byte{}}
	for _, width := range widths {
		var out bytes.Buffer
		if err := webp.Encode(&out, fitted(img, width), webp.Options{Quality: quality, Method: webp.DefaultMethod}); err != nil {
			return Made{}, fmt.Errorf("write WebP: %w", err)
		}
		made.Files[width] = out.Bytes()
	}
	sum := sha256.Sum256(made.Files[widest])
	made.Name = hex.EncodeToString(sum[:16])
	return made, nil
}

// shrunk is the picture as it lies in the file, no larger than its shown part needs.
func shrunk(img image.Image, crop Crop, widest, orientation int) image.Image {
	size := img.Bounds().Size()
	wide, part := size.X, crop.Width
	if orientation >= 5 { // it lies on its side
		wide = size.Y
	}
	if crop.Whole() {
		part = 100
	}
	if wide*part <= widest*100 {
		return img
	}
	scale := float64(widest) * 100 / float64(wide*part)
	return imaging.Resize(img, max(1, int(float64(size.X)*scale+0.5)), max(1, int(float64(size.Y)*scale+0.5)), imaging.Lanczos)
}

func fitted(img image.Image, width int) image.Image {
	if img.Bounds().Dx() <= width {
		return img
	}
	return imaging.Resize(img, width, 0, imaging.Lanczos)
}

// upright turns and mirrors as EXIF's orientation asks.
func upright(img image.Image, orientation int) image.Image {
	switch orientation {
	case 2:
		return imaging.FlipH(img)
	case 3:
		return imaging.Rotate180(img)
	case 4:
		return imaging.FlipV(img)
	case 5:
		return imaging.Transpose(img)
	case 6:
		return imaging.Rotate270(img)
	case 7:
		return imaging.Transverse(img)
	case 8:
		return imaging.Rotate90(img)
	}
	return img
}

func (c Crop) of(b image.Rectangle) image.Rectangle {
	left, top := b.Min.X+b.Dx()*c.Left/100, b.Min.Y+b.Dy()*c.Top/100
	return image.Rect(left, top, left+max(1, b.Dx()*c.Width/100), top+max(1, b.Dy()*c.Height/100))
}

// inSRGB turns the colours of a camera's own profile into those of the web. A profile that cannot be read is left aside,
// and so are those of PNG, which are compressed and may unpack to anything.
func inSRGB(img image.Image, content []byte) image.Image {
	if upload.KindOf(content) != upload.JPEG {
		return img
	}
	about, _, err := autometa.Load(bytes.NewReader(content))
	if err != nil || about == nil {
		return img
	}
	profile, err := about.ICCProfile()
	if err != nil || profile == nil {
		return img
	}
	converted, err := imaging.ConvertToSRGB(profile, imaging.Relative, true, img)
	if err != nil {
		return img
	}
	return converted
}
