package deal

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Handlers are the outcome's pages.
type Handlers struct {
	service  *Service
	accounts *account.Service
	pages    *page.Pages
}

// NewHandlers makes them.
func NewHandlers(service *Service, accounts *account.Service, pages *page.Pages) *Handlers {
	return &Handlers{service, accounts, pages}
}

// OutcomePage is the body of "deal/outcome": one page, four ways to look at it.
type OutcomePage struct {
	Number       string
	Consultation consultation.Consultation
	Supplier     account.Company
	Buyer        account.Company
	Other        account.Company // whose clock stands beside the viewer's
	Role         Role
	Outcome      Outcome
	Mine         Form // the side's form as typed or as stated
	Attest       AttestationForm
	Evidence     EvidenceForm
	Stages       []Stage
	Currencies   []string
	Open         bool // statements are still taken
	MayCorrect   bool // this side may still change its statement
	Saved        bool
	Problem      *problem.Error
}

// Outcome shows what the viewer may say and see.
func (h *Handlers) Outcome(w http.ResponseWriter, r *http.Request) error {
	body, err := h.page(r)
	if err != nil {
		return err
	}
	body.Saved = r.FormValue("saved") == "1"
	return h.write(w, r, http.StatusOK, body)
}

// State takes the form of a side.
func (h *Handlers) State(w http.ResponseWriter, r *http.Request) error {
	form := Form{Stage: r.PostFormValue("stage"), Agreed: r.PostFormValue("agreed"), Amount: r.PostFormValue("amount"),
		Currency: r.PostFormValue("currency"), NextStep: r.PostFormValue("next_step"), NextOn: r.PostFormValue("next_on")}
	err := h.service.State(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("number"), form)
	return h.done(w, r, err, func(body *OutcomePage) { body.Mine = form })
}

// Attest takes the interpreter's form.
func (h *Handlers) Attest(w http.ResponseWriter, r *http.Request) error {
	form := AttestationForm{BothPresent: r.PostFormValue("both_present"), Figures: r.PostFormValue("figures"), Note: r.PostFormValue("note")}
	err := h.service.Attest(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("number"), form)
	return h.done(w, r, err, func(body *OutcomePage) { body.Attest = form })
}

// Attach takes an officer's document.
func (h *Handlers) Attach(w http.ResponseWriter, r *http.Request) error {
	form := EvidenceForm{Grade: r.PostFormValue("grade"), Binding: r.PostFormValue("binding"), Amount: r.PostFormValue("amount"),
		Currency: r.PostFormValue("currency"), Reference: r.PostFormValue("reference")}
	err := h.service.Attach(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("number"), form)
	return h.done(w, r, err, func(body *OutcomePage) { body.Evidence = form })
}

// done goes back to the page, or draws it again with what was typed and what was wrong.
func (h *Handlers) done(w http.ResponseWriter, r *http.Request, err error, typed func(*OutcomePage)) error {
	if err == nil {
		http.Redirect(w, r, "/"+page.FrameFrom(r.Context()).Lang+"/consultations/"+r.PathValue("number")+"/outcome?saved=1", http.StatusSeeOther)
		return nil
	}
	refusal, ok := errors.AsType[*problem.Error](err)
	if !ok || refusal.Kind != problem.Invalid && refusal.Kind != problem.Conflict {
		return err
	}
	body, pageErr := h.page(r)
	if pageErr != nil {
		return err
	}
	typed(&body)
	body.Problem = refusal
	return h.write(w, r, refusal.Kind.Status(), body)
}

func (h *Handlers) write(w http.ResponseWriter, r *http.Request, status int, body OutcomePage) error {
	return h.pages.Write(w, r, status, "deal/outcome", "deal.title", body, "Number", body.Number)
}

func (h *Handlers) page(r *http.Request) (OutcomePage, error) {
	ctx := r.Context()
	c, role, outcome, err := h.service.Outcome(ctx, account.ViewerFrom(ctx), r.PathValue("number"))
	if err != nil {
		return OutcomePage{}, err
	}
	body := OutcomePage{
		Number: c.Number, Consultation: c, Role: role, Outcome: outcome, Stages: Stages, Currencies: locale.Currencies,
		Open: slices.Contains(open, c.State), Mine: Form{Currency: locale.Currencies[0]}, Evidence: EvidenceForm{Currency: locale.Currencies[0]},
	}
	if role == AsSupplier || role == AsBuyer {
		mine := outcome.Of(Side(role))
		_, refused := outcome.correct(Side(role))
		body.MayCorrect = body.Open && refused == nil
		if mine != nil {
			body.Mine = FormOf(mine)
		}
	}
	if a := outcome.Attestation; a != nil {
		body.Attest = AttestationForm{BothPresent: map[bool]string{true: "yes", false: "no"}[a.BothPresent], Figures: string(a.Figures), Note: a.Note}
	}
	return body, h.companies(ctx, c, &body)
}

func (h *Handlers) companies(ctx context.Context, c consultation.Consultation, body *OutcomePage) (err error) {
	if body.Supplier, err = h.accounts.Company(ctx, c.SupplierCompany); err != nil {
		return err
	}
	if body.Buyer, err = h.accounts.Company(ctx, c.BuyerCompany); err != nil {
		return err
	}
	body.Other = body.Buyer
	frame := page.FrameFrom(ctx)
	if body.Role == AsBuyer || frame.Zone.String() == body.Buyer.Zone {
		body.Other = body.Supplier
	}
	body.Other.City = account.CityName(h.pages.Texts(), frame.Lang, body.Other.City)
	return nil
}
