package meeting

import (
	"errors"
	"fmt"
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
	id, err := uuid.Parse(r.PathValue("file"))
	if err != nil {
		id = uuid.Nil
	}
	f, err := h.service.File(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("number"), id)
	if err != nil {
		return err
	}
	content, err := h.inquiries.Files.Open(r.Context(), f.Blob)
	if err != nil {
		return errors.Join(fmt.Errorf("file %s of consultation %s", f.ID, f.ConsultationID), err)
	}
	defer func() { _ = content.Close() }()
	return inquiry.Attach(w, inquiry.File{Name: f.Name, Kind: f.Kind, Bytes: f.Bytes}, content)
}

// limitFiles is how many forms with files one network may send: nobody has signed in yet.
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
