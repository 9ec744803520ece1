package catalog

import (
	"net/http"
	"slices"
	"strings"

	"github.com/etradeoffice/portal/server/page"
)

// CompareView is the page of up to four products side by side.
type CompareView struct {
	Columns []CompareColumn
	Rows    []CompareRow
	Gone    []string // SKUs that are not offered any more
	Only    bool     // only the rows that differ
	All     string   // query part with all rows
	Differ  string   // query part with the differing rows
	Fits    bool     // there is room for another
}

// CompareColumn is one product.
type CompareColumn struct {
	Product Product
	Without string // query part without it
}

// Compare shows products side by side: GET /{lang}/compare?p=SKU&p=SKU. The address can be passed on; prices are those that
// whoever opens it may see.
func (h *Handlers) Compare(w http.ResponseWriter, r *http.Request) error {
	values := r.URL.Query()
	products, gone, err := h.svc.Compare(r.Context(), values["p"])
	if err != nil {
		return err
	}
	m, err := h.marks(r.Context())
	if err != nil {
		return err
	}
	lang := page.FrameFrom(r.Context()).Lang
	v := CompareView{Gone: gone, Only: values.Get("only") == "differing", Fits: len(products) < MostCompared}
	all := make([]string, len(products))
	for i := range products {
		p := &products[i]
		p.Hours = p.Hours.Suiting(zone(r), 1)
		cityOf(h.pages.Texts(), lang, &p.Maker)
		all[i], p.Saved, p.Ask = p.SKU, m.saved[p.SKU], m.ask(p.SKU)
	}
	for _, p := range products {
		others := slices.DeleteFunc(slices.Clone(all), func(sku string) bool { return sku == p.SKU })
		v.Columns = append(v.Columns, CompareColumn{p, CompareURL(others, v.Only)})
	}
	v.All, v.Differ = CompareURL(all, false), CompareURL(all, true)
	if len(products) > 0 {
		v.Rows = compareRows(h.pages.Texts(), lang, products)
	}
	if v.Only && len(products) > 1 {
		v.Rows = slices.DeleteFunc(v.Rows, func(row CompareRow) bool { return !row.Differs })
	}
	return h.pages.Write(w, r, http.StatusOK, "catalog/compare", "catalog.compare_title", v)
}

// Lines are the parts of a cell, one under the other.
func (c CompareCell) Lines() []string {
	return slices.DeleteFunc(strings.Split(c.Text, "\n"), func(line string) bool { return line == "" })
}
