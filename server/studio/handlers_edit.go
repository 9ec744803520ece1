package studio

import (
	"net/http"
	"slices"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// EditView is one section of a product's editor.
type EditView struct {
	Sheet     Sheet
	Section   string
	Next      string // section after it; "" after the last
	Parts     []Part
	Groups    []Group
	Percent   int
	Countries []Option
	Saved     bool
	Problem   error
}

// NewView is the form for a product that is not there yet.
type NewView struct {
	Groups  []Group
	Problem error
}

// startFields are asked before anything else.
var startFields = []string{"sku", "name_ko", "name_en", "category"}

// sectionFields are the fields of one page of the editor; texts are written there in the office's two languages.
func sectionFields(section string) []catalog.Field {
	var fields []catalog.Field
	for _, f := range catalog.Fields {
		if f.Section == section && (f.Lang == "" || slices.Contains(catalog.TextLangs[:2], f.Lang)) {
			fields = append(fields, f)
		}
	}
	if section == "texts" {
		right, _ := catalog.FieldOf(catalog.RightSpecs)
		fields = append(fields, right)
		slices.SortStableFunc(fields, func(a, b catalog.Field) int { return textOrder(fields, a) - textOrder(fields, b) })
	}
	return fields
}

// textOrder puts the languages of one text together.
func textOrder(fields []catalog.Field, f catalog.Field) int {
	if f.Text == "" {
		return len(fields)
	}
	return slices.IndexFunc(fields, func(other catalog.Field) bool { return other.Text == f.Text })
}

func (h *Handlers) drawer(r *http.Request) drawer {
	return drawer{h.pages.Texts(), page.FrameFrom(r.Context()).Lang}
}

// NewForm asks for what a product begins with: GET /{lang}/studio/products/new.
func (h *Handlers) NewForm(w http.ResponseWriter, r *http.Request) error {
	if _, _, err := maker(r); err != nil {
		return err
	}
	return h.writeNew(w, r, http.StatusOK, nil, nil)
}

// Start begins a product: POST /{lang}/studio/products/new.
func (h *Handlers) Start(w http.ResponseWriter, r *http.Request) error {
	viewer, company, err := maker(r)
	if err != nil {
		return err
	}
	if err := parse(r); err != nil {
		return err
	}
	values := map[string]string{}
	for _, name := range startFields {
		values[name] = typed(r.PostForm, name, catalog.Line, nil)
	}
	sku, err := h.svc.Start(r.Context(), viewer, company, values)
	if problem.Is(err, problem.Invalid) {
		return h.writeNew(w, r, http.StatusUnprocessableEntity, values, err)
	}
	if err != nil {
		return err
	}
	return to(w, r, "/studio/products/"+sku+"/edit/"+catalog.Sections[0])
}

func (h *Handlers) writeNew(w http.ResponseWriter, r *http.Request, status int, values map[string]string, refusal error) error {
	var fields []catalog.Field
	for _, name := range startFields {
		f, _ := catalog.FieldOf(name)
		fields = append(fields, f)
	}
	groups := h.drawer(r).inputs(Sheet{}, fields, values)
	groups[0][0].Locked = false
	return h.pages.Write(w, r, status, "studio/new", "studio.new_title", NewView{groups, refusal})
}

// Edit is one section: GET /{lang}/studio/products/{sku}/edit/{section}.
func (h *Handlers) Edit(w http.ResponseWriter, r *http.Request) error {
	return h.writeEdit(w, r, http.StatusOK, nil, r.URL.Query().Get("saved") != "", nil)
}

// Save keeps one section, whatever is wrong with it: POST /{lang}/studio/products/{sku}/edit/{section}.
func (h *Handlers) Save(w http.ResponseWriter, r *http.Request) error {
	section := r.PathValue("section")
	if !slices.Contains(catalog.Sections, section) {
		return problem.New(problem.NotFound, "not_found")
	}
	if err := parse(r); err != nil {
		return err
	}
	values := map[string]string{}
	for _, f := range sectionFields(section) {
		if f.Name != "sku" {
			values[f.Name] = typed(r.PostForm, f.Name, f.Kind, f.Columns)
		}
	}
	err := h.svc.Save(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("sku"), values)
	switch {
	case problem.Is(err, problem.Invalid):
		return h.writeEdit(w, r, http.StatusUnprocessableEntity, values, true, err)
	case problem.Is(err, problem.Conflict):
		return h.writeEdit(w, r, http.StatusConflict, values, false, err)
	case err != nil:
		return err
	}
	if at := slices.Index(catalog.Sections, section) + 1; r.PostForm.Get("then") == "next" && at < len(catalog.Sections) {
		return to(w, r, "/studio/products/"+r.PathValue("sku")+"/edit/"+catalog.Sections[at]+"?saved=1")
	}
	return to(w, r, "/studio/products/"+r.PathValue("sku")+"/edit/"+section+"?saved=1")
}

func (h *Handlers) writeEdit(w http.ResponseWriter, r *http.Request, status int, values map[string]string, saved bool, refusal error) error {
	section := r.PathValue("section")
	sheet, err := h.svc.Sheet(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("sku"))
	if err != nil {
		return err
	}
	at := slices.Index(catalog.Sections, section)
	if at < 0 {
		return problem.New(problem.NotFound, "not_found")
	}
	if refusal == nil { // what was kept and is wrong is said again
		if wrong := sheet.wrongIn(section); len(wrong) > 0 {
			refusal = problem.InvalidFields(wrong...)
		}
	}
	d, meter := h.drawer(r), MeterOf(sheet.Next, h.svc.now())
	v := EditView{Sheet: sheet, Section: section, Parts: sheet.parts(meter, section), Groups: d.inputs(sheet, sectionFields(section), values),
		Percent: meter.Percent, Countries: d.countries(), Saved: saved, Problem: refusal}
	if at+1 < len(catalog.Sections) {
		v.Next = catalog.Sections[at+1]
	}
	return h.pages.Write(w, r, status, "studio/edit", "studio.edit_title", v, "SKU", sheet.SKU)
}

// wrongIn are the typed values of a section that no product can have.
func (s Sheet) wrongIn(section string) []problem.Field {
	var wrong []problem.Field
	for _, fault := range s.Wrong {
		if f, ok := catalog.FieldOf(fault.Name); ok && f.Section == section {
			wrong = append(wrong, fault)
		}
	}
	return wrong
}

// TextsView is a product's texts in one language beside their sources.
type TextsView struct {
	Sheet   Sheet
	Lang    string
	Langs   []TextLang
	Pairs   []PairView
	Method  catalog.Method
	Saved   bool
	Problem error
}

// TextLang is one language that texts can be written in, with how far that is.
type TextLang struct {
	Lang, Name     string
	Written, Stale int
	All            int
	Current        bool
}

// PairView is a Pair with what it is called.
type PairView struct {
	Pair
	Label      string
	SourceName string
	Returned   string
}

// Texts is the page of one language: GET /{lang}/studio/products/{sku}/texts/{to}.
func (h *Handlers) Texts(w http.ResponseWriter, r *http.Request) error {
	return h.writeTexts(w, r, http.StatusOK, nil, r.URL.Query().Get("saved") != "", nil)
}

// SaveTexts keeps translations: POST /{lang}/studio/products/{sku}/texts/{to}.
func (h *Handlers) SaveTexts(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	t := Translation{Lang: r.PathValue("to"), Texts: map[string]string{}, Right: map[string]bool{}, Method: catalog.Method(r.PostForm.Get("method"))}
	for _, f := range catalog.Fields {
		if f.Text != "" && f.Lang == t.Lang && r.PostForm.Has(f.Name) {
			t.Texts[f.Text] = r.PostForm.Get(f.Name)
			t.Right[f.Text] = r.PostForm.Get("right."+f.Name) != ""
		}
	}
	err := h.svc.Translate(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("sku"), t)
	switch {
	case problem.Is(err, problem.Invalid):
		return h.writeTexts(w, r, http.StatusUnprocessableEntity, &t, false, err)
	case problem.Is(err, problem.Conflict):
		return h.writeTexts(w, r, http.StatusConflict, &t, false, err)
	case err != nil:
		return err
	}
	return to(w, r, "/studio/products/"+r.PathValue("sku")+"/texts/"+t.Lang+"?saved=1")
}

func (h *Handlers) writeTexts(w http.ResponseWriter, r *http.Request, status int, sent *Translation, saved bool, refusal error) error {
	lang := r.PathValue("to")
	sheet, err := h.svc.Sheet(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("sku"))
	if err != nil {
		return err
	}
	if !slices.Contains(catalog.TextLangs, lang) {
		return problem.New(problem.NotFound, "not_found")
	}
	d := h.drawer(r)
	v := TextsView{Sheet: sheet, Lang: lang, Method: catalog.ByPerson, Saved: saved, Problem: refusal}
	for _, p := range sheet.Pairs(lang) {
		if sent != nil {
			p.Target = sent.Texts[p.Field.Text]
		}
		v.Pairs = append(v.Pairs, PairView{p, d.label(p.Field.Text), d.t("studio.lang_" + p.SourceLang), sheet.Returned[p.Field.Name]})
	}
	if sent != nil {
		v.Method = sent.Method
	}
	for _, one := range catalog.TextLangs {
		l := TextLang{Lang: one, Name: d.t("studio.lang_" + one), Current: one == lang}
		for _, p := range sheet.Pairs(one) {
			l.All++
			switch p.Standing {
			case "missing":
			case "stale":
				l.Stale++
				fallthrough
			default:
				l.Written++
			}
		}
		v.Langs = append(v.Langs, l)
	}
	return h.pages.Write(w, r, status, "studio/texts", "studio.texts_title", v, "SKU", sheet.SKU)
}
