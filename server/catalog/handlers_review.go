package catalog

import (
	"net/http"
	"strconv"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// ReviewView is the office's list of products that wait to be published.
type ReviewView struct {
	Articles []Article
	Done     int // products that were just decided
	Note     string
	Chosen   map[string]bool
	Problem  error
}

// Review lists them: GET /{lang}/desk/products.
func (h *Handlers) Review(w http.ResponseWriter, r *http.Request) error {
	done, _ := strconv.Atoi(r.URL.Query().Get("done")) // what is no number is none
	return h.writeReview(w, r, http.StatusOK, ReviewView{Done: done})
}

// Decide publishes the ticked products or gives them back: POST /{lang}/desk/products.
func (h *Handlers) Decide(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	viewer, skus := account.ViewerFrom(r.Context()), r.PostForm["sku"]
	var n int
	var err error
	if r.PostForm.Get("decision") == "return" {
		n, err = h.svc.GiveBack(r.Context(), viewer, skus, r.PostForm.Get("note"))
	} else {
		n, err = h.svc.Publish(r.Context(), viewer, skus)
	}
	if problem.Is(err, problem.Invalid) {
		v := ReviewView{Note: r.PostForm.Get("note"), Problem: err, Chosen: map[string]bool{}}
		for _, sku := range skus {
			v.Chosen[sku] = true
		}
		return h.writeReview(w, r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	return h.to(w, r, "/desk/products?done="+strconv.Itoa(n))
}

func (h *Handlers) writeReview(w http.ResponseWriter, r *http.Request, status int, v ReviewView) (err error) {
	if v.Articles, err = h.svc.InReview(r.Context(), account.ViewerFrom(r.Context())); err != nil {
		return err
	}
	return h.pages.Write(w, r, status, "desk/products", "catalog.review_title", v)
}
