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
	if f.Draft == (ID{}) {
		if err := s.judge(ctx, query, f.Start); err != nil {
			return Consultation{}, s.withAlternatives(ctx, err, query, f.Start)
		}
	}
	var c Consultation
	err = s.again(ctx, func(tx postgres.Tx) error {
		var err error
		c, err = s.request(ctx, tx, v, buyer, f)
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

// request is the transaction: the remembered try, the lock of the draft, now, claims, then the record, event and jobs.
func (s *Service) request(ctx context.Context, tx postgres.Tx, v, buyer account.Viewer, f RequestForm) (Consultation, error) {
	actorID := v.User.String()
	made, err := remember(ctx, tx, actorID, f.Key, fmt.Sprintf("request %v %v %d %d %v %q", f.Draft, f.Company, f.Start.Unix(), f.Length, f.Buyer, f.Topic))
	if err != nil {
		return Consultation{}, err
	}
	if made != (ID{}) {
		return find(ctx, tx, made)
	}
	c, err := s.lockedDraft(ctx, tx, f.Draft)
	if err != nil {
		return Consultation{}, err
	}
	now, err := s.instant(ctx, tx)
	if err != nil {
		return Consultation{}, err
	}
	if n, err := unanswered(ctx, tx, v.User); err != nil {
		return Consultation{}, err
	} else if n >= s.settings.Unanswered {
		return Consultation{}, problem.New(problem.TooMany, "too_many_requests", "Count", n).RetryIn(time.Hour)
	}
	if err := s.seat(ctx, tx, &c, buyer, f, now); err != nil {
		return Consultation{}, err
	}
	if err := s.describe(ctx, tx, &c, v, buyer, f, now); err != nil {
		return Consultation{}, err
	}
	if err := s.step(ctx, tx, &c, MoveRequest, actor{ID: actorID, Side: c.asker(v)}, "", now); err != nil {
		return Consultation{}, err
	}
	if err := s.tell(ctx, tx, c, noticeReceived, now); err != nil {
		return Consultation{}, err
	}
	if err := s.approveByRule(ctx, tx, &c, now); err != nil {
		return Consultation{}, err
	}
	return c, answered(ctx, tx, actorID, f.Key, c.ID)
}

// asker is the side under which a viewer asks; a partner acts for its buyer.
func (c Consultation) asker(v account.Viewer) Owner {
	if side := c.Side(v); side != Nobody {
		return side
	}
	return Buyer
}

// lockedDraft is the draft under its lock, or a zero value when there is none or it has expired: then the slot is asked
// for anew.
func (s *Service) lockedDraft(ctx context.Context, tx postgres.Tx, id ID) (Consultation, error) {
	if id == (ID{}) {
		return Consultation{}, nil
	}
	c, err := lock(ctx, tx, id)
	switch {
	case err != nil:
		return Consultation{}, err
	case c.State == Draft:
		return c, nil
	case c.State == Expired && c.Number == "":
		return Consultation{}, nil
	}
	return Consultation{}, problem.New(problem.Conflict, "hold_over")
}

// seat takes the claims: the supplier's unless the draft has it, the buyer's, and one free interpreter's.
func (s *Service) seat(ctx context.Context, tx postgres.Tx, c *Consultation, buyer account.Viewer, f RequestForm, now time.Time) error {
	resource, err := s.schedule.ResourceOf(ctx, tx, schedule.Buyer, buyer.User.UUID, buyer.Zone)
	if err != nil {
		return err
	}
	window := schedule.Window{Start: f.Start, End: f.Start.Add(f.Length)}
	claim := schedule.Claim{Resource: resource.ID, During: resource.Padded(window), Role: string(Buyer)}
	if c.ID == (ID{}) {
		hold := HoldRequest{Opener: buyer.User.String(), Company: f.Company, Start: f.Start, Length: f.Length, Pair: f.Topic.Pair()}
		*c, err = s.draft(ctx, tx, hold, nil, []schedule.Claim{claim}, now)
	} else {
		err = s.makeRoom(ctx, tx, room{Claims: []schedule.Claim{claim}, But: c.ID}, now)
	}
	if err != nil {
		return err
	}
	if err := s.schedule.Claim(ctx, tx, c.ID.UUID, []schedule.Claim{claim}); err != nil {
		if problem.Is(err, problem.Conflict) {
			return problem.New(problem.Conflict, "buyer_taken").Because(err)
		}
		return err
	}
	c.BuyerID, c.BuyerZone = resource.ID, resource.Zone
	c.NeedFrom, c.NeedTo = f.Topic.NeedFrom, f.Topic.NeedTo
	return s.pencil(ctx, tx, c)
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
		err := s.schedule.Claim(ctx, tx, c.ID.UUID, []schedule.Claim{{Resource: r.ID, During: r.Padded(c.Window()), Role: string(Interpreter)}})
		if problem.Is(err, problem.Conflict) {
			continue
		}
		if err != nil {
			return err
		}
		c.InterpreterID, c.InterpreterUser, c.InterpreterState = r.ID, account.UserID{UUID: r.Owner}, InterpreterPencilled
		return nil
	}
	return problem.New(problem.Conflict, "interpreter_taken")
}

// describe fills the record of a request in: who, what, number and deadlines.
func (s *Service) describe(ctx context.Context, tx postgres.Tx, c *Consultation, v, buyer account.Viewer, f RequestForm, now time.Time) error {
	number, err := s.number(ctx, tx, now)
	if err != nil {
		return err
	}
	company, _ := buyer.Company(account.Buyer)
	c.Number, c.Topic, c.BuyerCompany, c.BuyerUser, c.RequestedBy = number, f.Topic, company, buyer.User, v.User
	c.Message = strings.TrimSpace(c.Message)
	c.RequestedSide, c.Typed = Buyer, Typed{}
	expires := s.settings.pendingUntil(now, c.StartsAt)
	c.ExpiresAt = &expires
	return nil
}

// number is the next number for life: office, year in its zone, serial.
func (s *Service) number(ctx context.Context, tx postgres.Tx, now time.Time) (string, error) {
	n, err := serial(ctx, tx)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s-%d-%04d", s.settings.Office, now.In(s.settings.Hours.Zone).Year(), n), nil
}

// approveByRule lets a pair that has met pass the office, where the settings say so.
func (s *Service) approveByRule(ctx context.Context, tx postgres.Tx, c *Consultation, now time.Time) error {
	if !s.settings.FirstContact {
		return nil
	}
	n, err := metBefore(ctx, tx, c.SupplierCompany, c.BuyerCompany)
	if err != nil || n == 0 {
		return err
	}
	return s.offer(ctx, tx, c, bySystem, now)
}
