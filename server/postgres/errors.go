package postgres

import (
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// SQLSTATE codes (PostgreSQL, appendix A).
const (
	uniqueViolation    = "23505"
	checkViolation     = "23514"
	exclusionViolation = "23P01"
	deadlockDetected   = "40P01"
	diskFull           = "53100"
	notPrivileged      = "42501"
	badBytes           = "22021"
	badEscape          = "22P05" // NUL in a JSON text
	mustHold           = "ET001" // raised by must(), see migrations
)

func hasCode(err error, code string) bool {
	pgErr, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pgErr.Code == code
}

// IsRefusal reports that PostgreSQL has looked at what it was given and did not do it: trying less may succeed.
func IsRefusal(err error) bool {
	_, answered := errors.AsType[*pgconn.PgError](err)
	return answered && !IsAway(err)
}

// IsUnique reports a value that must be unique and is there already.
func IsUnique(err error) bool { return hasCode(err, uniqueViolation) }

// IsExclusion reports an interval that overlaps one that was there first.
func IsExclusion(err error) bool { return hasCode(err, exclusionViolation) }

// IsCheck reports a row that a check constraint refused.
func IsCheck(err error) bool { return hasCode(err, checkViolation) }

// IsDeadlock reports that this transaction was chosen to end a deadlock.
func IsDeadlock(err error) bool { return hasCode(err, deadlockDetected) }

// IsDiskFull reports that the server has no space left.
func IsDiskFull(err error) bool { return hasCode(err, diskFull) }

// IsNoText reports a text that PostgreSQL cannot hold: NUL, or bytes that are no UTF-8.
func IsNoText(err error) bool { return hasCode(err, badBytes) || hasCode(err, badEscape) }

// ConstraintName is the name of the constraint that refused, "" when none did.
func ConstraintName(err error) string {
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pgErr.ConstraintName
	}
	return ""
}

// Unmet is the detail of what a statement said must hold and did not, if the error is that one.
func Unmet(err error, named string) (detail string, unmet bool) {
	pgErr, ok := errors.AsType[*pgconn.PgError](err)
	if !ok || pgErr.Code != mustHold || pgErr.ConstraintName != named {
		return "", false
	}
	return pgErr.Detail, true
}

// IsAway reports that PostgreSQL did not answer, or was about to stop or to start: the same may succeed in a few seconds.
// What was being committed then may have been.
func IsAway(err error) bool {
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok {
		return strings.HasPrefix(pgErr.Code, "08") || strings.HasPrefix(pgErr.Code, "57P0") || pgErr.Code == "53300" // too many connections
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return true
	}
	return errors.Is(err, ErrCommitUnknown) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}
