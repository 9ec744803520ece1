package consultation

import (
	"context"
	"errors"
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
	skuMax     = 64 // bytes
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
	Wishes  []time.Time // other starts that would suit, the dearest first; at most three are kept
	Beside  Beside
	host    account.UserID // the supplier asks, and this member of it will come; zero: the buyer asks
	again   bool           // in place of a meeting that technology broke: no limit counts, and the office has looked already
}

// Check names the fields of a topic that are not good enough to ask a company for its time, in the order of the form.
func (t Topic) Check() error {
	var wrong []problem.Field
	if len(t.Products) == 0 || len(t.Products) > 10 || slices.ContainsFunc(t.Products, func(sku string) bool { return len(sku) > skuMax }) {
		wrong = append(wrong, problem.Field{Name: "products", Code: "products_missing"})
	}
	if !slices.Contains(Goals, t.Goal) {
		wrong = append(wrong, problem.Field{Name: "goal", Code: "goal_missing"})
	}
	switch n := utf8.RuneCountInString(strings.TrimSpace(t.Message)); {
	case n < messageMin:
		wrong = append(wrong, problem.Field{Name: "message", Code: "message_short"})
	case n > messageMax:
		wrong = append(wrong, problem.Field{Name: "message", Code: "message_long"})
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
	f, buyer, err := s.complete(ctx, v, f)
	if err != nil {
		return Consultation{}, err
	}
	c, err := s.book(ctx, v, buyer, f)
	if err != nil {
		return Consultation{}, s.withAlternatives(ctx, err, f.query(buyer), f.Start)
	}
	return c, nil
}

// complete is the form with the slot of its draft, if its topic is good enough, and who will come for the buyer.
func (s *Service) complete(ctx context.Context, v account.Viewer, f RequestForm) (RequestForm, account.Viewer, error) {
	if err := f.Topic.Check(); err != nil {
		return f, v, err
	}
	if err := checkColleagues(f.Beside.Colleagues); err != nil {
		return f, v, err
	}
	if f.Draft != (ID{}) {
		c, err := s.Draft(ctx, f.Opener, f.Draft)
		if err != nil {
			return f, v, err
		}
		f.Company, f.Start, f.Length = c.SupplierCompany, c.StartsAt, c.Length()
	}
	buyer, err := s.BuyerOf(ctx, v, f)
	return f, buyer, err
}

// asking is the company whose people ask.
func asking(f RequestForm, buyer account.CompanyID) account.CompanyID {
	if f.host != (account.UserID{}) {
		return f.Company
	}
	return buyer
}

func (f RequestForm) query(buyer account.Viewer) schedule.SlotQuery {
	return schedule.SlotQuery{Company: f.Company, Length: f.Length, Demand: f.demand(buyer), Buyer: buyer.User, Guest: Consultation{Parties: Parties{BuyerZone: buyer.Zone}}.GuestZone()}
}

func (f RequestForm) demand(buyer account.Viewer) schedule.Demand {
	return schedule.Demand{Pair: f.Topic.Pair(), Firms: firms(f.Company, buyer)}
}

func (f RequestForm) try(v account.Viewer) try {
	return try{v.User.String(), f.Key, fmt.Sprintf("request %v %v %d %d %v %q %v%s", f.Draft, f.Company, f.Start.Unix(), f.Length, f.Buyer, f.Topic, f.Wishes, f.Beside)}
}

// BuyerOf is the person who will come for the buyer, as a viewer with grants, if the asking viewer may ask for it.
func (s *Service) BuyerOf(ctx context.Context, v account.Viewer, f RequestForm) (account.Viewer, error) {
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
	if f.host == (account.UserID{}) && v.On(account.Supplier, f.Company) && !v.On(account.Buyer, company) {
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

// tries is how often a request is read anew because its draft was moved between reading and writing.
const tries = 3

// requestsAtOnce is how many requests are read, judged and written at the same moment, as many as a write takes along. The others wait here
// and not for a connection, so that where very many want one time the first is written before most of the others have been read: what
// they read is that it is taken.
const requestsAtOnce = mostTogether

// book reads, judges and writes. Who sends a request again gets what the first try made, whatever stands in its way now.
func (s *Service) book(ctx context.Context, v, buyer account.Viewer, f RequestForm) (Consultation, error) {
	t := f.try(v)
	if err := t.check(); err != nil {
		return Consultation{}, err
	}
	select {
	case s.asking <- struct{}{}:
		defer func() { <-s.asking }()
	case <-ctx.Done():
		return Consultation{}, ctx.Err()
	}
	var c Consultation
	var err error
	for range tries {
		var b Booking
		if b, err = s.prepare(ctx, t, v, buyer, f); err == nil {
			c, err = s.Book(ctx, b)
		}
		if !errors.Is(err, errMoved) {
			break
		}
	}
	if problem.Is(err, problem.Conflict) || errors.Is(err, postgres.ErrCommitUnknown) {
		if made, errBefore := t.before(ctx, s.db); errBefore != nil || made != (ID{}) {
			return s.remembered(ctx, made, errBefore)
		}
	}
	return c, err
}

// remembered is what an earlier try has made.
func (s *Service) remembered(ctx context.Context, made ID, err error) (Consultation, error) {
	if err != nil {
		return Consultation{}, err
	}
	return find(ctx, s.db, made)
}

// errMoved says that a draft or a key is not any more as it was read.
var errMoved = errors.New("it has moved since it was read")

// Book writes a request: key, counter, record, claims, events and job are one transaction, which those who book at the same
// moment share. An interpreter whom somebody else has taken meanwhile is replaced by the best who is free then.
func (s *Service) Book(ctx context.Context, b Booking) (Consultation, error) {
	if b.before != (ID{}) {
		return find(ctx, s.db, b.before)
	}
	for range pencilTries {
		c, err := s.write(ctx, b)
		if id, short := schedule.Short(err); short && b.entry.made.seats(id) {
			third, err := s.third(ctx, s.db, b.entry.made.Consultation)
			if err != nil {
				return Consultation{}, err
			}
			if b.entry.made.Third = b.entry.made.pencilled(third.Team(b.entry.made.Window())); len(b.entry.made.Third) == 0 {
				break
			}
			continue
		}
		if err == nil {
			return c, nil
		}
		if _, met := postgres.Unmet(err, limitsHold); met {
			return Consultation{}, limited("too_many_requests", b.entry.most.Unanswered, nil, b.now).Because(errMoved)
		}
		for _, what := range []string{keyIsNew, versionHolds} {
			if _, moved := postgres.Unmet(err, what); moved {
				return Consultation{}, problem.New(problem.Conflict, "hold_over").Because(errMoved)
			}
		}
		return Consultation{}, b.entry.made.shortOf(fmt.Errorf("write consultation: %w", err))
	}
	return Consultation{}, problem.New(problem.Conflict, "interpreter_taken")
}

// write writes a booking, once.
func (s *Service) write(ctx context.Context, b Booking) (Consultation, error) {
	c := b.entry.made.Consultation
	anew := b.draft != (ID{}) && b.draft != c.ID // the draft was over
	if !b.byRule && len(b.wishes) == 0 && b.beside.none() && !anew {
		return c, s.writing.write(ctx, b.entry)
	}
	batch := &postgres.Batch{}
	if err := s.queueWrite(batch, b.entry); err != nil {
		return Consultation{}, err
	}
	return c, s.db.Tx(ctx, func(tx postgres.Tx) error {
		if err := tx.SendBatch(ctx, batch).Close(); err != nil {
			return err
		}
		if err := s.keepBeside(ctx, tx, c, b.draft, b.beside); err != nil {
			return err
		}
		if err := s.keepWishes(ctx, tx, c, b.wishes); err != nil || !b.byRule {
			return err
		}
		return s.offer(ctx, tx, &c, bySystem, b.now)
	})
}
