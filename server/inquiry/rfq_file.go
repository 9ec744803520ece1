package inquiry

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// RFQFile is a file beside the specification of an offer to buy. Whoever may answer the offer may read it, and its buyer
// and the office; visitors are told that there is one.
type RFQFile struct {
	ID    uuid.UUID
	RFQID uuid.UUID
	Name  string
	Kind  string // media type
	Bytes int
	Blob  string
}

// Ending is that of the file's kind, without the dot.
func (f RFQFile) Ending() string { return File{Blob: f.Blob}.Ending() }

// Kilobytes is the size, rounded up.
func (f RFQFile) Kilobytes() int { return File{Bytes: f.Bytes}.Kilobytes() }

// SetFiles takes some files of the viewer's own draft away and puts others beside it.
func (s *Service) SetFiles(ctx context.Context, v account.Viewer, code string, drop []uuid.UUID, uploads []Upload) error {
	if len(drop) == 0 && len(uploads) == 0 {
		return nil
	}
	if _, err := s.ownRFQ(ctx, v, code); err != nil {
		return err
	}
	stored, err := s.Keep(ctx, uploads)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx postgres.Tx) error {
		r, err := lockRFQ(ctx, tx, code)
		if err != nil {
			return err
		}
		if r.State != Draft {
			return problem.New(problem.Conflict, "rfq_move").In(string(r.State)).WithLegal(r.Legal()...)
		}
		there, err := rfqFiles(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		left := slices.DeleteFunc(there, func(f RFQFile) bool { return slices.Contains(drop, f.ID) })
		if len(left)+len(stored) > s.Settings.FilesMost {
			return problem.InvalidFields(problem.Field{Name: "files", Code: "inquiry_files"})
		}
		if err := deleteRFQFiles(ctx, tx, r.ID, drop); err != nil {
			return err
		}
		for _, f := range stored {
			if err := insertRFQFile(ctx, tx, RFQFile{newID(), r.ID, f.Name, f.Kind, f.Bytes, f.Blob}); err != nil {
				return err
			}
		}
		return nil
	})
}

// RFQFiles are those of an offer that the viewer may see, and whether the viewer may open them.
func (s *Service) RFQFiles(ctx context.Context, v account.Viewer, r RFQ) (files []RFQFile, open bool, err error) {
	files, err = rfqFiles(ctx, s.DB, r.ID)
	return files, s.opens(v, r), err
}

// OwnFiles are those of the viewer's own offer.
func (s *Service) OwnFiles(ctx context.Context, v account.Viewer, code string) ([]RFQFile, error) {
	r, err := s.ownRFQ(ctx, v, code)
	if err != nil {
		return nil, err
	}
	return rfqFiles(ctx, s.DB, r.ID)
}

// opens reports whether somebody who sees the offer may open its files.
func (s *Service) opens(v account.Viewer, r RFQ) bool {
	supplier, maker := v.Company(account.Supplier)
	return v.Is(account.Officer) || v.On(account.Buyer, r.BuyerCompany) || maker && r.For(supplier)
}

// OpenRFQFile is a file of an offer for who may open it.
func (s *Service) OpenRFQFile(ctx context.Context, v account.Viewer, code string, file uuid.UUID) (RFQFile, io.ReadCloser, error) {
	r, err := s.RFQ(ctx, v, code)
	if err != nil {
		return RFQFile{}, nil, err
	}
	if !s.opens(v, r) {
		if !v.SignedIn() {
			return RFQFile{}, nil, problem.New(problem.SignIn, "sign_in_needed")
		}
		return RFQFile{}, nil, problem.New(problem.NotFound, "not_found")
	}
	files, err := rfqFiles(ctx, s.DB, r.ID)
	if err != nil {
		return RFQFile{}, nil, err
	}
	at := slices.IndexFunc(files, func(f RFQFile) bool { return f.ID == file })
	if at < 0 {
		return RFQFile{}, nil, problem.New(problem.NotFound, "not_found")
	}
	content, err := s.Files.Open(ctx, files[at].Blob)
	if err != nil {
		return files[at], nil, errors.Join(fmt.Errorf("file %s of offer %s", file, code), err)
	}
	return files[at], content, nil
}
