package consultation

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

const (
	messageMin = 20 // characters
	messageMax = 500
)

// RequestForm is a whole request: of a draft, or with company, start and length of its own.
type RequestForm struct {
	Draft   ID
	Opener  string // of the draft
	Key     string // idempotency
	Company account.CompanyID
	Start   time.Time
	Length  time.Duration
	Buyer   account.UserID // zero: the viewer; officers and partners ask for their buyers
	Topic   Topic
}

// check names the fields of a topic that are not good enough to ask a company for its time.
func (t Topic) check() error {
	var wrong []problem.Field
	if !slices.Contains(Goals, t.Goal) {
		wrong = append(wrong, problem.Field{Name: "goal", Code: "goal_missing"})
	}
	switch n := utf8.RuneCountInString(strings.TrimSpace(t.Message)); {
	case n < messageMin:
		wrong = append(wrong, problem.Field{Name: "message", Code: "message_short"})
	case n > messageMax:
		wrong = append(wrong, problem.Field{Name: "message", Code: "message_long"})
	}
	if len(t.Products) == 0 || len(t.Products) > 10 {
		wrong = append(wrong, problem.Field{Name: "products", Code: "products_missing"})
	}
	if t.Language == "" {
		wrong = append(wrong, problem.Field{Name: "language", Code: "language_missing"})
	}
	if len(wrong) > 0 {
		return problem.InvalidFields(wrong...)
	}
	return nil
}

// Request makes a request of a draft, or of a slot. It takes the claims of supplier, buyer and, where a pair is asked
// for, one interpreter, all or none. Taken is the refusal when someone was first, TooMany when the person has too many
// open requests.
func (s *Service) Request(ctx context.Context, v account.Viewer, f RequestForm) (Consultation, error) {
	if err := f.Topic.check(); err != nil {
		return Consultation{}, err
	}
	if f.Draft != (ID{}) {
		c, err := s.Draft(ctx, f.Opener, f.Draft)
		if err != nil {
			return Consultation{}, err
		}
		f.Company, f.Start, f.Length = c.SupplierCompany, c.StartsAt, c.Length()
	}
	buyer, err := s.buyerOf(ctx, v, f)
	if err != nil {
		return Consultation{}, err
	}
	query := schedule.SlotQuery{Company: f.Company, Length: f.Length, Pair: f.Topic.Pair(), Buyer: buyer.User}
	var c Consultation
	err = s.again(ctx, func(tx postgres.Tx) error {
		var err error
		c, err = s.request(ctx, tx, v, buyer, f, query)
		return err
	})
	if err != nil {
		return Consultation{}, s.withAlternatives(ctx, err, query, f.Start)
	}
	return c, nil
}

// buyerOf is the person who will come for the buyer, as a viewer with grants, if the asking viewer may ask for it.
func (s *Service) buyerOf(ctx context.Context, v account.Viewer, f RequestForm) (account.Viewer, error) {
	buyer := v
	if f.Buyer != (account.UserID{}) && f.Buyer != v.User {
		var err error
		if buyer, err = s.accounts.Viewer(ctx, f.Buyer); err != nil {
			return account.Viewer{}, err
		}
	}
	company, ok := buyer.Company(account.Buyer)
	if !ok && v.SignedIn() {
		return account.Viewer{}, problem.New(problem.Forbidden, "not_a_buyer")
	}
	// A company that would meet itself with whom it names has nobody's yes but its own.
	if v.On(account.Supplier, f.Company) && !v.On(account.Buyer, company) {
		return account.Viewer{}, problem.New(problem.Forbidden, "not_a_buyer")
	}
	object := account.Object{Supplier: f.Company, Buyer: company}
	if v.Is(account.Partner) {
		desks, err := s.accounts.DesksOf(ctx, company)
		if err != nil {
			return account.Viewer{}, err
		}
		object.Desks = desks
	}
	return buyer, account.May(v, account.RequestConsultation, object)
}

// request is the transaction: the remembered try, the lock of the draft, now, then the record, claims, event and jobs.
func (s *Service) request(ctx context.Context, tx postgres.Tx, v, buyer account.Viewer, f RequestForm, q schedule.SlotQuery) (Consultation, error) {
	by := actor{ID: v.User.String()}
	t := try{by.ID, f.Key, fmt.Sprintf("request %v %v %d %d %v %q", f.Draft, f.Company, f.Start.Unix(), f.Length, f.Buyer, f.Topic), newID()}
	o, err := s.openRequest(ctx, tx, t, v, f, q)
	if err != nil {
		return Consultation{}, err
	}
	if o.Made != (ID{}) {
		return find(ctx, tx, o.Made)
	}
	if f.Draft == (ID{}) { // a draft was judged when it was made
		if err := o.seat(f.Start); err != nil {
			return Consultation{}, err
		}
	}
	if o.Unanswered >= s.settings.Unanswered {
		return Consultation{}, problem.New(problem.TooMany, "too_many_requests", "Count", o.Unanswered).RetryIn(time.Hour)
	}
	m, err := s.begun(t, buyer, f, o)
	if err != nil {
		return Consultation{}, err
	}
	if err := s.seat(ctx, tx, &m, buyer, f, o); err != nil {
		return Consultation{}, err
	}
	c := &m.Consultation
	s.describe(c, v, buyer, f, o)
	by.Side = c.asker(v)
	event, err := s.advance(c, MoveRequest, by, "", o.Now)
	if err != nil {
		return Consultation{}, err
	}
	m.Events = append(m.Events, event)
	third, err := s.write(ctx, tx, t, m)
	if err == nil && !third {
		err = s.pencilNext(ctx, tx, c)
	}
	if err != nil {
		return Consultation{}, err
	}
	if err := s.tell(ctx, tx, *c, noticeReceived, o.Now); err != nil {
		return Consultation{}, err
	}
	err = s.approveByRule(ctx, tx, c, o.Now)
	return *c, err
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
func (s *Service) begun(t try, buyer account.Viewer, f RequestForm, o opening) (made, error) {
	for _, c := range o.Drafts {
		switch {
		case c.State == Draft:
			return made{Consultation: c, LastHash: o.LastHash}, nil
		case c.State != Expired || c.Number != "":
			return made{}, problem.New(problem.Conflict, "hold_over")
		}
	}
	return s.draft(t.id, HoldRequest{Opener: buyer.User.String(), Company: f.Company, Start: f.Start, Length: f.Length, Pair: f.Topic.Pair()}, o)
}

// seat names the claims: the supplier's unless the draft has it, the buyer's, and the best free interpreter's. What is
// dead it takes out of their way.
func (s *Service) seat(ctx context.Context, tx postgres.Tx, m *made, buyer account.Viewer, f RequestForm, o opening) (err error) {
	c, resource := &m.Consultation, o.Sides.Buyer
	if resource.ID == 0 {
		if resource, err = s.schedule.ResourceOf(ctx, tx, schedule.Buyer, buyer.User.UUID, buyer.Zone); err != nil {
			return err
		}
	}
	if m.Counts, err = s.clear(ctx, tx, room{Counts: m.Counts}, o.Sides.Holders, o.Now); err != nil {
		return err
	}
	m.Claims = append(m.Claims, schedule.Claim{Resource: resource.ID, During: resource.Padded(c.Window()), Role: string(Buyer)})
	c.BuyerID, c.BuyerZone = resource.ID, resource.Zone
	c.InterpreterID, c.InterpreterUser, c.InterpreterState = 0, account.UserID{}, NoInterpreter
	if f.Topic.Pair() == (schedule.Pair{}) {
		return nil
	}
	candidates, err := s.schedule.Candidates(ctx, tx, f.Topic.Pair(), c.Window(), c.ID.UUID)
	if err != nil {
		return err
	}
	if len(candidates) == 0 {
		return problem.New(problem.Conflict, "interpreter_taken")
	}
	m.Third = []schedule.Claim{c.pencilled(candidates[0])}
	return nil
}

// pencilled puts an interpreter down for the consultation; the claim is the caller's to take.
func (c *Consultation) pencilled(r schedule.Resource) schedule.Claim {
	c.InterpreterID, c.InterpreterUser, c.InterpreterState = r.ID, account.UserID{UUID: r.Owner}, InterpreterPencilled
	return schedule.Claim{Resource: r.ID, During: r.Padded(c.Window()), Role: string(Interpreter)}
}

// pencilNext pencils in whoever is free now that somebody else has the best one.
func (s *Service) pencilNext(ctx context.Context, tx postgres.Tx, c *Consultation) error {
	if err := s.pencil(ctx, tx, c); err != nil {
		return err
	}
	return setInterpreter(ctx, tx, *c)
}

// pencil claims the best interpreter who is free. Where a pair is needed and nobody is, the slot is refused.
func (s *Service) pencil(ctx context.Context, tx postgres.Tx, c *Consultation) error {
	c.InterpreterID, c.InterpreterUser, c.InterpreterState = 0, account.UserID{}, NoInterpreter
	if c.Pair() == (schedule.Pair{}) {
		return nil
	}
	candidates, err := s.schedule.Candidates(ctx, tx, c.Pair(), c.Window(), c.ID.UUID)
	if err != nil {
		return err
	}
	for _, r := range candidates {
		if err := s.schedule.Claim(ctx, tx, c.ID.UUID, []schedule.Claim{c.pencilled(r)}); !problem.Is(err, problem.Conflict) {
			return err
		}
	}
	return problem.New(problem.Conflict, "interpreter_taken")
}

// describe fills the record of a request in: who, what, number and deadlines.
func (s *Service) describe(c *Consultation, v, buyer account.Viewer, f RequestForm, o opening) {
	company, _ := buyer.Company(account.Buyer)
	c.Number, c.Topic, c.BuyerCompany, c.BuyerUser, c.RequestedBy = s.numbered(o.Serial, o.Now), f.Topic, company, buyer.User, v.User
	c.Message = strings.TrimSpace(c.Message)
	c.RequestedSide, c.Typed = Buyer, Typed{}
	expires := s.settings.pendingUntil(o.Now, c.StartsAt)
	c.ExpiresAt = &expires
}

// number is the next number for life: office, year in its zone, serial.
func (s *Service) number(ctx context.Context, tx postgres.Tx, now time.Time) (string, error) {
	n, err := serial(ctx, tx)
	if err != nil {
		return "", err
	}
	return s.numbered(n, now), nil
}

func (s *Service) numbered(serial int64, now time.Time) string {
	return fmt.Sprintf("%s-%d-%04d", s.settings.Office, now.In(s.settings.Hours.Zone).Year(), serial)
}

// approveByRule lets a pair that has met pass the office, where the settings say so.
func (s *Service) approveByRule(ctx context.Context, tx postgres.Tx, c *Consultation, now time.Time) error {
	if !s.settings.FirstContact {
		return nil
	}
	both := pair{c.SupplierCompany, c.BuyerCompany}
	met, err := meetings(ctx, tx, []pair{both})
	if err != nil || met[both] == 0 {
		return err
	}
	return s.offer(ctx, tx, c, bySystem, now)
}
