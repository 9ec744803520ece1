package mail

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"

	"golang.org/x/text/encoding/htmlindex"

	"github.com/etradeoffice/portal/server/problem"
)

// Arrived is a mail that came in (RFC 5322), as far as the office reads it.
type Arrived struct {
	ID        string   // Message-ID without brackets
	From      string   // address of the first sender
	Answers   []string // Message-IDs that it answers, without brackets: In-Reply-To, then References
	Automatic bool     // written by a program (RFC 3834)
	Text      string
	HTML      string
	Calendar  string
	Files     []Attached
}

// Attached is a file of a mail.
type Attached struct {
	Name    string
	Content []byte
}

// partsMost bounds how deep and how many parts are read.
const partsMost = 50

// ReadArrived reads a mail; one that cannot be read is Malformed.
func ReadArrived(raw []byte) (Arrived, error) {
	letter, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return Arrived{}, problem.New(problem.Malformed, "mail_unreadable").Because(err)
	}
	a := Arrived{ID: bare(letter.Header.Get("Message-Id"))}
	if from, err := letter.Header.AddressList("From"); err == nil {
		a.From = from[0].Address
	}
	for _, field := range []string{"In-Reply-To", "References"} {
		for id := range strings.FieldsSeq(letter.Header.Get(field)) {
			a.Answers = append(a.Answers, bare(id))
		}
	}
	auto := strings.ToLower(letter.Header.Get("Auto-Submitted"))
	a.Automatic = auto != "" && auto != "no" || letter.Header.Get("X-Autoreply") != ""
	parts := 0
	if err := a.readPart(letter.Header.Get, letter.Body, &parts); err != nil {
		return a, problem.New(problem.Malformed, "mail_unreadable").Because(fmt.Errorf("read mail: %w", err))
	}
	return a, nil
}

func bare(id string) string { return strings.Trim(strings.TrimSpace(id), "<>") }

func (a *Arrived) readPart(header func(string) string, body io.Reader, parts *int) error {
	if *parts++; *parts > partsMost {
		return errors.New("too many parts")
	}
	kind, params, err := mime.ParseMediaType(header("Content-Type"))
	if header("Content-Type") == "" {
		kind, err = "text/plain", nil
	}
	if err != nil {
		return fmt.Errorf("content type %q: %w", header("Content-Type"), err)
	}
	if strings.HasPrefix(kind, "multipart/") {
		inside := multipart.NewReader(body, params["boundary"])
		for {
			part, err := inside.NextRawPart()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			if err := a.readPart(part.Header.Get, part, parts); err != nil {
				return err
			}
		}
	}
	text, err := decoded(header("Content-Transfer-Encoding"), body)
	if err != nil {
		return fmt.Errorf("%s: %w", kind, err)
	}
	disposition, given, _ := mime.ParseMediaType(header("Content-Disposition"))
	name := given["filename"]
	if name == "" {
		name = params["name"]
	}
	words := &mime.WordDecoder{}
	if plain, err := words.DecodeHeader(name); err == nil {
		name = plain
	}
	switch {
	case kind == "text/calendar" && a.Calendar == "":
		a.Calendar = text
	case disposition == "attachment" || !strings.HasPrefix(kind, "text/"):
		a.Files = append(a.Files, Attached{name, []byte(text)})
	case kind == "text/plain" && a.Text == "":
		a.Text = inUTF8(text, params["charset"])
	case kind == "text/html" && a.HTML == "":
		a.HTML = inUTF8(text, params["charset"])
	}
	return nil
}

// inUTF8 reads a text in its own encoding; one that nobody knows is left as it is.
func inUTF8(text, charset string) string {
	encoding, err := htmlindex.Get(charset)
	if charset == "" || err != nil {
		return strings.ToValidUTF8(text, "�")
	}
	plain, err := encoding.NewDecoder().String(text)
	if err != nil {
		return strings.ToValidUTF8(text, "�")
	}
	return plain
}

// IncomingCalendar is the calendar in a mail that came in, empty when it has none.
func IncomingCalendar(raw []byte) ([]byte, error) {
	a, err := ReadArrived(raw)
	return []byte(a.Calendar), err
}
