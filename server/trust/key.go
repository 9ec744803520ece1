package trust

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/statement"
)

// Key is a key that signs for the office or a desk.
type Key struct {
	ID          string
	DeskID      *account.DeskID // nil: the office's
	Public      []byte
	Sealed      []byte // the private half, for the office's alone
	FromDay     time.Time
	UntilDay    time.Time
	ByUser      *account.UserID
	PublishedAt *time.Time // nil: an officer has not compared it yet
	WithdrawnOn *time.Time
	OwnerID     string
	OwnerEn     string
	OwnerKo     string
}

// Owner is the owner's name by language; of the office none.
func (k Key) Owner() map[string]string { return map[string]string{"en": k.OwnerEn, "ko": k.OwnerKo} }

// Text is the public half as people compare it.
func (k Key) Text() string { return base64.StdEncoding.EncodeToString(k.Public) }

// published is the key as everybody may have it.
func (k Key) published(office statement.Named) statement.Key {
	p := statement.Key{ID: k.ID, Kind: statement.OfOffice, Owner: office, Public: k.Text(), From: k.FromDay.Format(time.DateOnly), Until: k.UntilDay.Format(time.DateOnly)}
	if k.DeskID != nil {
		p.Kind, p.Owner = statement.OfDesk, statement.Named{ID: k.OwnerID, En: k.OwnerEn, Ko: k.OwnerKo}
	}
	if k.WithdrawnOn != nil {
		p.Withdrawn = k.WithdrawnOn.Format(time.DateOnly)
	}
	return p
}

// keyYears is how long a key signs.
const keyYears = 3

// keySignsBack is how many days before it came a desk's key may have been asked: what waits for a signature was often
// proposed before there was one.
const keySignsBack = 30

// officeKey is the office's key of today, made when there is none.
func (s *Service) officeKey(ctx context.Context, tx postgres.Tx, now time.Time) (Key, ed25519.PrivateKey, error) {
	if err := lockOfficeKey(ctx, tx); err != nil {
		return Key{}, nil, err
	}
	keys, err := findOfficeKeys(ctx, tx, now)
	if err != nil {
		return Key{}, nil, err
	}
	if len(keys) > 0 {
		private, err := s.open(keys[0])
		return keys[0], private, err
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return Key{}, nil, err
	}
	count, err := countKeys(ctx, tx)
	if err != nil {
		return Key{}, nil, err
	}
	key := Key{ID: fmt.Sprintf("%s-%d-%d", strings.ToLower(s.Office.ID), now.Year(), count+1), Public: public, FromDay: now, UntilDay: now.AddDate(keyYears, 0, 0), PublishedAt: &now}
	if key.Sealed, err = s.seal(key.ID, private); err != nil {
		return Key{}, nil, err
	}
	return key, private, insertKey(ctx, tx, key)
}

// seal closes a private key with the office's secret; the id is bound in.
func (s *Service) seal(id string, private ed25519.PrivateKey) ([]byte, error) {
	aead, err := newAEAD(s.Seal)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return aead.Seal(nonce, nonce, private.Seed(), []byte(id)), nil
}

func (s *Service) open(k Key) (ed25519.PrivateKey, error) {
	for _, secret := range [][]byte{s.Seal, s.Before} {
		if private, err := k.openWith(secret); err == nil {
			return private, nil
		}
	}
	return nil, fmt.Errorf("the office's key %s does not open with ETRADE_SECRET or ETRADE_SECRET_BEFORE", k.ID)
}

func (k Key) openWith(secret []byte) (ed25519.PrivateKey, error) {
	aead, err := newAEAD(secret)
	if err != nil {
		return nil, err
	}
	if len(k.Sealed) < aead.NonceSize() {
		return nil, fmt.Errorf("key %s is cut short", k.ID)
	}
	seed, err := aead.Open(nil, k.Sealed[:aead.NonceSize()], k.Sealed[aead.NonceSize():], []byte(k.ID))
	if err != nil {
		return nil, err
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// reseal closes the office's keys with the secret of today where only the one before opens them, so that it can go.
func (s *Service) reseal(ctx context.Context, tx postgres.Tx, now time.Time) error {
	if err := lockOfficeKey(ctx, tx); err != nil {
		return err
	}
	keys, err := findOfficeKeys(ctx, tx, now)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if _, err := k.openWith(s.Seal); err == nil {
			continue
		}
		private, err := s.open(k)
		if err != nil {
			return err
		}
		if k.Sealed, err = s.seal(k.ID, private); err != nil {
			return err
		}
		if err := updateSealed(ctx, tx, k); err != nil {
			return err
		}
	}
	return nil
}

func newAEAD(secret []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, fmt.Errorf("the secret that seals keys: %w", err)
	}
	return cipher.NewGCM(block)
}

// NewKey is the public half of a key, as a desk hands it in.
type NewKey struct {
	ID     string
	Public string // base64
	Proof  string // the signature over statement.Proof, made with the private half
}

// AddKey takes a desk's key from who shows that they hold it. It signs once an officer has compared it with the desk and
// published it.
func (s *Service) AddKey(ctx context.Context, v account.Viewer, k NewKey) error {
	desks := desksOf(v)
	if err := account.May(v, account.KeepKeys, account.Object{Desks: desks}); err != nil {
		return err
	}
	if s.associationOnly(ctx, v) {
		return problem.New(problem.Forbidden, "association_recommends")
	}
	raw, err := statement.PublicKey(strings.TrimSpace(k.Public))
	if err != nil {
		return problem.InvalidFields(problem.Field{Name: "public", Code: "key_public"})
	}
	if !statement.IsKeyID(k.ID) {
		return problem.InvalidFields(problem.Field{Name: "id", Code: "key_id"})
	}
	desk, err := s.Accounts.Desk(ctx, desks[0])
	if err != nil {
		return err
	}
	held := statement.Key{Public: strings.TrimSpace(k.Public)}
	said, err := statement.Proof(desk.Slug, k.ID, held.Public)
	if err != nil {
		return err
	}
	if !held.Verify(said, strings.TrimSpace(k.Proof)) {
		return problem.InvalidFields(problem.Field{Name: "proof", Code: "key_proof"})
	}
	now := s.Now()
	err = insertKey(ctx, s.DB, Key{ID: k.ID, DeskID: &desks[0], Public: raw, FromDay: now.AddDate(0, 0, -keySignsBack), UntilDay: now.AddDate(keyYears, 0, 0), ByUser: &v.User})
	if postgres.IsUnique(err) {
		return problem.New(problem.Conflict, "key_there")
	}
	return err
}

// SettleKey publishes a desk's key, or withdraws one: what it signed counts no longer.
func (s *Service) SettleKey(ctx context.Context, v account.Viewer, id, act string) error {
	key, err := findKey(ctx, s.DB, id)
	if !v.SignedIn() || err != nil {
		return errors.Join(account.May(v, account.PublishKeys, account.Object{}), err)
	}
	mine := key.DeskID != nil && slices.Contains(desksOf(v), *key.DeskID)
	if act == "withdraw" && mine {
		return withdrawKey(ctx, s.DB, id, s.Now())
	}
	if err := account.May(v, account.PublishKeys, account.Object{}); err != nil {
		return err
	}
	switch act {
	case "publish":
		return publishKey(ctx, s.DB, id, v.User, s.Now())
	case "withdraw":
		return withdrawKey(ctx, s.DB, id, s.Now())
	}
	return problem.New(problem.NotFound, "not_found")
}

// keyDesk is the desk that a viewer keeps keys for, and a name for its next key.
func (s *Service) keyDesk(ctx context.Context, v account.Viewer) (desk account.Desk, next string, err error) {
	if desk, err = s.Accounts.Desk(ctx, desksOf(v)[0]); err != nil {
		return desk, "", err
	}
	keys, err := findKeys(ctx, s.DB)
	if err != nil {
		return desk, "", err
	}
	for n := 1; ; n++ {
		next = fmt.Sprintf("%s-%d-%d", desk.Slug, s.Now().Year(), n)
		if !slices.ContainsFunc(keys, func(k Key) bool { return k.ID == next }) {
			return desk, next, nil
		}
	}
}

// KeysOf are the keys that a viewer may see: an officer all, a desk its own.
func (s *Service) KeysOf(ctx context.Context, v account.Viewer) ([]Key, error) {
	desks := desksOf(v)
	if err := account.May(v, account.ReadTrustQueue, account.Object{Desks: desks}); err != nil {
		return nil, err
	}
	keys, err := findKeys(ctx, s.DB)
	if err != nil || v.Is(account.Officer) || v.Is(account.Operator) {
		return keys, err
	}
	return slices.DeleteFunc(keys, func(k Key) bool { return k.DeskID == nil || !slices.Contains(desks, *k.DeskID) }), nil
}
