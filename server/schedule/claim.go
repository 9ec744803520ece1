package schedule

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strconv"
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

// Claim takes all intervals for a consultation, or none: short of one it refuses with slot_taken, and the caller must
// roll the transaction back. For a race it waits for the first writer, never in a circle.
func (s *Service) Claim(ctx context.Context, tx postgres.Tx, consultation uuid.UUID, claims []Claim) error {
	batch, got := &postgres.Batch{}, []ResourceID{}
	s.QueueClaims(batch, consultation, claims, &got)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return TakenOr(err)
	}
	if len(got) < len(claims) {
		return Taken()
	}
	return nil
}

// QueueClaims adds Claim to a batch; got is which of the resources it took. An error of the batch goes through TakenOr.
func (s *Service) QueueClaims(batch *postgres.Batch, consultation uuid.UUID, claims []Claim, got *[]ResourceID) {
	s.store.queueClaims(batch, &consultation, nil, claims, got)
}

// QueueAllClaims adds Claim to a batch, which fails as a whole when it comes out short: Short tells of which resource.
func (s *Service) QueueAllClaims(batch *postgres.Batch, consultation uuid.UUID, claims []Claim) {
	s.store.queueAllClaims(batch, consultation, claims)
}

// Short is the resource that somebody else has, if that is why a batch failed.
func Short(err error) (ResourceID, bool) {
	detail, short := postgres.Unmet(err, allClaims)
	if !short {
		return 0, false
	}
	id, err := strconv.ParseInt(detail, 10, 64)
	return ResourceID(id), err == nil
}

// QueueAllThird adds the claims of interpreters to a batch, which fails as a whole when one is not free or would not rest:
// Short tells which. They come last in a transaction, since they wait for those who claim the same person's half-day.
func (s *Service) QueueAllThird(batch *postgres.Batch, consultation uuid.UUID, claims []Claim) {
	s.store.queueAllThird(batch, consultation, claims)
}

// ClaimThird takes the claims of interpreters for a consultation, or refuses as Claim does.
func (s *Service) ClaimThird(ctx context.Context, tx postgres.Tx, consultation uuid.UUID, claims []Claim) error {
	batch, got := &postgres.Batch{}, []ResourceID{}
	s.store.queueThird(batch, consultation, claims, &got)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return TakenOr(err)
	}
	if len(got) < len(claims) {
		return Taken()
	}
	return nil
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

// Cut ends the claims of a consultation at its real end.
func (s *Service) Cut(ctx context.Context, tx postgres.Tx, consultation uuid.UUID, end time.Time) error {
	return s.store.cutClaims(ctx, tx, consultation, end)
}

// Sides are the resources of a meeting's two sides, and the consultations that hold one of them in its time. Of several
// hosts the first that is free is the supplier's, until Seat says who may be asked.
type Sides struct {
	Supplier, Buyer Resource // zero where there is none yet
	Holders         []uuid.UUID
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
	batch, got := &postgres.Batch{}, []ResourceID{}
	s.store.queueClaims(batch, nil, &id, []Claim{{Resource: resource, During: during, Role: "block"}}, &got)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return TakenOr(err)
	}
	if len(got) == 0 {
		return Taken()
	}
	return nil
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
	batch := &postgres.Batch{}
	if err := s.QueueCount(batch, bookings); err != nil {
		return err
	}
	return TakenOr(tx.SendBatch(ctx, batch).Close())
}

// QueueCount adds Count to a batch. An error of the batch goes through TakenOr.
func (s *Service) QueueCount(batch *postgres.Batch, bookings []Booking) error {
	changes := make([]dayChange, len(bookings))
	for i, b := range bookings {
		zone, err := LoadZone(b.Zone)
		if err != nil {
			return err
		}
		changes[i] = dayChange{b.Supplier, DateOf(b.Start, zone), b.By}
	}
	slices.SortStableFunc(changes, func(a, b dayChange) int {
		return cmp.Or(cmp.Compare(a.Supplier, b.Supplier), a.On.noon().Compare(b.On.noon()), cmp.Compare(a.By, b.By))
	})
	s.store.queueDays(batch, changes)
	return nil
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
