package catalog

import (
	"bytes"
	"errors"
	"net/http"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/sheet"
)

// UploadView is the form that takes a table.
type UploadView struct{ Problem error }

// CheckView is an import before and after it is applied.
type CheckView struct {
	Import  Import
	Report  ImportReport
	Columns []ColumnChoice
	Errors  []ShownError // the first errorsShown
	More    int          // errors beyond them
	Undo    bool         // it can still be undone
	Kept    []string     // SKUs that the undoing left as they were
	Problem error
}

// ColumnChoice is one column with the field that it fills.
type ColumnChoice struct {
	Header  string
	Samples []string
	Chosen  string
	Fields  []string
}

// ShownError is a CellError with the name of its cell.
type ShownError struct {
	CellError
	Cell string // "" for a column that is not there
}

const (
	errorsShown  = 100
	samplesShown = 3
)

// Upload is the form for a table: GET /{lang}/studio/import.
func (h *Handlers) Upload(w http.ResponseWriter, r *http.Request) error {
	if _, _, err := h.maker(r); err != nil {
		return err
	}
	return h.pages.Write(w, r, http.StatusOK, "studio/upload", "catalog.import_title", UploadView{})
}

// TakeTable reads a table and shows what it would do: POST /{lang}/studio/import.
func (h *Handlers) TakeTable(w http.ResponseWriter, r *http.Request) error {
	viewer, company, err := h.maker(r)
	if err != nil {
		return err
	}
	file, header, err := r.FormFile("table")
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			err = problem.New(problem.Invalid, "sheet_big", "Most", sheet.MostBytes>>20)
		} else {
			err = problem.New(problem.Invalid, "sheet_missing").Because(err)
		}
		return h.pages.Write(w, r, http.StatusUnprocessableEntity, "studio/upload", "catalog.import_title", UploadView{err})
	}
	defer func() { _ = file.Close() }()
	cells, err := sheet.Read(file)
	if problem.Is(err, problem.Invalid) {
		return h.pages.Write(w, r, http.StatusUnprocessableEntity, "studio/upload", "catalog.import_title", UploadView{err})
	}
	if err != nil {
		return err
	}
	i, err := h.svc.StartImport(r.Context(), viewer, company, header.Filename, cells, h.fieldNames())
	if err != nil {
		return err
	}
	return h.to(w, r, "/studio/import/"+i.ID.String())
}

// Check shows an import: GET /{lang}/studio/import/{id}.
func (h *Handlers) Check(w http.ResponseWriter, r *http.Request) error {
	return h.writeCheck(w, r, http.StatusOK, nil, nil)
}

// Import maps the columns of an import, applies it or undoes it: POST /{lang}/studio/import/{id}/{step}.
func (h *Handlers) Import(w http.ResponseWriter, r *http.Request) error {
	viewer := account.ViewerFrom(r.Context())
	id, err := importID(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	var kept []string
	switch r.PathValue("step") {
	case "columns":
		err = h.svc.MapImport(r.Context(), viewer, id, r.PostForm["column"])
	case "apply":
		_, err = h.svc.ApplyImport(r.Context(), viewer, id)
	case "undo":
		kept, err = h.svc.UndoImport(r.Context(), viewer, id)
	default:
		err = problem.New(problem.NotFound, "not_found")
	}
	switch {
	case problem.Is(err, problem.Conflict):
		return h.writeCheck(w, r, http.StatusConflict, err, nil)
	case problem.Is(err, problem.Invalid):
		return h.writeCheck(w, r, http.StatusUnprocessableEntity, err, nil)
	case err != nil:
		return err
	case len(kept) > 0:
		return h.writeCheck(w, r, http.StatusOK, nil, kept)
	}
	return h.to(w, r, "/studio/import/"+id.String())
}

// Template is an empty table with headers, choices and a row to see: GET /{lang}/studio/template.xlsx.
func (h *Handlers) Template(w http.ResponseWriter, r *http.Request) error {
	if _, _, err := h.maker(r); err != nil {
		return err
	}
	lang := page.FrameFrom(r.Context()).Lang
	book := sheet.Book{Rows: make([][]string, 2), Choices: map[int][]string{}, Hints: map[int]string{}}
	for i, f := range importFields {
		book.Rows[0] = append(book.Rows[0], h.pages.Texts().T(lang, "catalog.import_"+f.Name))
		book.Rows[1] = append(book.Rows[1], f.Sample)
		if len(f.Choices) > 0 {
			book.Choices[i] = f.Choices
		}
		if f.Required {
			book.Hints[i] = h.pages.Texts().T(lang, "catalog.import_required")
		}
	}
	return sendBook(w, book, "etrade-products.xlsx")
}

// ExportBook is all of the maker's products as a workbook that can be imported again: GET /{lang}/studio/products.xlsx.
func (h *Handlers) ExportBook(w http.ResponseWriter, r *http.Request) error {
	rows, err := h.exported(r)
	if err != nil {
		return err
	}
	return sendBook(w, sheet.Book{Rows: rows}, "products.xlsx")
}

// ExportCSV is the same as CSV: GET /{lang}/studio/products.csv.
func (h *Handlers) ExportCSV(w http.ResponseWriter, r *http.Request) error {
	rows, err := h.exported(r)
	if err != nil {
		return err
	}
	return sendCSV(w, rows, "products.csv")
}

func (h *Handlers) exported(r *http.Request) ([][]string, error) {
	viewer, company, err := h.maker(r)
	if err != nil {
		return nil, err
	}
	lang := page.FrameFrom(r.Context()).Lang
	header := make([]string, len(importFields))
	for i, f := range importFields {
		header[i] = h.pages.Texts().T(lang, "catalog.import_"+f.Name)
	}
	rows, err := h.svc.ExportRows(r.Context(), viewer, company)
	return append([][]string{header}, rows...), err
}

// BadRows are the rows that an import leaves out, with what is wrong, to be mended: GET /{lang}/studio/import/{id}/errors.csv.
func (h *Handlers) BadRows(w http.ResponseWriter, r *http.Request) error {
	id, err := importID(r)
	if err != nil {
		return err
	}
	i, report, err := h.svc.Import(r.Context(), account.ViewerFrom(r.Context()), id)
	if err != nil {
		return err
	}
	texts, lang := h.pages.Texts(), page.FrameFrom(r.Context()).Lang
	rows := [][]string{append([]string{texts.T(lang, "catalog.import_reason")}, i.Cells[0]...)}
	for _, bad := range report.Bad {
		reason := ""
		for _, e := range report.Errors {
			if e.Row == bad {
				reason += texts.T(lang, "catalog.import_"+e.Field) + ": " + texts.T(lang, "problem."+e.Code) + " "
			}
		}
		rows = append(rows, append([]string{reason}, i.Cells[bad]...))
	}
	return sendCSV(w, rows, "rows-to-mend.csv")
}

func (h *Handlers) writeCheck(w http.ResponseWriter, r *http.Request, status int, refusal error, kept []string) error {
	id, err := importID(r)
	if err != nil {
		return err
	}
	i, report, err := h.svc.Import(r.Context(), account.ViewerFrom(r.Context()), id)
	if err != nil {
		return errors.Join(refusal, err)
	}
	v := CheckView{Import: i, Report: report, Undo: i.Undoable(h.svc.now()), Kept: kept, Problem: refusal}
	for n, header := range i.Cells[0] {
		choice := ColumnChoice{Header: header, Chosen: i.Columns[n]}
		for _, f := range importFields {
			choice.Fields = append(choice.Fields, f.Name)
		}
		for _, row := range i.Cells[1:min(len(i.Cells), samplesShown+1)] {
			choice.Samples = append(choice.Samples, row[n])
		}
		v.Columns = append(v.Columns, choice)
	}
	for _, e := range report.Errors[:min(len(report.Errors), errorsShown)] {
		shown := ShownError{CellError: e}
		if e.Column >= 0 {
			shown.Cell = sheet.Cell(e.Row, e.Column)
		}
		v.Errors = append(v.Errors, shown)
	}
	v.More = len(report.Errors) - len(v.Errors)
	return h.pages.Write(w, r, status, "studio/check", "catalog.import_title", v)
}

// maker is the viewer and the company whose products it may change.
func (h *Handlers) maker(r *http.Request) (account.Viewer, account.CompanyID, error) {
	viewer := account.ViewerFrom(r.Context())
	company, ok := viewer.Company(account.Supplier)
	if !ok && viewer.SignedIn() {
		return viewer, company, problem.New(problem.Forbidden, "forbidden")
	}
	return viewer, company, account.May(viewer, account.EditProduct, account.Object{Supplier: company})
}

// fieldNames are the fields' names in all languages, by which headers are known.
func (h *Handlers) fieldNames() map[string][]string {
	names := map[string][]string{}
	for _, f := range importFields {
		for _, lang := range []string{"en", "ko"} {
			names[f.Name] = append(names[f.Name], h.pages.Texts().T(lang, "catalog.import_"+f.Name))
		}
	}
	return names
}

func (h *Handlers) to(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, "/"+page.FrameFrom(r.Context()).Lang+path, http.StatusSeeOther)
	return nil
}

func importID(r *http.Request) (ImportID, error) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return ImportID{}, problem.New(problem.NotFound, "import_unknown")
	}
	return ImportID{id}, nil
}

func sendBook(w http.ResponseWriter, book sheet.Book, name string) error {
	var content bytes.Buffer
	if err := book.Write(&content); err != nil {
		return err
	}
	return send(w, content.Bytes(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name)
}

func sendCSV(w http.ResponseWriter, rows [][]string, name string) error {
	var content bytes.Buffer
	if err := sheet.WriteCSV(&content, rows); err != nil {
		return err
	}
	return send(w, content.Bytes(), "text/csv; charset=utf-8", name)
}

func send(w http.ResponseWriter, content []byte, kind, name string) error {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "private, no-store")
	_, err := w.Write(content)
	return err
}
