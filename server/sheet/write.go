package sheet

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// WriteCSV writes rows in UTF-8 with a mark, as Excel expects it, every cell in quotes, so that no reader takes what is in
// a cell for a separator. A cell that a spreadsheet would run as a formula begins with an apostrophe.
func WriteCSV(to io.Writer, rows [][]string) error {
	var out strings.Builder
	out.WriteString("\ufeff")
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				out.WriteByte(',')
			}
			out.WriteString(`"` + strings.ReplaceAll(Harmless(cell), `"`, `""`) + `"`)
		}
		out.WriteString("\r\n")
	}
	_, err := io.WriteString(to, out.String())
	return err
}

// Harmless is a cell that no spreadsheet runs as a formula (OWASP, CSV injection).
func Harmless(cell string) string {
	bare := strings.TrimLeft(cell, "'") // so that what began with an apostrophe keeps it
	if bare != "" && strings.ContainsRune("=+-@\t\r", rune(bare[0])) {
		return "'" + cell
	}
	return cell
}

// meant is the cell that Harmless was made of.
func meant(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && Harmless(rest) != rest {
		return rest
	}
	return cell
}

// Book is a workbook to be written: rows with a header, and the values that a column offers.
type Book struct {
	Rows    [][]string
	Choices map[int][]string // column: values of its drop-down
	Hints   map[int]string   // column: what the header says when it is pointed at
	Fold    int              // columns at the end that are folded away until they are wanted
}

const (
	front = "Sheet1"
	lists = "Lists" // hidden: the values of drop-downs, which may hold commas
)

// Write writes the workbook. Cells are text, so that 0901 stays 0901.
func (b Book) Write(to io.Writer) error {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	for i, row := range b.Rows {
		for j, cell := range row {
			if cell == "" {
				continue
			}
			if err := book.SetCellStr(front, Cell(i, j), cell); err != nil {
				return fmt.Errorf("cell %s: %w", Cell(i, j), err)
			}
		}
	}
	if len(b.Rows) > 0 {
		if err := b.dress(book); err != nil {
			return err
		}
	}
	if err := b.offer(book); err != nil {
		return err
	}
	for column, hint := range b.Hints {
		if err := book.AddComment(front, excelize.Comment{Cell: Cell(0, column), Text: hint}); err != nil {
			return fmt.Errorf("hint of column %d: %w", column, err)
		}
	}
	return book.Write(to)
}

// dress makes cells text, the header bold and always in sight, and folds the last columns away.
func (b Book) dress(book *excelize.File) error {
	last := len(b.Rows[0]) - 1
	text, err := book.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	if err != nil {
		return fmt.Errorf("style of a cell: %w", err)
	}
	bold, err := book.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	if err != nil {
		return fmt.Errorf("style of a header: %w", err)
	}
	all := "A:" + Column(last)
	var steps []error
	// Before all else, since each of these copies what is said of any column so far.
	for i := range b.Fold {
		steps = append(steps, book.SetColOutlineLevel(front, Column(last-i), 1))
	}
	if b.Fold > 0 {
		steps = append(steps, book.SetColVisible(front, Column(last-b.Fold+1)+":"+Column(last), false))
	}
	steps = append(steps,
		book.SetColStyle(front, all, text), book.SetColWidth(front, "A", Column(last), 20), book.SetCellStyle(front, Cell(0, 0), Cell(0, last), bold),
		book.SetPanes(front, &excelize.Panes{Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight"}))
	if err := errors.Join(steps...); err != nil {
		return fmt.Errorf("looks of a workbook: %w", err)
	}
	return nil
}

func (b Book) offer(book *excelize.File) error {
	if len(b.Choices) == 0 {
		return nil
	}
	if _, err := book.NewSheet(lists); err != nil {
		return fmt.Errorf("sheet of choices: %w", err)
	}
	at := 0
	for _, column := range slices.Sorted(maps.Keys(b.Choices)) {
		values := b.Choices[column]
		for i, value := range values {
			if err := book.SetCellStr(lists, Cell(i, at), value); err != nil {
				return fmt.Errorf("choices of column %d: %w", column, err)
			}
		}
		offer := excelize.NewDataValidation(true)
		offer.SetSqref(Column(column) + "2:" + Cell(MostRows-1, column))
		offer.SetSqrefDropList(fmt.Sprintf("%s!$%s$1:$%[2]s$%d", lists, Column(at), len(values)))
		if err := book.AddDataValidation(front, offer); err != nil {
			return fmt.Errorf("choices of column %d: %w", column, err)
		}
		at++
	}
	return book.SetSheetVisible(lists, false)
}

// Column names a column as spreadsheets do: 0 is A, 27 is AB.
func Column(n int) string { return strings.TrimRight(Cell(0, n), "0123456789") }
