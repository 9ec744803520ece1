package inquiry

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

const formMemory = 1 << 20 // bytes of a form that are kept in memory; the rest lies in files

// FilesOfForm are the files of a form, which done closes. Call it before any other value of the form is read.
func FilesOfForm(r *http.Request) (files []Upload, done func(), err error) {
	done = func() {}
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "multipart/form-data" {
		return nil, done, nil
	}
	err = r.ParseMultipartForm(formMemory)
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, done, problem.InvalidFields(problem.Field{Name: "files", Code: "inquiry_file_large"})
	}
	if err != nil {
		return nil, done, problem.New(problem.Malformed, "malformed").Because(err)
	}
	var opened []io.Closer
	done = func() {
		for _, f := range opened {
			_ = f.Close()
		}
	}
	for _, f := range r.MultipartForm.File["files"] {
		content, err := f.Open()
		if err != nil {
			return nil, done, problem.New(problem.Malformed, "malformed").Because(err)
		}
		opened = append(opened, content)
		if f.Size > 0 {
			files = append(files, Upload{Name: f.Filename, Size: f.Size, Body: content})
		}
	}
	return files, done, nil
}

// Attach sends a file to be saved, never to be shown in the portal's origin.
func Attach(w http.ResponseWriter, f File, content io.Reader) error {
	head := w.Header()
	head.Set("Content-Type", f.Kind)
	head.Set("Content-Length", strconv.Itoa(f.Bytes))
	head.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	head.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	head.Set("Cache-Control", "private, no-store")
	_, err := io.Copy(w, content)
	return err
}

// RFQFile is a file of an offer to buy: GET /{lang}/rfqs/{code}/files/{file}.
func (h *Handlers) RFQFile(w http.ResponseWriter, r *http.Request) error {
	file, err := uuid.Parse(r.PathValue("file"))
	if err != nil {
		file = uuid.Nil
	}
	f, content, err := h.service.OpenRFQFile(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("code"), file)
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	return Attach(w, File{Name: f.Name, Kind: f.Kind, Bytes: f.Bytes}, content)
}
