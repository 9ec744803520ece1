package meeting

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/inquiry"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// wrote is the buyer of an inquiry as a consultation that the maker may ask for, with the maker's products that it is about.
func (h *Handlers) wrote(ctx context.Context, v account.Viewer, text string) (consultation.Consultation, error) {
	id, err := uuid.Parse(text)
	if err != nil && v.SignedIn() {
		return consultation.Consultation{}, problem.New(problem.NotFound, "not_found")
	}
	thread, err := h.inquiries.Thread(ctx, v, inquiry.ID{UUID: id})
	if err != nil {
		return consultation.Consultation{}, err
	}
	c := consultation.Consultation{Parties: consultation.Parties{SupplierCompany: thread.Supplier, BuyerCompany: thread.BuyerCompany, BuyerUser: thread.Buyer, RequestedSide: consultation.Supplier}}
	if err := account.May(v, account.InviteBuyer, c.Object()); err != nil {
		return consultation.Consultation{}, err
	}
	if c.Side(v) != consultation.Supplier {
		return consultation.Consultation{}, problem.New(problem.Forbidden, "forbidden")
	}
	buyer, err := h.accounts.User(ctx, thread.Buyer)
	c.Language = consultation.OneOf(buyer.Lang, interpreter.Spoken)
	for _, line := range thread.Lines {
		c.Products = append(c.Products, line.SKU)
	}
	return c, err
}

// InviteWriter shows the form: GET /{lang}/inquiries/{id}/invite.
func (h *Handlers) InviteWriter(w http.ResponseWriter, r *http.Request) error {
	c, err := h.wrote(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("id"))
	if err != nil {
		return err
	}
	return h.writeFirst(w, r, http.StatusOK, c, InvitePage{Topic: consultation.Topic{Language: c.Language, Products: c.Products}}, "")
}

// AskWriter asks who wrote: POST /{lang}/inquiries/{id}/invite.
func (h *Handlers) AskWriter(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	c, err := h.wrote(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("id"))
	if err != nil {
		return err
	}
	ctx, form := r.Context(), r.PostForm
	topic := topicOf(form)
	again := InvitePage{Topic: topic, Pick: ProductPick{Find: form.Get("find")}}
	if form.Get("do") == actFind {
		return h.writeFirst(w, r, http.StatusOK, c, again, form.Get("at"))
	}
	start, err := parseStart(form.Get("at"))
	if err == nil {
		company, companyErr := h.accounts.Company(ctx, c.SupplierCompany)
		if companyErr != nil {
			return companyErr
		}
		err = h.belong(ctx, company.Slug, topic.Products, c.Products)
	}
	var made consultation.Consultation
	if err == nil {
		made, err = h.service.InviteFirst(ctx, account.ViewerFrom(ctx), c.SupplierCompany, c.BuyerUser, consultation.Invitation{Key: form.Get("key"), Start: start, Topic: topic})
	}
	if err == nil {
		return page.SeeOther(w, r, "/consultations/"+made.Number+"?done=request")
	}
	if !problem.OnForm(err) {
		return err
	}
	retryAfter(w, err)
	again.Problem = err
	return h.writeFirst(w, r, problem.KindOf(err).Status(), c, again, form.Get("at"))
}

func (h *Handlers) writeFirst(w http.ResponseWriter, r *http.Request, status int, c consultation.Consultation, body InvitePage, chosen string) error {
	body.Back, body.First = "/inquiries/"+r.PathValue("id"), true
	body.Act = body.Back + "/invite"
	return h.writeInvite(w, r, status, c, body, chosen)
}
