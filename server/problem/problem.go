// Package problem owns the kinds of refusal that the portal can give, each with the code of a sentence for people.
// It leaves the sentences to web/locale (keys "problem.<code>"), and turning a problem into a page or an RFC 9457 body
// to server/errors.go.
package problem

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Kind says what sort of refusal an error is; each has one HTTP status.
type Kind int

// The kinds, in the order of their HTTP status. Internal is every error that is no *Error.
const (
	Internal Kind = iota
	Malformed
	SignIn
	Forbidden
	NotFound
	Conflict
	Gone
	TooLarge
	Invalid
	TooMany
	Unavailable
)

var status = [...]int{
	Internal: http.StatusInternalServerError, Malformed: http.StatusBadRequest, SignIn: http.StatusUnauthorized,
	Forbidden: http.StatusForbidden, NotFound: http.StatusNotFound, Conflict: http.StatusConflict, Gone: http.StatusGone,
	TooLarge: http.StatusRequestEntityTooLarge, Invalid: http.StatusUnprocessableEntity,
	TooMany: http.StatusTooManyRequests, Unavailable: http.StatusServiceUnavailable,
}

// Status is the HTTP status of the kind (RFC 9110 §15).
func (k Kind) Status() int { return status[k] }

// Field is what is wrong with one field of a form or body; Code is a locale key "problem.<code>".
type Field struct {
	Name string
	Code string
}

// Error is a refusal with its reason. Code is a locale key "problem.<code>" and is stable for API clients.
type Error struct {
	Kind       Kind
	Code       string
	Args       []any         // key, value pairs for the sentence's placeholders
	Fields     []Field       // set for Invalid
	State      string        // for a Conflict over a state: which it is
	Legal      []string      // for a Conflict over a state: what is legal now, as programs call it
	Near       []time.Time   // for a slot that is taken: the nearest free starts, UTC
	RetryAfter time.Duration // for TooMany and Unavailable
	cause      error
}

// New makes a refusal; args are key, value pairs for the sentence's placeholders.
func New(kind Kind, code string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Args: args}
}

// InvalidFields makes a refusal of a form with the fields that are wrong.
func InvalidFields(fields ...Field) *Error {
	return &Error{Kind: Invalid, Code: "form_invalid", Fields: fields}
}

// Together is one refusal of a form for all that is wrong with it: the fields of those that name fields, each once, or the first that is no
// matter of fields. Nil when all are.
func Together(refusals ...error) error {
	var all *Error
	for _, err := range refusals {
		p, ok := errors.AsType[*Error](err)
		switch {
		case err == nil:
		case !ok || len(p.Fields) == 0:
			return err
		case all == nil:
			all = InvalidFields(slices.Clone(p.Fields)...)
			all.Args = slices.Clone(p.Args)
		default:
			for _, f := range p.Fields {
				if !slices.Contains(all.Fields, f) {
					all.Fields = append(all.Fields, f)
				}
			}
			all.Args = append(all.Args, p.Args...)
		}
	}
	if all == nil {
		return nil
	}
	return all
}

// Because keeps the cause for the log; people never see it.
func (e *Error) Because(cause error) *Error {
	copied := *e
	copied.cause = cause
	return &copied
}

// In says in which state the thing is that the refusal is about.
func (e *Error) In(state string) *Error {
	copied := *e
	copied.State = state
	return &copied
}

// WithLegal says what is legal now.
func (e *Error) WithLegal(moves ...string) *Error {
	copied := *e
	copied.Legal = moves
	return &copied
}

// WithNear says what is free nearest to a taken slot.
func (e *Error) WithNear(starts ...time.Time) *Error {
	copied := *e
	copied.Near = starts
	return &copied
}

// RetryIn says when to try again.
func (e *Error) RetryIn(d time.Duration) *Error {
	copied := *e
	copied.RetryAfter = d
	return &copied
}

func (e *Error) Error() string {
	if e.cause != nil {
		return fmt.Sprintf("%s: %v", e.Code, e.cause)
	}
	return e.Code
}

func (e *Error) Unwrap() error { return e.cause }

// KindOf is the kind of the first *Error in the chain, Internal when there is none.
func KindOf(err error) Kind {
	if p, ok := errors.AsType[*Error](err); ok {
		return p.Kind
	}
	return Internal
}

// Is reports whether err is a refusal of this kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// OnForm reports whether a refusal belongs on the form that was sent, not on a page of its own.
func OnForm(err error) bool {
	switch KindOf(err) {
	case Invalid, Conflict, TooMany, Gone:
		return true
	default:
		return false
	}
}
