package server

import (
	"net/http"

	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/problem"
)

// MailListPage is the body of "mail/list": what the demo keeps instead of sending.
type MailListPage struct {
	Letters []mail.Kept
	To      string   // only the letters to this address; empty for all
	People  []string // addresses that have letters, for the filter
}

// MailLetterPage is the body of "mail/letter".
type MailLetterPage struct{ Letter mail.Kept }

func (s *Server) mailList(outbox *mail.Outbox) handlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		letters, err := outbox.List()
		if err != nil {
			return err
		}
		body := MailListPage{To: r.FormValue("to")}
		seen := map[string]bool{}
		for _, letter := range letters {
			if !seen[letter.To] {
				seen[letter.To] = true
				body.People = append(body.People, letter.To)
			}
			if body.To == "" || body.To == letter.To {
				body.Letters = append(body.Letters, letter)
			}
		}
		return s.pages.Write(w, r, http.StatusOK, "mail/list", "mail.list_title", body)
	}
}

func (s *Server) mailLetter(outbox *mail.Outbox) handlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		letter, err := outbox.Read(r.PathValue("id"))
		if err != nil {
			return err
		}
		return s.pages.Write(w, r, http.StatusOK, "mail/letter", "mail.letter_title", MailLetterPage{letter}, "Subject", letter.Subject)
	}
}

// mailHTML is the letter as a mail program would show it: its own styles, no script, no connection, and only inside
// our own page.
func (s *Server) mailHTML(outbox *mail.Outbox) handlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		letter, err := outbox.Read(r.PathValue("id"))
		if err != nil {
			return err
		}
		if letter.HTML == "" {
			return problem.New(problem.NotFound, "not_found")
		}
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups allow-popups-to-escape-sandbox; "+
			"frame-ancestors 'self'; base-uri 'none'; form-action 'none'")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(letter.HTML)) // the client may be gone; there is nobody left to tell
		return nil
	}
}

func (s *Server) mailInvite(outbox *mail.Outbox) handlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		letter, err := outbox.Read(r.PathValue("id"))
		if err != nil {
			return err
		}
		if letter.Calendar == "" {
			return problem.New(problem.NotFound, "not_found")
		}
		w.Header().Set("Content-Type", "text/calendar; method="+letter.Method+"; charset=utf-8")
		w.Header().Set("Content-Disposition", `attachment; filename="invite.ics"`)
		_, _ = w.Write([]byte(letter.Calendar)) // the client may be gone; there is nobody left to tell
		return nil
	}
}
