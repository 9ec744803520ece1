package consultation

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/chain"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Entry is a consultation that begins its life confirmed: a programme's cell or a walk-in. Notice, hours and moderation do
// not apply to it; claims do.
type Entry struct {
	Kind        string // WalkIn or Programme
	Number      string // empty: the next one
	Company     account.CompanyID
	Host        account.UserID
	Buyer       account.UserID
	Interpreter account.UserID // zero: none
	Start       time.Time
	Length      time.Duration
	Topic       Topic
	By          account.UserID // who entered it
}

// Together is what happens in the commit that enters a consultation. Both may be nil.
type Together struct {
	// Decide comes first: it takes the locks of what causes the entry, and may set its host, interpreter, start and length.
	Decide func(tx postgres.Tx, e *Entry) error
	// Done comes last, with what was made.
	Done func(tx postgres.Tx, c Consultation) error
}

// Enter makes a confirmed consultation with the claims of all parties, or refuses with what is taken. One that has begun
// already sends no invites.
func (s *Service) Enter(ctx context.Context, e Entry) (Consultation, error) {
	return s.EnterTogether(ctx, e, Together{})
}

// EnterTogether is Enter in one commit with something else, such as the answer to a ring.
func (s *Service) EnterTogether(ctx context.Context, e Entry, with Together) (Consultation, error) {
	buyer, err := s.accounts.Viewer(ctx, e.Buyer)
	if err != nil {
		return Consultation{}, err
	}
	company, ok := buyer.Company(account.Buyer)
	if !ok {
		return Consultation{}, problem.New(problem.Invalid, "not_a_buyer")
	}
	zone := s.settings.Hours.Zone.String()
	if e.Interpreter != (account.UserID{}) {
		user, err := s.accounts.User(ctx, e.Interpreter)
		if err != nil {
			return Consultation{}, err
		}
		zone = user.Zone
	}
	var c Consultation
	err = s.db.Tx(ctx, func(tx postgres.Tx) error {
		if with.Decide != nil {
			if err := with.Decide(tx, &e); err != nil {
				return err
			}
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		if c, err = s.entered(ctx, tx, e, company, now); err != nil {
			return err
		}
		claims, err := s.takeSeats(ctx, tx, &c, e, buyer.Zone, zone)
		if err != nil {
			return err
		}
		err = s.makeRoom(ctx, tx, room{Claims: claims, Counts: []schedule.Booking{c.booking(1)}}, now)
		if err != nil {
			return err
		}
		c.Invited = c.StartsAt.After(now)
		if err := insert(ctx, tx, c); err != nil {
			return err
		}
		if err := s.schedule.Claim(ctx, tx, c.ID.UUID, claims); err != nil {
			return err
		}
		if c.InterpreterID != 0 { // nobody chose the hour of a walk-in by the rest rule, but it tires as any other
			if err := s.schedule.CountWork(ctx, tx, c.ID.UUID, c.InterpreterID, c.Length()); err != nil {
				return err
			}
		}
		if err := s.promised(ctx, tx, c, now); err != nil {
			return err
		}
		event := Event{c.ID, chain.Entry{Version: 1, At: now, Actor: e.By.String(), Role: string(e.side()), Move: string(MoveEnter), ToState: string(Confirmed)}}
		err = appendEvent(ctx, tx, event)
		if err == nil {
			err = s.outside(ctx, tx, c, event)
		}
		if err == nil && with.Done != nil {
			err = with.Done(tx, c)
		}
		if err != nil || !c.Invited {
			return err
		}
		if err := s.remind(ctx, tx, c, now); err != nil {
			return err
		}
		return s.tell(ctx, tx, c, noticeConfirmed, now)
	})
	return c, err
}

// side is for whom the entry was made: a supplier's member enters a walk-in by answering it.
func (e Entry) side() Owner {
	if e.Kind == WalkIn && e.By == e.Host {
		return Supplier
	}
	return Office
}

// entered is the record without its seats.
func (s *Service) entered(ctx context.Context, tx postgres.Tx, e Entry, company account.CompanyID, now time.Time) (Consultation, error) {
	number := e.Number
	var err error
	if number == "" {
		number, err = s.number(ctx, tx, now)
	} else {
		err = s.passNumber(ctx, tx, number)
	}
	if err != nil {
		return Consultation{}, err
	}
	id := newID()
	if e.Topic.Products == nil {
		e.Topic.Products = []string{}
	}
	return Consultation{
		ID: id, Number: number, Kind: e.Kind, State: Confirmed, Version: 1, StartsAt: e.Start.UTC(), EndsAt: e.Start.Add(e.Length).UTC(),
		CreatedAt: now, Topic: e.Topic, Invite: Invite{IcalUID: id.String() + "@etrade"},
		Parties: Parties{SupplierCompany: e.Company, BuyerCompany: company, BuyerUser: e.Buyer, HostUser: e.Host,
			RequestedBy: e.By, RequestedSide: Buyer, InterpreterState: NoInterpreter},
	}, nil
}

// takeSeats fills in the resources and gives their claims. Programme cells are close together: they have no buffers.
func (s *Service) takeSeats(ctx context.Context, tx postgres.Tx, c *Consultation, e Entry, buyerZone, interpreterZone string) ([]schedule.Claim, error) {
	supplier, err := s.schedule.Owned(ctx, tx, schedule.Supplier, e.Company.UUID)
	if err != nil {
		return nil, err
	}
	buyer, err := s.schedule.ResourceOf(ctx, tx, schedule.Buyer, e.Buyer.UUID, buyerZone)
	if err != nil {
		return nil, err
	}
	c.SupplierID, c.SupplierZone, c.BuyerID, c.BuyerZone = supplier.ID, supplier.Zone, buyer.ID, buyer.Zone
	claims := []schedule.Claim{
		{Resource: supplier.ID, During: c.Window(), Role: string(Supplier)},
		{Resource: buyer.ID, During: c.Window(), Role: string(Buyer)},
	}
	if e.Interpreter == (account.UserID{}) {
		return claims, nil
	}
	third, err := s.schedule.ResourceOf(ctx, tx, schedule.Interpreter, e.Interpreter.UUID, interpreterZone)
	if err != nil {
		return nil, err
	}
	c.InterpreterID, c.InterpreterUser, c.InterpreterState = third.ID, e.Interpreter, InterpreterAccepted
	return append(claims, schedule.Claim{Resource: third.ID, During: c.Window(), Role: string(Interpreter)}), nil
}

// passNumber keeps the sequence ahead of a number given by hand.
func (s *Service) passNumber(ctx context.Context, tx postgres.Tx, number string) error {
	digits := number[strings.LastIndexByte(number, '-')+1:]
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 1 || !strings.HasPrefix(number, s.settings.Office+"-") {
		return problem.New(problem.Invalid, "number_invalid").Because(fmt.Errorf("number %q", number))
	}
	return passSerial(ctx, tx, n)
}
