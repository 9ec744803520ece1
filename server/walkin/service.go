package walkin

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
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
	Wake         Wake
	Settings     Settings
	Log          *slog.Logger
	Now          func() time.Time
}

// Wake tells open pages that something may have changed for them. It is a hint after a commit: a page that misses it
// reads again within seconds by itself.
type Wake func(ctx context.Context, topics ...string)

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
		return s.Queue.Insert(ctx, tx, push{Ring: r.ID.UUID, Version: r.Version})
	default:
		return nil
	}
}

// tell wakes the pages of everybody whom a ring is about.
func (s *Service) tell(ctx context.Context, r Ring) {
	topics := []string{CompanyTopic(r.Supplier), OfficeTopic, UserTopic(r.Caller)}
	if r.Interpreter != (account.UserID{}) {
		topics = append(topics, UserTopic(r.Interpreter))
	}
	s.Wake(ctx, topics...)
}

// OfficeTopic wakes the officers' pages.
const OfficeTopic = "rings:office"

// CompanyTopic wakes the pages of a company's members.
func CompanyTopic(id account.CompanyID) string { return "rings:company:" + id.String() }

// UserTopic wakes the pages of one person.
func UserTopic(id account.UserID) string { return "rings:user:" + id.String() }

func newID() ID { return ID{uuid.Must(uuid.NewV7())} }
