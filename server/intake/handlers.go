package intake

import (
	"errors"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/picture"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/sheet"
	"github.com/etradeoffice/portal/server/upload"
)

// Handlers are the pages of imports, and the tables that are handed out.
type Handlers struct {
	svc    *Service
	pages  *page.Pages
	limits *account.Limiter
}

// NewHandlers makes them.
func NewHandlers(svc *Service, pages *page.Pages, limits *account.Limiter) *Handlers {
	return &Handlers{svc, pages, limits}
}

// handedIn is how many tables a person may hand in.
var handedIn = account.Limit{Name: "import-person", Burst: 60, Per: time.Hour}

// MostForm is how large the form with a table and a zip may be, in bytes.
const MostForm = sheet.MostBytes + upload.MostZipBytes + 1<<20

// inMemory is how much of it is kept in memory; the rest lies in a temporary file until the answer is given.
const inMemory = 8 << 20

// UploadView is the form that takes a table, and the tables that were handed in.
type UploadView struct {
	Key     string // of the form
	Imports []Import
	Zip     int // MB at most
	Problem error
}

// Upload is the form for a table: GET /{lang}/studio/import.
func (h *Handlers) Upload(w http.ResponseWriter, r *http.Request) error {
	return h.writeUpload(w, r, http.StatusOK, nil)
}

func (h *Handlers) writeUpload(w http.ResponseWriter, r *http.Request, status int, refusal error) error {
	viewer, company, err := maker(r)
	if err != nil {
		return err
	}
	v := UploadView{Key: NewID().String(), Zip: upload.MostZipBytes >> 20, Problem: refusal}
	if v.Imports, err = h.svc.Imports(r.Context(), viewer, company); err != nil {
		return err
	}
	return h.pages.Write(w, r, status, "studio/import", "intake.title", v)
}

// Start takes a table and perhaps a zip: POST /{lang}/studio/import.
func (h *Handlers) Start(w http.ResponseWriter, r *http.Request) error {
	viewer, company, err := maker(r)
	if err != nil {
		return err
	}
	in, closeAll, err := handedBy(r)
	defer closeAll()
	if err == nil {
		err = h.limits.Allow(r.Context(), handedIn, viewer.User.String())
	}
	if err == nil {
		in.ID, err = h.svc.Start(r.Context(), viewer, company, in)
	}
	if problem.Is(err, problem.Invalid) {
		return h.writeUpload(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return to(w, r, "/studio/import/"+in.ID.String())
}

// handedBy is what the form carries. A body that is too large or was broken off is a refusal.
func handedBy(r *http.Request) (in HandedIn, closeAll func(), err error) {
	var opened []multipart.File
	closeAll = func() {
		for _, file := range opened {
			_ = file.Close() // it was read; its folder goes with the request
		}
	}
	if err := r.ParseMultipartForm(inMemory); err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return in, closeAll, problem.New(problem.Invalid, "upload_big", "Most", MostForm>>20).Because(err)
		}
		return in, closeAll, problem.New(problem.Invalid, "upload_broken").Because(err)
	}
	in.ID = NewID()
	if key, err := uuid.Parse(r.PostForm.Get("key")); err == nil {
		in.ID = ID{key}
	}
	table, header, err := r.FormFile("table")
	if err != nil {
		return in, closeAll, problem.New(problem.Invalid, "sheet_missing").Because(err)
	}
	opened = append(opened, table)
	in.FileName, in.Table = header.Filename, table
	if pictures, header, err := r.FormFile("pictures"); err == nil {
		opened = append(opened, pictures)
		in.Zip, in.ZipBytes = pictures, header.Size
	}
	return in, closeAll, nil
}

// ImportView is an import from the first look to the undoing.
type ImportView struct {
	Import  Import
	Listen  string // where the page hears of changes; "" when nothing is being done
	Columns []ColumnChoice
	Options []OptionGroup
	Labels  map[string]string // of fields that an undoing left
	Errors  []ShownError      // the first errorsShown
	More    int               // errors beyond them
	Undo    bool              // it can still be undone
	Codes   []Proposal        // customs codes for rows without one, the first errorsShown
	All     int               // of them
	Shown   int               // products that undoing left in the buyers' sight
	Problem error
}

// Proposal is a customs code for the product of a row.
type Proposal struct {
	Row  int
	Line int    // the row's number as spreadsheets count
	Name string // of the product, as the table says it
	Code string // 9018.90
	Text catalog.Texts
}

// proposals are what the report proposes, as people read it.
func proposals(i Import) (shown []Proposal, all int) {
	found := i.Report.Proposals()
	at := columnsAt(i.Columns)
	for _, e := range found[:min(len(found), errorsShown)] {
		p := Proposal{Row: e.Row, Line: e.Row + 1, Code: catalog.Product{HS6: e.Idea}.HSCode(), Text: catalog.HSName(e.Idea)}
		if p.Text == nil {
			p.Text = catalog.HSName(e.Idea[:4])
		}
		r := reader{row: e.Row, cells: i.Cells[e.Row], at: at}
		for _, name := range []string{"sku", "name_ko", "name_en"} {
			if text := r.text(name); text != "" {
				p.Name = strings.TrimPrefix(p.Name+", "+text, ", ")
			}
		}
		shown = append(shown, p)
	}
	return shown, len(found)
}

// ColumnChoice is one column with the field that it fills.
type ColumnChoice struct {
	Letter  string
	Header  string
	Samples []string
	Chosen  string
}

// ShownError is a CellError with the name of its cell.
type ShownError struct {
	CellError
	Cell     string // "" for a column that is not there
	Label    string // of the field
	Sentence string
}

const (
	errorsShown  = 100
	samplesShown = 3
)

// Line is the row's number as spreadsheets count.
func (e ShownError) Line() int { return e.Row + 1 }

// Label is what a field is called.
func (v ImportView) Label(name string) string { return v.Labels[name] }

// OptionGroup is fields of one section of the editor.
type OptionGroup struct {
	Label   string
	Choices []Option
}

// Option is a field that a column can fill.
type Option struct{ Name, Label string }

// options are all that a column can fill, in parts.
func (h *Handlers) options(lang string) []OptionGroup {
	var groups []OptionGroup
	add := func(label string, names ...string) {
		group := OptionGroup{Label: label}
		for _, name := range names {
			group.Choices = append(group.Choices, Option{name, h.svc.words.Label(lang, name)})
		}
		groups = append(groups, group)
	}
	for _, section := range append(slices.Clone(catalog.Sections), "pictures", "certificates") {
		var names []string
		for _, f := range catalog.Fields {
			if f.Section == section {
				names = append(names, f.Name)
			}
		}
		add(h.pages.Texts().T(lang, "studio.section_"+section), names...)
	}
	add(h.pages.Texts().T(lang, "intake.column_group"), prices...)
	return groups
}

// Show shows an import: GET /{lang}/studio/import/{id}.
func (h *Handlers) Show(w http.ResponseWriter, r *http.Request) error {
	return h.writeImport(w, r, http.StatusOK, nil)
}

func (h *Handlers) writeImport(w http.ResponseWriter, r *http.Request, status int, refusal error) error {
	id, err := importID(r)
	if err != nil {
		return errors.Join(refusal, err)
	}
	i, err := h.svc.Import(r.Context(), account.ViewerFrom(r.Context()), id)
	if err != nil {
		return errors.Join(refusal, err)
	}
	lang := page.FrameFrom(r.Context()).Lang
	v := ImportView{Import: i, Undo: i.Undoable(h.svc.now()), Problem: refusal}
	shown, err := h.svc.Shown(r.Context(), account.ViewerFrom(r.Context()), id)
	if err != nil {
		return errors.Join(refusal, err)
	}
	v.Shown = len(shown)
	if i.State == Checked {
		v.Options = h.options(lang)
		v.Codes, v.All = proposals(i)
	}
	v.Labels = map[string]string{}
	for _, left := range i.Report.Left {
		for _, name := range left.Fields {
			v.Labels[name] = h.svc.words.Label(lang, name)
		}
	}
	if i.Working() {
		v.Listen = "/live/changes/" + i.Thing()
	}
	for n, header := range i.Cells[0] {
		choice := ColumnChoice{Letter: sheet.Column(n), Header: header, Chosen: i.Columns[n]}
		for _, row := range i.Cells[1:min(len(i.Cells), samplesShown+1)] {
			if row[n] != "" {
				choice.Samples = append(choice.Samples, short(row[n]))
			}
		}
		v.Columns = append(v.Columns, choice)
	}
	for _, e := range i.Report.Errors[:min(len(i.Report.Errors), errorsShown)] {
		v.Errors = append(v.Errors, h.shown(lang, e))
	}
	v.More = len(i.Report.Errors) - len(v.Errors) + i.Report.More
	return h.pages.Write(w, r, status, "studio/imported", "intake.title", v)
}

func (h *Handlers) shown(lang string, e CellError) ShownError {
	s := ShownError{CellError: e, Label: h.svc.words.Label(lang, e.Field)}
	s.Sentence = h.pages.Texts().T(lang, "problem."+e.Code, "Most", picture.MostBytes>>20, "Least", picture.LeastEdge)
	if e.Field == "hs6" && len(e.Idea) == 6 {
		s.Idea = catalog.Product{HS6: e.Idea}.HSCode()
	}
	if e.Column >= 0 {
		s.Cell = sheet.Cell(e.Row, e.Column)
	}
	return s
}

// longestSample is in characters.
const longestSample = 60

func short(text string) string {
	if runes := []rune(text); len(runes) > longestSample {
		return string(runes[:longestSample]) + "…"
	}
	return text
}

// Step maps the columns of an import, accepts what it proposes, applies it, undoes it or pauses what undoing left in sight: POST /{lang}/studio/import/{id}/{step}.
func (h *Handlers) Step(w http.ResponseWriter, r *http.Request) error {
	viewer := account.ViewerFrom(r.Context())
	id, err := importID(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	switch r.PathValue("step") {
	case "columns":
		err = h.svc.Map(r.Context(), viewer, id, r.PostForm["column"])
	case "codes":
		err = h.svc.Accept(r.Context(), viewer, id, rowsIn(r.PostForm["row"]))
	case "apply":
		err = h.svc.Apply(r.Context(), viewer, id, r.PostForm.Get("ask") != "")
	case "undo":
		err = h.svc.Undo(r.Context(), viewer, id)
	case "pause":
		_, err = h.svc.Pause(r.Context(), viewer, id)
	default:
		err = problem.New(problem.NotFound, "not_found")
	}
	switch {
	case problem.Is(err, problem.Conflict):
		return h.writeImport(w, r, http.StatusConflict, err)
	case problem.Is(err, problem.Invalid):
		return h.writeImport(w, r, http.StatusUnprocessableEntity, err)
	case err != nil:
		return err
	}
	return to(w, r, "/studio/import/"+id.String())
}

// rowsIn are the rows that a form names.
func rowsIn(sent []string) []int {
	var rows []int
	for _, text := range sent {
		if n, err := strconv.Atoi(text); err == nil {
			rows = append(rows, n)
		}
	}
	return rows
}

// maker is the viewer and the company whose products it may change.
func maker(r *http.Request) (account.Viewer, account.CompanyID, error) {
	viewer := account.ViewerFrom(r.Context())
	company, ok := viewer.Company(account.Supplier)
	if !ok && viewer.SignedIn() {
		return viewer, company, problem.New(problem.Forbidden, "forbidden")
	}
	return viewer, company, account.May(viewer, account.EditProduct, account.Object{Supplier: company})
}

func to(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, "/"+page.FrameFrom(r.Context()).Lang+path, http.StatusSeeOther)
	return nil
}

func importID(r *http.Request) (ID, error) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return ID{}, problem.New(problem.NotFound, "import_unknown")
	}
	return ID{id}, nil
}
