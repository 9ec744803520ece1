package meeting

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/inquiry"
	"github.com/etradeoffice/portal/server/problem"
)

// File is a file beside a booking, to be saved: GET /{lang}/consultations/{number}/files/{file}.
func (h *Handlers) File(w http.ResponseWriter, r *http.Request) error {
	f, content, err := h.openFile(r.Context(), r.PathValue("number"), r.PathValue("file"))
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	return inquiry.Attach(w, inquiry.File{Name: f.Name, Kind: f.Kind, Bytes: f.Bytes}, content)
}

// openFile is a file beside a booking, for who may read it.
func (h *Handlers) openFile(ctx context.Context, number, file string) (consultation.File, io.ReadCloser, error) {
	id, err := uuid.Parse(file)
	if err != nil {
		id = uuid.Nil
	}
	f, err := h.service.File(ctx, account.ViewerFrom(ctx), number, id)
	if err != nil {
		return f, nil, err
	}
	content, err := h.inquiries.Files.Open(ctx, f.Blob)
	if err != nil {
		return f, nil, errors.Join(fmt.Errorf("file %s of consultation %s", f.ID, f.ConsultationID), err)
	}
	return f, content, nil
}

// limitFiles is how many forms with files one network may send, as nobody has signed in yet, or a person by programs.
var limitFiles = account.Limit{Name: "booking-files", Burst: 20, Per: time.Hour}

// attachFiles keeps the files that came with step 2, by the rules of inquiries, and takes the ticked ones away. What was kept
// stays kept if the form is refused for something else.
func (h *Handlers) attachFiles(r *http.Request, draft consultation.Consultation, uploads []inquiry.Upload) error {
	most := h.inquiries.Settings.FilesMost
	if len(uploads) > most {
		return problem.InvalidFields(problem.Field{Name: "files", Code: "inquiry_files"})
	}
	if len(uploads) > 0 {
		if err := h.limits.Allow(r.Context(), limitFiles, account.Network(h.client(r))); err != nil {
			return err
		}
	}
	kept, err := h.inquiries.Keep(r.Context(), uploads)
	if err != nil {
		return err
	}
	drop := []uuid.UUID{}
	for _, text := range r.PostForm["drop"] {
		if id, err := uuid.Parse(text); err == nil {
			drop = append(drop, id)
		}
	}
	return h.service.SetFiles(r.Context(), draft.Opener, draft.ID, drop, kept, most)
}
