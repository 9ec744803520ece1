package walkin

import (
	"bytes"
	"io"
	"net/http"
	"strconv"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// LeaveFilm takes a film that the browser has recorded: POST /{lang}/rings/{id}/film.
func (h *Handlers) LeaveFilm(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	content, err := filmOf(r)
	if err != nil {
		return err
	}
	seconds, _ := strconv.Atoi(r.FormValue("seconds")) // what is no number counts as the least
	ring, err := h.service.LeaveFilm(r.Context(), account.ViewerFrom(r.Context()), id, content, seconds)
	if shown(err) && ring.ID == id {
		return h.call(w, r, problem.KindOf(err).Status(), ring, CallPage{Problem: err})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, path(r, "/rings/"+id.String()), http.StatusSeeOther)
	return nil
}

// filmOf is the film of a form, nothing where there is none.
func filmOf(r *http.Request) ([]byte, error) {
	if r.ParseMultipartForm(filmMost) != nil {
		return nil, nil
	}
	file, _, err := r.FormFile("film")
	if err != nil {
		return nil, nil
	}
	defer func() { _ = file.Close() }()
	return io.ReadAll(io.LimitReader(file, filmMost+1))
}

// Film plays one: GET /{lang}/rings/{id}/film. It runs in nothing of ours: no script, no frame, no other type than its own.
func (h *Handlers) Film(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	f, content, err := h.service.Film(r.Context(), account.ViewerFrom(r.Context()), id)
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	whole, err := readFilm(content)
	if err != nil {
		return err
	}
	head := w.Header()
	head.Set("Content-Type", string(f.Kind))
	head.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	head.Set("Cache-Control", "private, no-store")
	http.ServeContent(w, r, "", f.MadeAt, bytes.NewReader(whole))
	return nil
}

func readFilm(content io.Reader) ([]byte, error) {
	return io.ReadAll(io.LimitReader(content, filmMost))
}
