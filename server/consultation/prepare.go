package consultation

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Booking is a request that was read and judged, ready to be written.
type Booking struct {
	entry  entry
	wishes []time.Time // other starts that would suit
	beside Beside
	draft  ID   // that it goes on with, or takes the place of
	byRule bool // it passes the office at once
	now    time.Time
	before ID // by an earlier try with the same key
}

// Prepare reads all that a request is judged by, and judges it. It takes nothing: what has changed by the time of Book is
// found there.
func (s *Service) Prepare(ctx context.Context, v account.Viewer, f RequestForm) (Booking, error) {
	f, buyer, err := s.complete(ctx, v, f)
	if err != nil {
		return Booking{}, err
	}
	return s.prepare(ctx, f.try(v), v, buyer, f)
}

func (s *Service) prepare(ctx context.Context, t try, v, buyer account.Viewer, f RequestForm) (Booking, error) {
	company, _ := buyer.Company(account.Buyer)
	o, err := s.openRequest(ctx, t, v, f, f.query(buyer), company)
	if err != nil || o.Made != (ID{}) {
		return Booking{before: o.Made}, err
	}
	if f.Draft == (ID{}) { // a draft was judged when it was made
		if err := o.seat(f.Start); err != nil {
			return Booking{}, err
		}
	}
	b := Booking{entry: entry{try: t}, beside: f.Beside, draft: f.Draft, now: o.Now}
	if !f.again && !v.Is(account.Officer) {
		b.entry.counts = v.User
		if b.entry.most, err = s.tooMany(ctx, asking(f, company), o); err != nil {
			return Booking{}, err
		}
	}
	if b.entry.made, err = s.begun(buyer, f, o); err != nil {
		return Booking{}, err
	}
	if err := s.seat(ctx, &b, buyer, f, o); err != nil {
		return Booking{}, err
	}
	c := &b.entry.made.Consultation
	s.describe(c, v, buyer, f, o)
	event, err := s.advance(c, MoveRequest, actor{ID: v.User.String(), Side: c.asker(v)}, "", o.Now)
	if err != nil {
		return Booking{}, err
	}
	b.entry.made.Events, b.entry.made.Jobs = append(b.entry.made.Events, event), []jobs.Args{lettersOf(*c, noticeReceived)}
	b.entry.made.Unheard = !o.Heard
	if b.wishes, b.byRule = f.Wishes, f.again; !f.again {
		b.byRule, err = s.passes(ctx, c.BuyerCompany, o.Rule.passes(o.Met, c.RequestedSide == Supplier))
	}
	return b, err
}

// asker is the side under which a viewer asks; a partner acts for its buyer.
func (c Consultation) asker(v account.Viewer) Owner {
	if side := c.Side(v); side != Nobody {
		return side
	}
	return Buyer
}

// begun is the draft that the request goes on with, or a new one when there is none or it has expired: then the slot is
// asked for anew.
func (s *Service) begun(buyer account.Viewer, f RequestForm, o opening) (made, error) {
	for _, c := range o.Drafts {
		switch {
		case c.State == Draft:
			return made{Consultation: c, LastHash: o.LastHash}, nil
		case c.State != Expired || c.Number != "":
			return made{}, problem.New(problem.Conflict, "hold_over")
		}
	}
	hold := HoldRequest{Opener: buyer.User.String(), Company: f.Company, Start: f.Start, Length: f.Length, Pair: f.Topic.Pair()}
	if f.host == (account.UserID{}) {
		return s.draft(hold, o)
	}
	hold.Opener = f.host.String()
	m, err := s.draft(hold, o)
	for i := range m.Events {
		m.Events[i].Role = string(Supplier)
	}
	return m, err
}

// seat names the claims: the supplier's unless the draft has it, the buyer's, and the best free interpreter's. What is
// dead it takes out of their way.
func (s *Service) seat(ctx context.Context, b *Booking, buyer account.Viewer, f RequestForm, o opening) error {
	c, resource := &b.entry.made.Consultation, o.Sides.Buyer
	if resource.ID == 0 {
		err := s.db.Tx(ctx, func(tx postgres.Tx) (err error) {
			resource, err = s.schedule.ResourceOf(ctx, tx, schedule.Buyer, buyer.User.UUID, buyer.Zone)
			return err
		})
		if err != nil {
			return err
		}
	}
	if err := s.bury(ctx, o.Sides.Holders, o.Now); err != nil {
		return inTheWay(o.Sides, err)
	}
	b.entry.made.Claims = append(b.entry.made.Claims, schedule.Claim{Resource: resource.ID, During: resource.Padded(c.Window()), Role: string(Buyer)})
	c.BuyerID, c.BuyerZone = resource.ID, resource.Zone
	c.stand()
	if f.Topic.Pair() == (schedule.Pair{}) {
		return nil
	}
	third := o.Third()
	if len(o.Sides.Holders) > 0 { // who was buried may have held an interpreter too
		var err error
		if third, err = s.schedule.Third(ctx, s.db, f.Company, f.demand(buyer), c.Window(), c.ID.UUID); err != nil {
			return err
		}
	}
	if b.entry.made.Third = c.pencilled(third.Team(c.Window())); len(b.entry.made.Third) == 0 {
		return problem.New(problem.Conflict, "interpreter_taken")
	}
	return nil
}

// bury expires who holds a time and is past its expiry. It refuses when somebody alive holds it.
func (s *Service) bury(ctx context.Context, holders []uuid.UUID, now time.Time) error {
	if len(holders) == 0 {
		return nil
	}
	return s.again(ctx, func(tx postgres.Tx) error {
		_, err := s.clear(ctx, tx, room{}, holders, now)
		return err
	})
}

// describe fills the record of a request in: who, what, number and deadlines.
func (s *Service) describe(c *Consultation, v, buyer account.Viewer, f RequestForm, o opening) {
	company, _ := buyer.Company(account.Buyer)
	c.Number, c.Topic, c.BuyerCompany, c.BuyerUser, c.RequestedBy = s.numbered(o.Serial, o.Now), f.Topic, company, buyer.User, v.User
	c.Message = strings.TrimSpace(c.Message)
	c.RequestedSide, c.Typed = Buyer, Typed{}
	if f.host != (account.UserID{}) {
		c.RequestedSide, c.HostUser = Supplier, f.host
	}
	expires := s.settings.pendingUntil(o.Now, c.StartsAt)
	c.ExpiresAt = &expires
}
