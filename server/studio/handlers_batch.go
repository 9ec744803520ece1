package studio

import (
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// BatchView is products that were handed in together, as the office looks through them.
type BatchView struct {
	Batch Batch
	Maker account.Company
	Items []BatchItem
}

// Hidden reports products that nobody sees before their maker's profile is accepted.
func (v BatchView) Hidden() bool { return len(v.Items) > 0 && v.Items[0].Hidden }

// Batch is the page of one: GET /{lang}/desk/products/batch/{batch}.
func (h *Handlers) Batch(w http.ResponseWriter, r *http.Request) error {
	batch, items, err := h.svc.Batch(r.Context(), account.ViewerFrom(r.Context()), batchID(r))
	if err != nil {
		return err
	}
	company, err := h.svc.accounts.Company(r.Context(), batch.Company)
	if err != nil {
		return err
	}
	return h.pages.Write(w, r, http.StatusOK, "studio/review_batch", "studio.batch_title", BatchView{batch, company, items})
}

// ApproveBatch approves what nothing speaks against: POST /{lang}/desk/products/batch/{batch}.
func (h *Handlers) ApproveBatch(w http.ResponseWriter, r *http.Request) error {
	viewer, id := account.ViewerFrom(r.Context()), batchID(r)
	done, err := h.svc.ApproveBatch(r.Context(), viewer, id)
	if err != nil {
		return err
	}
	if _, _, err := h.svc.Batch(r.Context(), viewer, id); problem.Is(err, problem.NotFound) {
		return to(w, r, "/desk/products?done="+strconv.Itoa(done))
	}
	return to(w, r, "/desk/products/batch/"+id.String())
}

// batchID is the one that the path names; what names none is nobody's.
func batchID(r *http.Request) uuid.UUID {
	id, err := uuid.Parse(r.PathValue("batch"))
	if err != nil {
		return uuid.Nil
	}
	return id
}
