package consultation

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/quality"
	"github.com/etradeoffice/portal/signaling/control"
)

// Links are the records of how the participants' links were, by consultation. Rights are the caller's to ask.
func (s *Service) Links(ctx context.Context, ids ...ID) (map[ID][]quality.Record, error) {
	keys := make([]uuid.UUID, len(ids))
	for i, id := range ids {
		keys[i] = id.UUID
	}
	found, err := quality.Of(ctx, s.db, keys...)
	if err != nil {
		return nil, err
	}
	links := make(map[ID][]quality.Record, len(found))
	for id, records := range found {
		links[ID{id}] = records
	}
	return links, nil
}

// keepLink stores how a participant's link was so far. It moves nothing.
func (s *Service) keepLink(ctx context.Context, id uuid.UUID, f control.Fact) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error { return quality.Keep(ctx, tx, id, f) })
}

// forgetLinks deletes records whose time is over.
func (s *Service) forgetLinks(ctx context.Context) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		gone, err := quality.Forget(ctx, tx, s.Now().Add(-s.settings.LinksKept))
		if err != nil {
			return fmt.Errorf("records of links: %w", err)
		}
		if gone > 0 {
			s.log.Info("records of links deleted", "stays", gone)
		}
		return nil
	})
}
