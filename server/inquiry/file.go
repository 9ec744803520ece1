package inquiry

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// File is a file of a message. What it is, its content says; its name is only shown.
type File struct {
	ID        uuid.UUID
	MessageID uuid.UUID
	InquiryID ID
	Name      string
	Kind      string // media type
	Bytes     int
	Blob      string
	text      []string // of a PDF, as it is read for bank accounts
}

// folder is where all files lie that Keep keeps, those beside bookings too.
const folder = "inquiry/"

// kinds are the files that a thread takes, by how they begin.
var kinds = []struct{ begins, kind, ending string }{
	{"%PDF-", "application/pdf", ".pdf"},
	{"\xff\xd8\xff", "image/jpeg", ".jpg"},
	{"\x89PNG\r\n\x1a\n", "image/png", ".png"},
}

func sniff(content []byte) (kind, ending string) {
	for _, k := range kinds {
		if bytes.HasPrefix(content, []byte(k.begins)) {
			return k.kind, k.ending
		}
	}
	if len(content) >= 12 && string(content[:4]) == "RIFF" && string(content[8:12]) == "WEBP" {
		return "image/webp", ".webp"
	}
	return "", ""
}

// Keep keeps uploads that a thread takes, or says what is wrong with one.
func (s *Service) Keep(ctx context.Context, uploads []Upload) ([]File, error) {
	var files []File
	for _, u := range uploads {
		content, err := io.ReadAll(io.LimitReader(u.Body, s.Settings.FileMost+1))
		if err != nil {
			return nil, problem.New(problem.Malformed, "malformed").Because(err)
		}
		if len(content) == 0 {
			continue
		}
		if int64(len(content)) > s.Settings.FileMost {
			return nil, problem.InvalidFields(problem.Field{Name: "files", Code: "inquiry_file_large"})
		}
		kind, ending := sniff(content)
		if kind == "" {
			return nil, problem.InvalidFields(problem.Field{Name: "files", Code: "inquiry_file_kind"})
		}
		sum := sha256.Sum256(content)
		f := File{Name: fileName(u.Name, ending), Kind: kind, Bytes: len(content), Blob: folder + hex.EncodeToString(sum[:]) + ending}
		if kind == "application/pdf" {
			f.text = pdfText(content)
		}
		if err := s.Files.Put(ctx, f.Blob, bytes.NewReader(content)); err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// fileName is a name that is safe to show and to save under: letters, digits and a few signs, with the ending of its kind.
func fileName(typed, ending string) string {
	typed = typed[strings.LastIndexAny(typed, `/\`)+1:]
	if dot := strings.LastIndexByte(typed, '.'); dot > 0 {
		typed = typed[:dot]
	}
	typed = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" -_().", r) {
			return r
		}
		return '_'
	}, typed)
	typed = strings.Trim(typed, " .")
	if short := []rune(typed); len(short) > 80 {
		typed = string(short[:80])
	}
	if typed == "" {
		typed = "file"
	}
	return typed + ending
}

// Open is a file of a thread for who may read it.
func (s *Service) Open(ctx context.Context, v account.Viewer, id ID, file uuid.UUID) (File, io.ReadCloser, error) {
	if _, _, err := s.permitted(ctx, v, id, account.ReadInquiry); err != nil {
		return File{}, nil, err
	}
	f, err := findFile(ctx, s.DB, id, file)
	if err != nil {
		return f, nil, err
	}
	content, err := s.Files.Open(ctx, f.Blob)
	if err != nil {
		return f, nil, errors.Join(fmt.Errorf("file %s of inquiry %s", f.ID, id), err)
	}
	return f, content, nil
}

// Ending is that of the file's kind, without the dot.
func (f File) Ending() string { return f.Blob[strings.LastIndexByte(f.Blob, '.')+1:] }

// Kilobytes is the size, rounded up.
func (f File) Kilobytes() int { return (f.Bytes + 1023) / 1024 }
