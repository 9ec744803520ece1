package consultation

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/chain"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/signaling/ticket"
)

// Service moves consultations. It is safe for concurrent use.
type Service struct {
	db       *postgres.DB
	accounts *account.Service
	schedule *schedule.Service
	// interpreters keeps who they are and what they were asked.
	interpreters *interpreter.Service
	queue        *jobs.Queue
	writing      *writing
	asking       chan struct{} // holds one for each request that is at work: see requestsAtOnce
	settings     Settings
	seats        Seats
	pushes       bool // reminders wake devices too
	log          *slog.Logger
	now          func() time.Time // nil: the database's clock
}

// Seats is how tickets into rooms are made.
type Seats struct {
	Keys   ticket.Keys
	Socket string // URL of the live side's socket, as the browser reaches it, at any node
	// Owner is the socket's URL at the node that has a room, "" for any; nil: there is one node.
	Owner func(ctx context.Context, room string) string
}

// socket is where a room's socket is best opened: at the node that has the room, else at any, which leads there.
func (s Seats) socket(ctx context.Context, room string) string {
	if s.Owner != nil {
		if url := s.Owner(ctx, room); url != "" {
			return url
		}
	}
	return s.Socket
}

// New makes the service. With now nil the database's clock decides, so that all nodes agree; tests set it.
func New(db *postgres.DB, accounts *account.Service, times *schedule.Service, queue *jobs.Queue, settings Settings, seats Seats, log *slog.Logger, now func() time.Time) *Service {
	s := &Service{db: db, accounts: accounts, schedule: times, interpreters: interpreter.New(db, times), queue: queue, settings: settings, seats: seats, log: log, now: now}
	s.writing, s.asking = &writing{commit: s.writeTogether}, make(chan struct{}, requestsAtOnce)
	return s
}

// instant is the one now of a transaction, read after its locks.
func (s *Service) instant(ctx context.Context, tx postgres.Tx) (time.Time, error) {
	if s.now != nil {
		return s.now().UTC().Truncate(time.Microsecond), nil
	}
	now, err := databaseClock(ctx, tx)
	return now.UTC(), err
}

// Now is the instant outside of transactions, UTC.
func (s *Service) Now() time.Time {
	if s.now != nil {
		return s.now().UTC()
	}
	return time.Now().UTC()
}

// actor is who makes a move.
type actor struct {
	ID   string
	Side Owner
}

var bySystem = actor{ID: "server", Side: server}

// step makes one move of a locked consultation: state, version, deadlines, event, reminders. The caller has changed what
// else the move changes, and freed the claims if it leads to a state that owns none (see leave, makeRoom).
func (s *Service) step(ctx context.Context, tx postgres.Tx, c *Consultation, m Move, a actor, reason string, now time.Time) error {
	from := c.State
	event, err := s.advance(c, m, a, reason, now)
	if err != nil {
		return err
	}
	if err := update(ctx, tx, *c); err != nil {
		return err
	}
	if err := appendEvent(ctx, tx, event); err != nil {
		return err
	}
	if m.settled(c.State) {
		for _, kind := range []string{TaskHours, TaskHoliday, TaskPaper} {
			if err := dropTasks(ctx, tx, c.ID, kind, now); err != nil {
				return err
			}
		}
	}
	if from != c.State && (from == Confirmed || from == Live) {
		if err := raiseAlarms(ctx, tx, s.alarmLimits(now), &c.ID); err != nil {
			return err
		}
	}
	if err := followProposal(ctx, tx, *c, from, m); err != nil {
		return fmt.Errorf("follow the open proposal: %w", err)
	}
	if err := s.outside(ctx, tx, *c, event); err != nil {
		return fmt.Errorf("tell webhooks: %w", err)
	}
	return s.remind(ctx, tx, *c, now)
}

// advance makes the move on the value alone.
func (s *Service) advance(c *Consultation, m Move, a actor, reason string, now time.Time) (Event, error) {
	if err := m.allows(c.State, a.Side); err != nil {
		return Event{}, err
	}
	from := c.State
	if to := moves[m].To; to != "" {
		c.State = to
		s.turn(c, now)
	}
	if m == MoveReopen {
		by := s.settings.Hours.After(now, s.settings.OfficeAnswer)
		c.Owner, c.AnswerBy = Office, &by
	}
	c.Version++
	return Event{c.ID, chain.Entry{Version: c.Version, At: now, Actor: a.ID, Role: string(a.Side),
		Move: string(m), FromState: string(from), ToState: string(c.State), Reason: reason}}, nil
}

// turn says whose turn it is in the state that was entered, and until when.
func (s *Service) turn(c *Consultation, now time.Time) {
	c.Owner, c.AnswerBy = Nobody, nil
	if !c.Pending() {
		c.ExpiresAt = nil
	}
	late := c.StartsAt.Add(-s.settings.PendingEnd)
	if !late.After(now) { // as the office may have it
		late = c.StartsAt
	}
	switch c.State {
	case Requested:
		c.Owner = Office
	case Returned:
		by := earlier(now.Add(s.settings.ReturnAnswer), *c.ExpiresAt)
		c.Owner, c.AnswerBy = c.RequestedSide, &by
		return
	case Offered:
		c.Owner = c.Counterpart()
	case Accepted:
		c.Owner, c.AnswerBy = Interpreter, &late
		if c.InterpreterState == InterpreterMissing {
			c.Owner = Office
		}
	case Suspended:
		c.Owner, c.AnswerBy = Office, &late
	case OutcomeDue:
		by := now.Add(s.settings.OutcomeAnswer)
		c.Owner, c.AnswerBy = BothSides, &by
	default:
		return
	}
	if c.ExpiresAt != nil {
		by := s.settings.answerBy(now, c.Owner, *c.ExpiresAt)
		c.AnswerBy = &by
	}
}

// wish is one move that a person wants to make.
type wish struct {
	Number  string
	Version int // 0: whatever stands
	Action  account.Action
	Move    Move
}

// open locks a consultation for a person's move and judges rights, expiry, version and legality on the locked row. A
// request that has expired meanwhile comes back expired, to be committed so.
func (s *Service) open(ctx context.Context, tx postgres.Tx, v account.Viewer, w wish, c *Consultation) (time.Time, Owner, error) {
	locked, err := lockNumber(ctx, tx, w.Number)
	if err != nil {
		return time.Time{}, Nobody, err
	}
	*c = locked
	if err := c.Permits(v, w.Action); err != nil {
		return time.Time{}, Nobody, err
	}
	side := c.Side(v)
	now, err := s.instant(ctx, tx)
	if err != nil {
		return time.Time{}, side, err
	}
	if c.ExpiresAt != nil && !c.ExpiresAt.After(now) {
		return now, side, s.expire(ctx, tx, c, now)
	}
	if w.Version > 0 && w.Version != c.Version {
		return now, side, s.settings.stale(*c, side, now)
	}
	return now, side, s.settings.permit(*c, w.Move, side, now)
}

// act makes a person's move in one transaction: edit changes the record and returns the reason for the log, then the
// notices go out.
func (s *Service) act(ctx context.Context, v account.Viewer, w wish, edit func(tx postgres.Tx, c *Consultation, now time.Time) (string, error), notices ...notice) (Consultation, error) {
	var c Consultation
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		now, side, err := s.open(ctx, tx, v, w, &c)
		if err != nil || c.State == Expired {
			return err
		}
		reason, err := edit(tx, &c, now)
		if err != nil {
			return err
		}
		if err := s.leave(ctx, tx, &c, w.Move, actor{ID: v.User.String(), Side: side}, reason, now); err != nil {
			return err
		}
		for _, n := range notices {
			if err := s.tell(ctx, tx, c, n, now); err != nil {
				return err
			}
		}
		return nil
	})
	return c, s.overIfExpired(c, v, err)
}

// overIfExpired is the refusal of a move that came too late; the expiry itself was committed.
func (s *Service) overIfExpired(c Consultation, v account.Viewer, err error) error {
	if err == nil && c.State == Expired {
		return problem.New(problem.Conflict, "consultation_expired").In(string(c.State)).WithLegal(Operations(Legal(c.State, c.Side(v)))...)
	}
	return err
}

func (s Settings) stale(c Consultation, side Owner, now time.Time) error {
	return s.conflict(c, side, now, "consultation_changed")
}

// leave makes a move, and frees the claims when the state it leads to owns none.
func (s *Service) leave(ctx context.Context, tx postgres.Tx, c *Consultation, m Move, a actor, reason string, now time.Time) error {
	if to := moves[m].To; to != "" && !to.claimsTime() {
		if err := s.schedule.Count(ctx, tx, []schedule.Booking{c.booking(-1)}); err != nil {
			return fmt.Errorf("count day: %w", err)
		}
		if err := s.schedule.Release(ctx, tx, c.ID.UUID); err != nil {
			return fmt.Errorf("release claims: %w", err)
		}
		if err := s.disband(ctx, tx, c, now); err != nil {
			return err
		}
		if err := s.empty(ctx, tx, c); err != nil {
			return err
		}
	}
	return s.step(ctx, tx, c, m, a, reason, now)
}

// empty closes the room of a consultation that will not take place: people may wait in it already.
func (s *Service) empty(ctx context.Context, tx postgres.Tx, c *Consultation) error {
	if c.State != Confirmed && c.State != Live {
		return nil
	}
	return s.closeRoom(ctx, tx, *c, "cancelled")
}

func (c Consultation) booking(by int) schedule.Booking {
	return schedule.Booking{Supplier: c.SupplierID, Start: c.StartsAt, Zone: c.SupplierZone, By: by}
}

// expire ends a pending consultation whose time is over.
func (s *Service) expire(ctx context.Context, tx postgres.Tx, c *Consultation, now time.Time) error {
	told := c.State != Draft
	if err := s.leave(ctx, tx, c, MoveExpire, bySystem, "", now); err != nil || !told {
		return err
	}
	return s.tell(ctx, tx, *c, noticeExpired, now)
}

// room is what a new or moved consultation needs.
type room struct {
	Claims  []schedule.Claim   // who holds their time is asked
	But     ID                 // whose own claims are not in the way
	Counts  []schedule.Booking // of the consultation itself
	Leaving []Consultation     // locked ones that are given up for it
	By      actor              // who gives them up
}

// makeRoom takes everything out of the way that may be: what the actor gives up, and the dead, which it expires. It
// refuses at once when somebody alive holds the time. Counters move first and in one order, then claims go.
func (s *Service) makeRoom(ctx context.Context, tx postgres.Tx, r room, now time.Time) error {
	holders, err := s.schedule.Holders(ctx, tx, r.Claims, r.But.UUID)
	if err != nil {
		return err
	}
	counts, err := s.clear(ctx, tx, r, holders, now)
	if err != nil {
		return err
	}
	return s.schedule.Count(ctx, tx, counts)
}

// clear is makeRoom where the holders are known. When nothing has to go, the counters have not moved yet: they are
// returned, to be moved with what is written.
func (s *Service) clear(ctx context.Context, tx postgres.Tx, r room, holders []uuid.UUID, now time.Time) ([]schedule.Booking, error) {
	holders = slices.DeleteFunc(holders, func(id uuid.UUID) bool {
		return slices.ContainsFunc(r.Leaving, func(c Consultation) bool { return c.ID.UUID == id })
	})
	if len(holders) == 0 && len(r.Leaving) == 0 {
		return r.Counts, nil
	}
	dead, err := lockDead(ctx, tx, holders, now)
	if err != nil {
		return nil, err
	}
	if len(dead) < len(holders) {
		return nil, s.refuse(ctx, tx, holders, now)
	}
	counts := r.Counts
	for _, c := range append(slices.Clone(dead), r.Leaving...) {
		counts = append(counts, c.booking(-1))
	}
	if err := s.schedule.Count(ctx, tx, counts); err != nil {
		return nil, err
	}
	for i := range dead {
		if err := s.giveUp(ctx, tx, &dead[i], MoveExpire, bySystem, now); err != nil {
			return nil, err
		}
	}
	for i := range r.Leaving {
		if err := s.giveUp(ctx, tx, &r.Leaving[i], MoveWithdraw, r.By, now); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// refuse says that a time is taken, and whether trying again may help.
func (s *Service) refuse(ctx context.Context, tx postgres.Tx, holders []uuid.UUID, now time.Time) error {
	alive, err := countAlive(ctx, tx, holders, now)
	if err != nil {
		return err
	}
	if alive == 0 {
		return schedule.Taken().Because(errContested)
	}
	return schedule.Taken()
}

// inTheWay says of a time that is taken that the buyer has it, if nobody else does.
func inTheWay(sides schedule.Sides, err error) error {
	if refusal, ok := errors.AsType[*problem.Error](err); ok && refusal.Code == schedule.Taken().Code && sides.OwnAlone {
		return problem.New(problem.Conflict, "buyer_taken").Because(err)
	}
	return err
}

// giveUp frees the claims of a consultation whose counter has moved already.
func (s *Service) giveUp(ctx context.Context, tx postgres.Tx, c *Consultation, m Move, a actor, now time.Time) error {
	told := c.State != Draft
	if err := s.schedule.Release(ctx, tx, c.ID.UUID); err != nil {
		return fmt.Errorf("release claims: %w", err)
	}
	if err := s.disband(ctx, tx, c, now); err != nil {
		return err
	}
	if err := s.step(ctx, tx, c, m, a, "", now); err != nil || !told {
		return err
	}
	return s.tell(ctx, tx, *c, noticeExpired, now)
}

func newID() ID { return ID{uuid.Must(uuid.NewV7())} }
