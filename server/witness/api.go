package witness

import (
	"context"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/operation"
)

// rootsPath is where programs, and signed-in people who follow a letter, read the roots.
const rootsPath = "/api/v1/roots"

// RootRecord is the root of the history until an instant.
type RootRecord struct {
	Until time.Time `json:"until" doc:"UTC; events before it"`
	Root  string    `json:"root" doc:"SHA-256 in hex, over the root before it and the last event of every consultation that went on since: one that is in the letter of that day and not here was changed"`
}

type rootsAnswer struct {
	Body struct {
		Whole bool         `json:"whole" doc:"The history is still what all roots say"`
		Roots []RootRecord `json:"roots" doc:"The newest first; the last 400"`
	}
}

// API adds the operation.
func (s *Service) API(api huma.API) {
	op := operation.Topic{Tag: "history"}.Op("list-roots", http.MethodGet, "/roots", "The roots of the days' history that both cities get by mail, for the office and its partners")
	huma.Register(api, op, s.apiRoots)
}

func (s *Service) apiRoots(ctx context.Context, _ *struct{}) (*rootsAnswer, error) {
	found, whole, err := s.Roots(ctx, account.ViewerFrom(ctx))
	if err != nil {
		return nil, err
	}
	answer := &rootsAnswer{}
	answer.Body.Whole, answer.Body.Roots = whole, make([]RootRecord, len(found))
	for i, one := range found {
		answer.Body.Roots[i] = RootRecord{one.Until.UTC(), hex.EncodeToString(one.Root)}
	}
	return answer, nil
}
