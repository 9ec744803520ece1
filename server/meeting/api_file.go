package meeting

import (
	"bytes"
	"context"
	"io"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/inquiry"
)

// FileRecord is a file that the buyer put beside the booking.
type FileRecord struct {
	ID    string `json:"id" format:"uuid"`
	Name  string `json:"name"`
	Kind  string `json:"kind" doc:"Media type"`
	Bytes int    `json:"bytes"`
}

type filesAnswer struct {
	Body struct {
		Files []FileRecord `json:"files"`
	}
}

type putFileInput struct {
	ID      string `path:"id" maxLength:"40" doc:"Of the hold"`
	Name    string `query:"name" maxLength:"255" doc:"As the file is called; only shown, its kind is told from its content" example:"drawing.pdf"`
	RawBody []byte `contentType:"application/octet-stream"`
}

type dropFileInput struct {
	ID   string `path:"id" maxLength:"40" doc:"Of the hold"`
	File string `path:"file" maxLength:"40"`
}

type readFileInput struct {
	Number string `path:"number" maxLength:"40"`
	File   string `path:"file" maxLength:"40"`
}

type contentAnswer struct {
	Type   string `header:"Content-Type"`
	Saved  string `header:"Content-Disposition"`
	Policy string `header:"Content-Security-Policy"`
	Cache  string `header:"Cache-Control"`
	Body   []byte
}

// fileAPI adds the operations on the files of a booking: its holder puts them beside the hold, until the consultation is asked for;
// then they are read by its people and stay as they are.
func (h *Handlers) fileAPI(api huma.API) {
	put := operations.Creates("put-hold-file", "/holds/{id}/files", "Put a file beside a hold: PDF, JPEG, PNG or WebP; answers with all that are there")
	put.MaxBodyBytes = h.inquiries.Settings.FileMost + 2 // one byte too many is still read, and refused by what a file may have
	huma.Register(api, put, h.apiPutFile)
	op := operations.Op
	huma.Register(api, op("list-hold-files", http.MethodGet, "/holds/{id}/files", "The files beside a hold"), h.apiHoldFiles)
	huma.Register(api, op("remove-hold-file", http.MethodDelete, "/holds/{id}/files/{file}", "Take a file of a hold away; none is there: nothing happens"), h.apiDropFile)
	huma.Register(api, op("list-consultation-files", http.MethodGet, "/consultations/{number}/files", "The files of a consultation, for its people; none for who may not read them"), h.apiFiles)
	huma.Register(api, op("read-consultation-file", http.MethodGet, "/consultations/{number}/files/{file}", "One file, as it was sent"), h.apiReadFile)
}

func (h *Handlers) apiPutFile(ctx context.Context, in *putFileInput) (*filesAnswer, error) {
	v, opener, id, _, err := h.heldFiles(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := h.limits.Allow(ctx, limitFiles, "person "+v.User.String()); err != nil {
		return nil, err
	}
	kept, err := h.inquiries.Keep(ctx, []inquiry.Upload{{Name: in.Name, Size: int64(len(in.RawBody)), Body: bytes.NewReader(in.RawBody)}})
	if err != nil {
		return nil, err
	}
	if err := h.service.SetFiles(ctx, opener, id, nil, kept, h.inquiries.Settings.FilesMost); err != nil {
		return nil, err
	}
	_, _, _, all, err := h.heldFiles(ctx, in.ID)
	return filesOf(all, err)
}

func (h *Handlers) apiHoldFiles(ctx context.Context, in *heldInput) (*filesAnswer, error) {
	_, _, _, all, err := h.heldFiles(ctx, in.ID)
	return filesOf(all, err)
}

func (h *Handlers) apiDropFile(ctx context.Context, in *dropFileInput) (*struct{}, error) {
	_, opener, id, _, err := h.heldFiles(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	file, err := uuid.Parse(in.File)
	if err != nil {
		file = uuid.Nil
	}
	return nil, h.service.SetFiles(ctx, opener, id, []uuid.UUID{file}, nil, h.inquiries.Settings.FilesMost)
}

// heldFiles are those of a hold of who asks.
func (h *Handlers) heldFiles(ctx context.Context, hold string) (v account.Viewer, opener string, id consultation.ID, all []consultation.File, err error) {
	v = account.ViewerFrom(ctx)
	if opener, err = holder(v); err != nil {
		return v, opener, id, nil, err
	}
	if id, err = parseID(hold); err != nil {
		return v, opener, id, nil, err
	}
	all, err = h.service.HeldFiles(ctx, opener, id)
	return v, opener, id, all, err
}

func (h *Handlers) apiFiles(ctx context.Context, in *numberInput) (*filesAnswer, error) {
	v := account.ViewerFrom(ctx)
	c, err := h.service.ByNumber(ctx, v, in.Number)
	if err != nil {
		return nil, err
	}
	return filesOf(h.service.Files(ctx, v, c))
}

func (h *Handlers) apiReadFile(ctx context.Context, in *readFileInput) (*contentAnswer, error) {
	f, content, err := h.openFile(ctx, in.Number, in.File)
	if err != nil {
		return nil, err
	}
	defer func() { _ = content.Close() }()
	whole, err := io.ReadAll(content)
	saved := mime.FormatMediaType("attachment", map[string]string{"filename": f.Name})
	return &contentAnswer{f.Kind, saved, "sandbox; default-src 'none'", "private, no-store", whole}, err
}

func filesOf(all []consultation.File, err error) (*filesAnswer, error) {
	if err != nil {
		return nil, err
	}
	answer := &filesAnswer{}
	answer.Body.Files = fileRecords(all)
	return answer, nil
}

func fileRecords(all []consultation.File) []FileRecord {
	records := make([]FileRecord, len(all))
	for i, f := range all {
		records[i] = FileRecord{f.ID.String(), f.Name, f.Kind, f.Bytes}
	}
	return records
}
