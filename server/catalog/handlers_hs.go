package catalog

import (
	"net/http"
)

// HSView is one place of the customs tree, or what a lookup found.
type HSView struct {
	HSPage
	Text  string // looked up
	Found []HSNode
}

// HS shows the customs tree: GET /{lang}/hs?q= and /{lang}/hs/{code}.
func (h *Handlers) HS(w http.ResponseWriter, r *http.Request) error {
	v := HSView{Text: clean(r.URL.Query().Get("q"))}
	var err error
	if v.Text != "" {
		v.Found, err = h.svc.HSLookup(r.Context(), v.Text)
	} else {
		v.HSPage, err = h.svc.HS(r.Context(), r.PathValue("code"))
	}
	if err != nil {
		return err
	}
	return h.pages.Write(w, r, http.StatusOK, "catalog/hs", "catalog.hs_title", v)
}
