package sheet

import (
	"fmt"
	"io"
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
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// Book is a workbook to be written: rows with a header, and the values that a column offers.
type Book struct {
	Rows    [][]string
	Choices map[int][]string // column: values of its drop-down
	Hints   map[int]string   // column: what the header says when it is pointed at
}

// Write writes the workbook. Cells are text, so that 0901 stays 0901.
func (b Book) Write(to io.Writer) error {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	const name = "Sheet1"
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, NumFmt: 49})
	if err != nil {
		return fmt.Errorf("style of a header: %w", err)
	}
	text, err := book.NewStyle(&excelize.Style{NumFmt: 49})
	if err != nil {
		return fmt.Errorf("style of a cell: %w", err)
	}
	for i, row := range b.Rows {
		for j, cell := range row {
			if err := book.SetCellStr(name, Cell(i, j), cell); err != nil {
				return fmt.Errorf("cell %s: %w", Cell(i, j), err)
			}
		}
	}
	if len(b.Rows) == 0 {
		return book.Write(to)
	}
	last := len(b.Rows[0]) - 1
	if err := book.SetCellStyle(name, Cell(0, 0), Cell(0, last), bold); err != nil {
		return fmt.Errorf("header: %w", err)
	}
	if err := book.SetCellStyle(name, Cell(1, 0), Cell(MostRows-1, last), text); err != nil {
		return fmt.Errorf("cells: %w", err)
	}
	for column, values := range b.Choices {
		offer := excelize.NewDataValidation(true)
		offer.Sqref = Cell(1, column) + ":" + Cell(MostRows-1, column)
		if err := offer.SetDropList(values); err != nil {
			return fmt.Errorf("choices of column %d: %w", column, err)
		}
		if err := book.AddDataValidation(name, offer); err != nil {
			return fmt.Errorf("choices of column %d: %w", column, err)
		}
	}
	for column, hint := range b.Hints {
		if err := book.AddComment(name, excelize.Comment{Cell: Cell(0, column), Text: hint}); err != nil {
			return fmt.Errorf("hint of column %d: %w", column, err)
		}
	}
	if err := book.SetColWidth(name, "A", strings.TrimRight(Cell(0, last), "0123456789"), 18); err != nil {
		return fmt.Errorf("columns: %w", err)
	}
	return book.Write(to)
}
