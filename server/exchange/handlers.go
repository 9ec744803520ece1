package exchange

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Handlers hand out the files.
type Handlers struct {
	catalog *catalog.Service
	pages   *page.Pages
	now     func() time.Time
}

// NewHandlers makes them.
func NewHandlers(goods *catalog.Service, pages *page.Pages, now func() time.Time) *Handlers {
	return &Handlers{goods, pages, now}
}

// formats are the files by the last part of their address.
var formats = map[string]func(Catalog) []byte{"ubl.xml": UBL, "bmecat.xml": BMEcat}

// mostProducts are in one file.
const mostProducts = 1000

// Export is the products that ?sku= names, or all of the company that ?company= names: GET /{lang}/export/{format}.
func (h *Handlers) Export(w http.ResponseWriter, r *http.Request) error {
	write, ok := formats[r.PathValue("format")]
	skus, slug := r.URL.Query()["sku"], r.URL.Query().Get("company")
	if !ok || len(skus) == 0 && slug == "" || len(skus) > mostProducts {
		return problem.New(problem.NotFound, "not_found")
	}
	products, err := h.catalog.Shown(r.Context(), slug, skus, mostProducts)
	if err != nil {
		return err
	}
	if len(products) == 0 {
		return problem.New(problem.NotFound, "product_unknown")
	}
	lang := page.FrameFrom(r.Context()).Lang
	id := slug
	if id == "" {
		slices.Sort(skus)
		id = strings.Join(skus, "+")
	}
	file := write(Catalog{ID: id, Lang: lang, Site: page.Site(r), Office: h.pages.Texts().T(lang, "frame.office"), At: h.now().UTC(), Products: products})
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="catalogue-`+r.PathValue("format")+`"`)
	w.Header().Set("Cache-Control", "private, no-store")
	_, err = w.Write(file)
	return err
}
