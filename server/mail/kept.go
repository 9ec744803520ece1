package mail

import (
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/etradeoffice/portal/server/problem"
)

// Kept is a letter as it lies in the folder, read back from its MIME form.
type Kept struct {
	ID       string // its name in the folder, safe in a URL
	At       time.Time
	Lang     string
	To       string // address
	ToName   string
	Subject  string
	Text     string
	HTML     string
	Calendar string // VCALENDAR, empty when there is none
	Method   string // REQUEST or CANCEL
}

const suffix = ".eml"

// keep writes the letter under a name made from its Message-ID, whole or not at all.
func (o *Outbox) keep(id string, letter *gomail.Msg) error {
	if err := os.MkdirAll(o.cfg.Dir, 0o750); err != nil {
		return fmt.Errorf("folder of kept mail: %w", err)
	}
	file, err := os.CreateTemp(o.cfg.Dir, "writing-")
	if err != nil {
		return fmt.Errorf("keep mail %s: %w", id, err)
	}
	defer func() { _ = os.Remove(file.Name()) }()
	if _, err := letter.WriteTo(file); err != nil {
		_ = file.Close()
		return fmt.Errorf("keep mail %s: %w", id, err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("keep mail %s: %w", id, err)
	}
	return os.Rename(file.Name(), filepath.Join(o.cfg.Dir, base64.RawURLEncoding.EncodeToString([]byte(id))+suffix))
}

// List is every kept letter, the newest first.
func (o *Outbox) List() ([]Kept, error) {
	entries, err := os.ReadDir(o.cfg.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list kept mail: %w", err)
	}
	var all []Kept
	for _, entry := range entries {
		id, ok := strings.CutSuffix(entry.Name(), suffix)
		if !ok {
			continue
		}
		letter, err := o.Read(id)
		if err != nil {
			return nil, err
		}
		all = append(all, letter)
	}
	slices.SortFunc(all, func(a, b Kept) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.ID, b.ID)) })
	return all, nil
}

// Read is one kept letter; problem.NotFound when there is none of this name.
func (o *Outbox) Read(id string) (Kept, error) {
	if _, err := base64.RawURLEncoding.DecodeString(id); err != nil || id == "" {
		return Kept{}, problem.New(problem.NotFound, "not_found")
	}
	file, err := os.Open(filepath.Join(o.cfg.Dir, id+suffix))
	if errors.Is(err, fs.ErrNotExist) {
		return Kept{}, problem.New(problem.NotFound, "not_found")
	}
	if err != nil {
		return Kept{}, fmt.Errorf("open kept mail: %w", err)
	}
	defer func() { _ = file.Close() }()
	kept, err := parse(file)
	kept.ID = id
	if err != nil {
		return kept, fmt.Errorf("read kept mail %s: %w", id, err)
	}
	return kept, nil
}

func parse(r io.Reader) (Kept, error) {
	letter, err := mail.ReadMessage(r)
	if err != nil {
		return Kept{}, err
	}
	var kept Kept
	if kept.At, err = letter.Header.Date(); err != nil {
		return kept, fmt.Errorf("date: %w", err)
	}
	words := &mime.WordDecoder{}
	if kept.Subject, err = words.DecodeHeader(letter.Header.Get("Subject")); err != nil {
		return kept, fmt.Errorf("subject: %w", err)
	}
	to, err := letter.Header.AddressList("To")
	if err != nil || len(to) != 1 {
		return kept, fmt.Errorf("recipient %q: %w", letter.Header.Get("To"), err)
	}
	kept.To, kept.ToName = to[0].Address, to[0].Name
	kept.Lang = letter.Header.Get("Content-Language")
	return kept, kept.readPart(letter.Header.Get, letter.Body)
}

// readPart takes the forms out of a part, into nested ones too; attachments are copies and left out.
func (k *Kept) readPart(header func(string) string, body io.Reader) error {
	kind, params, err := mime.ParseMediaType(header("Content-Type"))
	if err != nil {
		return fmt.Errorf("content type %q: %w", header("Content-Type"), err)
	}
	if strings.HasPrefix(kind, "multipart/") {
		parts := multipart.NewReader(body, params["boundary"])
		for {
			part, err := parts.NextRawPart()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			if err := k.readPart(part.Header.Get, part); err != nil {
				return err
			}
		}
	}
	if strings.HasPrefix(header("Content-Disposition"), "attachment") {
		return nil
	}
	text, err := decoded(header("Content-Transfer-Encoding"), body)
	if err != nil {
		return fmt.Errorf("%s: %w", kind, err)
	}
	switch kind {
	case "text/plain":
		k.Text = text
	case "text/html":
		k.HTML = text
	case "text/calendar":
		k.Calendar, k.Method = text, params["method"]
	}
	return nil
}

func decoded(encoding string, body io.Reader) (string, error) {
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	raw, err := io.ReadAll(body)
	return string(raw), err
}
