package inquiry

import (
	"context"
	"maps"
	"time"

	"github.com/etradeoffice/portal/server/blob"
)

// collectEvery is how often files are collected.
const collectEvery = 24 * time.Hour

// CollectFiles has the queue take away the files that Keep has kept and nothing names any more: of forms that were refused for something else, of
// drafts that were forgotten, of offers that were revised. Elsewhere says what else names such files: without it nothing is collected.
func (s *Service) CollectFiles(elsewhere blob.Named) {
	s.Queue.Every(collectEvery, "inquiry_files", func(ctx context.Context) error { return s.Collect(ctx, elsewhere) })
}

// Collect does it once.
func (s *Service) Collect(ctx context.Context, elsewhere blob.Named) error {
	removed, err := blob.Collect(ctx, s.Files, folder, func(ctx context.Context, names []string) (map[string]bool, error) {
		named, err := namedFiles(ctx, s.DB, names)
		if err != nil {
			return nil, err
		}
		others, err := elsewhere(ctx, names)
		if err != nil {
			return nil, err
		}
		maps.Copy(named, others)
		return named, nil
	})
	if removed > 0 {
		s.Log.Info("files of inquiries and bookings collected", "removed", removed)
	}
	return err
}
