package walkin

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/etradeoffice/portal/server/account"
)

type filmInput struct {
	ID      string `path:"id" format:"uuid"`
	Seconds int    `query:"seconds" minimum:"1" maximum:"60" default:"60"`
	RawBody []byte `contentType:"application/octet-stream"`
}

type filmAnswer struct {
	Type  string `header:"Content-Type"`
	Cache string `header:"Cache-Control"`
	Body  []byte
}

// filmAPI adds the operations on the film that a caller leaves.
func (h *Handlers) filmAPI(api huma.API) {
	at := "/api/v1/rings/{id}/film"
	huma.Register(api, huma.Operation{OperationID: "leave-film", Method: http.MethodPost, Path: at, Tags: []string{"walk-in"}, MaxBodyBytes: filmMost,
		Summary: "Leave a film of at most 60 s (WebM or MP4) when nobody answers", DefaultStatus: http.StatusNoContent}, h.apiLeaveFilm)
	huma.Register(api, huma.Operation{OperationID: "read-film", Method: http.MethodGet, Path: at, Tags: []string{"walk-in"}, Summary: "The film of a ring, for its two sides and the office"}, h.apiFilm)
}

func (h *Handlers) apiLeaveFilm(ctx context.Context, in *filmInput) (*struct{}, error) {
	id, err := (&ringInput{in.ID}).id()
	if err != nil {
		return nil, err
	}
	_, err = h.service.LeaveFilm(ctx, account.ViewerFrom(ctx), id, in.RawBody, in.Seconds)
	return nil, err
}

func (h *Handlers) apiFilm(ctx context.Context, in *ringInput) (*filmAnswer, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	f, content, err := h.service.Film(ctx, account.ViewerFrom(ctx), id)
	if err != nil {
		return nil, err
	}
	defer func() { _ = content.Close() }()
	whole, err := readFilm(content)
	return &filmAnswer{string(f.Kind), "private, no-store", whole}, err
}
