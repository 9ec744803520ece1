// Package sheet reads and writes tables of cells: Excel workbooks (ECMA-376) and CSV (RFC 4180) in UTF-8 or the Korean
// code page 949. It owns the limits of what a stranger's file may cost. It knows no topic: what a column means is asked
// elsewhere.
package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/korean"

	"github.com/etradeoffice/portal/server/problem"
)

// The limits of a file that is read.
const (
	MostBytes   = 32 << 20 // of the file
	mostInside  = 96 << 20 // of what a workbook unpacks to
	MostRows    = 5001     // with the header
	mostColumns = 300
	longestCell = 8000 // characters
)

// Table is the first sheet of a file: rows of text without what surrounds them, and the pictures that lie in its cells.
type Table struct {
	Rows     [][]string
	Pictures []Picture
}

// Picture is one that lies in a cell, as the file has it: nobody has looked at what it is.
type Picture struct {
	Row, Column int // from 0
	Content     []byte
}

// Read is Open without the pictures.
func Read(file io.Reader) ([][]string, error) {
	table, err := Open(file)
	return table.Rows, err
}

// Open reads a file. Empty rows at the end and empty columns on the right are left out. What cannot be read is an Invalid
// problem: sheet_big, sheet_unreadable, sheet_empty, sheet_rows or sheet_cell.
func Open(file io.Reader) (Table, error) {
	content, err := io.ReadAll(io.LimitReader(file, MostBytes+1))
	if err != nil {
		return Table{}, problem.New(problem.Invalid, "sheet_unreadable").Because(err)
	}
	if len(content) > MostBytes {
		return Table{}, problem.New(problem.Invalid, "sheet_big", "Most", MostBytes>>20)
	}
	read := readCSV
	if bytes.HasPrefix(content, []byte("PK\x03\x04")) {
		read = readWorkbook
	}
	table, err := read(content)
	if err != nil {
		return Table{}, err
	}
	table.Rows, err = trimmed(table.Rows)
	return table, err
}

func unreadable(err error) error {
	return problem.New(problem.Invalid, "sheet_unreadable").Because(err)
}

func readWorkbook(content []byte) (Table, error) {
	book, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{UnzipSizeLimit: mostInside, UnzipXMLSizeLimit: mostInside, RawCellValue: true})
	if err != nil {
		return Table{}, unreadable(err)
	}
	defer func() { _ = book.Close() }()
	name := book.GetSheetName(0)
	lines, err := book.Rows(name)
	if err != nil {
		return Table{}, unreadable(err)
	}
	defer func() { _ = lines.Close() }()
	var table Table
	for lines.Next() {
		row, err := lines.Columns()
		if err != nil {
			return Table{}, unreadable(err)
		}
		if len(table.Rows) > MostRows {
			break // too many; trimmed says so
		}
		table.Rows = append(table.Rows, row)
	}
	if err := lines.Error(); err != nil {
		return Table{}, unreadable(err)
	}
	table.Pictures, err = picturesOf(book, name)
	return table, err
}

func picturesOf(book *excelize.File, name string) ([]Picture, error) {
	if !illustrated(book) {
		return nil, nil // looking for cells with pictures reads the whole sheet once more
	}
	cells, err := book.GetPictureCells(name)
	if err != nil {
		return nil, unreadable(err)
	}
	var pictures []Picture
	for _, cell := range cells {
		column, row, err := excelize.CellNameToCoordinates(cell)
		if err != nil {
			return nil, unreadable(err)
		}
		found, err := book.GetPictures(name, cell)
		if err != nil {
			return nil, unreadable(err)
		}
		for _, picture := range found {
			pictures = append(pictures, Picture{row - 1, column - 1, picture.File})
		}
	}
	return pictures, nil
}

// illustrated reports a workbook that has any picture: they lie in one folder of it (ECMA-376 part 2, as all programs write it).
func illustrated(book *excelize.File) (found bool) {
	book.Pkg.Range(func(part, _ any) bool {
		name, _ := part.(string)
		found = strings.HasPrefix(name, "xl/media/")
		return !found
	})
	return found
}

// readCSV takes UTF-8 with or without a mark, else code page 949, and commas, semicolons or tabs, whichever the first
// line has most of.
func readCSV(content []byte) (Table, error) {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(content) {
		decoded, err := korean.EUCKR.NewDecoder().Bytes(content)
		if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
			return Table{}, unreadable(errors.New("neither UTF-8 nor code page 949"))
		}
		content = decoded
	}
	if bytes.IndexByte(content, 0) >= 0 {
		return Table{}, unreadable(errors.New("binary"))
	}
	lines := csv.NewReader(bytes.NewReader(content))
	lines.FieldsPerRecord, lines.Comma = -1, separator(content)
	var rows [][]string
	for len(rows) <= MostRows {
		row, err := lines.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
			return Table{}, problem.New(problem.Invalid, "sheet_quote", "Line", wrong.Line).Because(err)
		}
		if err != nil {
			return Table{}, unreadable(err)
		}
		for i, cell := range row {
			row[i] = meant(cell)
		}
		rows = append(rows, row)
	}
	return Table{Rows: rows}, nil
}

// separator is the one of commas, semicolons and tabs that stands most often between the cells of the first record: what
// is inside quotes separates nothing.
func separator(content []byte) rune {
	count, quoted := map[rune]int{}, false
	for _, c := range string(content) {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\n':
			return mostly(count)
		default:
			count[c]++
		}
	}
	return mostly(count)
}

func mostly(count map[rune]int) rune {
	best := ','
	for _, candidate := range []rune{';', '\t'} {
		if count[candidate] > count[best] {
			best = candidate
		}
	}
	return best
}

func trimmed(rows [][]string) ([][]string, error) {
	used := 0
	for i, row := range rows {
		for j, cell := range row {
			cell = strings.TrimSpace(strings.ToValidUTF8(cell, ""))
			if utf8.RuneCountInString(cell) > longestCell {
				return nil, problem.New(problem.Invalid, "sheet_cell", "Cell", Cell(i, j), "Most", longestCell)
			}
			rows[i][j] = cell
			if cell == "" {
				continue
			}
			if j >= mostColumns {
				return nil, problem.New(problem.Invalid, "sheet_cell", "Cell", Cell(i, j), "Most", longestCell)
			}
			used = max(used, j+1)
		}
	}
	for len(rows) > 0 && strings.Join(rows[len(rows)-1], "") == "" {
		rows = rows[:len(rows)-1]
	}
	if len(rows) > MostRows {
		return nil, problem.New(problem.Invalid, "sheet_rows", "Most", MostRows-1)
	}
	if len(rows) < 2 {
		return nil, problem.New(problem.Invalid, "sheet_empty")
	}
	for i, row := range rows {
		full := make([]string, used)
		copy(full, row)
		rows[i] = full
	}
	return rows, nil
}

// Cell names a cell as spreadsheets do: row 0, column 1 is B1.
func Cell(row, column int) string {
	name, err := excelize.CoordinatesToCellName(column+1, row+1)
	if err != nil {
		return "?"
	}
	return name
}
