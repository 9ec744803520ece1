package mail

import (
	"bytes"
	"fmt"
	"net/mail"

	"github.com/etradeoffice/portal/server/problem"
)

// IncomingCalendar is the calendar in a mail that came in (RFC 5322), empty when it has none. A mail that cannot be read is
// Malformed.
func IncomingCalendar(raw []byte) ([]byte, error) {
	letter, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return nil, problem.New(problem.Malformed, "mail_unreadable").Because(err)
	}
	if letter.Header.Get("Content-Type") == "" {
		return nil, nil // plain text
	}
	var parts Kept
	if err := parts.readPart(letter.Header.Get, letter.Body); err != nil {
		return nil, problem.New(problem.Malformed, "mail_unreadable").Because(fmt.Errorf("read mail: %w", err))
	}
	return []byte(parts.Calendar), nil
}
