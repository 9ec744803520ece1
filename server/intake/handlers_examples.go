package intake

import (
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Examples are drawings of every page of imports.
func Examples() []page.Example {
	now := time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC)
	past := now.AddDate(0, 0, -3)
	handed := Import{
		ID: ID{uuid.UUID{1}}, FileName: "products.xlsx", Cells: [][]string{{"SKU", "HS"}, {"LV-1", "90"}}, Columns: []string{"sku", ""}, State: Checked, CreatedAt: past,
		Report: Report{New: 2, Changed: 1, Incomplete: 1, Pictures: 3, Bad: []int{3}},
	}
	reading, applied, asking, undoing, undone, failed := handed, handed, handed, handed, handed, handed
	reading.State, reading.Done, reading.Total = Reading, 300, 1200
	applied.State, applied.AppliedAt, applied.Asked = Applied, &past, 2
	asking.State, asking.AppliedAt, asking.Ask = Applied, &past, true
	undoing.State, undone.State = Undoing, Undone
	undone.Report.Left = []Left{{"LV-1", []string{"hs6", "name_en"}}, {"LV-2", nil}}
	failed.State, failed.Reason = Failed, "import_broken"
	options := []OptionGroup{{"What it is", []Option{{"sku", "Article number"}, {"hs6", "HS code"}}}}
	columns := []ColumnChoice{{"A", "SKU", []string{"LV-1", "LV-2"}, "sku"}, {"B", "HS", nil, ""}}
	wrong := []ShownError{
		{CellError{Row: 3, Column: 1, Field: "hs6", Code: "hs_form", Typed: "90189", Idea: "090189"}, "B4", "HS code", "Six digits."},
		{CellError{Row: 3, Column: -1, Field: "moq", Code: "cell_missing", Warns: true}, "", "Minimum order", "Empty."},
		{CellError{Column: -1, Field: "pictures", Code: "picture_unused", Typed: "a.jpg", Warns: true}, "", "Photographs", "Unused."},
	}
	views := []ImportView{
		{Import: handed, Codes: []Proposal{{Row: 1, Line: 2, Name: "LV-1, Laser", Code: "9018.90", Text: catalog.Texts{"en": "Medical instruments"}}}, All: 120, Columns: columns, Options: options, Errors: wrong, More: 5, Problem: problem.New(problem.Invalid, "column_twice")},
		{Import: reading, Listen: "/live/changes/import-1"}, {Import: asking, Listen: "/live/changes/import-1"}, {Import: undoing, Listen: "/live/changes/import-1"},
		{Import: applied, Undo: true, Errors: wrong}, {Import: undone, Shown: 1, Labels: map[string]string{"hs6": "HS code"}}, {Import: failed},
	}
	examples := []page.Example{
		{Name: "studio/import", TitleKey: "intake.title", Body: UploadView{Key: "k", Zip: 200, Imports: []Import{handed, undone}}},
		{Name: "studio/import", TitleKey: "intake.title", Body: UploadView{Zip: 200, Problem: problem.New(problem.Invalid, "zip_big", "Most", 200, "Unzipped", 600)}},
	}
	for _, v := range views {
		examples = append(examples, page.Example{Name: "studio/imported", TitleKey: "intake.title", Body: v})
	}
	return examples
}
