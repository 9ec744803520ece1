package trust

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// MostBytes is the largest file of evidence.
const MostBytes = 10 << 20

// magic is how a file that may be handed in begins.
var magic = []struct{ begins, media string }{
	{"%PDF-", "application/pdf"}, {"\x89PNG\r\n\x1a\n", "image/png"}, {"\xff\xd8\xff", "image/jpeg"},
}

// mediaOf is what the bytes of a file are, whatever its name says; "" for what is not taken.
func mediaOf(raw []byte) string {
	for _, m := range magic {
		if bytes.HasPrefix(raw, []byte(m.begins)) {
			return m.media
		}
	}
	return ""
}

// HandIn keeps a file that a company shows for one check. Nobody but it and its reviewers ever get it.
func (s *Service) HandIn(ctx context.Context, v account.Viewer, id account.CompanyID, kind, name string, file io.Reader) error {
	own, err := s.ownCompany(ctx, v, id)
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(io.LimitReader(file, MostBytes+1))
	if err != nil {
		return err
	}
	media := mediaOf(raw)
	switch {
	case len(raw) > MostBytes:
		return problem.InvalidFields(problem.Field{Name: "file", Code: "evidence_big"})
	case media == "":
		return problem.InvalidFields(problem.Field{Name: "file", Code: "evidence_type"})
	case !slices.Contains(Kinds(own.Kind), kind):
		return problem.InvalidFields(problem.Field{Name: "kind", Code: "trust_kind"})
	}
	if err := s.begin(ctx, own); err != nil {
		return err
	}
	sum := sha256.Sum256(raw)
	e := Evidence{ID: uuid.Must(uuid.NewV7()), CompanyID: id, Kind: kind, Name: shownName(name), Type: media, Bytes: len(raw), ByUser: v.User, At: s.Now()}
	e.File = "evidence/" + id.String() + "/" + hex.EncodeToString(sum[:])
	if err := s.Files.Put(ctx, e.File, bytes.NewReader(raw)); err != nil {
		return err
	}
	return insertEvidence(ctx, s.DB, e)
}

// shownName is a file's name without folders and what would break a header.
func shownName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if r < 0x20 || r == '"' || r == 0x7f || r == utf8.RuneError {
			return -1
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > 120 {
		name = string(runes[:120])
	}
	if name == "" {
		return "file"
	}
	return name
}

// ReadEvidence opens a file for the company itself and for whoever reviews it.
func (s *Service) ReadEvidence(ctx context.Context, v account.Viewer, id string) (Evidence, io.ReadCloser, error) {
	if !v.SignedIn() {
		return Evidence{}, nil, problem.New(problem.SignIn, "sign_in_needed")
	}
	parsed, err := uuid.Parse(id)
	if err != nil {
		return Evidence{}, nil, problem.New(problem.NotFound, "not_found")
	}
	e, err := findEvidenceByID(ctx, s.DB, parsed)
	if err != nil {
		return e, nil, err
	}
	c, err := s.Accounts.Company(ctx, e.CompanyID)
	if err != nil {
		return e, nil, err
	}
	if s.may(ctx, v, account.EditVerification, c) != nil && s.may(ctx, v, account.ReadTrustFile, c) != nil {
		return e, nil, problem.New(problem.NotFound, "not_found")
	}
	content, err := s.Files.Open(ctx, e.File)
	if errors.Is(err, fs.ErrNotExist) {
		return e, nil, problem.New(problem.Gone, "evidence_gone")
	}
	return e, content, err
}
