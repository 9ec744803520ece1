package upload

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
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
		"\xff\xd8\xff\xe0": JPEG, "\x89PNG\r\n\x1a\n": PNG, "RIFF\x10\x00\x00\x00WEBPVP8 ": WebP, "%PDF-1.7": PDF, "PK\x03\x04": Other,
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
