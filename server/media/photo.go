package media

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/picture"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/upload"
)

// PhotoID names a photograph (UUIDv7).
type PhotoID struct{ uuid.UUID }

// PhotoState is where a photograph stands.
//
//	waiting ─▶ ready ─▶ waiting (another part is to be shown)
//	   ├▶ refused ─▶ waiting (tried again)
type PhotoState string

// The states.
const (
	Waiting PhotoState = "waiting" // for the job that makes pictures of it
	Ready   PhotoState = "ready"
	Refused PhotoState = "refused" // Reason says why
)

// The limits of what a product has.
const (
	MostPhotos  = 12
	longestAlt  = 200 // characters
	shortestAlt = 3
)

// Photo is one photograph of a product with the pictures made from it.
type Photo struct {
	ID        PhotoID
	ProductID ProductID
	State     PhotoState
	Reason    string // problem.<reason>
	FileName  string
	Original  string // hash of the file as it came; "" for what came with the product
	Bytes     int
	Name      string // of its pictures; "" before the first are made
	Whole     string // of its pictures with nothing cut off
	Width     int    // of the widest picture, px
	Height    int
	Alt       map[string]string
	Crop      picture.Crop
	CreatedAt time.Time
}

// Described reports that everybody is told what is to be seen.
func (p Photo) Described() bool {
	return !slices.ContainsFunc(Languages, func(lang string) bool { return p.Alt[lang] == "" })
}

// Shown reports that buyers see it, once the product is published.
func (p Photo) Shown() bool { return p.Name != "" && p.Described() }

// Editable reports that another part of it can be shown: the file it came from is here.
func (p Photo) Editable() bool { return p.Original != "" }

// URL is where its picture is served in a width of Widths.
func URL(name string, width int) string {
	return "/pictures/" + name + "-" + strconv.Itoa(width) + ".webp"
}

// Small is the picture as the page of the album shows it.
func (p Photo) Small() string { return URL(p.Name, Widths[1]) }

// WholeURL is all of the picture, for choosing a part.
func (p Photo) WholeURL() string { return URL(p.Whole, Widths[1]) }

// originals is the folder of files as they came.
const originals = "originals/"

// AddPhoto takes a photograph; its pictures are made by a job. One that the product has already stays, and is answered
// with false. What is no photograph is Invalid, as picture.Look says.
func (s *Service) AddPhoto(ctx context.Context, v account.Viewer, sku, fileName string, content []byte) (bool, error) {
	p, err := s.product(ctx, v, sku)
	if err != nil {
		return false, err
	}
	if err := picture.Look(content); err != nil {
		return false, err
	}
	photo := Photo{
		ID: PhotoID{newID()}, ProductID: p.ID, State: Waiting, FileName: upload.Name(fileName), Original: hashOf(content), Bytes: len(content), CreatedAt: s.now(),
	}
	if err := s.files.Put(ctx, originals+photo.Original, bytes.NewReader(content)); err != nil {
		return false, err
	}
	added := false
	err = s.db.Tx(ctx, func(tx postgres.Tx) error {
		n, err := lockPhotos(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		if added, err = insertPhoto(ctx, tx, photo, v.User, nil); err != nil || !added {
			return err
		}
		if n >= MostPhotos {
			return problem.New(problem.Invalid, "photo_many", "Most", MostPhotos)
		}
		return s.queue.Insert(ctx, tx, makeJob{photo.ID})
	})
	return added, err
}

// Describe says what is to be seen on a photograph, in every language of Languages, and which part of it is shown.
func (s *Service) Describe(ctx context.Context, v account.Viewer, sku string, id PhotoID, alt map[string]string, crop picture.Crop) error {
	said, wrong := map[string]string{}, []problem.Field{}
	for _, lang := range Languages {
		said[lang] = strings.Join(strings.Fields(strings.ToValidUTF8(alt[lang], "")), " ")
		if n := utf8.RuneCountInString(said[lang]); n < shortestAlt || n > longestAlt || strings.ContainsRune(said[lang], 0) {
			wrong = append(wrong, problem.Field{Name: "alt_" + lang, Code: "photo_alt"})
		}
	}
	if !crop.Valid() {
		wrong = append(wrong, problem.Field{Name: "crop", Code: "photo_crop"})
	}
	if len(wrong) > 0 {
		return problem.InvalidFields(wrong...)
	}
	return s.change(ctx, v, sku, id, func(tx postgres.Tx, photo Photo) error {
		if crop.Whole() {
			crop = picture.Crop{}
		}
		again := photo.Editable() && crop != photo.Crop
		if !photo.Editable() {
			crop = photo.Crop
		}
		if err := setDescribed(ctx, tx, id, said, crop); err != nil || !again {
			return err
		}
		return s.await(ctx, tx, id)
	})
}

// await has the job make the pictures of a photograph.
func (s *Service) await(ctx context.Context, tx postgres.Tx, id PhotoID) error {
	if err := setWaiting(ctx, tx, id); err != nil {
		return err
	}
	return s.queue.Insert(ctx, tx, makeJob{id})
}

// Retry tries a refused photograph again.
func (s *Service) Retry(ctx context.Context, v account.Viewer, sku string, id PhotoID) error {
	return s.change(ctx, v, sku, id, func(tx postgres.Tx, photo Photo) error {
		if photo.State != Refused {
			return problem.New(problem.Conflict, "photo_not_refused").In(string(photo.State))
		}
		return s.await(ctx, tx, id)
	})
}

// Remove takes a photograph away. Its files go once nothing names them; see Collect.
func (s *Service) Remove(ctx context.Context, v account.Viewer, sku string, id PhotoID) error {
	return s.change(ctx, v, sku, id, func(tx postgres.Tx, _ Photo) error { return deletePhoto(ctx, tx, id) })
}

// Move changes the place of a photograph with its neighbour's: by is -1 or 1. The first and the last stay where they are.
func (s *Service) Move(ctx context.Context, v account.Viewer, sku string, id PhotoID, by int) error {
	return s.change(ctx, v, sku, id, func(tx postgres.Tx, photo Photo) error {
		photos, err := findPhotos(ctx, tx, photo.ProductID)
		if err != nil {
			return err
		}
		order := make([]uuid.UUID, len(photos))
		for i, p := range photos {
			order[i] = p.ID.UUID
		}
		from := slices.Index(order, id.UUID)
		if to := from + by; from >= 0 && to >= 0 && to < len(order) {
			order[from], order[to] = order[to], order[from]
		}
		return setOrder(ctx, tx, photo.ProductID, order)
	})
}

// change works on a photograph of a product that the viewer may change, and has pages show the result.
func (s *Service) change(ctx context.Context, v account.Viewer, sku string, id PhotoID, work func(postgres.Tx, Photo) error) error {
	p, err := s.product(ctx, v, sku)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		if _, err := lockPhotos(ctx, tx, p.ID); err != nil {
			return err
		}
		photo, err := findPhoto(ctx, tx, id)
		if err != nil {
			return err
		}
		if photo.ProductID != p.ID {
			return problem.New(problem.NotFound, "photo_unknown")
		}
		if err := keepPast(ctx, tx, id); err != nil {
			return err
		}
		if err := work(tx, photo); err != nil {
			return err
		}
		return showPhotos(ctx, tx, p.ID)
	})
}
