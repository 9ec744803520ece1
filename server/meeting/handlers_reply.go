package meeting

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/etradeoffice/portal/server/problem"
)

// IncomingMail takes a mail to the office's address from the mail server, as it came: POST /hooks/mail with the secret as
// bearer. Without a secret in the settings there is no such door.
func (h *Handlers) IncomingMail(w http.ResponseWriter, r *http.Request) error {
	if h.mailSecret == "" {
		return problem.New(problem.NotFound, "not_found")
	}
	given, is := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	mine, theirs := sha256.Sum256([]byte(h.mailSecret)), sha256.Sum256([]byte(given))
	if !is || subtle.ConstantTimeCompare(mine[:], theirs[:]) != 1 {
		return problem.New(problem.SignIn, "token_refused")
	}
	raw, err := io.ReadAll(r.Body)
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return problem.New(problem.TooLarge, "too_large")
	}
	if err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	taken := false
	if h.otherMail != nil {
		if taken, err = h.otherMail(r.Context(), raw); err != nil {
			return err
		}
	}
	if !taken {
		if err := h.service.TakeReply(r.Context(), raw); err != nil {
			return err
		}
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
