package studio

import (
	"net/http"
	"time"

	"github.com/etradeoffice/portal/server/problem"
)

// FirmView is the form of a company's profile.
type FirmView struct {
	Firm      Firm
	Waits     int        // changes that the office has not looked at
	Since     *time.Time // when they were sent
	Back      int        // changes that came back
	Sections  []FirmSection
	Meter     Meter
	Countries []Option
	Saved     bool
	Problem   error
}

// FirmSection is one part of the form.
type FirmSection struct {
	Name   string
	Groups []Group
}

// Company is the form: GET /{lang}/studio/company.
func (h *Handlers) Company(w http.ResponseWriter, r *http.Request) error {
	return h.writeFirm(w, r, http.StatusOK, nil, nil)
}

// SetCompany takes it: POST /{lang}/studio/company.
func (h *Handlers) SetCompany(w http.ResponseWriter, r *http.Request) error {
	viewer, company, err := maker(r)
	if err != nil {
		return err
	}
	if err := parse(r); err != nil {
		return err
	}
	values := map[string]string{}
	for _, f := range FirmFields {
		values[f.Name] = typed(r.PostForm, f.Name, f.Kind, f.Columns)
	}
	err = h.svc.SetFirm(r.Context(), viewer, company, values)
	if problem.Is(err, problem.Invalid) {
		return h.writeFirm(w, r, http.StatusUnprocessableEntity, values, err)
	}
	if err != nil {
		return err
	}
	return to(w, r, "/studio/company?saved=1")
}

func (h *Handlers) writeFirm(w http.ResponseWriter, r *http.Request, status int, values map[string]string, refusal error) error {
	viewer, company, err := maker(r)
	if err != nil {
		return err
	}
	sheet, err := h.svc.FirmSheet(r.Context(), viewer, company)
	if err != nil {
		return err
	}
	d := h.drawer(r)
	v := FirmView{Firm: sheet.Next, Since: sheet.AskedAt, Back: len(sheet.Returned), Meter: FirmMeter(sheet.Next), Countries: d.countries(), Saved: r.URL.Query().Get("saved") != "", Problem: refusal}
	if sheet.AskedAt != nil {
		v.Waits = len(sheet.Typed)
	}
	for _, section := range FirmSections {
		v.Sections = append(v.Sections, FirmSection{section, d.firmInputs(sheet, section, values)})
	}
	return h.pages.Write(w, r, status, "studio/company", "studio.company_title", v)
}
