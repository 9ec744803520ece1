package statement

import (
	"bytes"
	"time"
)

// Result is what a check without a network finds.
type Result string

// The results.
const (
	Valid       Result = "valid" // as of the list's date
	Expired     Result = "expired"
	Revoke      Result = "revoked"
	Altered     Result = "altered"
	UnknownKey  Result = "unknown key"
	ListAltered Result = "list altered"
	ListOld     Result = "list too old"
)

// Finding is a result with what it stands on.
type Finding struct {
	Result    Result
	Statement Statement // of a file that was not altered
	Signers   []Key     // whose signatures are good
	Key       string    // id of the key that is unknown or may not sign
	List      List
	Revoked   Revoked
}

// Verify checks a file against published keys and a list, as of an instant. The keys are what the reader trusts: they came
// another way. What was altered is nobody's statement; a revoked one stays revoked however old the list is.
func Verify(file, keys, list []byte, at time.Time) Finding {
	known, err := ReadKeys(keys)
	if err != nil {
		return Finding{Result: UnknownKey}
	}
	var f File
	if err := read(trimmed(file), &f); err != nil {
		return Finding{Result: Altered}
	}
	said, err := f.Statement.Canonical()
	if err != nil || len(f.Signatures) == 0 {
		return Finding{Result: Altered}
	}
	found := Finding{Statement: f.Statement}
	for _, signature := range f.Signatures {
		key, ok := known.find(signature.Key)
		if !ok || !key.Signs(f.Statement.IssuedOn) {
			return Finding{Result: UnknownKey, Statement: f.Statement, Key: signature.Key}
		}
		if !key.Verify(said, signature.Signature) {
			return Finding{Result: Altered}
		}
		found.Signers = append(found.Signers, key)
	}
	var current SignedList
	if !readList(list, known, &current) {
		found.Result = ListAltered
		return found
	}
	found.List = current.List
	var revoked bool
	found.Revoked, revoked = current.List.find(f.Statement.Code)
	switch {
	case revoked:
		found.Result = Revoke
	case f.Statement.Expired(at):
		found.Result = Expired
	case current.List.Old(at):
		found.Result = ListOld
	default:
		found.Result = Valid
	}
	return found
}

// readList takes a list that a key of an office signed.
func readList(raw []byte, known Keys, list *SignedList) bool {
	if err := read(trimmed(raw), list); err != nil {
		return false
	}
	said, err := canonicalOf(list.List)
	if err != nil || len(list.List.IssuedAt) < len(time.DateOnly) {
		return false
	}
	key, ok := known.find(list.Signature.Key)
	return ok && key.Kind == OfOffice && key.Signs(list.List.IssuedAt[:len(time.DateOnly)]) && key.Verify(said, list.Signature.Signature)
}

// trimmed forgives the line end that editors and mail add.
func trimmed(raw []byte) []byte { return bytes.TrimRight(raw, "\r\n") }
