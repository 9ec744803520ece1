package studio

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/problem"
)

// CertificatesView is a product's certificates with the form for one.
type CertificatesView struct {
	Sheet   Sheet
	Paper   Paper // in the form
	Editing bool
	Saved   bool
	Schemes []string
	Problem error
}

// Schemes are offered beside the field; any other can be typed.
var Schemes = []string{"CE-MDR", "CE-LVD", "CE-EMC", "CE-RED", "CE-MD", "FDA 510(k)", "FCC Part 15", "KC", "MFDS", "ISO 13485", "ISO 9001", "ISO 22716", "RoHS", "REACH", "EAC", "Halal", "UL", "PSE", "CCC"}

// Certificates are those of a product: GET /{lang}/studio/products/{sku}/certificates.
func (h *Handlers) Certificates(w http.ResponseWriter, r *http.Request) error {
	v := CertificatesView{Saved: r.URL.Query().Get("saved") != "", Paper: Paper{State: catalog.Held}}
	if id, err := uuid.Parse(r.URL.Query().Get("edit")); err == nil {
		v.Paper.ID = catalog.CertificateID{UUID: id}
	}
	return h.writeCertificates(w, r, http.StatusOK, v)
}

// SetCertificate adds or changes one: POST /{lang}/studio/products/{sku}/certificates.
func (h *Handlers) SetCertificate(w http.ResponseWriter, r *http.Request) error {
	paper, done, err := paperOf(r)
	if err == nil {
		defer done()
		err = h.svc.SetCertificate(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("sku"), paper)
	}
	switch {
	case problem.Is(err, problem.Invalid):
		return h.writeCertificates(w, r, http.StatusUnprocessableEntity, CertificatesView{Paper: paper, Editing: true, Problem: err})
	case problem.Is(err, problem.Conflict):
		return h.writeCertificates(w, r, http.StatusConflict, CertificatesView{Paper: paper, Editing: true, Problem: err})
	case err != nil:
		return err
	}
	return to(w, r, "/studio/products/"+r.PathValue("sku")+"/certificates?saved=1")
}

// DropCertificate takes one away: POST /{lang}/studio/products/{sku}/certificates/{id}/remove.
func (h *Handlers) DropCertificate(w http.ResponseWriter, r *http.Request) error {
	id, err := certificateID(r)
	if err != nil {
		return err
	}
	if err := h.svc.DropCertificate(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("sku"), id); err != nil {
		return err
	}
	return to(w, r, "/studio/products/"+r.PathValue("sku")+"/certificates?saved=1")
}

// paperOf reads the form; done closes its file.
func paperOf(r *http.Request) (paper Paper, done func(), err error) {
	r.Body = http.MaxBytesReader(nil, r.Body, MostFile+1<<20)
	done = func() {}
	file, header, err := r.FormFile("file")
	switch {
	case err == nil && header.Size > 0:
		paper.File, paper.FileName = file, header.Filename
		done = func() { _ = file.Close() }
	case errors.Is(err, http.ErrMissingFile), errors.Is(err, http.ErrNotMultipart), err == nil:
	default:
		if _, big := errors.AsType[*http.MaxBytesError](err); big {
			return paper, done, problem.New(problem.Invalid, "file_big", "Most", MostFile>>20)
		}
		return paper, done, problem.New(problem.Malformed, "malformed").Because(err)
	}
	get := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	if id, err := uuid.Parse(get("id")); err == nil {
		paper.ID = catalog.CertificateID{UUID: id}
	}
	paper.Scheme, paper.Number, paper.Body, paper.ScopeEn, paper.ScopeKo = get("scheme"), get("number"), get("body"), get("scope_en"), get("scope_ko")
	paper.Right = get("right.scope") != ""
	paper.IssuedOn, paper.ExpiresOn, paper.State = get("issued"), get("expires"), catalog.CertState(get("state"))
	return paper, done, nil
}

func (h *Handlers) writeCertificates(w http.ResponseWriter, r *http.Request, status int, v CertificatesView) (err error) {
	if v.Sheet, err = h.svc.Sheet(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("sku")); err != nil {
		return err
	}
	if !v.Editing && v.Paper.ID != (catalog.CertificateID{}) {
		for _, c := range v.Sheet.Base.Certs {
			if c.ID == v.Paper.ID {
				v.Paper, v.Editing = paperFrom(c), true
			}
		}
	}
	v.Schemes = Schemes
	return h.pages.Write(w, r, status, "studio/certificates", "studio.certificates_title", v, "SKU", v.Sheet.SKU)
}

func paperFrom(c catalog.Certificate) Paper {
	p := Paper{ID: c.ID, Scheme: c.Scheme, Number: c.Number, Body: c.Body, ScopeEn: c.Scope["en"], ScopeKo: c.Scope["ko"], Behind: c.Behind(), State: c.State, FileName: c.FileName}
	if c.State == catalog.Unverified {
		p.State = catalog.Held
	}
	if c.IssuedOn != nil {
		p.IssuedOn = c.IssuedOn.Format("2006-01-02")
	}
	if c.ExpiresOn != nil {
		p.ExpiresOn = c.ExpiresOn.Format("2006-01-02")
	}
	return p
}

func certificateID(r *http.Request) (catalog.CertificateID, error) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return catalog.CertificateID{}, problem.New(problem.NotFound, "certificate_unknown")
	}
	return catalog.CertificateID{UUID: id}, nil
}

// File hands out a certificate's file, to be kept and never to be shown here: GET /{lang}/certificates/{id}/file.
func (h *Handlers) File(w http.ResponseWriter, r *http.Request) error {
	id, err := certificateID(r)
	if err != nil {
		return err
	}
	file, err := h.svc.OpenCertificate(r.Context(), account.ViewerFrom(r.Context()), id)
	if errors.Is(err, fs.ErrNotExist) {
		return problem.New(problem.NotFound, "certificate_unknown")
	}
	if err != nil {
		return err
	}
	defer func() { _ = file.Content.Close() }()
	w.Header().Set("Content-Type", file.Mime)
	w.Header().Set("Content-Disposition", `attachment; filename="`+strings.Map(plainName, file.FileName)+`"`)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	w.Header().Set("Cache-Control", "private, no-store")
	_, _ = io.Copy(w, file.Content) // the client may be gone; there is nobody left to tell
	return nil
}

// plainName keeps of a file's name what every system takes.
func plainName(c rune) rune {
	if c == '.' || c == '-' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' {
		return c
	}
	return '-'
}

// PapersView is what the office has to look at among certificates.
type PapersView struct {
	Unverified []HeldPaper
	Ending     []HeldPaper
	Done       bool
	Problem    error
}

// Papers is the office's page: GET /{lang}/desk/certificates.
func (h *Handlers) Papers(w http.ResponseWriter, r *http.Request) error {
	return h.writePapers(w, r, http.StatusOK, PapersView{Done: r.URL.Query().Get("done") != ""})
}

// Verify is what an officer found out: POST /{lang}/desk/certificates/{id}.
func (h *Handlers) Verify(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	viewer := account.ViewerFrom(r.Context())
	if err := account.May(viewer, account.PublishProduct, account.Object{}); err != nil {
		return err
	}
	id, err := certificateID(r)
	if err != nil {
		return err
	}
	err = h.svc.Verify(r.Context(), viewer, id, Verdict{
		Right: r.PostForm.Get("verdict") == "right", How: catalog.VerifiedHow(r.PostForm.Get("how")), Mandatory: r.PostForm.Get("mandatory") != "",
	})
	if problem.Is(err, problem.Invalid) {
		return h.writePapers(w, r, http.StatusUnprocessableEntity, PapersView{Problem: err})
	}
	if err != nil {
		return err
	}
	return to(w, r, "/desk/certificates?done=1")
}

func (h *Handlers) writePapers(w http.ResponseWriter, r *http.Request, status int, v PapersView) (err error) {
	if v.Unverified, v.Ending, err = h.svc.Papers(r.Context(), account.ViewerFrom(r.Context())); err != nil {
		return err
	}
	return h.pages.Write(w, r, status, "studio/papers", "studio.papers_title", v)
}
