// Package ticket owns the join ticket: the portal's signed word that one person may take one seat in one room, for 30 s and
// once. The portal mints it after it has checked the seat; the live side verifies it without asking anybody. With the same keys the
// nodes of an office sign what they ask of each other, see Call.
// It leaves single use to the room, which remembers the ids, and who may have a seat to the portal.
package ticket

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Life is how long a ticket counts after it was minted.
const Life = 30 * time.Second

// Leeway is how far the clocks of portal and live side may differ.
const Leeway = 5 * time.Second

// MinKey is the shortest key in bytes.
const MinKey = 32

// ErrInvalid is a ticket that is forged, damaged or too old; ErrExpired, which is one too, is a good one that is only too old: no sign of an attack.
var (
	ErrInvalid = errors.New("ticket is not valid")
	ErrExpired = fmt.Errorf("%w: it is too old", ErrInvalid)
)

// Keys are the two live secrets: tickets are signed with Current and accepted with either, so that a key can be changed
// without refusing anybody. Previous may be empty.
type Keys struct{ Current, Previous []byte }

// Check reports keys that are too short.
func (k Keys) Check() error {
	if len(k.Current) < MinKey || len(k.Previous) > 0 && len(k.Previous) < MinKey {
		return fmt.Errorf("a ticket key has fewer than %d bytes", MinKey)
	}
	return nil
}

// Claims is what a ticket says. Role is host, guest, interpreter or officer; Side is supplier, buyer or office.
type Claims struct {
	ID          string    `json:"id"`          // 128 random bits, base64url; Mint fills it when empty
	Room        string    `json:"room"`        // consultation id
	Participant string    `json:"participant"` // user id
	Name        string    `json:"name"`
	Role        string    `json:"role"`
	Side        string    `json:"side"`
	Company     string    `json:"company"`             // name as shown to who reads none of CompanyNames
	CompanyID   string    `json:"companyId,omitempty"` // for presence; "" for people of the office
	Lang        string    `json:"lang"`                // BCP 47, spoken
	Number      string    `json:"number"`              // of the consultation
	StartsAt    time.Time `json:"startsAt"`            // agreed
	EndsAt      time.Time `json:"endsAt"`              // agreed
	// CompanyNames are the names as shown by language, BCP 47; tickets of older portals have none.
	CompanyNames map[string]string `json:"companyNames,omitempty"`
	// Interpreters are the user ids of those without whom the room does not start, two in a relay; none: it need not wait.
	Interpreters []string  `json:"interpreters,omitempty"`
	Node         string    `json:"node"` // socket URL that the page was given: the owner node's, or any
	Exp          time.Time `json:"exp"`  // Mint's caller sets now + Life
}

const purpose = "etrade join ticket v1\x00"

// Mint signs the claims. The text is base64url(JSON) "." base64url(HMAC-SHA256), safe in JSON and HTML attributes.
func Mint(keys Keys, claims Claims) string {
	if claims.ID == "" {
		claims.ID = rand.Text()
	}
	body, err := json.Marshal(claims)
	if err != nil { // time outside years 0-9999: the caller's fault, found by its first test
		panic(fmt.Sprintf("mint ticket: %v", err))
	}
	text := base64.RawURLEncoding.EncodeToString(body)
	return text + "." + base64.RawURLEncoding.EncodeToString(sign(keys.Current, purpose, text))
}

// Verify is what the ticket says, or ErrInvalid.
func Verify(keys Keys, text string, now time.Time) (Claims, error) {
	body, signature, ok := strings.Cut(text, ".")
	if !ok {
		return Claims{}, ErrInvalid
	}
	given, err := base64.RawURLEncoding.Strict().DecodeString(signature)
	if err != nil || !signedBy(keys, purpose, body, given) {
		return Claims{}, ErrInvalid
	}
	data, err := base64.RawURLEncoding.Strict().DecodeString(body)
	if err != nil {
		return Claims{}, ErrInvalid
	}
	var claims Claims
	if err := json.Unmarshal(data, &claims); err != nil || claims.ID == "" || claims.Room == "" || claims.Participant == "" {
		return Claims{}, ErrInvalid
	}
	switch {
	case now.After(claims.Exp.Add(Leeway)):
		return Claims{}, ErrExpired
	case claims.Exp.After(now.Add(Life + Leeway)):
		return Claims{}, ErrInvalid
	}
	return claims, nil
}

func signedBy(keys Keys, purpose, body string, given []byte) bool {
	for _, key := range [][]byte{keys.Current, keys.Previous} {
		if len(key) >= MinKey && hmac.Equal(given, sign(key, purpose, body)) {
			return true
		}
	}
	return false
}

func sign(key []byte, purpose, body string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(purpose))
	mac.Write([]byte(body))
	return mac.Sum(nil)
}
