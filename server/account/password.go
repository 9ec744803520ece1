package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/etradeoffice/portal/server/problem"
)

// hashCost is what a guess at a password has to pay: argon2id with one lane.
type hashCost struct {
	memory uint32 // KiB
	passes uint32
}

// fullCost is what every service begins with (ASVS 5.0 §11.4.2).
var fullCost = hashCost{memory: 19 * 1024, passes: 2}

const (
	hashLanes    = 1
	hashLength   = 32 // bytes
	hashesAtOnce = 4  // so that a flood of sign-ins takes no more than 76 MiB
)

// HashCheaply makes the hashes of passwords that are given from now on cost next to nothing. It is for tests that are about something else,
// where the full cost is a tenth of a second a sign-in; a rule of cmd/dev keeps it out of the program. Call it before the service is used.
func (s *Service) HashCheaply() { s.cost = hashCost{memory: 8, passes: 1} }

const (
	passwordMin = 8   // characters
	passwordMax = 256 // characters
)

// hash is the PHC string of a password under a fresh salt.
func (c hashCost) hash(password string) string {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails (crypto/rand)
	return c.encode(salt, argon2.IDKey([]byte(password), salt, c.passes, c.memory, hashLanes, hashLength))
}

func (c hashCost) encode(salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.passes, hashLanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

// matches reports whether the password is the one of the PHC string. A string that is none never matches.
func matches(phc, password string) bool {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	var memory, passes uint32
	var lanes uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &lanes); err != nil || passes == 0 || lanes == 0 {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(want) == 0 {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, passes, memory, lanes, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1
}

// nobodysHash is compared when the address is unknown, so that both answers take equally long.
var nobodysHash = fullCost.encode(make([]byte, 16), make([]byte, hashLength))

// SignInPassword is the person with this address and password. Every refusal is the same, whichever part was wrong.
func (s *Service) SignInPassword(ctx context.Context, email, password string) (UserID, error) {
	refused := problem.New(problem.Invalid, "sign_in_refused")
	if utf8.RuneCountInString(password) > passwordMax {
		return UserID{}, refused
	}
	known, err := findPassword(ctx, s.db, cleanEmail(email))
	if err != nil && !problem.Is(err, problem.NotFound) {
		return UserID{}, err
	}
	hash := nobodysHash
	if known.PasswordHash != nil {
		hash = *known.PasswordHash
	}
	select {
	case s.hashes <- struct{}{}:
		defer func() { <-s.hashes }()
	case <-ctx.Done():
		return UserID{}, ctx.Err()
	}
	if !matches(hash, password) || known.PasswordHash == nil || known.DisabledAt != nil {
		return UserID{}, refused
	}
	return known.ID, nil
}

// checkPassword refuses a new password that is too short, too long or one that everybody tries first.
func checkPassword(password, email string) error {
	length := utf8.RuneCountInString(password)
	lower := strings.ToLower(password)
	name, _, _ := strings.Cut(email, "@")
	switch {
	case length < passwordMin:
		return problem.InvalidFields(problem.Field{Name: "password", Code: "password_short"})
	case length > passwordMax:
		return problem.InvalidFields(problem.Field{Name: "password", Code: "password_long"})
	case strings.Count(lower, lower[:1]) == len(lower), lower == name, strings.Contains("01234567890 abcdefghijklmnopqrstuvwxyz", lower),
		strings.HasPrefix(lower, "password"), strings.HasPrefix(lower, "qwerty"):
		return problem.InvalidFields(problem.Field{Name: "password", Code: "password_common"})
	}
	return nil
}
