package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/problem"
)

// tokenPrefix lets a scanner that finds a token in a public place know whose it is.
const tokenPrefix = "etrade_"

func hashToken(token string) []byte {
	sum := sha256.Sum256([]byte("api token\x00" + token))
	return sum[:]
}

// TokenCreate makes a bearer token of the API for a person; it is shown once, only its hash is kept.
func (s *Service) TokenCreate(ctx context.Context, user UserID, name string, life time.Duration) (token string, err error) {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	token = tokenPrefix + base64.RawURLEncoding.EncodeToString(raw)
	return token, insertToken(ctx, s.db, newID(), user, name, hashToken(token), s.now().Add(life))
}

// TokenViewer is whom a bearer token stands for. An unknown, expired or revoked token is a SignIn refusal.
func (s *Service) TokenViewer(ctx context.Context, token string) (Viewer, error) {
	refused := problem.New(problem.SignIn, "token_refused")
	if !strings.HasPrefix(token, tokenPrefix) {
		return Viewer{}, refused
	}
	user, err := findTokenUser(ctx, s.db, hashToken(token), s.now())
	if problem.Is(err, problem.NotFound) {
		return Viewer{}, refused
	}
	if err != nil {
		return Viewer{}, err
	}
	viewer, err := s.Viewer(ctx, user)
	if problem.Is(err, problem.NotFound) {
		return Viewer{}, refused
	}
	return viewer, err
}

// TokensRevoke ends all tokens of a person.
func (s *Service) TokensRevoke(ctx context.Context, user UserID) error {
	return revokeTokens(ctx, s.db, user, s.now())
}
