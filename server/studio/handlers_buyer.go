package studio

import (
	"net/http"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// BuyerView is the form of what a buyer says of itself.
type BuyerView struct {
	Buyer     Firm
	Groups    []Group // that makers see
	Private   []Group
	Countries []Option
	Saved     bool
	Problem   error
}

// Buyer is the form: GET /{lang}/buyer.
func (h *Handlers) Buyer(w http.ResponseWriter, r *http.Request) error {
	return h.writeBuyer(w, r, http.StatusOK, nil, nil)
}

// SetBuyer takes it: POST /{lang}/buyer.
func (h *Handlers) SetBuyer(w http.ResponseWriter, r *http.Request) error {
	viewer, company, err := importer(r)
	if err != nil {
		return err
	}
	if err := parse(r); err != nil {
		return err
	}
	values := map[string]string{}
	for _, f := range BuyerFields {
		values[f.Name] = typed(r.PostForm, f.Name, f.Kind, f.Columns)
	}
	err = h.svc.SetBuyer(r.Context(), viewer, company, values)
	if problem.Is(err, problem.Invalid) {
		return h.writeBuyer(w, r, http.StatusUnprocessableEntity, values, err)
	}
	if err != nil {
		return err
	}
	return to(w, r, "/buyer?saved=1")
}

func (h *Handlers) writeBuyer(w http.ResponseWriter, r *http.Request, status int, values map[string]string, refusal error) error {
	viewer, company, err := importer(r)
	if err != nil {
		return err
	}
	buyer, err := h.svc.Buyer(r.Context(), viewer, company)
	if err != nil {
		return err
	}
	d := h.drawer(r)
	v := BuyerView{Buyer: buyer, Countries: d.countries(), Saved: r.URL.Query().Get("saved") != "", Problem: refusal}
	var shown, private []FirmField
	for _, f := range BuyerFields {
		if f.Hidden {
			private = append(private, f)
		} else {
			shown = append(shown, f)
		}
	}
	sheet := FirmSheet{Base: buyer, Next: buyer}
	v.Groups, v.Private = d.saidInputs(sheet, shown, values), d.saidInputs(sheet, private, values)
	return h.pages.Write(w, r, status, "studio/buyer", "studio.buyer_title", v)
}

// importer is the viewer and the buyer's company that it speaks for.
func importer(r *http.Request) (account.Viewer, account.CompanyID, error) {
	viewer := account.ViewerFrom(r.Context())
	company, ok := viewer.Company(account.Buyer)
	if !ok && viewer.SignedIn() {
		return viewer, company, problem.New(problem.Forbidden, "forbidden")
	}
	return viewer, company, account.May(viewer, account.EditVerification, account.Object{Buyer: company})
}
