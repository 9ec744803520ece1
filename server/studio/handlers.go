package studio

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Handlers are the pages of the studio and of the office's review.
type Handlers struct {
	svc   *Service
	pages *page.Pages
}

// NewHandlers makes them.
func NewHandlers(svc *Service, pages *page.Pages) *Handlers { return &Handlers{svc, pages} }

// ProductView is one product on its maker's desk.
type ProductView struct {
	Sheet    Sheet
	Meter    Meter
	Parts    []Part
	Events   []Event
	Pictures int
	Problem  error
}

// Part is one section of the editor in its list.
type Part struct {
	Name    string
	Missing int // fields that a buyer misses
	Wrong   int // fields that stand in the way of publishing, or came back
	Current bool
}

// parts are the sections with what is open in each.
func (s Sheet) parts(meter Meter, current string) []Part {
	faults := s.Faults()
	parts := make([]Part, len(catalog.Sections))
	for i, name := range catalog.Sections {
		p := Part{Name: name, Current: name == current}
		for _, m := range meter.Missing {
			if m.Section == name {
				p.Missing++
			}
		}
		for _, f := range catalog.Fields {
			_, back := s.Returned[f.Name]
			if f.Section == name && (back || slices.ContainsFunc(faults, func(fault problem.Field) bool { return fault.Name == f.Name })) {
				p.Wrong++
			}
		}
		parts[i] = p
	}
	return parts
}

// Product is one product with where it stands and what it lacks: GET /{lang}/studio/products/{sku}.
func (h *Handlers) Product(w http.ResponseWriter, r *http.Request) error {
	return h.writeProduct(w, r, http.StatusOK, nil)
}

// Move makes one of the maker's moves: POST /{lang}/studio/products/{sku}/{move}.
func (h *Handlers) Move(w http.ResponseWriter, r *http.Request) error {
	viewer, sku, move := account.ViewerFrom(r.Context()), r.PathValue("sku"), r.PathValue("move")
	err := h.svc.Move(r.Context(), viewer, sku, move)
	switch {
	case problem.Is(err, problem.Conflict):
		return h.writeProduct(w, r, http.StatusConflict, err)
	case problem.Is(err, problem.Invalid):
		return h.writeProduct(w, r, http.StatusUnprocessableEntity, err)
	case err != nil:
		return err
	}
	if _, err := h.svc.Sheet(r.Context(), viewer, sku); problem.Is(err, problem.NotFound) {
		return to(w, r, "/studio") // it was discarded and is no more
	}
	return to(w, r, "/studio/products/"+sku)
}

func (h *Handlers) writeProduct(w http.ResponseWriter, r *http.Request, status int, refusal error) error {
	viewer, sku := account.ViewerFrom(r.Context()), r.PathValue("sku")
	sheet, err := h.svc.Sheet(r.Context(), viewer, sku)
	if err != nil {
		return err
	}
	v := ProductView{Sheet: sheet, Meter: MeterOf(sheet.Next, h.svc.now()), Pictures: len(sheet.Next.Pictures), Problem: refusal}
	v.Parts = sheet.parts(v.Meter, "")
	if v.Events, err = findEvents(r.Context(), h.svc.db, sku); err != nil {
		return err
	}
	return h.pages.Write(w, r, status, "studio/product", "studio.product_title", v, "SKU", sku)
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

func parse(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	return nil
}

func to(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, "/"+page.FrameFrom(r.Context()).Lang+path, http.StatusSeeOther)
	return nil
}

// typed is what a form says in a field: rows come as one value for each cell, "tiers.from", in the order of the rows.
func typed(form url.Values, name string, kind catalog.FieldKind, columns []string) string {
	if kind != catalog.Rows {
		return strings.TrimSpace(form.Get(name))
	}
	var rows [][]string
	for i := range form[name+"."+columns[0]] {
		row := make([]string, len(columns))
		for n, column := range columns {
			if cells := form[name+"."+column]; i < len(cells) {
				row[n] = cells[i]
			}
		}
		if strings.Join(row[:min(2, len(row))], "") == "" {
			continue // what a select says alone is no row
		}
		rows = append(rows, row)
	}
	return catalog.JoinRows(rows)
}
