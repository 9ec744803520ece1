package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

const (
	codeLife  = 10 * time.Minute // ASVS 5.0 §6.5.5
	codeTries = 5                // wrong codes until a request is dead
)

// SignInID names one request to sign in by mail. The browser that asked keeps it; the mail has the secrets.
type SignInID struct{ uuid.UUID }

// Entry is an address that was proven by a code or a link.
type Entry struct {
	Email string
	User  UserID // zero when nobody has this address yet
	Next  string // path to go on to
}

// RequestCode sends a code and a link to the address, whether or not somebody has it, so that the answer tells
// nobody who has an account. Next is the path to go on to after the sign-in.
func (s *Service) RequestCode(ctx context.Context, email, lang, next string) (SignInID, error) {
	email = cleanEmail(email)
	if !emailOK(email) {
		return SignInID{}, problem.InvalidFields(problem.Field{Name: "email", Code: "email_invalid"})
	}
	id := SignInID{newID()}
	now := s.now()
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		// A person looks at the newest mail: what older ones carry works no more.
		if err := retireSignIns(ctx, tx, email, now); err != nil {
			return err
		}
		if err := insertSignIn(ctx, tx, id, email, lang, next, now.Add(codeLife)); err != nil {
			return err
		}
		return s.queue.Insert(ctx, tx, codeMail{Request: id.UUID})
	})
	if err != nil {
		return SignInID{}, fmt.Errorf("request a sign-in code: %w", err)
	}
	return id, nil
}

// secrets are what the mail carries; the database keeps their hashes only.
type secrets struct {
	Code string // six digits
	Link string // 256 random bits, base64url
}

func newSecrets() (secrets, error) {
	number, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return secrets{}, fmt.Errorf("draw a code: %w", err)
	}
	link := make([]byte, 32)
	_, _ = rand.Read(link) // never fails (crypto/rand)
	return secrets{Code: fmt.Sprintf("%06d", number), Link: base64.RawURLEncoding.EncodeToString(link)}, nil
}

// hashCode binds the code to its request, so that equal codes of two requests have different hashes.
func hashCode(id SignInID, code string) []byte {
	sum := sha256.Sum256([]byte("sign-in code\x00" + id.String() + "\x00" + code))
	return sum[:]
}

func hashLink(link string) []byte {
	sum := sha256.Sum256([]byte("sign-in link\x00" + link))
	return sum[:]
}

// UseCode consumes the request with the code from the mail. Every try counts before it is looked at, so that
// parallel tries gain nothing.
func (s *Service) UseCode(ctx context.Context, id SignInID, code string) (Entry, error) {
	code = strings.NewReplacer(" ", "", "-", "").Replace(code)
	now := s.now()
	tried, err := countTry(ctx, s.db, id, now)
	if err != nil {
		return Entry{}, err
	}
	if subtle.ConstantTimeCompare(tried.CodeHash, hashCode(id, code)) != 1 {
		if left := codeTries - tried.Tries; left > 0 {
			return Entry{}, problem.New(problem.Invalid, "code_wrong", "Count", left)
		}
		return Entry{}, problem.New(problem.Gone, "code_dead")
	}
	used, err := useSignIn(ctx, s.db, id, now)
	if err != nil {
		return Entry{}, err
	}
	return s.entry(ctx, used)
}

// UseLink consumes the request whose link carries this secret.
func (s *Service) UseLink(ctx context.Context, link string) (Entry, error) {
	used, err := useSignInLink(ctx, s.db, hashLink(link), s.now())
	if err != nil {
		return Entry{}, err
	}
	return s.entry(ctx, used)
}

// LinkEmail is the address that a link signs in, so that its page can name it; Gone when the link works no more. It
// consumes nothing.
func (s *Service) LinkEmail(ctx context.Context, link string) (string, error) {
	return findSignInLink(ctx, s.db, hashLink(link), s.now())
}

func (s *Service) entry(ctx context.Context, used usedSignIn) (Entry, error) {
	entry := Entry{Email: used.Email, Next: used.Next}
	user, err := findUserByEmail(ctx, s.db, used.Email)
	if problem.Is(err, problem.NotFound) {
		return entry, nil
	}
	if err != nil {
		return Entry{}, err
	}
	if user.DisabledAt != nil {
		return Entry{}, problem.New(problem.Forbidden, "account_disabled")
	}
	entry.User = user.ID
	return entry, nil
}
