package walkin

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/blob"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/push"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/signaling/control"
)

// Config is what the service needs. Presence may be nil: then nobody knows who is at the desk. Wake may be nil; with Now
// nil the database's clock decides, so that all nodes agree.
type Config struct {
	DB           *postgres.DB
	Accounts     *account.Service
	Catalog      *catalog.Service
	Schedule     *schedule.Service
	Consultation *consultation.Service
	Queue        *jobs.Queue
	Presence     control.Presence
	Files        blob.Store // of the films that callers leave; nil: none are taken
	Push         *push.Push // nil: no device is woken
	Wake         Wake
	Key          []byte // names what pages listen to, so that nobody can listen for others
	Settings     Settings
	Log          *slog.Logger
	Now          func() time.Time
}

// Wake tells open pages that something may have changed for them. It is a hint after a commit: a page that misses it
// reads again within seconds by itself.
type Wake func(ctx context.Context, things ...string)

// Service moves rings. It is safe for concurrent use.
type Service struct{ Config }

// New makes the service.
func New(c Config) *Service {
	if c.Wake == nil {
		c.Wake = func(context.Context, ...string) {}
	}
	return &Service{c}
}

// instant is the one now of a transaction, read after its locks.
func (s *Service) instant(ctx context.Context, tx postgres.Tx) (time.Time, error) {
	if s.Now != nil {
		return s.Now().UTC().Truncate(time.Microsecond), nil
	}
	now, err := databaseClock(ctx, tx)
	return now.UTC(), err
}

// clock is now outside of transactions.
func (s *Service) clock() time.Time {
	if s.Now != nil {
		return s.Now().UTC()
	}
	return time.Now().UTC()
}

// actor is who makes a move.
type actor struct {
	ID   string
	User account.UserID
	Side Side
}

var bySystem = actor{ID: "server", Side: Server}

func byPerson(v account.Viewer, side Side) actor {
	return actor{ID: v.User.String(), User: v.User, Side: side}
}

// advance makes the move on the value alone.
func advance(r *Ring, m Move, a actor, reason string, now time.Time) (Event, error) {
	if err := m.allows(*r, a.Side); err != nil {
		return Event{}, err
	}
	from := r.State
	if to := moves[m].To; to != "" {
		r.State = to
	}
	r.follow(m, a, now)
	if reason != "" {
		r.Reason = reason
	}
	r.Version++
	return Event{RingID: r.ID, Version: r.Version, At: now, Actor: a.ID, Side: a.Side, Move: m, FromState: from, ToState: r.State, Reason: reason}, nil
}

// follow is what a move changes beside the state.
func (r *Ring) follow(m Move, a actor, now time.Time) {
	switch m {
	case MoveRing:
		r.RungAt = &now
	case MoveAdmit:
		r.Gate, r.Rings, r.RungAt = "", RingsCompany, &now
	case MoveEscalate:
		r.Rings, r.RungAt = RingsOffice, &now
	case MoveHandOver:
		r.State, r.Gate, r.Rings, r.RungAt, r.FirstAsk, r.Refused = Ringing, "", RingsCompany, &now, false, nil
	case MoveRefuse:
		r.Refused = append(slices.Clone(r.Refused), a.User)
	case MoveAnswer:
		r.AnsweredAt, r.AnsweredBy, r.Outcome = &now, a.User, OutcomeAnswered
	case MoveTake:
		r.AnsweredAt, r.AnsweredBy, r.Outcome = &now, a.User, OutcomeOffice
	case MoveBook:
		r.Outcome, r.EndedAt = OutcomeBooked, &now
	case MoveDecline:
		r.Outcome, r.EndedAt = OutcomeDeclined, &now
	case MoveLeave:
		r.Outcome, r.EndedAt = OutcomeLeft, &now
	case MoveTimeout:
		r.Outcome, r.EndedAt = OutcomeUnanswered, &now
	case MoveEnd:
		r.EndedAt = &now
	case MoveAsk, MoveNote, MoveLobby, MoveLive:
	}
}

// step makes one move of a locked ring and keeps it. Whom it rings from now on is pushed to after the commit.
func (s *Service) step(ctx context.Context, tx postgres.Tx, r *Ring, m Move, a actor, reason string, now time.Time) error {
	event, err := advance(r, m, a, reason, now)
	if err != nil {
		return err
	}
	return s.keep(ctx, tx, *r, event)
}

func (s *Service) keep(ctx context.Context, tx postgres.Tx, r Ring, event Event) error {
	if err := updateRing(ctx, tx, r); err != nil {
		return err
	}
	if err := insertEvent(ctx, tx, event); err != nil {
		return err
	}
	switch event.Move {
	case MoveRing, MoveAdmit, MoveEscalate, MoveHandOver, MoveAnswer:
		return s.Queue.Insert(ctx, tx, wakeDevices{Ring: r.ID.UUID, Version: r.Version})
	default:
		return nil
	}
}

// tell wakes the pages of everybody whom a ring is about.
func (s *Service) tell(ctx context.Context, r Ring) {
	things := []string{s.thing(r.Supplier.String()), s.thing(officeThing), s.thing(r.Caller.String())}
	if r.Interpreter != (account.UserID{}) {
		things = append(things, s.thing(r.Interpreter.String()))
	}
	s.Wake(ctx, things...)
}

const officeThing = "office"

// thing is the name under which pages listen for a company, a person or the office. Streams are open to everybody, so it
// cannot be guessed.
func (s *Service) thing(of string) string {
	sum := hmac.New(sha256.New, s.Key)
	sum.Write([]byte("rings of " + of))
	return "rings-" + hex.EncodeToString(sum.Sum(nil)[:20])
}

// Listens is the name of what the viewer's pages listen to.
func (s *Service) Listens(v account.Viewer) string {
	switch company, ok := v.Company(account.Supplier); {
	case v.Is(account.Officer):
		return s.thing(officeThing)
	case ok:
		return s.thing(company.String())
	}
	return s.thing(v.User.String())
}

func newID() ID { return ID{uuid.Must(uuid.NewV7())} }
