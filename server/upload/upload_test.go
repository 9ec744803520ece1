package upload

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/problem"
)

func codeOf(err error) string {
	refusal, ok := errors.AsType[*problem.Error](err)
	if !ok {
		return fmt.Sprint(err)
	}
	return refusal.Code
}

func TestKindIsReadFromTheContent(t *testing.T) {
	for content, want := range map[string]Kind{
		"\xff\xd8\xff\xe0": JPEG, "\x89PNG\r\n\x1a\n": PNG, "RIFF\x10\x00\x00\x00WEBPVP8 ": WebP, "%PDF-1.7": PDF, "PK\x03\x04": ZIP,
		"\x00\x00\x00\x18ftypheic": HEIC, "\x00\x00\x00\x18ftypmp42": Other,
		"<svg xmlns='http://www.w3.org/2000/svg'>": Other, "<!doctype html>": Other, "GIF89a/*<script>*/": Other, "BM": Other, "": Other, "RIFF": Other,
	} {
		if got := KindOf([]byte(content)); got != want {
			t.Errorf("%q is %q, want %q", content, got, want)
		}
	}
}

// pdf is a document of objects, one of them packed.
func pdf(objects, packed string) string {
	var stream bytes.Buffer
	w := zlib.NewWriter(&stream)
	_, _ = w.Write([]byte(packed)) // into memory
	_ = w.Close()
	return "%PDF-1.7\n" + objects + "\n9 0 obj <</Type /ObjStm /Filter /FlateDecode>> stream\n" + stream.String() + "\nendstream endobj\nstartxref\n9\n%%EOF\n"
}

func TestNothingActivePassesAsPDF(t *testing.T) {
	plain := "1 0 obj <</Type /Catalog /OpenAction [3 0 R /Fit]>> endobj 4 0 obj <</S /URI /URI (https://maker.example)>> endobj"
	for name, c := range map[string]struct{ content, code string }{
		"a plain document":     {pdf(plain, "5 0 <</Type /Page>>"), "<nil>"},
		"a script":             {pdf("1 0 obj <</S /JavaScript /JS (app.alert(1))>>", ""), "pdf_active"},
		"a script, spelled":    {pdf("1 0 obj <</S /J#61vaScr#69pt>>", ""), "pdf_active"},
		"a short script":       {pdf("1 0 obj <</JS (app.alert(1))>>", ""), "pdf_active"},
		"a packed script":      {pdf(plain, "5 0 <</S /JavaScript>>"), "pdf_active"},
		"a packed spelled one": {pdf(plain, "5 0 <</S /#4aavaScript>>"), "pdf_active"},
		"a launch":             {pdf("1 0 obj <</S /Launch /F (cmd.exe)>>", ""), "pdf_active"},
		"a file inside":        {pdf("1 0 obj <</Names <</EmbeddedFiles 2 0 R>>>>", ""), "pdf_active"},
		"a form of its own":    {pdf("1 0 obj <</AcroForm <</XFA 2 0 R>>>>", ""), "pdf_active"},
		"a film":               {pdf("1 0 obj <</Subtype /RichMedia>>", ""), "pdf_active"},
		"hidden in a stream":   {pdf("8 0 obj <</Length 9>> stream\n1 0 obj <</S /JavaScript>>\nendstream", ""), "pdf_active"},
		"locked":               {pdf("trailer <</Encrypt 2 0 R>>", ""), "pdf_locked"},
		"packed otherwise":     {"%PDF-1.7\n1 0 obj <</Type /ObjStm /Filter /LZWDecode>> stream\nxyz\nendstream\nstartxref\n0\n%%EOF", "pdf_locked"},
		"a bomb":               {pdf(plain, strings.Repeat("\x00", mostOfAStream+1)), "pdf_bomb"},
		"cut off":              {pdf(plain, "")[:40], "pdf_broken"},
		"nothing":              {"", "pdf_kind"},
		"HTML before it":       {"<html>" + pdf(plain, ""), "pdf_kind"},
		"a picture":            {"\xff\xd8\xff\xe0", "pdf_kind"},
		"too big":              {"%PDF-1.7" + strings.Repeat(" ", MostPDFBytes), "pdf_big"},
	} {
		if got := codeOf(CheckPDF([]byte(c.content))); got != c.code {
			t.Errorf("%s: %s, want %s", name, got, c.code)
		}
	}
}

// archive has these files; a name that ends in @ is a link.
func archive(t *testing.T, names ...string) *bytes.Reader {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range names {
		header := &zip.FileHeader{Name: strings.TrimSuffix(name, "@"), Method: zip.Deflate}
		if strings.HasSuffix(name, "@") {
			header.SetMode(fs.ModeSymlink | 0o777)
		}
		file, err := w.CreateHeader(header)
		if err == nil && !strings.HasSuffix(name, "/") {
			_, err = file.Write([]byte("content of " + name))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(out.Bytes())
}

func TestArchiveIsOpenedWithinItsLimits(t *testing.T) {
	limits := ZipLimits{Entries: 5, Each: 100, All: 250}
	long := strings.Repeat("n", 120)
	for name, c := range map[string]struct {
		files []string
		code  string
	}{
		"pictures":            {[]string{"photos/", "photos/A-1.jpg", `win\A-1-2.jpg`, "__MACOSX/._A-1.jpg", ".DS_Store"}, "<nil>"},
		"a way up":            {[]string{"a.jpg", "../../etc/passwd"}, "zip_path"},
		"a way up, backwards": {[]string{`..\a.jpg`}, "zip_path"},
		"from the root":       {[]string{"/etc/passwd"}, "zip_path"},
		"a drive":             {[]string{`C:\a.jpg`}, "zip_path"},
		"a link":              {[]string{"a.jpg@"}, "zip_path"},
		"too many":            {[]string{"1", "2", "3", "4", "5", "6"}, "zip_entries"},
		"one too big":         {[]string{long}, "zip_big"},
		"all too big":         {[]string{long[:80], long[:81], long[:82]}, "zip_all"},
	} {
		file := archive(t, c.files...)
		var got []string
		err := Unzip(file, file.Size(), limits, func(e Entry) error {
			got = append(got, e.Name+"="+string(e.Content))
			return nil
		})
		if codeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
		if err != nil && len(got) > 0 {
			t.Errorf("%s: unpacked %v", name, got)
		}
		if want := `[A-1.jpg=content of photos/A-1.jpg A-1-2.jpg=content of win\A-1-2.jpg]`; err == nil && fmt.Sprint(got) != want {
			t.Errorf("%s: unpacked %v", name, got)
		}
	}
}

func TestArchiveThatLiesAboutItsSizeIsRefused(t *testing.T) {
	file := archive(t, strings.Repeat("n", 120))
	raw := make([]byte, file.Size())
	if _, err := file.ReadAt(raw, 0); err != nil {
		t.Fatal(err)
	}
	central := bytes.LastIndex(raw, []byte("PK\x01\x02"))
	raw[central+24], raw[central+25] = 5, 0 // uncompressed size
	err := Unzip(bytes.NewReader(raw), int64(len(raw)), ZipLimits{Entries: 5, Each: 100, All: 250}, func(Entry) error { return nil })
	if problem.KindOf(err) != problem.Invalid {
		t.Errorf("got %v", err)
	}
	for _, broken := range [][]byte{nil, raw[:len(raw)/2], []byte("PK\x03\x04")} {
		if err := Unzip(bytes.NewReader(broken), int64(len(broken)), ZipLimits{Entries: 5, Each: 100, All: 250}, nil); codeOf(err) != "zip_broken" {
			t.Errorf("%d bytes: %v", len(broken), err)
		}
	}
}

func TestNamesOfFilesAreMadeFitToBeShown(t *testing.T) {
	for said, want := range map[string]string{
		"../../x.jpg": "x.jpg", `C:\fotos\x.jpg`: "x.jpg", "a\r\nSet-Cookie: x.jpg": "aSet-Cookie: x.jpg", "photo\u202egpj.exe": "photogpj.exe",
		"제품.jpg": "제품.jpg", strings.Repeat("n", 80): strings.Repeat("n", 60) + "…",
	} {
		if got := Name(said); got != want {
			t.Errorf("%q is shown as %q, want %q", said, got, want)
		}
	}
}

func FuzzPDF(f *testing.F) {
	f.Add([]byte(pdf("1 0 obj <</S /J#61vaScript>>", "5 0 <</Type /Page>>")))
	f.Add([]byte("%PDF-1.7 stream\nendstream startxref %%EOF"))
	f.Fuzz(func(t *testing.T, content []byte) {
		if CheckPDF(content) == nil && bytes.Contains(content, []byte("/JavaScript ")) {
			t.Error("a script passes")
		}
	})
}

func FuzzZip(f *testing.F) {
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, content []byte) {
		limits := ZipLimits{Entries: 5, Each: 1000, All: 2000}
		all := 0
		_ = Unzip(bytes.NewReader(content), int64(len(content)), limits, func(e Entry) error {
			if all += len(e.Content); all > int(limits.All) || strings.ContainsAny(e.Name, `/\`) {
				t.Errorf("%q, %d bytes in all", e.Name, all)
			}
			return nil
		})
	})
}
