package statement

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"regexp"
	"time"
)

// Signature is one office's, over the statement's canonical bytes.
type Signature struct {
	Key       string `json:"key"`       // id of a published key
	Signature string `json:"signature"` // Ed25519 (RFC 8032), standard base64
}

// File is a statement with its signatures, as it is handed out.
type File struct {
	Statement  Statement   `json:"statement"`
	Signatures []Signature `json:"signatures"`
}

// Bytes are the file as it is handed out.
func (f File) Bytes() ([]byte, error) { return canonicalOf(f) }

// Sign is the signature of a private key over a statement.
func Sign(s Statement, id string, key ed25519.PrivateKey) (Signature, error) {
	said, err := s.Canonical()
	if err != nil {
		return Signature{}, err
	}
	return Signature{Key: id, Signature: encode(ed25519.Sign(key, said))}, nil
}

// Key is a published key. Days are written 2006-01-02; the key signs from the first to the last.
type Key struct {
	ID        string `json:"id"`
	Kind      string `json:"kind"` // of its owner: office or desk
	Owner     Named  `json:"owner"`
	Public    string `json:"public"` // 32 bytes, standard base64
	From      string `json:"from"`
	Until     string `json:"until"`
	Withdrawn string `json:"withdrawn"` // the day from which nothing it signed counts, or nothing
}

// Kinds of owners.
const (
	OfOffice = "office"
	OfDesk   = "desk"
)

// Keys are all published keys.
type Keys struct {
	Keys []Key `json:"keys"`
}

// Bytes are the keys as they are published.
func (k Keys) Bytes() ([]byte, error) { return canonicalOf(k) }

// ReadKeys reads published keys.
func ReadKeys(raw []byte) (Keys, error) {
	var k Keys
	return k, read(trimmed(raw), &k)
}

func (k Keys) find(id string) (Key, bool) {
	for _, key := range k.Keys {
		if key.ID == id {
			return key, true
		}
	}
	return Key{}, false
}

var keyID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// IsKeyID reports whether a text can name a key.
func IsKeyID(text string) bool { return len(text) <= 40 && keyID.MatchString(text) }

// Verify reports whether a signature of this key stands under the bytes.
func (k Key) Verify(said []byte, signature string) bool {
	public, err := PublicKey(k.Public)
	if err != nil {
		return false
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(signature)
	return err == nil && ed25519.Verify(public, said, raw)
}

// PublicKey reads a public key in standard base64.
func PublicKey(text string) (ed25519.PublicKey, error) {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("%w: a public key has 32 bytes in base64", errForm)
	}
	return raw, nil
}

// Proof are the bytes that a desk signs with a key to show that it holds it: they bind the key to the desk and its name.
func Proof(desk, key, public string) ([]byte, error) {
	return canonicalOf(struct {
		Desk    string `json:"desk"`
		Key     string `json:"key"`
		Public  string `json:"public"`
		Purpose string `json:"purpose"`
	}{desk, key, public, "etrade key of a desk"})
}

// Signs reports whether the key may stand under what was issued on a day.
func (k Key) Signs(day string) bool { return k.Withdrawn == "" && k.From <= day && day <= k.Until }

// Reasons are why a statement stands on the list.
var Reasons = []string{"superseded", "not_checked_again", "wrong_facts", "company_revoked", "fraud", "asked_by_company", "withdrawn"}

// Revoked is one entry of the list.
type Revoked struct {
	Code   string `json:"code"`
	On     string `json:"on"` // 2006-01-02
	Reason string `json:"reason"`
}

// List is what was revoked, numbered and dated. A newer one is there by NextBy at the latest.
type List struct {
	Number   int64     `json:"number"`
	IssuedAt string    `json:"issued_at"` // RFC 3339, UTC
	NextBy   string    `json:"next_by"`
	Revoked  []Revoked `json:"revoked"`
}

// SignedList is a list with the office's signature.
type SignedList struct {
	List      List      `json:"list"`
	Signature Signature `json:"signature"`
}

// SignList signs a list with a key of the office.
func SignList(list List, id string, key ed25519.PrivateKey) (SignedList, error) {
	if list.Revoked == nil {
		list.Revoked = []Revoked{}
	}
	said, err := canonicalOf(list)
	if err != nil {
		return SignedList{}, err
	}
	return SignedList{list, Signature{Key: id, Signature: encode(ed25519.Sign(key, said))}}, nil
}

// Bytes are the list as it is published.
func (l SignedList) Bytes() ([]byte, error) { return canonicalOf(l) }

// Old reports whether a newer list must be there at an instant.
func (l List) Old(at time.Time) bool {
	next, err := time.Parse(time.RFC3339, l.NextBy)
	return err != nil || at.After(next)
}

func (l List) find(code string) (Revoked, bool) {
	for _, r := range l.Revoked {
		if r.Code == code {
			return r, true
		}
	}
	return Revoked{}, false
}

func encode(raw []byte) string { return base64.StdEncoding.EncodeToString(raw) }
