package media

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/picture"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/upload"
)

// Handlers are the pages of media, and the files.
type Handlers struct {
	svc    *Service
	pages  *page.Pages
	limits *account.Limiter
	viewer func(*http.Request) (account.Viewer, error)
}

// NewHandlers makes them; viewer says whose session a request for a file carries.
func NewHandlers(svc *Service, pages *page.Pages, limits *account.Limiter, viewer func(*http.Request) (account.Viewer, error)) *Handlers {
	return &Handlers{svc: svc, pages: pages, limits: limits, viewer: viewer}
}

// handedIn is how many files a person may hand in.
var handedIn = account.Limit{Name: "media-person", Burst: 600, Per: time.Hour}

// AlbumView is the page of a product's photographs and brochures.
type AlbumView struct {
	Album     Album
	Listen    string // where the page hears of changes; "" when nothing is being made
	Added     int    // photographs that were just taken
	Same      int    // that the product had already
	Taken     bool   // a brochure was just taken
	Refusals  []Refusal
	Typed     *Typed // a form that was refused
	Languages []string
	Problem   error
}

// Refusal is one file of several that was not taken.
type Refusal struct {
	Name    string
	Problem error
}

// Typed is what was typed about one photograph.
type Typed struct {
	ID   PhotoID
	Alt  map[string]string
	Crop picture.Crop
}

// Card is one photograph with what its form holds.
type Card struct {
	Photo
	Typed   Typed
	First   bool
	Last    bool
	Problem error
}

// Cards are the photographs in their order.
func (v AlbumView) Cards() []Card {
	cards := make([]Card, len(v.Album.Photos))
	for i, p := range v.Album.Photos {
		cards[i] = Card{Photo: p, Typed: Typed{p.ID, p.Alt, p.Crop}, First: i == 0, Last: i == len(cards)-1}
		if v.Typed != nil && v.Typed.ID == p.ID {
			cards[i].Typed, cards[i].Problem = *v.Typed, v.Problem
		}
	}
	return cards
}

// Album shows a product's photographs and brochures: GET /{lang}/studio/products/{sku}/media.
func (h *Handlers) Album(w http.ResponseWriter, r *http.Request) error {
	v := AlbumView{}
	query := r.URL.Query()
	v.Added, _ = strconv.Atoi(query.Get("added")) // what is no number is none
	v.Same, _ = strconv.Atoi(query.Get("same"))
	v.Taken = query.Has("taken")
	return h.write(w, r, http.StatusOK, v)
}

func (h *Handlers) write(w http.ResponseWriter, r *http.Request, status int, v AlbumView) (err error) {
	if v.Album, err = h.svc.Album(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("sku")); err != nil {
		return err
	}
	v.Languages = BrochureLanguages
	if v.Album.Waiting() > 0 {
		v.Listen = "/live/changes/" + v.Album.Product.Thing()
	}
	return h.pages.Write(w, r, status, "studio/media", "media.heading", v)
}

// files are those that a form carries under a name. A body that is too large or was broken off is a refusal.
func (h *Handlers) files(r *http.Request, name string, most int64) ([]*multipart.FileHeader, error) {
	viewer := account.ViewerFrom(r.Context())
	if _, err := h.svc.product(r.Context(), viewer, r.PathValue("sku")); err != nil {
		return nil, err // before anything is read
	}
	if err := r.ParseMultipartForm(inMemory); err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return nil, problem.New(problem.Invalid, "upload_big", "Most", most>>20).Because(err)
		}
		return nil, problem.New(problem.Invalid, "upload_broken").Because(err)
	}
	files := r.MultipartForm.File[name]
	if len(files) == 0 {
		return nil, problem.New(problem.Invalid, "upload_none")
	}
	for range files {
		if err := h.limits.Allow(r.Context(), handedIn, viewer.User.String()); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// inMemory is how much of an upload is kept in memory; the rest lies in a temporary file until the answer is given.
const inMemory = 8 << 20

// The limits of a whole form.
const (
	MostPhotoForm    = 64 << 20
	MostBrochureForm = upload.MostPDFBytes + 1<<20
)

func content(file *multipart.FileHeader, most int64) ([]byte, error) {
	opened, err := file.Open()
	if err != nil {
		return nil, err
	}
	read, err := io.ReadAll(io.LimitReader(opened, most+1))
	return read, errors.Join(err, opened.Close())
}

// AddPhotos takes photographs: POST /{lang}/studio/products/{sku}/media/photos. Of several, those that are good are taken.
func (h *Handlers) AddPhotos(w http.ResponseWriter, r *http.Request) error {
	files, err := h.files(r, "photos", MostPhotoForm)
	if problem.Is(err, problem.Invalid) {
		return h.write(w, r, http.StatusUnprocessableEntity, AlbumView{Problem: err})
	}
	if err != nil {
		return err
	}
	v := AlbumView{}
	for _, file := range files {
		read, err := content(file, picture.MostBytes)
		if err != nil {
			return err
		}
		added, err := h.svc.AddPhoto(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("sku"), file.Filename, read)
		switch {
		case problem.Is(err, problem.Invalid):
			v.Refusals = append(v.Refusals, Refusal{upload.Name(file.Filename), err})
		case err != nil:
			return err
		case added:
			v.Added++
		default:
			v.Same++
		}
	}
	if len(v.Refusals) > 0 {
		return h.write(w, r, http.StatusUnprocessableEntity, v)
	}
	return h.to(w, r, "?added="+strconv.Itoa(v.Added)+"&same="+strconv.Itoa(v.Same))
}

// ChangePhoto describes a photograph, moves it, tries it again or takes it away:
// POST /{lang}/studio/products/{sku}/media/photos/{photo}/{act}.
func (h *Handlers) ChangePhoto(w http.ResponseWriter, r *http.Request) error {
	viewer, sku := account.ViewerFrom(r.Context()), r.PathValue("sku")
	parsed, err := uuid.Parse(r.PathValue("photo"))
	if err != nil {
		parsed = uuid.Nil
	}
	id := PhotoID{parsed}
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	var typed *Typed
	switch r.PathValue("act") {
	case "describe":
		typed = typedOf(r, id)
		err = h.svc.Describe(r.Context(), viewer, sku, id, typed.Alt, typed.Crop)
	case "earlier":
		err = h.svc.Move(r.Context(), viewer, sku, id, -1)
	case "later":
		err = h.svc.Move(r.Context(), viewer, sku, id, 1)
	case "retry":
		err = h.svc.Retry(r.Context(), viewer, sku, id)
	case "remove":
		err = h.svc.Remove(r.Context(), viewer, sku, id)
	default:
		_, err = h.svc.product(r.Context(), viewer, sku)
		err = errors.Join(err, problem.New(problem.NotFound, "not_found"))
	}
	switch {
	case problem.Is(err, problem.Invalid):
		return h.write(w, r, http.StatusUnprocessableEntity, AlbumView{Typed: typed, Problem: here(err, id)})
	case problem.Is(err, problem.Conflict):
		return h.write(w, r, http.StatusConflict, AlbumView{Problem: err})
	case err != nil:
		return err
	}
	if r.PathValue("act") == "remove" {
		return h.to(w, r, "")
	}
	return h.to(w, r, "#photo-"+id.String())
}

func typedOf(r *http.Request, id PhotoID) *Typed {
	typed := &Typed{ID: id, Alt: map[string]string{}}
	for _, lang := range Languages {
		typed.Alt[lang] = r.PostForm.Get("alt_" + lang)
	}
	for name, into := range map[string]*int{"left": &typed.Crop.Left, "top": &typed.Crop.Top, "width": &typed.Crop.Width, "height": &typed.Crop.Height} {
		if text := strings.TrimSpace(r.PostForm.Get(name)); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil {
				n = -1 // no part of any picture
			}
			*into = n
		}
	}
	return typed
}

// here names the fields of a refusal as the form of one photograph of several does.
func here(err error, id PhotoID) error {
	refusal, ok := errors.AsType[*problem.Error](err)
	if !ok || len(refusal.Fields) == 0 {
		return err
	}
	var fields []problem.Field
	for _, f := range refusal.Fields {
		fields = append(fields, problem.Field{Name: f.Name + "-" + id.String(), Code: f.Code})
	}
	return problem.InvalidFields(fields...)
}

func (h *Handlers) to(w http.ResponseWriter, r *http.Request, rest string) error {
	http.Redirect(w, r, "/"+page.FrameFrom(r.Context()).Lang+"/studio/products/"+r.PathValue("sku")+"/media"+rest, http.StatusSeeOther)
	return nil
}
