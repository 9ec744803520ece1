package account

import (
	"context"
	"strings"
	"time"

	"github.com/alexedwards/scs/pgxstore"
	"github.com/alexedwards/scs/v2"
	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/postgres"
)

// How long a session lives without use, and at most (ASVS 5.0 §7.3). Staff get less.
const (
	sessionIdle  = 24 * time.Hour
	sessionLife  = 30 * 24 * time.Hour
	staffIdle    = 30 * time.Minute
	staffLife    = 12 * time.Hour
	provenLife   = time.Hour   // for a newcomer to fill in the form
	sessionTouch = time.Minute // a use is written down this often at most
)

// Sessions are browser sessions in PostgreSQL. Their cookie holds a random token of which the table has the hash.
// Manager's LoadAndSave goes around the handlers; the methods need the context it makes.
type Sessions struct {
	Manager *scs.SessionManager
	now     func() time.Time
	joins   []func(context.Context, UserID) error
}

// OnSignIn has what a visitor left in the session join the account, in the request that signs in. Call it before serving.
func (s *Sessions) OnSignIn(join func(context.Context, UserID) error) {
	s.joins = append(s.joins, join)
}

// NewSessions makes them. With secure, the cookie goes over TLS only and is bound to the host by its name. Expired rows
// are swept out by a job (HandleJobs): the store's own sweeper cannot be stopped without a data race.
func NewSessions(db *postgres.DB, secure bool, now func() time.Time) *Sessions {
	manager := scs.New()
	manager.Store = pgxstore.NewWithCleanupInterval(db.Pool, 0)
	manager.Lifetime = sessionLife
	manager.HashTokenInStore = true
	manager.Cookie.Name = "sid"
	if secure {
		manager.Cookie.Name, manager.Cookie.Secure = "__Host-sid", true
	}
	return &Sessions{Manager: manager, now: now}
}

// SignIn makes the session that of the user, under a new token (session fixation). What a visitor chose (zone,
// language) stays.
func (s *Sessions) SignIn(ctx context.Context, user UserID) error {
	if err := s.Manager.RenewToken(ctx); err != nil {
		return err
	}
	now := s.now().Unix()
	s.Manager.Put(ctx, "user", user.String())
	s.Manager.Put(ctx, "since", now)
	s.Manager.Put(ctx, "seen", now)
	s.Manager.Remove(ctx, "sign_in")
	s.Manager.Remove(ctx, "proven")
	for _, join := range s.joins {
		if err := join(ctx, user); err != nil {
			return err
		}
	}
	return nil
}

// Aside are the SKUs that a visitor has put aside in this session, the newest last.
func (s *Sessions) Aside(ctx context.Context) []string {
	return strings.Fields(s.Manager.GetString(ctx, "aside"))
}

// SetAside keeps them; none makes the session as if there never were any.
func (s *Sessions) SetAside(ctx context.Context, skus []string) {
	if len(skus) == 0 {
		s.Manager.Remove(ctx, "aside")
		return
	}
	s.Manager.Put(ctx, "aside", strings.Join(skus, " "))
}

// SignOut destroys the session.
func (s *Sessions) SignOut(ctx context.Context) error { return s.Manager.Destroy(ctx) }

// User is whose session it is; false for a visitor.
func (s *Sessions) User(ctx context.Context) (UserID, bool) {
	id, err := uuid.Parse(s.Manager.GetString(ctx, "user"))
	return UserID{id}, err == nil
}

// Fresh reports whether the session may still be used by this person, and notes the use. A session that was idle or
// lived for too long is destroyed.
func (s *Sessions) Fresh(ctx context.Context, v Viewer) (bool, error) {
	idle, life := sessionIdle, sessionLife
	if v.Is(Officer) || v.Is(Operator) {
		idle, life = staffIdle, staffLife
	}
	now := s.now()
	since := time.Unix(s.Manager.GetInt64(ctx, "since"), 0)
	seen := time.Unix(s.Manager.GetInt64(ctx, "seen"), 0)
	if now.Sub(since) > life || now.Sub(seen) > idle {
		return false, s.Manager.Destroy(ctx)
	}
	if now.Sub(seen) > sessionTouch {
		s.Manager.Put(ctx, "seen", now.Unix())
	}
	return true, nil
}

// Asked remembers in the browser which request to sign in by mail it made.
func (s *Sessions) Asked(ctx context.Context, id SignInID, email string) {
	s.Manager.Put(ctx, "sign_in", id.String())
	s.Manager.Put(ctx, "sign_in_email", email)
}

// AskedFor is the browser's request to sign in by mail.
func (s *Sessions) AskedFor(ctx context.Context) (id SignInID, email string, ok bool) {
	parsed, err := uuid.Parse(s.Manager.GetString(ctx, "sign_in"))
	return SignInID{parsed}, s.Manager.GetString(ctx, "sign_in_email"), err == nil
}

// Proven remembers an address that was proven and that nobody has yet, until its owner registers.
func (s *Sessions) Proven(ctx context.Context, email string) error {
	if err := s.Manager.RenewToken(ctx); err != nil {
		return err
	}
	s.Manager.Put(ctx, "proven", email)
	s.Manager.Put(ctx, "proven_at", s.now().Unix())
	return nil
}

// ProvenEmail is the address that this browser has proven within the last hour; empty when there is none.
func (s *Sessions) ProvenEmail(ctx context.Context) string {
	if s.now().Sub(time.Unix(s.Manager.GetInt64(ctx, "proven_at"), 0)) > provenLife {
		return ""
	}
	return s.Manager.GetString(ctx, "proven")
}

// Place is the zone and city that a visitor chose; empty when none was.
func (s *Sessions) Place(ctx context.Context) (zone, city string) {
	return s.Manager.GetString(ctx, "zone"), s.Manager.GetString(ctx, "city")
}

// SetPlace keeps a visitor's zone and city.
func (s *Sessions) SetPlace(ctx context.Context, zone, city string) {
	s.Manager.Put(ctx, "zone", zone)
	s.Manager.Put(ctx, "city", city)
}
