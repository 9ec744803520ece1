package media

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"regexp"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// AddBrochure takes a PDF: POST /{lang}/studio/products/{sku}/media/brochures.
func (h *Handlers) AddBrochure(w http.ResponseWriter, r *http.Request) error {
	files, err := h.files(r, "brochure", MostBrochureForm)
	if err == nil {
		var read []byte
		if read, err = content(files[0], MostBrochureForm); err != nil {
			return err
		}
		err = h.svc.AddBrochure(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("sku"), r.PostForm.Get("lang"), files[0].Filename, read)
	}
	if problem.Is(err, problem.Invalid) {
		return h.write(w, r, http.StatusUnprocessableEntity, AlbumView{Problem: err})
	}
	if err != nil {
		return err
	}
	return h.to(w, r, "?taken#brochures")
}

// RemoveBrochure takes one away: POST /{lang}/studio/products/{sku}/media/brochures/{brochure}/remove.
func (h *Handlers) RemoveBrochure(w http.ResponseWriter, r *http.Request) error {
	if err := h.svc.RemoveBrochure(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("sku"), brochureID(r)); err != nil {
		return err
	}
	return h.to(w, r, "#brochures")
}

// Brochure hands a PDF over as a file, never as a page: GET /{lang}/products/{sku}/brochures/{brochure}.
func (h *Handlers) Brochure(w http.ResponseWriter, r *http.Request) error {
	file, name, err := h.svc.OpenBrochure(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("sku"), brochureID(r))
	if errors.Is(err, fs.ErrNotExist) {
		return problem.New(problem.NotFound, "brochure_unknown").Because(err)
	}
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	inert(w.Header(), "application/pdf")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "private, no-store")
	_, _ = io.Copy(w, file) // the client may be gone; there is nobody left to tell
	return nil
}

// brochureID is the one that the path names; what names none is nobody's.
func brochureID(r *http.Request) BrochureID {
	id, err := uuid.Parse(r.PathValue("brochure"))
	if err != nil {
		return BrochureID{}
	}
	return BrochureID{id}
}

// pictureName is all that a picture's file name may be: it names no folder.
var pictureName = regexp.MustCompile(`^([a-z0-9][a-z0-9.-]{0,110})-[0-9]{1,4}\.webp$`)

// Picture serves a picture in one width: GET /pictures/{file}. What a published product shows is everybody's, and good for
// ever, since its name carries a hash; what only drafts show is for whoever may change them.
func (h *Handlers) Picture(w http.ResponseWriter, r *http.Request) error {
	file := r.PathValue("file")
	match := pictureName.FindStringSubmatch(file)
	if match == nil {
		return problem.New(problem.NotFound, "not_found")
	}
	s, err := findStanding(r.Context(), h.svc.db, match[1])
	if err != nil {
		return err
	}
	cache := "public, max-age=31536000, immutable"
	switch {
	case s.Public, !s.Known && !madeName.MatchString(file): // drawings of the office itself are named by no product
	case !s.Known || !h.mayChange(r, s.Company):
		return problem.New(problem.NotFound, "not_found")
	default:
		cache = "private, no-store"
	}
	content, err := h.svc.files.Open(r.Context(), "pictures/"+file)
	if errors.Is(err, fs.ErrNotExist) {
		return problem.New(problem.NotFound, "not_found")
	}
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	inert(w.Header(), "image/webp")
	w.Header().Set("Cache-Control", cache)
	_, _ = io.Copy(w, content) // as above
	return nil
}

func (h *Handlers) mayChange(r *http.Request, companies []account.CompanyID) bool {
	viewer, err := h.viewer(r)
	if err != nil {
		return false
	}
	for _, company := range companies {
		if account.May(viewer, account.EditProduct, account.Object{Supplier: company}) == nil {
			return true
		}
	}
	return false
}

// inert are the headers of a stranger's file: a browser takes it for nothing else, and runs nothing in it.
func inert(h http.Header, kind string) {
	h.Set("Content-Type", kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
}
