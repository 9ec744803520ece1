package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"golang.org/x/image/webp"

	"github.com/etradeoffice/portal/server/problem"
)

var widths = []int{40, 80, 480}

// corners is a picture whose corners are red, green, blue and white, clockwise from the top left.
func corners(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := [2][2]color.NRGBA{{{R: 255, A: 255}, {G: 255, A: 255}}, {{R: 255, G: 255, B: 255, A: 255}, {B: 255, A: 255}}}
			img.SetNRGBA(x, y, c[2*y/h][2*x/w])
		}
	}
	return img
}

func asJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func asPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// exif is what a camera writes: how it was held, and where.
func exif(orientation int) []byte {
	tiff := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(rune(orientation)) + "\x00\x00\x00\x00\x00\x00")
	return append(tiff, "GPS 37.2636N 127.0286E"...)
}

func withEXIF(content []byte, orientation int) []byte {
	data := append([]byte("Exif\x00\x00"), exif(orientation)...)
	segment := binary.BigEndian.AppendUint16([]byte{0xFF, 0xE1}, uint16(len(data)+2))
	return append(append(append([]byte{}, content[:2]...), append(segment, data...)...), content[2:]...)
}

func withPNGChunk(content []byte, name string, data []byte) []byte {
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	chunk = append(append(chunk, name...), data...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	return append(append(append([]byte{}, content[:33]...), chunk...), content[33:]...)
}

// seen names the colours of the four corners of a WebP, clockwise from the top left.
func seen(t *testing.T, content []byte) (string, image.Point) {
	t.Helper()
	img, err := webp.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	b := img.Bounds()
	var names strings.Builder
	for _, at := range []image.Point{{b.Dx() / 8, b.Dy() / 8}, {b.Dx() * 7 / 8, b.Dy() / 8}, {b.Dx() * 7 / 8, b.Dy() * 7 / 8}, {b.Dx() / 8, b.Dy() * 7 / 8}} {
		r, g, blue, _ := img.At(at.X, at.Y).RGBA()
		key := [3]bool{r > 0x8000, g > 0x8000, blue > 0x8000}
		names.WriteString(map[[3]bool]string{{true, false, false}: "R", {false, true, false}: "G", {false, false, true}: "B", {true, true, true}: "W"}[key])
	}
	return names.String(), b.Size()
}

func TestPictureIsUprightInThreeWidthsAndSaysNothingOfItsMaker(t *testing.T) {
	upright := map[int]string{1: "RGBW", 2: "GRWB", 3: "BWRG", 4: "WBGR", 5: "RWBG", 6: "WRGB", 7: "BGRW", 8: "GBWR"}
	for o, want := range upright {
		for kind, content := range map[string][]byte{
			"JPEG": withEXIF(asJPEG(t, corners(640, 320)), o), "PNG": withPNGChunk(asPNG(t, corners(640, 320)), "eXIf", exif(o)),
		} {
			made, err := Make(content, Crop{}, widths)
			if err != nil {
				t.Fatal(err)
			}
			w, h := 480, 240
			if o >= 5 {
				w, h = 320, 640 // it has no more pixels across
			}
			if made.Width != w || made.Height != h || len(made.Name) != 32 {
				t.Errorf("%s %d: %dx%d %s", kind, o, made.Width, made.Height, made.Name)
			}
			for _, width := range widths {
				got, size := seen(t, made.Files[width])
				if got != want || size.X != min(width, w) {
					t.Errorf("%s %d at %d: %s, %v, want %s", kind, o, width, got, size, want)
				}
				for _, secret := range []string{"GPS", "EXIF", "Exif", "ICCP", "XMP"} {
					if bytes.Contains(made.Files[width], []byte(secret)) {
						t.Errorf("%s %d at %d still carries %s", kind, o, width, secret)
					}
				}
			}
		}
	}
}

func TestPartOfAPictureIsCutOutOfTheUprightOne(t *testing.T) {
	content := withEXIF(asJPEG(t, corners(800, 400)), 6) // upright 400 x 800: WRGB
	for crop, want := range map[Crop]string{
		{0, 0, 50, 50}: "WWWW", {50, 0, 50, 50}: "RRRR", {0, 50, 100, 50}: "BGGB", {0, 0, 100, 100}: "WRGB",
	} {
		made, err := Make(content, crop, widths)
		if err != nil {
			t.Fatal(err)
		}
		if got, size := seen(t, made.Files[480]); got != want || size != image.Pt(made.Width, made.Height) || size.X != 400*crop.Width/100 {
			t.Errorf("%v: %s, %v, want %s", crop, got, size, want)
		}
	}
	for _, wrong := range []Crop{{0, 0, 5, 50}, {-1, 0, 50, 50}, {60, 0, 50, 50}, {0, 0, 50, 0}} {
		if wrong.Valid() {
			t.Errorf("%v is taken", wrong)
		}
	}
}

func TestSamePhotographHasTheSameName(t *testing.T) {
	content := asJPEG(t, corners(400, 400))
	first, err := Make(content, Crop{}, widths)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Make(withEXIF(content, 1), Crop{}, widths)
	if err != nil || again.Name != first.Name {
		t.Errorf("%s and %s, %v", first.Name, again.Name, err)
	}
}

// pngHead is a PNG that says it has these pixels, and has none.
func pngHead(w, h uint32, depth, kind byte) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	chunk := append([]byte("\x00\x00\x00\x0dIHDR"), append(head, depth, kind, 0, 0, 0)...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	return append([]byte("\x89PNG\r\n\x1a\n"), chunk...)
}

func TestWhatWillNotBeDecodedIsRefusedByItsHead(t *testing.T) {
	good := asJPEG(t, corners(400, 400))
	for name, c := range map[string]struct {
		content []byte
		code    string
	}{
		"a drawing that runs":    {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "photo_kind"},
		"a page":                 {[]byte("<!doctype html><script>alert(1)</script>"), "photo_kind"},
		"a GIF that is a script": {[]byte("GIF89a/*\x00*/=1;alert(1)"), "photo_kind"},
		"a PDF":                  {[]byte("%PDF-1.7"), "photo_kind"},
		"nothing":                {nil, "photo_kind"},
		"an iPhone's own kind":   {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), "photo_heic"},
		"a bomb":                 {pngHead(50_000, 50_000, 8, 2), "photo_pixels"},
		"a deep one":             {pngHead(6000, 6000, 16, 6), "photo_pixels"},
		"a stamp":                {asPNG(t, corners(400, 20)), "photo_small"},
		"a line":                 {pngHead(0, 400, 8, 2), "photo_broken"},
		"half a photograph":      {good[:len(good)/2], "photo_broken"},
		"a head alone":           {good[:4], "photo_broken"},
		"too many bytes":         {append(bytes.Clone(good), make([]byte, MostBytes)...), "photo_big"},
	} {
		_, err := Make(c.content, Crop{}, widths)
		refusal, ok := errors.AsType[*problem.Error](err)
		if !ok || refusal.Kind != problem.Invalid || refusal.Code != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	if err := Look(good); err != nil {
		t.Error(err)
	}
}

func TestPhotographWithAnotherFileBehindItComesOutBare(t *testing.T) {
	tail := []byte("PK\x03\x04<script>alert(1)</script>%PDF-1.7")
	made, err := Make(append(asJPEG(t, corners(400, 400)), tail...), Crop{}, widths)
	if err != nil {
		t.Fatal(err)
	}
	for width, file := range made.Files {
		if bytes.Contains(file, []byte("script")) || bytes.Contains(file, []byte("PK\x03\x04")) {
			t.Errorf("at %d the tail is still there", width)
		}
	}
}

func FuzzMake(f *testing.F) {
	f.Add(withEXIF(asJPEG(f, corners(300, 300)), 6))
	f.Add(withPNGChunk(asPNG(f, corners(300, 300)), "eXIf", exif(3)))
	f.Add([]byte("RIFF\x10\x00\x00\x00WEBPVP8 "))
	f.Fuzz(func(t *testing.T, content []byte) {
		if _, err := Make(content, Crop{}, []int{32}); err != nil && problem.KindOf(err) != problem.Invalid {
			t.Error(err)
		}
	})
}

func BenchmarkMake(b *testing.B) {
	content := asJPEG(b, corners(4000, 3000))
	for b.Loop() {
		if _, err := Make(content, Crop{}, []int{320, 640, 1200}); err != nil {
			b.Fatal(err)
		}
	}
}
