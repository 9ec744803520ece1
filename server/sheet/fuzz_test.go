package sheet

import (
	"bytes"
	"testing"

	"github.com/etradeoffice/portal/server/problem"
)

// FuzzOpen reads any bytes: what comes is a table that can be written again, or a refusal.
func FuzzOpen(f *testing.F) {
	var book bytes.Buffer
	if err := (Book{Rows: [][]string{{"a", "b"}, {"1", "2"}}, Choices: map[int][]string{0: {"x"}}}).Write(&book); err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{book.Bytes(), book.Bytes()[:book.Len()/2], []byte("a;b\n1;2\n"), []byte("\ufeff\"a\",\"b\"\r\n\"'=1\",2\r\n"), {0xbc, 0xf6, ',', '1', '\n', 'x', ',', 'y', '\n'}} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		table, err := Open(bytes.NewReader(content))
		if err != nil {
			if !problem.Is(err, problem.Invalid) {
				t.Fatal(err)
			}
			return
		}
		var out bytes.Buffer
		if err := WriteCSV(&out, table.Rows); err != nil {
			t.Fatal(err)
		}
		for _, row := range table.Rows {
			if len(row) != len(table.Rows[0]) {
				t.Fatal("rows of different widths")
			}
		}
	})
}
