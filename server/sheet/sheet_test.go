package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/korean"
	"pgregory.net/rapid"

	"github.com/etradeoffice/portal/server/problem"
)

func TestFilesThatPeopleSaveAreRead(t *testing.T) {
	want := [][]string{{"품목번호", "품목명"}, {"A-1", "레이저, 색소"}}
	var book bytes.Buffer
	if err := (Book{Rows: want, Choices: map[int][]string{0: {"A-1", "A-2"}}, Hints: map[int]string{1: "이름"}}).Write(&book); err != nil {
		t.Fatal(err)
	}
	text := "품목번호,품목명\r\nA-1,\"레이저, 색소\"\r\n,\r\n"
	cp949, err := korean.EUCKR.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"workbook": book.String(), "UTF-8": text, "UTF-8 with a mark": "\ufeff" + text, "code page 949": cp949,
		"semicolons": "품목번호;품목명\nA-1;레이저, 색소\n", "tabs": "품목번호\t품목명\nA-1\t 레이저, 색소 \n",
	} {
		rows, err := Read(strings.NewReader(content))
		if err != nil || len(rows) != 2 || !slices.Equal(rows[0], want[0]) || !slices.Equal(rows[1], want[1]) {
			t.Errorf("%s: %q, %v", name, rows, err)
		}
	}
}

func TestFilesThatCannotBeReadSayWhy(t *testing.T) {
	var bomb bytes.Buffer
	archive := zip.NewWriter(&bomb)
	for _, name := range []string{"[Content_Types].xml", "xl/workbook.xml"} {
		part, err := archive.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		for range mostInside>>20 + 1 {
			if _, err := part.Write(make([]byte, 1<<20)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	var book bytes.Buffer
	if err := (Book{Rows: [][]string{{"a"}, {"b"}}}).Write(&book); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ content, code string }{
		"nothing":              {"", "sheet_empty"},
		"a header alone":       {"a,b\n", "sheet_empty"},
		"a bomb":               {bomb.String(), "sheet_unreadable"},
		"half a workbook":      {book.String()[:book.Len()/2], "sheet_unreadable"},
		"another file":         {"\x00\x01\x02\xff\xfe", "sheet_unreadable"},
		"an open quote":        {"a,b\n\"c,d\n", "sheet_quote"},
		"a quote inside":       {"sku,name\nTAB-1,Tablet 10.1\" wide\n", "sheet_quote"},
		"too many rows":        {"a\n" + strings.Repeat("b\n", MostRows), "sheet_rows"},
		"too long a cell":      {"a\n" + strings.Repeat("b", longestCell+1) + "\n", "sheet_cell"},
		"too many columns":     {strings.Repeat("a,", mostColumns) + "b\nc\n", "sheet_cell"},
		"too big":              {strings.Repeat("a", MostBytes+1), "sheet_big"},
		"neither of the codes": {"a,b\n\xff\xff\xff,\x80\n", "sheet_unreadable"},
	} {
		_, err := Read(strings.NewReader(c.content))
		refusal, ok := errors.AsType[*problem.Error](err)
		if !ok || refusal.Kind != problem.Invalid || refusal.Code != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
}

func TestWrittenCellsAreTextToEverySpreadsheet(t *testing.T) {
	var out bytes.Buffer
	if err := WriteCSV(&out, [][]string{{"=1+1", "+8210", "-5", "@x", "a=b", "0901"}}); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\ufeff"))).ReadAll()
	if err != nil || !slices.Equal(rows[0], []string{"'=1+1", "'+8210", "'-5", "'@x", "a=b", "0901"}) {
		t.Errorf("%q, %v", rows, err)
	}
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	cell := rapid.StringMatching(`[a-z가-힣0-9][a-z가-힣 ,";0-9]{0,20}[a-z가-힣0-9]`)
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 6).Draw(t, "columns")
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, width, width), 2, 8).Draw(t, "rows")
		var book, text bytes.Buffer
		if err := (Book{Rows: rows}).Write(&book); err != nil {
			t.Fatal(err)
		}
		if err := WriteCSV(&text, rows); err != nil {
			t.Fatal(err)
		}
		for name, file := range map[string]*bytes.Buffer{"workbook": &book, "CSV": &text} {
			got, err := Read(file)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for i := range rows {
				if !slices.Equal(got[i], rows[i]) {
					t.Fatalf("%s row %d: %q, want %q", name, i, got[i], rows[i])
				}
			}
		}
	})
}
