package studio

import (
	"net/http"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// FirmItem is a company in the office's queue.
type FirmItem struct {
	account.Company
	Changes int
	At      time.Time
}

// FirmReviewView is "studio/review_company": what a company changes of itself, field by field.
type FirmReviewView struct {
	Firm    Firm // as the public sees it
	Asked   *time.Time
	Rows    []ReviewRow
	Problem error
}

// ReviewCompany is the page of one: GET /{lang}/desk/companies/{slug}.
func (h *Handlers) ReviewCompany(w http.ResponseWriter, r *http.Request) error {
	return h.writeFirmReview(w, r, http.StatusOK, nil, nil)
}

// DecideCompany approves and returns fields: POST /{lang}/desk/companies/{slug}.
func (h *Handlers) DecideCompany(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	d := decision(r)
	err := h.svc.DecideFirm(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("slug"), d)
	if problem.Is(err, problem.Invalid) || problem.Is(err, problem.Conflict) {
		return h.writeFirmReview(w, r, problem.KindOf(err).Status(), &d, err)
	}
	if err != nil {
		return err
	}
	return to(w, r, "/desk/products?done=1")
}

func (h *Handlers) writeFirmReview(w http.ResponseWriter, r *http.Request, status int, sent *Decision, refusal error) error {
	sheet, err := h.svc.ReviewFirm(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("slug"))
	if err != nil {
		return err
	}
	v := FirmReviewView{Firm: sheet.Base, Asked: sheet.AskedAt, Problem: refusal}
	d := h.drawer(r)
	for _, c := range sheet.Changes() {
		f := c.Field
		label := "firm_" + f.Name
		if f.Text != "" {
			label = "firm_" + f.Text
		}
		var older []string
		if f.Lang == "ko" && slices.Contains(catalog.ProfileTexts, f.Text) && sheet.Next.Profile.Behind(f.Text) {
			older = []string{"en"}
		}
		v.Rows = append(v.Rows, d.diff(ReviewRow{Name: f.Name, Label: d.label(label), Lang: f.Lang, Older: older, From: d.shown(f.Name, f.Kind, c.From), To: d.shown(f.Name, f.Kind, c.To)}, f.Text != "", sent))
	}
	return h.pages.Write(w, r, status, "studio/review_company", "studio.review_title", v, "SKU", page.Pick(page.FrameFrom(r.Context()).Lang, sheet.Base.Names()).Text)
}
