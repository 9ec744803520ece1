package schedule

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Claim is a wish for a resource's interval, buffers included. The database decides who gets it.
type Claim struct {
	Resource ResourceID
	During   Window
	Role     string
	Alone    time.Duration // of an interpreter: what counts against the rest rule
	Half     Window        // the half-day in which it counts
}

// inOrder is the order in which everybody takes claims: by resource, and interpreters after the two sides, because some
// moves look for one only when they have the sides.
func inOrder(a, b Claim) int {
	third := func(c Claim) int {
		if c.Role == string(Interpreter) {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(third(a), third(b)), cmp.Compare(a.Resource, b.Resource), a.During.Start.Compare(b.During.Start))
}

// Taken is the refusal that a claim meets when someone was first. Callers may add the alternatives.
func Taken() *problem.Error { return problem.New(problem.Conflict, "slot_taken") }

// Taking is what one consultation claims.
type Taking struct {
	Consultation uuid.UUID
	Claims       []Claim
	block        *int64 // in place of a consultation
}

// Meets reports whether two takings cannot be one statement's: they want the same time, or both need an interpreter to rest in
// the same half-day.
func (t Taking) Meets(other Taking) bool {
	for _, a := range t.Claims {
		for _, b := range other.Claims {
			if a.Resource != b.Resource {
				continue
			}
			if a.During.Start.Before(b.During.End) && b.During.Start.Before(a.During.End) || a.Alone > 0 && b.Alone > 0 && a.Half == b.Half {
				return true
			}
		}
	}
	return false
}

// Claim takes all intervals for a consultation, or none: short of one it refuses with slot_taken, and the caller must
// roll the transaction back. For a race it waits for the first writer, never in a circle.
func (s *Service) Claim(ctx context.Context, tx postgres.Tx, consultation uuid.UUID, claims []Claim) error {
	return claim(ctx, tx, Taking{Consultation: consultation, Claims: claims}, s.store.queueClaims)
}

// ClaimThird takes the claims of interpreters for a consultation, or refuses as Claim does. Such claims come last in a
// transaction, since they wait for those who claim the same person's half-day.
func (s *Service) ClaimThird(ctx context.Context, tx postgres.Tx, consultation uuid.UUID, claims []Claim) error {
	return claim(ctx, tx, Taking{Consultation: consultation, Claims: claims}, s.store.queueThird)
}

// LockThird has a transaction that is about to give up claims of interpreters and to take others for them wait for who does so too,
// and for who claims the half-days of these people in which the instants lie. Without it two that cross wait for each other: one
// holds the half-day and wants the time that the other is giving up, who wants the half-day.
func (s *Service) LockThird(ctx context.Context, tx postgres.Tx, who []ResourceID, instants ...time.Time) error {
	who = slices.DeleteFunc(slices.Clone(who), func(id ResourceID) bool { return id == 0 })
	if len(who) == 0 {
		return nil
	}
	slices.Sort(who)
	var ids, hours []int64
	for _, id := range slices.Compact(who) {
		r, err := s.Resource(ctx, tx, id)
		if err != nil {
			return err
		}
		zone, err := LoadZone(r.Zone)
		if err != nil {
			return err
		}
		for _, at := range instants {
			ids, hours = append(ids, int64(id)), append(hours, HalfDay(zone, at).Start.Unix()/3600)
		}
	}
	return s.store.lockHalfDays(ctx, tx, ids, hours)
}

func claim(ctx context.Context, tx postgres.Tx, t Taking, queue func(*postgres.Batch, Taking, **string) error) error {
	if len(t.Claims) == 0 {
		return nil
	}
	var short *string
	batch := &postgres.Batch{}
	if err := queue(batch, t, &short); err != nil {
		return err
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return TakenOr(err)
	}
	if short != nil {
		return Taken()
	}
	return nil
}

// Short is the resource that somebody else has, if that is why a batch failed.
func Short(err error) (ResourceID, bool) {
	detail, short := postgres.Unmet(err, AllClaims)
	if !short {
		return 0, false
	}
	_, resource, _ := strings.Cut(detail, " ")
	id, err := strconv.ParseInt(resource, 10, 64)
	return ResourceID(id), err == nil
}

// CountWork has an interpreter's claim of a meeting count against the rest rule, where it was taken without being held to it.
func (s *Service) CountWork(ctx context.Context, tx postgres.Tx, consultation uuid.UUID, resource ResourceID, alone time.Duration) error {
	return s.store.countWork(ctx, tx, consultation, resource, alone)
}

// Release frees everything that a consultation holds.
func (s *Service) Release(ctx context.Context, tx postgres.Tx, consultation uuid.UUID) error {
	return s.store.deleteClaims(ctx, tx, consultation)
}

// ReleaseOne frees one resource from a consultation.
func (s *Service) ReleaseOne(ctx context.Context, tx postgres.Tx, consultation uuid.UUID, resource ResourceID) error {
	return s.store.deleteClaim(ctx, tx, consultation, resource)
}

// Lengthen has all claims of a consultation that runs end later, or refuses with slot_taken when one of the resources is taken then; the caller
// must roll back, to a savepoint at least. What counts against an interpreter's rest stays as it was agreed.
func (s *Service) Lengthen(ctx context.Context, tx postgres.Tx, consultation uuid.UUID, by time.Duration) error {
	return TakenOr(s.store.lengthenClaims(ctx, tx, consultation, by))
}

// Cut ends the claims of a consultation at its real end.
func (s *Service) Cut(ctx context.Context, tx postgres.Tx, consultation uuid.UUID, end time.Time) error {
	return s.store.cutClaims(ctx, tx, consultation, end)
}

// Sides are the resources of a meeting's two sides, and the consultations that hold one of them in its time. Of several
// hosts the first that is free is the supplier's, until Seat says who may be asked.
type Sides struct {
	Supplier, Buyer Resource // zero where there is none yet
	Holders         []uuid.UUID
	OwnAlone        bool   // all of the holders are the buyer's own meetings, and nobody has the supplier
	hosts           []side // of the supplier, the company's own first
	buyers          []uuid.UUID
}

// side is a host with what is in the way of booking it.
type side struct {
	Resource
	Full    bool // its local date has as many as it may
	holders []uuid.UUID
}

// Seat takes the best of some hosts for the supplier: one whom nothing is in the way of, if there is one.
func (s *Sides) Seat(hosts []ResourceID) {
	var best *side
	for _, id := range hosts {
		i := slices.IndexFunc(s.hosts, func(h side) bool { return h.ID == id })
		if i < 0 {
			continue
		}
		h := &s.hosts[i]
		if best == nil || h.open() && !best.open() {
			best = h
		}
	}
	if best == nil {
		return
	}
	s.Supplier, s.Holders = best.Resource, sorted(best.holders, s.buyers)
	s.OwnAlone = len(best.holders) == 0 && len(s.buyers) > 0
}

func (s side) open() bool { return !s.Full && len(s.holders) == 0 }

// seatAny is Seat among all.
func (s *Sides) seatAny() {
	all := make([]ResourceID, len(s.hosts))
	for i, h := range s.hosts {
		all[i] = h.ID
	}
	s.Holders = s.buyers
	s.Seat(all)
}

func sorted(a, b []uuid.UUID) []uuid.UUID {
	all := slices.Concat(a, b)
	slices.SortFunc(all, func(x, y uuid.UUID) int { return bytes.Compare(x[:], y[:]) })
	return slices.Compact(all)
}

// QueueSides reads them with a batch: for one more meeting of a company and a person (zero: not known yet) in a window.
// One consultation's own claims do not count.
func (s *Service) QueueSides(batch *postgres.Batch, supplier account.CompanyID, buyer account.UserID, w Window, but uuid.UUID, into *Sides) {
	s.store.queueSides(batch, supplier.UUID, buyer.UUID, w, but, into)
}

// Holders are the consultations but one whose claims are in the way of the wanted ones, sorted.
func (s *Service) Holders(ctx context.Context, tx postgres.Tx, claims []Claim, but uuid.UUID) ([]uuid.UUID, error) {
	return s.store.holders(ctx, tx, claims, but)
}

// Block takes an interval of a resource for something that is no consultation: an absence, a programme's day.
func (s *Service) Block(ctx context.Context, tx postgres.Tx, resource ResourceID, during Window, reason string) error {
	id, err := s.store.insertBlock(ctx, tx, reason)
	if err != nil {
		return err
	}
	block := Taking{Claims: []Claim{{Resource: resource, During: during, Role: "block"}}, block: &id}
	return claim(ctx, tx, block, s.store.queueClaims)
}

// Booking is one more (By 1) or one less (By -1) consultation on the local date of the start, in the zone that the
// supplier agreed to it in.
type Booking struct {
	Supplier ResourceID
	Start    time.Time
	Zone     string
	By       int
}

// Count moves the day counters, all of a transaction at once and in one order for everybody; writers do it before they
// delete claims. A full day refuses with day_full. Suppliers without a cap are not counted.
func (s *Service) Count(ctx context.Context, tx postgres.Tx, bookings []Booking) error {
	if len(bookings) == 0 {
		return nil
	}
	changes, err := changesOf(bookings)
	if err != nil {
		return err
	}
	batch := &postgres.Batch{}
	if err := s.store.queueDays(batch, changes); err != nil {
		return err
	}
	return TakenOr(tx.SendBatch(ctx, batch).Close())
}

func changesOf(bookings []Booking) ([]dayChange, error) {
	changes := make([]dayChange, len(bookings))
	for i, b := range bookings {
		zone, err := LoadZone(b.Zone)
		if err != nil {
			return nil, err
		}
		changes[i] = dayChange{b.Supplier, DateOf(b.Start, zone), b.By}
	}
	slices.SortStableFunc(changes, func(a, b dayChange) int {
		return cmp.Or(cmp.Compare(a.Supplier, b.Supplier), a.On.noon().Compare(b.On.noon()), cmp.Compare(a.By, b.By))
	})
	return changes, nil
}

type dayChange struct {
	Supplier ResourceID
	On       Date
	By       int
}

// TakenOr reads the database's last word: an overlap means taken, a counter over its cap means a full day.
func TakenOr(err error) error {
	switch {
	case postgres.ConstraintName(err) == "day_count_cap":
		return problem.New(problem.Conflict, "day_full").Because(err)
	case postgres.IsExclusion(err):
		return Taken().Because(err)
	}
	if _, full := postgres.Unmet(err, "rooms_full"); full {
		return problem.New(problem.Conflict, "slot_rooms_full").Because(err)
	}
	return err
}
