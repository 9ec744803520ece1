package media

import (
	"bytes"
	"context"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/picture"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/upload"
)

// Kept is a photograph that lies in the store of files and belongs to no product yet.
type Kept struct {
	Original string // hash of the file as it came
	Bytes    int
}

// Keep takes a photograph that a product will be given later; see Hand. What is no photograph is Invalid, as picture.Look
// says. A file that nothing comes to name is taken away after a day.
func (s *Service) Keep(ctx context.Context, content []byte) (Kept, error) {
	if err := picture.Look(content); err != nil {
		return Kept{}, err
	}
	kept := Kept{Original: hashOf(content), Bytes: len(content)}
	return kept, s.files.Put(ctx, originals+kept.Original, bytes.NewReader(content))
}

// Handed is a photograph for a product, with what is to be seen on it.
type Handed struct {
	Kept
	FileName string
	Alt      map[string]string
}

// Hand gives a product photographs of an import, inside a transaction of the caller; their pictures are made by jobs. Those
// that the product has already stay. Left are those beyond MostPhotos.
func (s *Service) Hand(ctx context.Context, tx postgres.Tx, by account.UserID, sku string, imported uuid.UUID, photos []Handed) (left int, err error) {
	p, err := findProduct(ctx, tx, sku)
	if err != nil {
		return 0, err
	}
	n, err := lockPhotos(ctx, tx, p.ID)
	if err != nil {
		return 0, err
	}
	for i, handed := range photos {
		if n >= MostPhotos {
			return len(photos) - i, nil
		}
		photo := Photo{ID: PhotoID{newID()}, ProductID: p.ID, State: Waiting, FileName: upload.Name(handed.FileName), Original: handed.Original, Bytes: handed.Bytes, Alt: handed.Alt, CreatedAt: s.now()}
		added, err := insertPhoto(ctx, tx, photo, by, &imported)
		if err != nil {
			return 0, err
		}
		if !added {
			continue
		}
		n++
		if err := s.queue.Insert(ctx, tx, makeJob{photo.ID}); err != nil {
			return 0, err
		}
	}
	return 0, nil
}

// Making counts the photographs of an import: all of them, and those whose pictures are not made yet.
func (s *Service) Making(ctx context.Context, imported uuid.UUID) (all, waiting int, err error) {
	return countImported(ctx, s.db, imported)
}

// TakeBack takes the photographs of an import away again, inside a transaction of the caller.
func (s *Service) TakeBack(ctx context.Context, tx postgres.Tx, imported uuid.UUID) error {
	if err := keepPasts(ctx, tx, `ph.import_id = @of`, imported); err != nil {
		return err
	}
	products, err := deleteImported(ctx, tx, imported)
	if err != nil {
		return err
	}
	for _, product := range products {
		if err := showPhotos(ctx, tx, product); err != nil {
			return err
		}
	}
	return nil
}
