package media

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/picture"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// makeJob makes the pictures of a photograph.
type makeJob struct {
	Photo PhotoID `json:"photo"`
}

// Kind names the job.
func (makeJob) Kind() string { return "media_photo" }

// Slow has the job wait among its like: it takes a core for seconds, and mail does not wait behind it.
func (makeJob) Slow() {}

// collectEvery is how often files that nothing names are taken away.
const collectEvery = 24 * time.Hour

// HandleJobs says how the jobs of media are worked.
func (s *Service) HandleJobs() {
	jobs.Handle(s.queue, func(ctx context.Context, job makeJob) error { return s.make(ctx, job.Photo) })
	s.queue.Every(collectEvery, "media-files", s.Collect)
}

// make makes the pictures of a photograph that waits. A photograph that cannot be made is refused with its reason; a store
// that is away has the job tried again.
func (s *Service) make(ctx context.Context, id PhotoID) error {
	photo, err := findPhoto(ctx, s.db, id)
	if problem.Is(err, problem.NotFound) || err == nil && photo.State != Waiting {
		return nil // it was taken away, or another turn has made it
	}
	if err != nil {
		return err
	}
	began := s.now()
	content, err := s.read(ctx, originals+photo.Original)
	if err != nil {
		return err
	}
	made, err := picture.Make(content, photo.Crop, Widths)
	if refusal, ok := errors.AsType[*problem.Error](err); ok {
		s.log.InfoContext(ctx, "photograph refused", "photo", id, "reason", refusal.Code, "err", err)
		return s.settle(ctx, photo, Refused, began, func(tx postgres.Tx) error { return setRefused(ctx, tx, id, refusal.Code) })
	}
	if err != nil {
		return err
	}
	for width, file := range made.Files {
		if err := s.files.Put(ctx, fileOf(made.Name, width), bytes.NewReader(file)); err != nil {
			return err
		}
	}
	return s.settle(ctx, photo, Ready, began, func(tx postgres.Tx) error { return setMade(ctx, tx, photo, made) })
}

// settle writes how it went and tells pages.
func (s *Service) settle(ctx context.Context, photo Photo, state PhotoState, began time.Time, write func(postgres.Tx) error) error {
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		if _, err := lockPhotos(ctx, tx, photo.ProductID); err != nil {
			return err
		}
		if err := write(tx); err != nil {
			return err
		}
		return showPhotos(ctx, tx, photo.ProductID)
	})
	if err != nil {
		return err
	}
	s.count(state, s.now().Sub(began))
	things, err := findThings(ctx, s.db, photo.ID)
	if err != nil {
		return err
	}
	s.wake(ctx, things...)
	return nil
}

func (s *Service) read(ctx context.Context, name string) ([]byte, error) {
	file, err := s.files.Open(ctx, name)
	if errors.Is(err, fs.ErrNotExist) {
		s.log.ErrorContext(ctx, "a file is missing", "file", name)
	}
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(file, picture.MostBytes+1))
	return content, errors.Join(err, file.Close())
}

// fileOf is where a picture is kept in one width.
func fileOf(name string, width int) string { return strings.TrimPrefix(URL(name, width), "/") }
