package consultation

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/inquiry"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// File is a file that the buyer put beside a booking. What it is, its content says; its name is only shown.
type File struct {
	ID             uuid.UUID
	ConsultationID ID
	Name           string
	Kind           string // media type
	Bytes          int
	Blob           string // name in the store of files
}

// Ending is that of the file's kind, without the dot.
func (f File) Ending() string { return inquiry.File{Blob: f.Blob}.Ending() }

// Kilobytes is the size, rounded up.
func (f File) Kilobytes() int { return inquiry.File{Bytes: f.Bytes}.Kilobytes() }

// SetFiles takes some files of a draft away and puts others beside it, which are in the store already; most is how many it may
// have.
func (s *Service) SetFiles(ctx context.Context, opener string, id ID, drop []uuid.UUID, more []inquiry.File, most int) error {
	if len(drop) == 0 && len(more) == 0 {
		return nil
	}
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		if _, err := lockDraft(ctx, tx, opener, id); err != nil {
			return err
		}
		there, err := files(ctx, tx, id)
		if err != nil {
			return err
		}
		left := slices.DeleteFunc(there, func(f File) bool { return slices.Contains(drop, f.ID) })
		if len(left)+len(more) > most {
			return problem.InvalidFields(problem.Field{Name: "files", Code: "inquiry_files"})
		}
		if err := deleteFiles(ctx, tx, id, drop); err != nil {
			return err
		}
		for _, f := range more {
			if err := insertFile(ctx, tx, File{newID().UUID, id, f.Name, f.Kind, f.Bytes, f.Blob}); err != nil {
				return err
			}
		}
		return nil
	})
}

// DraftFiles are the files beside a draft; who holds it is the caller's to ask.
func (s *Service) DraftFiles(ctx context.Context, draft Consultation) ([]File, error) {
	return files(ctx, s.db, draft.ID)
}

// HeldFiles are the files beside a draft for who holds it, as long as it is one.
func (s *Service) HeldFiles(ctx context.Context, opener string, id ID) ([]File, error) {
	draft, err := s.Draft(ctx, opener, id)
	if err != nil {
		return nil, err
	}
	if draft.State != Draft {
		return nil, problem.New(problem.Conflict, "hold_over")
	}
	return s.DraftFiles(ctx, draft)
}

// NamedFiles answers which files of the store stand beside a booking, for who collects the others.
func (s *Service) NamedFiles(ctx context.Context, names []string) (map[string]bool, error) {
	return namedFiles(ctx, s.db, names)
}

// Files are those of a consultation for who may read them: both sides as far as they know of it, the office, and who has
// promised to interpret; none for everybody else.
func (s *Service) Files(ctx context.Context, v account.Viewer, c Consultation) ([]File, error) {
	if c.Permits(v, account.ReadFiles) != nil || c.Side(v) == Interpreter && !s.Seated(ctx, c, v.User) {
		return nil, nil
	}
	return files(ctx, s.db, c.ID)
}

// File is one of Files; NotFound for who may not read it.
func (s *Service) File(ctx context.Context, v account.Viewer, number string, id uuid.UUID) (File, error) {
	c, err := s.ByNumber(ctx, v, number)
	if err != nil {
		return File{}, err
	}
	all, err := s.Files(ctx, v, c)
	if err != nil {
		return File{}, err
	}
	at := slices.IndexFunc(all, func(f File) bool { return f.ID == id })
	if at < 0 {
		return File{}, problem.New(problem.NotFound, "not_found")
	}
	return all[at], nil
}
