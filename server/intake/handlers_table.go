package intake

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/sheet"
)

// tableFields are all fields in the order of the template and the export: what is needed first, then the rest, and texts in
// other languages than those of the office at the end.
var tableFields = func() []catalog.Field {
	rank := func(f catalog.Field) int {
		switch {
		case f.Lang != "" && !slices.Contains(languages, f.Lang):
			return 2
		case f.Required || f.Name == "name_ko" || f.Name == "short_ko" || f.Name == "tiers":
			return 0
		}
		return 1
	}
	fields := slices.Clone(catalog.Fields)
	slices.SortStableFunc(fields, func(a, b catalog.Field) int { return rank(a) - rank(b) })
	return fields
}()

// folded are how many of them are texts in other languages.
var folded = func() (n int) {
	for _, f := range catalog.Fields {
		if f.Lang != "" && !slices.Contains(languages, f.Lang) {
			n++
		}
	}
	return n
}()

// sample is the product that the template shows.
var sample = map[string]string{
	"sku": "LV-100", "name_ko": "휴대용 피부 분석기", "name_en": "Handheld skin analyzer", "short_ko": "15초에 피부 상태를 봅니다.", "short_en": "Shows the state of the skin in 15 seconds.",
	"category": "beauty", "hs6": "902750", "hs_edition": catalog.HSEdition, "moq": "10", "unit": "H87", "incoterm": "FOB", "place_en": "Busan", "place_ko": "부산", "port": "KRPUS",
	"lead_first": "21", "lead_repeat": "14", "lead_sample": "5", "capacity": "500", "currency": "USD", "tiers": "10 | 420 | 0\n50 | 365 | 0", "origin": "KR",
	"keywords_ko": "피부, 진단기", "keywords_en": "skin, analyzer", "specs": "Weight | 무게 | 310 g | 310 g", "pictures": "LV-100-front.jpg | Analyzer in a hand | 손에 든 분석기",
	"certificates": "KC | R-R-LV1-100 | RRA | | | 2025-03-02 | 2030-03-01 | held", "gross_kg": "12.5", "outer_quantity": "20",
}

// header are the names of the fields, in the order of tableFields.
func (h *Handlers) header(lang string) []string {
	names := make([]string, len(tableFields))
	for i, f := range tableFields {
		names[i] = h.svc.words.Label(lang, f.Name)
	}
	return names
}

// Template is an empty table with headers, choices and a row to see: GET /{lang}/studio/template.xlsx.
func (h *Handlers) Template(w http.ResponseWriter, r *http.Request) error {
	if _, _, err := maker(r); err != nil {
		return err
	}
	return sendBook(w, h.template(page.FrameFrom(r.Context()).Lang), "etrade-products.xlsx")
}

func (h *Handlers) template(lang string) sheet.Book {
	texts := h.pages.Texts()
	book := sheet.Book{Rows: [][]string{h.header(lang), nil}, Choices: map[int][]string{}, Hints: map[int]string{}, Fold: folded}
	for i, f := range tableFields {
		value := sample[f.Name]
		if f.Kind == catalog.OneOf {
			for _, choice := range f.Choices {
				book.Choices[i] = append(book.Choices[i], h.svc.words.Choice(lang, f.Name, choice))
			}
			if value != "" {
				value = h.svc.words.Choice(lang, f.Name, value)
			}
		}
		book.Rows[1] = append(book.Rows[1], value)
		if hint := h.hint(lang, f); hint != "" {
			book.Hints[i] = hint
		}
		if f.Required {
			book.Hints[i] = strings.TrimSpace(texts.T(lang, "intake.required") + " " + book.Hints[i])
		}
	}
	return book
}

// hint says how a field with several rows is written in one cell.
func (h *Handlers) hint(lang string, f catalog.Field) string {
	if f.Kind != catalog.Rows {
		return ""
	}
	return h.pages.Texts().T(lang, "intake.rows_hint", "Example", sample[f.Name])
}

// Export is all of the maker's products as they lie on its desk, as a table that can be imported again:
// GET /{lang}/studio/products.xlsx, products.csv.
func (h *Handlers) Export(w http.ResponseWriter, r *http.Request) error {
	viewer, company, err := maker(r)
	if err != nil {
		return err
	}
	rows, err := h.svc.Rows(r.Context(), viewer, company)
	if err != nil {
		return err
	}
	rows = append([][]string{h.header(page.FrameFrom(r.Context()).Lang)}, rows...)
	if strings.HasSuffix(r.URL.Path, ".csv") {
		return sendCSV(w, rows, "products.csv")
	}
	return sendBook(w, sheet.Book{Rows: rows, Fold: folded}, "products.xlsx")
}

// BadRows are the rows that an import leaves out, with what is wrong, to be mended:
// GET /{lang}/studio/import/{id}/errors.csv, errors.xlsx.
func (h *Handlers) BadRows(w http.ResponseWriter, r *http.Request) error {
	id, err := importID(r)
	if err != nil {
		return err
	}
	i, err := h.svc.Import(r.Context(), account.ViewerFrom(r.Context()), id)
	if err != nil {
		return err
	}
	rows := h.badRows(page.FrameFrom(r.Context()).Lang, i)
	if strings.HasSuffix(r.URL.Path, ".csv") {
		return sendCSV(w, rows, "rows-to-mend.csv")
	}
	return sendBook(w, sheet.Book{Rows: rows}, "rows-to-mend.xlsx")
}

func (h *Handlers) badRows(lang string, i Import) [][]string {
	texts := h.pages.Texts()
	reasons := map[int][]string{}
	for _, e := range i.Report.Errors {
		shown := h.shown(lang, e)
		reason := shown.Label + ": " + shown.Sentence
		if shown.Cell != "" {
			reason = shown.Cell + " " + reason
		}
		if e.Idea != "" {
			reason += " " + texts.T(lang, "intake.idea", "Text", e.Idea)
		}
		reasons[e.Row] = append(reasons[e.Row], reason)
	}
	rows := [][]string{append([]string{texts.T(lang, "intake.reason")}, i.Cells[0]...)}
	for _, bad := range i.Report.Bad {
		rows = append(rows, append([]string{strings.Join(reasons[bad], "\n")}, i.Cells[bad]...))
	}
	return rows
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
