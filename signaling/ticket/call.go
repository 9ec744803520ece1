package ticket

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// CallHeader is the HTTP header with a Call's signature, ClientHeader the one with its Client.
const (
	CallHeader   = "Etrade-Node"
	ClientHeader = "Etrade-Client"
)

const callPurpose = "etrade node call v1\x00"

// Call is an HTTP request from one node of the office to another, as far as it is signed.
type Call struct {
	Method, Path string
	Client       string // address of the person for whom it is made, "" for none
	Body         []byte
}

// Sign is the value of CallHeader: the time in ms "." base64url(HMAC-SHA256). It counts for Leeway in both directions.
func (c Call) Sign(keys Keys, now time.Time) string {
	at := strconv.FormatInt(now.UnixMilli(), 10)
	return at + "." + base64.RawURLEncoding.EncodeToString(sign(keys.Current, callPurpose, c.text(at)))
}

// Check is ErrInvalid unless text is a signature of this call that was made just now.
func (c Call) Check(keys Keys, text string, now time.Time) error {
	at, signature, _ := strings.Cut(text, ".")
	ms, err := strconv.ParseInt(at, 10, 64)
	if err != nil || now.Sub(time.UnixMilli(ms)).Abs() > Leeway {
		return ErrInvalid
	}
	given, err := base64.RawURLEncoding.Strict().DecodeString(signature)
	if err != nil || !signedBy(keys, callPurpose, c.text(at), given) {
		return ErrInvalid
	}
	return nil
}

// text is what is signed; quoting keeps the parts apart whatever they hold.
func (c Call) text(at string) string {
	return fmt.Sprintf("%s %q %q %q %x", at, c.Method, c.Path, c.Client, sha256.Sum256(c.Body))
}
